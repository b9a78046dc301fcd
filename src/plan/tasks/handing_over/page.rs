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
pub(in crate::plan) struct Confirmation {
    /// `yes` once the preview was seen.
    confirmed: String,
    /// What the preview showed.
    seen: String,
    /// `yes` for back to the form, with what was typed.
    revise: String,
}

/// What is to be done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) enum Asked {
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
    about: About,
    /// Something happened since the last preview.
    stale: bool,
    handover: Handover,
    seen: String,
    hidden: Vec<(String, String)>,
}

/// What is handed over: a task, or a department.
pub(in crate::plan) struct About {
    /// None where it stands under no year.
    pub year: Option<i32>,
    pub name: String,
    pub path: String,
}

impl About {
    /// A task of `year`.
    pub fn task(year: i32, task: &Task) -> Self {
        let name = format!("{} {}", task.number, task.title);
        Self { year: Some(year), name, path: urls::task(year, task.number) }
    }
}

/// The page; `hidden` is the form as it was typed.
pub(in crate::plan) fn preview(
    state: &AppState,
    user: &CurrentUser,
    about: About,
    (handover, asked): (Handover, Asked),
    hidden: Vec<(String, String)>,
) -> Response {
    let page = PreviewPage {
        frame: user.frame(state, about.year),
        about,
        stale: asked == Asked::Stale,
        seen: handover.fingerprint(),
        handover,
        hidden,
    };
    let status = if page.stale { StatusCode::CONFLICT } else { StatusCode::OK };
    (status, page).into_response()
}
