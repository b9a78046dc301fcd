//! A draft goes to the departments (征求意见) and to the meeting that decides it (审议).

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::consult_store::{self, WhichConsulted, list_consulted};
use super::hindrances::hindering;
use super::model::Step;
use super::review_page::{overtaken, page};
use super::store::{DraftRow, entry, hold};
use super::typed::Typed;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, PlanDraftId};
use crate::organization::DepartmentKind;
use crate::organization::intake::{KnownDepartment, list_known};
use crate::plan::tasks::fields::{day, day_to_come, most, needed};
use crate::supervision::{settle, tell_department};
use crate::web::{AppState, FieldErrors, ProtectedForm, dates, flash, urls};

/// How a notice begins that asks a department what it thinks.
const ASKING: &str = "请";

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::post("/plans/drafts/{id}/consult", keeps, submit_asking),
        Route::post("/plans/drafts/{id}/deliberate", keeps, submit_deliberation),
    ]
}

async fn submit_asking(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    if let Err(told) = row.require((Step::Consult, typed.version), "ask") {
        return overtaken(&mut tx, (&state, &user), &row, (typed, told)).await;
    }
    let units = list_known(&mut tx).await?;
    let is_chosen =
        |of: &&KnownDepartment| of.kind == DepartmentKind::Unit && typed.ask.contains(&of.id.to_string());
    let chosen: Vec<&KnownDepartment> = units.iter().filter(is_chosen).collect();
    let mut errors = FieldErrors::default();
    if chosen.is_empty() {
        errors.add("ask", "请选择征求哪些部门的意见。");
    }
    let by = day_to_come(&typed.comment_by, ("comment_by", "反馈期限"), act.today(), &mut errors);
    let Some(by) = by.filter(|_| errors.is_empty()) else {
        return page(&mut tx, (&state, &user), &row, (typed, errors)).await;
    };
    ask(&mut tx, &act, &row, (&chosen, by)).await?;
    tx.commit().await?;
    let words = format!("已请 {} 个部门于{}前提意见，已通知。", chosen.len(), dates::plain(by));
    Ok(flash::done(&urls::plan_draft(id), &words))
}

async fn ask(
    conn: &mut PgConnection,
    act: &Act,
    row: &DraftRow,
    (departments, by): (&[&KnownDepartment], NaiveDate),
) -> Result<()> {
    let to = row.status.after(Step::Consult).map_err(AppError::Refused)?;
    consult_store::update_status(conn, row, to).await?;
    let ids: Vec<DepartmentId> = departments.iter().map(|of| of.id).collect();
    consult_store::ask(conn, act, row.id, (&ids, by)).await?;
    let (year, path, day) = (row.content.plan.year, urls::plan_draft(row.id), dates::plain(by));
    let message = format!("{ASKING}于{day}前对 {year} 年度方案征求意见稿提意见，没有意见的回复无意见。");
    for department in &ids {
        tell_department(conn, act, *department, (year, &path), &message).await?;
    }
    let names: Vec<&str> = departments.iter().map(|of| of.name.as_str()).collect();
    let sentence = format!("{year} 年度方案草稿征求 {} 个部门的意见，{day}前", names.len());
    let after = json!({"departments": names, "answer_by": by});
    append(conn, act, entry("plan_draft_consulted", sentence, row).with_change(None, Some(after))).await
}

async fn submit_deliberation(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    if let Err(told) = row.require((Step::Deliberate, typed.version), "meeting") {
        return overtaken(&mut tx, (&state, &user), &row, (typed, told)).await;
    }
    let consulted = list_consulted(&mut tx, WhichConsulted { draft: Some(id), open: false }).await?;
    let mut errors = FieldErrors::default();
    let missing = ("meeting", "请填写审议的会议，如 司法改革领导小组第一次会议。");
    let meeting = needed(&typed.meeting, most::REASON, missing, &mut errors);
    let met_on = day(&typed.met_on, "met_on", &mut errors);
    let reason = if consulted.is_empty() {
        let missing = ("not_consulted", "没有征求过部门意见，请写明原因。");
        Some(needed(&typed.not_consulted, most::REASON, missing, &mut errors))
    } else {
        None
    };
    for sentence in hindering(&consulted, act.today()) {
        errors.add("meeting", format!("{sentence}。"));
    }
    let Some(met_on) = met_on.filter(|_| errors.is_empty()) else {
        return page(&mut tx, (&state, &user), &row, (typed, errors)).await;
    };
    consult_store::update_deliberating(&mut tx, &row, (&meeting, met_on, reason.as_deref())).await?;
    settle(&mut tx, &act, &urls::plan_draft(id), ASKING).await?;
    let sentence =
        format!("{} 年度方案草稿提交{meeting}审议（{}）", row.content.plan.year, dates::plain(met_on));
    let after = json!({"meeting": meeting, "met_on": met_on, "reason": reason});
    append(&mut tx, &act, entry("plan_draft_deliberated", sentence, &row).with_change(None, Some(after)))
        .await?;
    tx.commit().await?;
    Ok(flash::done(&urls::plan_draft(id), "已记入审议的会议；会议修改的，改好后印发。"))
}
