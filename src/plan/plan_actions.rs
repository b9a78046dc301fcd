//! What the office does on the plan's page: rename sections, say which tasks carry a work point, settle doubts.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use sqlx::PgConnection;

use super::plan_page::{RefusedInput, refused};
use super::tasks::fields::tidy;
use super::tasks::store::get_plan_to_change;
use super::{doubts, sections, work_points};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::Act;
use crate::deadlines::get_rules;
use crate::error::{AppError, Result};
use crate::ids::WorkPointId;
use crate::plan::Plan;
use crate::web::{AppState, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::post("/{year}/plan/sections/{number}", Access::Needs(Action::KeepPlan), rename_section),
        Route::post("/{year}/plan/work-points/{id}/{act}", Access::Needs(Action::KeepPlan), settle_point),
        Route::post("/{year}/plan/doubts/{id}/{act}", Access::Needs(Action::KeepPlan), settle_doubt),
    ]
}

#[derive(Debug, Deserialize)]
struct SectionForm {
    version: i32,
    short_title: String,
}

async fn rename_section(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    ProtectedForm(form): ProtectedForm<SectionForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let short_title = tidy(&form.short_title);
    let done = sections::rename(&mut tx, &user.act(&state), &plan, number, &short_title, form.version).await;
    if let Err(AppError::Refused(sentence)) = done {
        drop(tx);
        let path = urls::plan_form(year, &format!("sections/{number}"));
        return refused(&state, &user, year, RefusedInput { path, typed: form.short_title, sentence }).await;
    }
    done?;
    tx.commit().await?;
    Ok(flash::done(&urls::plan(year), &format!("板块简称已改为“{short_title}”。")))
}

/// What is typed to settle a point, the plan's own or a superior's.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PointForm {
    pub task: String,
    pub reason: String,
}

async fn settle_point(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id, action)): Path<(i32, i64, String)>,
    ProtectedForm(form): ProtectedForm<PointForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let id = WorkPointId(id);
    match carry_out(&mut tx, &act, &plan, (id, &action), &form).await {
        Err(AppError::Refused(sentence)) => {
            drop(tx);
            let path = urls::plan_form(year, &format!("work-points/{id}/{action}"));
            let typed = if action == "not-applicable" { form.reason } else { form.task };
            refused(&state, &user, year, RefusedInput { path, typed, sentence }).await
        }
        outcome => {
            let sentence = outcome?;
            tx.commit().await?;
            Ok(flash::done(&format!("{}#point-{id}", urls::plan(year)), sentence))
        }
    }
}

/// Settles a work point; returns what was done in a sentence.
pub(super) async fn carry_out(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    (id, action): (WorkPointId, &str),
    form: &PointForm,
) -> Result<&'static str> {
    let task =
        || form.task.trim().parse::<i32>().map_err(|_| AppError::Refused("请填写承担任务的序号。".into()));
    match action {
        "link" => {
            work_points::link(conn, act, plan, id, task()?).await?;
            Ok("已指定承担任务。")
        }
        "unlink" => {
            work_points::unlink(conn, act, plan, id, task()?).await?;
            Ok("已取消对应。")
        }
        "not-applicable" => {
            work_points::declare_not_applicable(conn, act, plan, id, &tidy(&form.reason)).await?;
            Ok("已注明不涉及。")
        }
        "applicable" => {
            work_points::take_back_not_applicable(conn, act, plan, id).await?;
            Ok("已撤销不涉及。")
        }
        _ => Err(AppError::NotFound("没有这种办理事项。".into())),
    }
}

#[derive(Debug, Default, Deserialize)]
struct DoubtForm {
    #[serde(default)]
    sentence: String,
}

async fn settle_doubt(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id, action)): Path<(i32, i64, String)>,
    ProtectedForm(form): ProtectedForm<DoubtForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    match action.as_str() {
        "confirm" => {
            let done = doubts::confirm(&mut tx, &act, &plan, id, &tidy(&form.sentence)).await;
            if let Err(AppError::Refused(sentence)) = done {
                drop(tx);
                let path = urls::plan_form(year, &format!("doubts/{id}/confirm"));
                return refused(&state, &user, year, RefusedInput { path, typed: form.sentence, sentence })
                    .await;
            }
            done?;
        }
        "adopt-lead" => {
            let rules = get_rules(&mut tx, plan.id).await?;
            doubts::adopt_lead(&mut tx, &act, (&plan, &rules), id).await?;
        }
        "link" => doubts::confirm_link(&mut tx, &act, &plan, id).await?,
        _ => return Err(AppError::NotFound("没有这种办理事项。".into())),
    }
    tx.commit().await?;
    Ok(flash::done(&format!("{}#doubts", urls::plan(year)), "疑点已处理。"))
}
