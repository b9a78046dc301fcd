//! A problem found in a check is entered in the list of findings from the task's page, or one that stands already is counted.

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::json;
use sqlx::PgConnection;

use super::desk::open as open_round;
use super::desk_page;
use super::held_store::insert_held;
use super::problems::of_check;
use super::round::RoundOf;
use super::round_page::row;
use super::store::Checked;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::calendar::get_calendar;
use crate::error::{AppError, Result};
use crate::plan::tasks::Task;
use crate::plan::tasks::store::get_task_to_change;
use crate::supervision::Reader;
use crate::supervision::findings::{
    self, FindingForm, FindingRow, NewFinding, entered, get_finding, list_departments_of,
};
use crate::web::form::NoFields;
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepChecks);
    vec![
        Route::post("/{year}/checks/{quarter}/tasks/{number}/findings", keeps, enter),
        Route::post("/{year}/checks/{quarter}/tasks/{number}/findings/{finding}", keeps, count),
    ]
}

async fn enter(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, quarter, number)): Path<(i32, String, i32)>,
    ProtectedForm(form): ProtectedForm<FindingForm>,
) -> Result<Response> {
    user.require(Action::KeepFindings)?;
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let round = open_round(&mut tx, (year, &quarter), &act).await?;
    let of = row(&round, number)?;
    let plan = &round.overview.plan;
    let task = get_task_to_change(&mut tx, plan, number).await?;
    let departments = list_departments_of(&mut tx, task.id, act.today()).await?;
    let form = of_check(&round, of, form);
    let new = match form.read(&departments, act.today()) {
        Ok(new) => new,
        Err(errors) => {
            return desk_page::problem_refused(&mut tx, &state, &user, (&round, number), form, errors).await;
        }
    };
    let finding = match enter_problem(&mut tx, &act, (&round, of), (&task, &new)).await {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("due_on", sentence);
            return desk_page::problem_refused(&mut tx, &state, &user, (&round, number), form, errors).await;
        }
        opened => opened?,
    };
    let on_working_day = get_calendar(&mut tx).await?.is_working(finding.due_on);
    tx.commit().await?;
    let path = urls::check_of_task(year, &quarter, number);
    Ok(flash::done(&path, &format!("{}请接着保存检查结论。", entered(&finding, on_working_day))))
}

/// Counts a finding of the task that stands already: one problem is not entered twice.
async fn count(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, quarter, number, finding)): Path<(i32, String, i32, i32)>,
    _: ProtectedForm<NoFields>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let round = open_round(&mut tx, (year, &quarter), &act).await?;
    let of = row(&round, number)?;
    let finding = get_finding(&mut tx, &Reader::of(&user, act.today()), year, finding).await?;
    if finding.task != of.task || finding.status.has_ended() {
        return Err(AppError::Refused("只有这项任务尚未销号的问题，可以计入本次检查。".into()));
    }
    count_problem(&mut tx, &act, (&round, of), &finding).await?;
    tx.commit().await?;
    let path = urls::check_of_task(year, &quarter, number);
    Ok(flash::done(&path, &format!("第 {} 号问题已计入本次检查。", finding.number)))
}

/// Enters a finding on a task of a round held open, and holds it against the task.
///
/// # Errors
/// As [`findings::enter`] refuses.
pub async fn enter_problem(
    conn: &mut PgConnection,
    act: &Act,
    (round, of): (&RoundOf, &Checked),
    (task, new): (&Task, &NewFinding),
) -> Result<FindingRow> {
    let finding = findings::enter(conn, act, (&round.overview.plan, task), new).await?;
    insert_held(conn, (round.round()?.id, of.task), finding.id).await?;
    Ok(finding)
}

/// Holds a finding that stands already against a task of a round held open; nothing where it was held before.
///
/// # Errors
/// Only of the store.
pub async fn count_problem(
    conn: &mut PgConnection,
    act: &Act,
    (round, of): (&RoundOf, &Checked),
    finding: &FindingRow,
) -> Result<()> {
    let id = round.round()?.id;
    if !insert_held(conn, (id, of.task), finding.id).await? {
        return Ok(());
    }
    let sentence = format!("{}检查：计入第 {} 号问题", round.quarter.period.words(), finding.number);
    let entry = Entry::new("check_finding_counted", "quarterly_check", sentence)
        .on(id.0)
        .of_plan(round.overview.plan.year)
        .of_task(of.task)
        .for_audience(Audience::Administrators);
    append(conn, act, entry.with_change(None, Some(json!({"finding": finding.number})))).await
}
