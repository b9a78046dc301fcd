//! Signing in and out.
//!
//! Unknown name, wrong password, locked, disabled and inactive account get the same answer. Repeated failures lock
//! an account for a while; a shield per address lets [`SIGN_INS_PER_MINUTE`] tries a minute through.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::LazyLock;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use chrono::{DateTime, TimeDelta, Utc};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use serde::Deserialize;
use sqlx::PgConnection;

use crate::accounts::guard::{Access, Route, Routes};
use crate::accounts::store::{self, Credentials};
use crate::accounts::{get_policy, passwords, sessions};
use crate::audit_trail::{Act, Audience, Entry, append, append_refusal};
use crate::error::{AppError, Result};
use crate::web::client_address::ClientAddress;
use crate::web::csrf::{CsrfToken, SESSION_COOKIE, VISITOR_COOKIE, guarded_cookie, random_secret};
use crate::web::flash;
use crate::web::form::NoFields;
use crate::web::{AppState, PageFrame, ProtectedForm, urls};

/// Tries a minute from one address.
const SIGN_INS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(30).expect("thirty");

/// The shield of this instance; lock-out, which must hold over several instances, stands in the store.
static SHIELD: LazyLock<DefaultKeyedRateLimiter<IpAddr>> =
    LazyLock::new(|| RateLimiter::keyed(Quota::per_minute(SIGN_INS_PER_MINUTE)));

pub(super) fn routes() -> Routes {
    vec![
        Route::get(urls::LOGIN, Access::Open, show),
        Route::post(urls::LOGIN, Access::Open, sign_in),
        Route::post("/logout", Access::SignedIn, sign_out),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "accounts/sign_in.html")]
struct SignInPage {
    frame: PageFrame,
    username: String,
    next: String,
    error: String,
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct SignInForm {
    username: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// A path of this program and nothing else: no other site is led to.
fn own_path(next: &str) -> &str {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(|c: char| c == '\\' || c.is_control());
    if own { next } else { "/" }
}

async fn show(
    State(state): State<AppState>,
    Query(Next { next }): Query<Next>,
    jar: CookieJar,
    CsrfToken(token): CsrfToken,
    headers: HeaderMap,
) -> Response {
    // A browser without any cookie of ours gets one, so that its form has a token.
    let (jar, token) = if token.is_empty() {
        let secret = random_secret();
        let CsrfToken(token) = CsrfToken::of_secret(&secret);
        (jar.add(guarded_cookie(&state, VISITOR_COOKIE, secret)), token)
    } else {
        (jar, token)
    };
    let frame = PageFrame::signed_out(&state, token, flash::from_headers(&headers));
    (jar, SignInPage { frame, username: String::new(), next, error: String::new() }).into_response()
}

async fn sign_in(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    jar: CookieJar,
    CsrfToken(token): CsrfToken,
    ProtectedForm(form): ProtectedForm<SignInForm>,
) -> Result<Response> {
    if address.is_some_and(|address| SHIELD.check_key(&address).is_err()) {
        let page = refused_page(&state, token, &form, "登录过于频繁，请一分钟后再试。".to_owned());
        return Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response());
    }
    let username = form.username.trim().to_owned();
    if let Some(session) = check(&state, &username, form.password.clone(), address).await? {
        let jar = jar.add(guarded_cookie(&state, SESSION_COOKIE, session));
        return Ok((jar, Redirect::to(own_path(&form.next))).into_response());
    }
    let policy = get_policy(&mut *state.db.acquire().await?).await?;
    let sentence = format!(
        "用户名或密码不正确。连续 {} 次不正确，账号锁定 {} 分钟；已被锁定的，请稍后再试或联系安全管理员。",
        policy.lock_after_failures, policy.lock_minutes
    );
    Ok((StatusCode::UNAUTHORIZED, refused_page(&state, token, &form, sentence)).into_response())
}

fn refused_page(state: &AppState, token: String, form: &SignInForm, error: String) -> SignInPage {
    let frame = PageFrame::signed_out(state, token, None);
    SignInPage { frame, username: form.username.clone(), next: form.next.clone(), error }
}

/// Checks name and password; opens a session and returns its id when they are right and the account may sign in.
async fn check(
    state: &AppState,
    username: &str,
    password: String,
    address: Option<IpAddr>,
) -> Result<Option<String>> {
    let found = store::find_credentials(&mut *state.db.acquire().await?, username).await?;
    let right =
        passwords::verify(password, found.as_ref().map(|account| account.password_hash.clone())).await?;
    let mut tx = state.db.begin().await?;
    let wall_now = state.clocks.wall_now();
    let session = match found {
        Some(account) if right && may_sign_in(&account, wall_now) => {
            store::note_success(&mut tx, account.id, wall_now).await?;
            sessions::delete_expired(&mut tx, wall_now).await?;
            let act = Act::of_person(&state.clocks, account.id, &account.display_name, address);
            let entry = Entry::new("signed_in", "account", "登录").on(account.id.0);
            append(&mut tx, &act, entry.for_audience(Audience::Administrators)).await?;
            let address = address.map(|address| address.to_string());
            Some(sessions::open(&mut tx, account.id, wall_now, address).await?)
        }
        found => {
            let act = Act { address, ..Act::of_system(&state.clocks) };
            note_failure(&mut tx, found.as_ref(), wall_now).await?;
            append_refusal(&mut tx, &act, "sign_in_refused", &format!("登录名 {}", shown_name(username)))
                .await?;
            None
        }
    };
    tx.commit().await?;
    Ok(session)
}

/// What the log keeps of a name nobody may have: its start. People type passwords into the wrong field.
fn shown_name(username: &str) -> String {
    if username.chars().count() <= 12 {
        username.to_owned()
    } else {
        username.chars().take(12).chain(['…']).collect()
    }
}

fn may_sign_in(account: &Credentials, wall_now: DateTime<Utc>) -> bool {
    account.role.is_some()
        && account.disabled_at.is_none()
        && account.locked_until.is_none_or(|until| until <= wall_now)
}

async fn note_failure(
    conn: &mut PgConnection,
    account: Option<&Credentials>,
    wall_now: DateTime<Utc>,
) -> Result<()> {
    let Some(account) = account else { return Ok(()) };
    let policy = get_policy(conn).await?;
    let until = wall_now + TimeDelta::minutes(i64::from(policy.lock_minutes));
    store::note_failure(conn, account.id, policy.lock_after_failures, until).await
}

async fn sign_out(
    State(state): State<AppState>,
    user: super::CurrentUser,
    jar: CookieJar,
    ProtectedForm(NoFields {}): ProtectedForm<NoFields>,
) -> Result<Response, AppError> {
    let mut tx = state.db.begin().await?;
    if let Some(cookie) = jar.get(SESSION_COOKIE) {
        sessions::close(&mut tx, cookie.value()).await?;
    }
    let entry = Entry::new("signed_out", "account", "退出").on(user.account_id.0);
    append(&mut tx, &user.act(&state), entry.for_audience(Audience::Administrators)).await?;
    tx.commit().await?;
    let mut gone = guarded_cookie(&state, SESSION_COOKIE, String::new());
    gone.make_removal();
    Ok((jar.add(gone), Redirect::to(urls::LOGIN)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_program_are_led_to() {
        assert_eq!(own_path("/2019/ledger?light=red"), "/2019/ledger?light=red");
        for foreign in ["https://elsewhere", "//elsewhere", "/\\elsewhere", "javascript:x", ""] {
            assert_eq!(own_path(foreign), "/", "{foreign}");
        }
    }
}
