//! The token in every form.
//!
//! A form's token is the SHA-256 of the browser's own secret cookie: the session's, or before sign-in a visitor's.
//! Another site can neither read the cookie nor guess the token. The origin check of `app.rs` stands besides.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use sha2::{Digest, Sha256};

use crate::web::AppState;

/// The session's cookie, set at sign-in.
pub const SESSION_COOKIE: &str = "ledger_session";
/// The cookie of a browser that has not signed in; set by the sign-in page.
pub const VISITOR_COOKIE: &str = "ledger_visitor";
/// The hidden field that carries the token.
pub const TOKEN_FIELD: &str = "csrf_token";

/// The token this browser's forms must carry; empty when it has no cookie yet.
#[derive(Debug, Clone)]
pub struct CsrfToken(pub String);

impl CsrfToken {
    /// The token of a cookie's secret.
    #[must_use]
    pub fn of_secret(secret: &str) -> Self {
        Self(hex::encode(Sha256::digest(format!("form token of {secret}"))))
    }

    /// Whether a form's token is this browser's. An empty token matches nothing.
    #[must_use]
    pub fn matches(&self, given: &str) -> bool {
        !self.0.is_empty() && self.0 == given
    }
}

impl<S: Send + Sync> FromRequestParts<S> for CsrfToken {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let jar = CookieJar::from_headers(&parts.headers);
        let secret = jar.get(SESSION_COOKIE).or_else(|| jar.get(VISITOR_COOKIE));
        Ok(secret.map_or_else(|| Self(String::new()), |cookie| Self::of_secret(cookie.value())))
    }
}

/// A cookie no script can read and no other site's request carries.
#[must_use]
pub fn guarded_cookie(state: &AppState, name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(state.settings.secure_cookies)
        .build()
}

/// What is stored of a secret, so that a copy of the store opens nothing: its SHA-256.
#[must_use]
pub fn hash_of_secret(secret: &str) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}

/// A secret of 256 random bits in hexadecimal digits.
///
/// # Panics
/// When the operating system gives no random numbers: nothing safe can be done then.
#[must_use]
pub fn random_secret() -> String {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).expect("the operating system's random numbers");
    hex::encode(bytes)
}
