//! Refusals and faults as pages with a way back.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::Request;
use axum::http::header::REFERER;
use axum::http::{StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::AppError;
use crate::web::PageFrame;
use crate::web::csrf::random_secret;

#[derive(Template, WebTemplate)]
#[template(path = "web/error.html")]
struct ErrorPage {
    frame: PageFrame,
    code: u16,
    title: &'static str,
    sentence: String,
    reference: Option<String>,
    /// The page whose form or link led here.
    back: Option<String>,
}

tokio::task_local! {
    static CAME_FROM: Option<String>;
}

/// Answers a request while it is known which page led to it, so that a refusal can lead back there.
pub async fn with_way_back(request: Request, next: Next) -> Response {
    CAME_FROM.scope(came_from(&request), next.run(request)).await
}

/// The page whose form or link led to a request, of this site: path and query.
#[must_use]
pub fn came_from(request: &Request) -> Option<String> {
    let referer = request.headers().get(REFERER)?.to_str().ok()?;
    let address: Uri = referer.parse().ok()?;
    address.path_and_query().map(ToString::to_string).filter(|path| !path.starts_with("//"))
}

fn way_back() -> Option<String> {
    CAME_FROM.try_with(Clone::clone).ok().flatten()
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let (status, title) = match &self {
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "没有找到"),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, "无权办理"),
            Self::Conflict(_) => (StatusCode::CONFLICT, "已被他人先行修改"),
            Self::Refused(_) => (StatusCode::UNPROCESSABLE_ENTITY, "未能办理"),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "系统出错"),
        };
        let mut reference = None;
        let sentence = match self {
            Self::Internal(fault) => {
                let number = random_secret()[..8].to_owned();
                tracing::error!(reference = %number, error = format!("{fault:#}"), "a request ended in a fault");
                reference = Some(number);
                "刚才的操作没有完成，已提交的内容未作改动。请稍后重试；仍不成功的，请把下面的编号告诉系统管理员。".to_owned()
            }
            refusal => refusal.to_string(),
        };
        (
            status,
            ErrorPage {
                frame: PageFrame::bare(),
                code: status.as_u16(),
                title,
                sentence,
                reference,
                back: way_back(),
            },
        )
            .into_response()
    }
}

/// The answer to an address that does not exist.
pub async fn no_such_page() -> AppError {
    AppError::NotFound("没有这个页面。地址可能有误，或页面已经调整。".into())
}

/// The answer to an address that is only posted to and was opened by hand, or the other way round.
pub async fn no_such_method() -> Response {
    let page = ErrorPage {
        frame: PageFrame::bare(),
        code: StatusCode::METHOD_NOT_ALLOWED.as_u16(),
        title: "不能这样打开",
        sentence: "这个地址用来提交表单，不是可以打开的页面，没有作任何改动。请回到首页，从相应的页面办理。"
            .to_owned(),
        reference: None,
        back: way_back(),
    };
    (StatusCode::METHOD_NOT_ALLOWED, page).into_response()
}

/// The answer when a handler panics: a fault like any other.
#[must_use]
pub fn after_panic(_panic: Box<dyn std::any::Any + Send>) -> Response {
    AppError::Internal(anyhow::anyhow!("a handler panicked")).into_response()
}
