//! The preview of what is handed over. Nothing typed is lost: all of it goes along, and one can go back to it.

use askama::Template;
use askama_web::WebTemplate;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::Handover;
use crate::accounts::CurrentUser;
use crate::plan::tasks::store::Task;
use crate::web::{AppState, PageFrame, urls};

/// How a form with a preview was posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::plan::tasks) struct Confirmation {
    /// `yes` once the preview was seen.
    confirmed: String,
    /// What the preview showed.
    seen: String,
    /// `yes` for back to the form, with what was typed.
    revise: String,
}

/// What is to be done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan::tasks) enum Asked {
    /// To show the form as it was typed.
    Revise,
    /// To show what would be handed over.
    Preview,
    /// To do it.
    Confirm,
    /// To show again: something happened since.
    Stale,
}

impl Confirmation {
    /// Whether the form shall be shown again.
    pub fn revises(&self) -> bool {
        !self.revise.is_empty()
    }

    /// Whether `handover` was seen and confirmed.
    pub fn asks(&self, handover: &Handover) -> Asked {
        match (self.revises(), self.confirmed.is_empty()) {
            (true, _) => Asked::Revise,
            (false, true) => Asked::Preview,
            (false, false) if self.seen == handover.fingerprint() => Asked::Confirm,
            (false, false) => Asked::Stale,
        }
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/handover_preview.html")]
struct PreviewPage {
    frame: PageFrame,
    back: String,
    task: String,
    /// Something happened since the last preview.
    stale: bool,
    handover: Handover,
    seen: String,
    hidden: Vec<(String, String)>,
}

/// The page; `hidden` is the form as it was typed.
pub(in crate::plan::tasks) fn preview(
    state: &AppState,
    user: &CurrentUser,
    (year, task): (i32, &Task),
    (handover, asked): (Handover, Asked),
    hidden: Vec<(String, String)>,
) -> Response {
    let page = PreviewPage {
        frame: user.frame(state, Some(year)),
        back: urls::task(year, task.number),
        task: format!("{} {}", task.number, task.title),
        stale: asked == Asked::Stale,
        seen: handover.fingerprint(),
        handover,
        hidden,
    };
    let status = if page.stale { StatusCode::CONFLICT } else { StatusCode::OK };
    (status, page).into_response()
}
