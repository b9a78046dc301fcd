//! Every route says who may use it, where it is declared; one guard stands before all of them.
//!
//! A wing lists its routes as [`Route`]s; [`guarded`] turns them into a router. A request to a guarded route has its
//! user looked up once; nobody signed in goes to the sign-in page and comes back; a role the table does not name gets
//! a page that says who may, and the refusal stands in the operation log.

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, on};
use axum_extra::extract::CookieJar;

use crate::accounts::current_user::RequestFacts;
use crate::accounts::{Action, CurrentUser, sessions};
use crate::audit_trail::append_refusal;
use crate::error::Result;
use crate::web::client_address::ClientAddress;
use crate::web::csrf::{CsrfToken, SESSION_COOKIE};
use crate::web::{AppState, error_page, flash, urls};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone, signed in or not.
    Open,
    /// Anyone signed in.
    SignedIn,
    /// Roles that may do this.
    Needs(Action),
}

/// One address of the program with its method, its handler and who may use it.
pub struct Route {
    /// `GET` or `POST`.
    pub method: Method,
    /// The path, in the router's words: `/{year}/ledger`.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    handler: MethodRouter<AppState>,
}

/// The routes of a wing.
pub type Routes = Vec<Route>;

impl Route {
    /// A page.
    pub fn get<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        Self { method: Method::GET, path, access, handler: on(axum::routing::MethodFilter::GET, handler) }
    }

    /// The target of a form.
    pub fn post<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        Self { method: Method::POST, path, access, handler: on(axum::routing::MethodFilter::POST, handler) }
    }

    /// The same route taking bodies up to `bytes` (uploads); others take axum's default of 2 MB.
    #[must_use]
    pub fn with_body_limit(mut self, bytes: usize) -> Self {
        self.handler = self.handler.layer(axum::extract::DefaultBodyLimit::max(bytes));
        self
    }
}

/// The router of `routes`, each behind its guard.
pub fn guarded(state: &AppState, routes: Routes) -> Router<AppState> {
    routes.into_iter().fold(Router::new(), |router, route| {
        let handler = match route.access {
            Access::Open => route.handler,
            access => route.handler.layer(from_fn_with_state((state.clone(), access), guard)),
        };
        router.route(route.path, handler)
    })
}

async fn guard(State((state, access)): State<(AppState, Access)>, request: Request, next: Next) -> Response {
    match admit(&state, access, request).await {
        Ok(Admission::Enter(request, had_flash)) => {
            let user = request.extensions().get::<CurrentUser>().cloned();
            let path = request.uri().path().to_owned();
            let mut response = next.run(*request).await;
            if let (StatusCode::FORBIDDEN, Some(user)) = (response.status(), user) {
                note_refusal(&state, &user, &path).await;
            }
            if had_flash && !response.status().is_redirection() {
                let removal = HeaderValue::from_str(&flash::removal().to_string());
                removal.map(|cookie| response.headers_mut().append(header::SET_COOKIE, cookie)).ok();
            }
            response
        }
        Ok(Admission::Elsewhere(response)) => *response,
        Err(error) => error.into_response(),
    }
}

enum Admission {
    Enter(Box<Request>, bool),
    Elsewhere(Box<Response>),
}

impl Admission {
    fn elsewhere(response: impl IntoResponse) -> Self {
        Self::Elsewhere(Box::new(response.into_response()))
    }
}

async fn admit(state: &AppState, access: Access, request: Request) -> Result<Admission> {
    let jar = CookieJar::from_headers(request.headers());
    let session = match jar.get(SESSION_COOKIE) {
        Some(cookie) => {
            let mut conn = state.db.acquire().await?;
            sessions::find_user(&mut conn, cookie.value(), state.clocks.wall_now(), state.clocks.today())
                .await?
        }
        None => None,
    };
    let Some(session) = session else {
        return Ok(Admission::elsewhere(Redirect::to(&sign_in_path(&request))));
    };
    let must_change_password = session.must_change_password;
    let (mut parts, body) = request.into_parts();
    let flash = flash::from_headers(&parts.headers);
    let had_flash = flash.is_some();
    let path = parts.uri.path().to_owned();
    let facts = RequestFacts {
        address: address_of(&mut parts, state).await,
        csrf: token_of(&mut parts).await,
        flash,
        path,
    };
    let user = CurrentUser::new(session, facts);
    if must_change_password && !matches!(parts.uri.path(), urls::OWN_PASSWORD | "/logout") {
        return Ok(Admission::elsewhere(Redirect::to(urls::OWN_PASSWORD)));
    }
    if let Access::Needs(action) = access
        && let Err(refusal) = user.require(action)
    {
        note_refusal(state, &user, parts.uri.path()).await;
        return Ok(Admission::elsewhere(refusal));
    }
    parts.extensions.insert(user);
    Ok(Admission::Enter(Box::new(Request::from_parts(parts, body)), had_flash))
}

async fn address_of(parts: &mut axum::http::request::Parts, state: &AppState) -> Option<std::net::IpAddr> {
    use axum::extract::FromRequestParts;
    let ClientAddress(address) =
        ClientAddress::from_request_parts(parts, state).await.unwrap_or_else(|never| match never {});
    address
}

async fn token_of(parts: &mut axum::http::request::Parts) -> String {
    use axum::extract::FromRequestParts;
    let CsrfToken(token) =
        CsrfToken::from_request_parts(parts, &()).await.unwrap_or_else(|never| match never {});
    token
}

/// The sign-in page that leads back: to the page asked for, or to the page whose form was posted.
fn sign_in_path(request: &Request) -> String {
    let back = if request.method() == Method::GET {
        request.uri().path_and_query().map(|path| path.as_str().to_owned())
    } else {
        error_page::came_from(request)
    };
    urls::sign_in(back.as_deref().unwrap_or("/"))
}

/// Refusals stand in the operation log; a log that cannot be written is a fault of its own and hides no answer.
async fn note_refusal(state: &AppState, user: &CurrentUser, path: &str) {
    let written = async {
        let mut conn = state.db.acquire().await?;
        append_refusal(&mut conn, &user.act(state), "request_refused", path).await
    };
    if let Err(error) = written.await {
        tracing::error!(%error, "a refusal could not be written to the operation log");
    }
}
