//! A round ends: every task in its scope is decided, the figures are frozen, and the office's duty is met.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::frozen::Frozen;
use super::model::Verdict;
use super::round::RoundOf;
use super::round_page;
use super::round_page::AssignForm;
use super::store::{self, Checked, Figures, LightSeen};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::deadlines::{DeadlineKind, DutyKey, meet};
use crate::error::{AppError, Result};
use crate::ids::{CheckId, TaskId};
use crate::pages::worklist::spans;
use crate::plan::tasks::store::get_plan_to_change;
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    vec![Route::post("/{year}/checks/{quarter}/close", Access::Needs(Action::KeepChecks), submit)]
}

#[derive(Debug, Deserialize)]
struct CloseForm {
    version: i32,
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, quarter)): Path<(i32, String)>,
    ProtectedForm(form): ProtectedForm<CloseForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    store::lock_round(&mut tx, plan.id, &quarter).await?;
    let round = RoundOf::read(&mut tx, (year, &quarter), act.today()).await?.for_reader(&user);
    let open: Vec<i32> = round.checked.iter().filter(|of| of.decided.is_none()).map(|of| of.number).collect();
    if !open.is_empty() && round.is_open() {
        let sentence = format!("还有 {} 项没有结论：任务 {}。", open.len(), spans(&open));
        let errors = FieldErrors::one("tasks", sentence);
        return round_page::refused(&mut tx, &state, &user, &round, (&AssignForm::default(), errors)).await;
    }
    // A finding can have been withdrawn since the task was decided.
    let bare = round.without_finding();
    if !bare.is_empty() && round.is_open() {
        let sentence = format!("任务 {} 不符合序时进度，却没有列入问题；请先补列，或改结论。", spans(&bare));
        let errors = FieldErrors::one("tasks", sentence);
        return round_page::refused(&mut tx, &state, &user, &round, (&AssignForm::default(), errors)).await;
    }
    close(&mut tx, &act, &round, form.version).await?;
    tx.commit().await?;
    let sentence = format!("{}检查已结束，数据已冻结。", round.quarter.period.words());
    Ok(flash::done(&urls::check(year, &quarter), &sentence))
}

/// Closes a round in which every task is decided and which stands as seen, with its entries and the office's duty.
///
/// # Errors
/// A conflict when it was closed or changed meanwhile.
pub async fn close(conn: &mut PgConnection, act: &Act, round: &RoundOf, version: i32) -> Result<()> {
    let figures: Vec<(TaskId, Figures, LightSeen)> =
        round.checked.iter().filter_map(|of| Some((of.task, round.figures(of)?, round.light(of)?))).collect();
    let stood = Frozen::read(conn, round, act.today()).await?;
    let by = act.person()?;
    let (id, plan, period) = (round.round()?.id, &round.overview.plan, round.quarter.period);
    if !store::close(conn, (id, version), (act.today(), by), &figures, &stood).await? {
        return Err(AppError::Conflict("这个季度的检查已由他人结束。".into()));
    }
    for of in &round.checked {
        append(conn, act, result(round, of, id)).await?;
    }
    let key = DutyKey::of_office(DeadlineKind::QuarterlyCheck, period);
    meet(conn, plan.id, key, act.today(), None).await?;
    let counts: Vec<String> =
        Verdict::ALL.iter().map(|of| format!("{} {} 项", of.word(), round.count(*of))).collect();
    let sentence = format!("结束{}检查：{}", period.words(), counts.join("，"));
    let mut after = stood.in_json();
    after["period"] = json!(period.to_string());
    after["tasks"] = json!(figures.len());
    let entry = Entry::new("check_closed", "quarterly_check", sentence).on(id.0).of_plan(plan.year);
    append(conn, act, entry.with_change(None, Some(after))).await
}

/// What was found of a task, for those concerned: from now on they may read it.
fn result(round: &RoundOf, of: &Checked, id: CheckId) -> Entry {
    let verdict = of.judgement.verdict.map_or("", Verdict::word);
    let sentence = format!("{}检查：{verdict}序时进度", round.quarter.period.words());
    Entry::new("task_checked", "quarterly_check", sentence)
        .on(id.0)
        .of_plan(round.overview.plan.year)
        .of_task(of.task)
        .for_audience(Audience::Concerned)
        .with_change(None, Some(of.judgement.in_json()))
}
