//! The form of a leader's decision about a finding that waits: approved or refused, in person or recorded from paper.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use sqlx::{Postgres, Transaction};

use super::approve::{approve, refuse};
use super::finding_page::{FindingPath, Typed, get_to_change, overtaken, reader, refused};
use super::model::Step;
use super::store::{FindingRow, get_finding};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::Act;
use crate::calendar::get_calendar;
use crate::error::{AppError, Result};
use crate::plan::Plan;
use crate::plan::tasks::Task;
use crate::plan::tasks::fields::day;
use crate::plan::tasks::store::{get_plan_to_change, get_task_to_change};
use crate::supervision::approval::{Verdict, list_possible, require_decider};
use crate::supervision::change_requests::{Decision, DecisionForm};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let decides = Access::Needs(Action::ApproveFinding);
    vec![Route::post("/{year}/findings/{number}/decide", decides, submit)]
}

#[derive(Debug, Deserialize)]
struct DecisionTyped {
    /// The version seen.
    #[serde(default)]
    version: i32,
    #[serde(flatten)]
    decision: DecisionForm,
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): FindingPath,
    ProtectedForm(form): ProtectedForm<DecisionTyped>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    // The task is held before the finding, as where one is entered.
    let plan = get_plan_to_change(&mut tx, year).await?;
    let seen = get_finding(&mut tx, &reader(&state, &user), year, number).await?;
    let task = get_task_to_change(&mut tx, &plan, seen.task_number).await?;
    let finding = get_to_change(&mut tx, &state, &user, (year, number)).await?;
    let today = state.clocks.today();
    let typed = Typed { decision: form.decision.clone(), ..Typed::default() };
    if form.version != finding.version {
        return overtaken(&mut tx, &state, &user, finding, typed).await;
    }
    finding.status.after(Step::Approve).map_err(AppError::Refused)?;
    require_decider(&mut tx, (&user, today), finding.draft()).await?;
    let leaders = list_possible(&mut tx, finding.task, today).await?;
    let grant = |errors: &mut FieldErrors| {
        day(&form.decision.granted_due_on, "granted_due_on", errors).map(Verdict::Approve)
    };
    let (decision, act) =
        match form.decision.read(&user, user.act(&state), &leaders, (grant, Verdict::Refuse)) {
            Ok(read) => read,
            Err(errors) => return refused(&mut tx, &state, &user, finding, (typed, errors)).await,
        };
    match carry_out(&mut tx, &act, (&plan, &task, &finding), &decision).await {
        Err(AppError::Refused(sentence)) => {
            drop(tx);
            let mut conn = state.db.acquire().await?;
            refused(&mut conn, &state, &user, finding, (typed, FieldErrors::one("remark", sentence))).await
        }
        done => {
            let words = done?;
            tx.commit().await?;
            Ok(flash::done(&urls::finding(year, number), &words))
        }
    }
}

/// Does what was decided, and says it.
async fn carry_out(
    tx: &mut Transaction<'_, Postgres>,
    act: &Act,
    (plan, task, finding): (&Plan, &Task, &FindingRow),
    decision: &Decision<Verdict>,
) -> Result<String> {
    let number = finding.number;
    match decision.ruling {
        Verdict::Approve(due_on) => {
            approve(tx, act, (plan, task, finding), (decision, due_on)).await?;
            // A date that a person chose stays, with a warning.
            let on_working_day = get_calendar(tx).await?.is_working(due_on);
            let warning = if on_working_day { "" } else { "整改期限是休息日，未作顺延。" };
            Ok(format!("第 {number} 号问题已批准列入，已通知{}。{warning}", finding.department_name))
        }
        Verdict::Refuse => {
            refuse(tx, act, finding, decision).await?;
            Ok(format!("第 {number} 号问题未批准列入，编号保留。"))
        }
    }
}
