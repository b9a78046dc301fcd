//! The office returns a proposal, with a reason.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::ground::Ground;
use super::page::page_of_return;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::plan::milestones::proposals;
use crate::plan::tasks::fields::{most, needed};
use crate::plan::tasks::store;
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    vec![Route::post("/{year}/tasks/{number}/timeline/return", Access::Needs(Action::KeepPlan), save)]
}

#[derive(Debug, Deserialize)]
struct ReturnForm {
    proposal: i64,
    return_reason: String,
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    ProtectedForm(form): ProtectedForm<ReturnForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = store::get_plan_to_change(&mut tx, year).await?;
    let task = store::get_task_to_change(&mut tx, &plan, number).await?;
    let ground = Ground::read(&mut tx, &user, plan, task, state.clocks.today()).await?;
    let mut errors = FieldErrors::default();
    let missing = ("return_reason", "请写明退回的理由。");
    let reason = needed(&form.return_reason, most::REASON, missing, &mut errors);
    if !errors.is_empty() {
        return Ok(page_of_return(&state, &user, &ground, form.return_reason, errors));
    }
    let act = user.act(&state);
    proposals::give_back(&mut tx, &act, &ground.plan, &ground.task, (form.proposal, &reason)).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::task(year, number), &format!("已退回任务 {number} 的倒排工期。")))
}
