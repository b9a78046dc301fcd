//! A circular is begun: drafted from the ledger.

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::json;
use sqlx::PgConnection;

use super::circular_page::PeriodPath;
use super::draft::Draft;
use super::facts_store::{get_period, read_facts};
use super::model::{CircularStatus, name_of};
use super::store::{Which, list_circulars};
use super::writes::{entry, insert_circular};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, append};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::plan::Plan;
use crate::plan::tasks::store::get_plan_to_change;
use crate::web::form::NoFields;
use crate::web::{AppState, ProtectedForm, flash, urls};

/// 抄送, until the office says otherwise.
const COPIES_TO: &str = "院领导";

pub(super) fn routes() -> Routes {
    vec![Route::post("/{year}/circulars/{period}/begin", Access::Needs(Action::KeepCirculars), submit)]
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, period)): PeriodPath,
    ProtectedForm(NoFields {}): ProtectedForm<NoFields>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let of = get_period(&mut tx, plan.id, (&period, act.today())).await?;
    begin(&mut tx, &act, &plan, of).await?;
    tx.commit().await?;
    Ok(flash::done(
        &urls::circular_form(year, &period, "edit"),
        "已按台账起草。请逐句核对，只点部门，不点个人。",
    ))
}

/// Drafts the circular of a period from the ledger as it stands.
///
/// # Errors
/// A conflict when there is one that is not withdrawn; refused while the round of the quarter is not closed.
pub async fn begin(conn: &mut PgConnection, act: &Act, plan: &Plan, period: Period) -> Result<()> {
    let which = Which { plan: Some(plan.id), period: Some(period), open: false };
    let all = list_circulars(conn, which).await?;
    if all.iter().any(|of| of.status != CircularStatus::Withdrawn) {
        return Err(AppError::Conflict("这份通报已由他人起草，请刷新后查看。".into()));
    }
    let version = all.first().map_or(1, |last| last.version + 1);
    let draft = Draft::of(&read_facts(conn, (plan.year, period), act.today()).await?);
    let id = insert_circular(conn, act, (plan.id, period, version), (&draft, COPIES_TO)).await?;
    let departments: Vec<&str> = draft.passages.iter().map(|of| of.name.as_str()).collect();
    let after = json!({"version": version, "title": draft.title, "departments": departments});
    let entry = entry("circular_begun", format!("起草{}", name_of(period)), (id, plan.year));
    append(conn, act, entry.with_change(None, Some(after))).await
}
