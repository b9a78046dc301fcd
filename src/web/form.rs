//! Forms whose token was checked before their fields can be read, and the errors beside their fields.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use crate::error::AppError;
use crate::web::AppState;
use crate::web::csrf::{CsrfToken, TOKEN_FIELD};

/// What a browser is told whose form does not carry its token.
pub const STALE_FORM: &str = "页面已过期，请返回上一页、刷新后重新提交；所填内容可用浏览器的“后退”找回。";

/// A form posted with this browser's own token: a handler cannot read the fields unverified.
#[derive(Debug)]
pub struct ProtectedForm<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for ProtectedForm<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, AppError> {
        let (mut parts, body) = request.into_parts();
        let token =
            CsrfToken::from_request_parts(&mut parts, state).await.unwrap_or_else(|never| match never {});
        let pairs = read_pairs(Request::from_parts(parts, body), state).await?;
        if !pairs.iter().any(|(name, value)| name == TOKEN_FIELD && token.matches(value)) {
            return Err(AppError::Forbidden(STALE_FORM.into()));
        }
        let cleaned: Vec<(String, String)> =
            pairs.into_iter().map(|(name, value)| (name, without_controls(value))).collect();
        let unreadable = || AppError::Refused("表单缺少字段或字段格式不对，未作任何保存。".into());
        let cleaned = serde_html_form::to_string(&cleaned).map_err(|_| unreadable())?;
        serde_html_form::from_str(&cleaned).map(Self).map_err(|_| unreadable())
    }
}

/// The fields in their order. A small text file is a field like any other, as far as it is UTF-8: what is not, stands as
/// U+FFFD, which nobody types. Files to be kept have a form of their own.
async fn read_pairs(request: Request, state: &AppState) -> Result<Vec<(String, String)>, AppError> {
    let cut_off = || AppError::Refused("提交的内容过大或传输中断，未作任何保存。".into());
    let no_form = || AppError::Refused("提交的内容不是表单，未作任何保存。".into());
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        let bytes = Bytes::from_request(request, state).await.map_err(|_| cut_off())?;
        return serde_html_form::from_bytes(&bytes).map_err(|_| no_form());
    }
    let mut multipart = Multipart::from_request(request, state).await.map_err(|_| no_form())?;
    let mut pairs = Vec::new();
    while let Some(field) = multipart.next_field().await.map_err(|_| cut_off())? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| cut_off())?;
        pairs.push((name, String::from_utf8_lossy(&bytes).into_owned()));
    }
    Ok(pairs)
}

/// The text without control characters but tabs and line ends: nobody types them, and Postgres stores no NUL.
#[must_use]
pub fn without_controls(text: String) -> String {
    let kept = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    if text.chars().all(kept) { text } else { text.chars().filter(|c| kept(*c)).collect() }
}

/// The form of a button: nothing but its token.
#[derive(Debug, serde::Deserialize)]
pub struct NoFields {}

/// A sentence beside one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The id of the field on the page.
    pub field: String,
    /// The sentence.
    pub text: String,
}

/// Sentences beside the fields of a form that was not accepted; empty when it was.
#[derive(Debug, Clone, Default)]
pub struct FieldErrors {
    /// In the order found, for the list on top of the form (`m::error_summary(errors.list)`).
    pub list: Vec<FieldError>,
}

impl FieldErrors {
    /// Puts `text` beside `field`, unless a sentence stands there already: the first one is the plainest.
    pub fn add(&mut self, field: &str, text: impl Into<String>) {
        if self.of(field).is_none() {
            self.list.push(FieldError { field: field.to_owned(), text: text.into() });
        }
    }

    /// Errors with one sentence beside one field.
    #[must_use]
    pub fn one(field: &str, text: impl Into<String>) -> Self {
        let mut errors = Self::default();
        errors.add(field, text);
        errors
    }

    /// The sentence beside `field`, if there is one.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&str> {
        self.list.iter().find(|error| error.field == field).map(|error| error.text.as_str())
    }

    /// Whether nothing was found wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
