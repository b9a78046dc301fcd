//! The router of all wings, and the layers every request passes.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::accounts::{self, Access, CurrentUser, Role, Route, Routes, guarded};
use crate::deadlines;
use crate::error::AppError;
use crate::pages;
use crate::reporting;
use crate::supervision;
use crate::web::{AppState, error_page, request_span, security_headers, static_files, urls};
use crate::{calendar, organization, plan};

/// A request that takes longer is given up: something is stuck. Event streams are bodies and not cut.
const LONGEST_REQUEST: Duration = Duration::from_mins(1);

/// Every route of the program with who may use it: the routers are built from it, and the tests of permissions
/// walk through it.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = vec![Route::get("/", Access::SignedIn, first_page)];
    routes.extend(accounts::routes());
    routes.extend(deadlines::routes());
    routes.extend(reporting::routes());
    routes.extend(calendar::routes());
    routes.extend(organization::routes());
    routes.extend(plan::routes());
    routes.extend(supervision::routes());
    routes.extend(pages::routes());
    routes
}

/// The whole program as a service.
pub fn build_app(state: AppState) -> Router {
    guarded(&state, routes())
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(readyz))
        .route("/static/{digest}/{name}", get(static_files::serve))
        .fallback(error_page::no_such_page)
        .method_not_allowed_fallback(error_page::no_such_method)
        .with_state(state)
        .layer(axum::middleware::from_fn(answer_bad_addresses))
        .layer(CsrfLayer::new().with_rejection_response(cross_site))
        .layer(CatchPanicLayer::custom(error_page::after_panic))
        .layer(axum::middleware::from_fn(error_page::with_way_back))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
        .layer(CompressionLayer::new())
        .layer(axum::middleware::map_response(async |response: Response| security_headers::add(response)))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(|request: &Request| request_span::of(request)))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}

/// What the router itself refuses (a number that is none, a field said twice) gets a page with a way back like anything
/// else that does not exist. An address with a NUL in it names nothing the store could hold.
async fn answer_bad_addresses(request: Request, next: Next) -> Response {
    let wrong =
        || AppError::NotFound("没有这个页面：地址中的编号、日期或筛选条件有误。".into()).into_response();
    if request.uri().to_string().contains("%00") {
        return wrong();
    }
    let response = next.run(request).await;
    let plain =
        response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if response.status() == StatusCode::BAD_REQUEST && plain { wrong() } else { response }
}

/// The answer to a form posted from another site.
fn cross_site(_error: tower_http::csrf::ProtectionError) -> Response {
    AppError::Forbidden("这个请求来自其他网站，未作任何处理。请从本系统的页面提交。".into()).into_response()
}

/// Leads each role to its first page.
async fn first_page(user: CurrentUser) -> Redirect {
    let year = user.newest_year();
    let path = match (user.role, year) {
        (Role::SystemAdmin | Role::SecurityAdmin, _) => urls::ACCOUNTS.to_owned(),
        (Role::AuditAdmin, _) => urls::OPERATION_LOG.to_owned(),
        (_, None) => urls::PLANS.to_owned(),
        (Role::Leader | Role::Viewer, Some(year)) => urls::wall(year),
        (Role::Office | Role::Contact, Some(_)) => urls::WORKLIST.to_owned(),
    };
    Redirect::to(&path)
}

/// Whether the store can be reached and has all migrations: the server only starts once they are applied.
async fn readyz(axum::extract::State(state): axum::extract::State<AppState>) -> Response {
    match sqlx::query_scalar!("select count(*) from store_mark").fetch_one(&state.db).await {
        Ok(_) => "ready".into_response(),
        Err(error) => {
            tracing::warn!(%error, "the store cannot be reached");
            (StatusCode::SERVICE_UNAVAILABLE, "the store cannot be reached").into_response()
        }
    }
}
