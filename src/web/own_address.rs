//! The address by which the program itself is reached.

use axum::http::{HeaderMap, header};

use crate::web::AppState;

/// The address of `path` as it is typed into another program or machine: with the host by which the reader came here.
#[must_use]
pub fn whole_address(state: &AppState, headers: &HeaderMap, path: &str) -> String {
    let scheme = if state.settings.secure_cookies { "https" } else { "http" };
    match headers.get(header::HOST).and_then(|host| host.to_str().ok()) {
        Some(host) => format!("{scheme}://{host}{path}"),
        None => path.to_owned(),
    }
}
