//! The one sentence a page shows after a form was accepted or refused (303, then this).

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

/// The cookie that carries the sentence over one redirect.
pub const FLASH_COOKIE: &str = "ledger_flash";

/// A sentence shown once. `kind` is `done` or `refused`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// `done` or `refused`: how the page marks it.
    pub kind: &'static str,
    /// The sentence.
    pub text: String,
}

/// Sends the browser to `path`, where it is told that something was done.
#[must_use]
pub fn done(path: &str, sentence: &str) -> Response {
    redirect(path, "done", sentence)
}

/// Sends the browser to `path`, where it is told why something was not done.
#[must_use]
pub fn refused(path: &str, sentence: &str) -> Response {
    redirect(path, "refused", sentence)
}

fn redirect(path: &str, kind: &str, sentence: &str) -> Response {
    // Cookies hold ASCII: the sentence travels in hexadecimal digits.
    let cookie = Cookie::build((FLASH_COOKIE, format!("{kind}:{}", hex::encode(sentence))))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .build();
    (CookieJar::new().add(cookie), Redirect::to(path)).into_response()
}

/// The sentence a request carries, if any.
#[must_use]
pub fn from_headers(headers: &HeaderMap) -> Option<Flash> {
    let jar = CookieJar::from_headers(headers);
    let (kind, text) = jar.get(FLASH_COOKIE)?.value().split_once(':')?;
    let kind = if kind == "done" { "done" } else { "refused" };
    let text = String::from_utf8(hex::decode(text).ok()?).ok()?;
    Some(Flash { kind, text })
}

/// Takes the shown sentence back from the browser.
#[must_use]
pub fn removal() -> Cookie<'static> {
    let mut cookie = Cookie::build((FLASH_COOKIE, "")).path("/").build();
    cookie.make_removal();
    cookie
}
