//! The answers of an address that saves a form while one types, as `static/app.js` reads them.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde_json::json;

use crate::clock::BEIJING;

/// Saved at this instant; `version` is what the form has seen by now, where it counts versions.
#[must_use]
pub fn saved(at: DateTime<Utc>, version: Option<i32>) -> Response {
    let saved_at = at.with_timezone(&BEIJING).format("%H:%M").to_string();
    let answer = match version {
        Some(version) => json!({"saved_at": saved_at, "version": version}),
        None => json!({"saved_at": saved_at}),
    };
    Json(answer).into_response()
}

/// Not saved, and why.
#[must_use]
pub fn not_saved(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"message": message}))).into_response()
}
