//! `/2019/acknowledgements`: which departments have acknowledged the plan and when, and which have not.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;

use super::store::{Acknowledgement, list_acknowledgements};
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes};
use crate::calendar::get_calendar;
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::plan::{PlanStatus, get_plan};
use crate::web::{AppState, FieldErrors, PageFrame, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/acknowledgements", Access::Needs(Action::ReadLedger), show)]
}

/// What the page's forms send: a department's own button only the department.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AcknowledgeForm {
    pub department: String,
    pub on_behalf_of: String,
    pub acknowledged_on: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/acknowledgements.html")]
struct AcknowledgementsPage {
    frame: PageFrame,
    year: i32,
    title: String,
    summary: String,
    path: String,
    rows: Vec<Row>,
    /// Whether a date among them is an estimate.
    estimates: bool,
    /// Where the office can still record for somebody.
    open: Vec<(String, String)>,
    form: AcknowledgeForm,
    errors: FieldErrors,
}

struct Row {
    id: DepartmentId,
    path: String,
    name: String,
    light: (&'static str, &'static str, String),
    due_on: Option<NaiveDate>,
    /// Whether that date is an estimate.
    estimate: bool,
    by: Option<String>,
    may_acknowledge: bool,
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<Response> {
    let form =
        AcknowledgeForm { acknowledged_on: state.clocks.today().to_string(), ..AcknowledgeForm::default() };
    page(&state, &user, year, form, FieldErrors::default()).await
}

/// The page with what was typed and what is wrong with it.
pub(super) async fn page(
    state: &AppState,
    user: &CurrentUser,
    year: i32,
    form: AcknowledgeForm,
    errors: FieldErrors,
) -> Result<Response> {
    let today = state.clocks.today();
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let asked = list_acknowledgements(&mut conn, plan.id, today).await?;
    let calendar = get_calendar(&mut conn).await?;
    drop(conn);
    let is_open = plan.status == PlanStatus::Active;
    let done = asked.iter().filter(|asked| asked.acknowledged_on.is_some()).count();
    let missing = asked.iter().filter(|asked| is_open && asked.acknowledged_on.is_none());
    let row = |asked: &Acknowledgement| Row {
        id: asked.department,
        path: urls::department(asked.department),
        name: asked.name.clone(),
        light: light(asked, today),
        due_on: asked.due_on,
        estimate: asked.acknowledged_on.is_none() && asked.due_on.is_some_and(|on| calendar.is_estimate(on)),
        by: by(asked),
        may_acknowledge: is_open
            && asked.acknowledged_on.is_none()
            && user.may(Action::Acknowledge)
            && user.belongs_to(asked.department),
    };
    let rows: Vec<Row> = asked.iter().map(row).collect();
    let page = AcknowledgementsPage {
        frame: user.frame(state, Some(year)),
        year,
        summary: format!("{} 个责任部门，已签收 {done} 个", asked.len()),
        path: urls::acknowledge(year),
        estimates: rows.iter().any(|row| row.estimate),
        rows,
        open: if user.role == Role::Office {
            missing.map(|asked| (asked.department.to_string(), asked.name.clone())).collect()
        } else {
            Vec::new()
        },
        title: plan.title,
        form,
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page).into_response())
}

/// Late stays late: a day after the date owed is said as such.
fn light(asked: &Acknowledgement, today: NaiveDate) -> (&'static str, &'static str, String) {
    let late = |on: NaiveDate| asked.due_on.is_some_and(|due_on| on > due_on);
    match asked.acknowledged_on {
        Some(on) if late(on) => ("green", "✔", format!("{on}，逾期签收")),
        Some(on) => ("green", "✔", on.to_string()),
        None if late(today) => ("red", "▲", format!("逾期 {} 天", asked.days_overdue(today))),
        None => ("grey", "○", "未签收".to_owned()),
    }
}

fn by(asked: &Acknowledgement) -> Option<String> {
    let by = asked.by.as_ref()?;
    Some(match &asked.on_behalf_of {
        Some(whose) => format!("{whose}（{by}代录）"),
        None => by.clone(),
    })
}
