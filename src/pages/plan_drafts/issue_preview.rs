//! Before a draft is issued: from which day its duties are laid out, how many, and how many of them are overdue already.

use askama::Template;
use askama_web::WebTemplate;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::span;
use super::store::DraftRow;
use super::typed::Typed;
use crate::accounts::CurrentUser;
use crate::deadlines::DutyCount;
use crate::plan::Plan;
use crate::reporting::evidence::ACCEPTED;
use crate::web::{AppState, FieldErrors, PageFrame, dates, urls};

#[derive(Template, WebTemplate)]
#[template(path = "pages/plan_drafts/issue.html")]
struct IssuePage {
    frame: PageFrame,
    back: String,
    path: String,
    draft: String,
    version: i32,
    today: String,
    /// The day of issue that the page shows the duties of.
    issued_on: String,
    starts_on: String,
    ends_on: String,
    tasks: usize,
    duties: DutyCount,
    first_due_on: Option<String>,
    span: String,
    typed: Typed,
    accepted: &'static str,
    errors: FieldErrors,
}

/// What the plan would be, with what was typed and sentences beside it.
pub(super) fn page(
    (state, user): (&AppState, &CurrentUser),
    row: &DraftRow,
    (plan, duties): (&Plan, DutyCount),
    (typed, errors): (Typed, FieldErrors),
) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = IssuePage {
        frame: user.frame(state, None),
        back: format!("{}#issue", urls::plan_draft(row.id)),
        path: urls::plan_draft_form(row.id, "issue"),
        draft: plan.title.clone(),
        version: row.version,
        today: dates::short(state.clocks.today()),
        issued_on: dates::short(plan.issued_on),
        starts_on: dates::short(plan.starts_on),
        ends_on: dates::short(plan.ends_on),
        tasks: row.content.numbered().count(),
        first_due_on: duties.first_due_on.map(dates::short),
        duties,
        span: span::of_issue(plan.year),
        typed,
        accepted: ACCEPTED,
        errors,
    };
    (status, page).into_response()
}
