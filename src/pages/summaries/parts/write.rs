//! A department writes its part, saved as it types, and hands it in; the office returns it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::ask::{ASKING, ReasonForm, entry, require_draft, words};
use super::model::{PartStatus, PartStep, PartText, TaskText};
use super::part_page::{self, PartPath};
use super::store::{PartRow, lock_part};
use super::writes::{insert_version, update_returned, update_status, update_text};
use crate::accounts::{Action, CurrentUser};
use crate::audit_trail::{Act, append};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, SummaryPartId};
use crate::pages::drafting::cleaned;
use crate::pages::summaries::store::{get_owed, lock_current};
use crate::plan::Plan;
use crate::plan::tasks::fields::{most, needed, too_long};
use crate::plan::tasks::store::get_plan_to_change;
use crate::supervision::telling::{settle, tell_department, tell_persons};
use crate::web::autosave::{not_saved, saved};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

/// What is typed: of each task, by its number.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PartForm {
    /// The version seen.
    pub version: i32,
    pub task: Vec<i32>,
    pub text: Vec<String>,
    pub general: String,
    /// `hand_in`, else it is saved.
    pub go: String,
}

impl PartForm {
    /// What is typed about the tasks the part has; each field too long has a sentence beside it.
    pub fn read(&self, part: &PartRow, errors: &mut FieldErrors) -> PartText {
        let typed = |number: i32| self.task.iter().zip(&self.text).find(|(task, _)| **task == number);
        let mut text = part.text();
        for TaskText { task, text, .. } in &mut text.tasks {
            if let Some((_, typed)) = typed(*task) {
                *text = cleaned(typed);
                require_short(text, &format!("text-{task}"), errors);
            }
        }
        text.general = cleaned(&self.general);
        require_short(&text.general, "general", errors);
        text
    }
}

fn require_short(text: &str, field: &str, errors: &mut FieldErrors) {
    if let Some(sentence) = too_long(text, most::TEXT) {
        errors.add(field, sentence);
    }
}

/// The part of an address, held until the transaction ends, with its summary, for one who may write it.
async fn hold(
    conn: &mut PgConnection,
    user: &CurrentUser,
    (year, half, id): (i32, &str, i64),
) -> Result<(Plan, Period, PartRow)> {
    let plan = get_plan_to_change(conn, year).await?;
    let period = get_owed(conn, plan.id, half).await?.period;
    let current = lock_current(conn, plan.id, period).await?;
    let part = lock_part(conn, (plan.id, period), id).await?;
    user.require_for(Action::WriteSummaryPart, part.department)?;
    require_draft(current.as_ref())?;
    part.status.require(PartStep::Write).map_err(AppError::Refused)?;
    Ok((plan, period, part))
}

pub(super) async fn autosave(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half, id)): PartPath,
    ProtectedForm(form): ProtectedForm<PartForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let part = match hold(&mut tx, &user, (year, &half, id)).await {
        Err(AppError::Refused(sentence)) => return Ok(not_saved(StatusCode::CONFLICT, &sentence)),
        other => other?.2,
    };
    let mut errors = FieldErrors::default();
    let text = form.read(&part, &mut errors);
    if let Some(error) = errors.list.first() {
        return Ok(not_saved(StatusCode::UNPROCESSABLE_ENTITY, &error.text));
    }
    if !update_text(&mut tx, &act, (part.id, form.version), &text).await? {
        return Ok(not_saved(StatusCode::CONFLICT, "他人已先修改；请点“暂存”，两份内容都会列出供您核对。"));
    }
    tx.commit().await?;
    Ok(saved(act.at, Some(form.version + 1)))
}

pub(super) async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half, id)): PartPath,
    ProtectedForm(form): ProtectedForm<PartForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let (plan, period, part) = match hold(&mut tx, &user, (year, &half, id)).await {
        Err(AppError::Refused(sentence)) => {
            return part_page::too_late(&mut tx, (&state, &user), (year, &half, id), (form, sentence)).await;
        }
        other => other?,
    };
    let (at, mut errors) = ((&plan, period, &part), FieldErrors::default());
    let text = form.read(&part, &mut errors);
    let hands_in = form.go == "hand_in";
    if hands_in && text.is_empty() {
        errors.add("general", "供稿不能是空的；确无内容的，请写明。");
    }
    if part.row_version != form.version {
        return part_page::overtaken(&mut tx, (&state, &user), at, form).await;
    }
    if !errors.is_empty() {
        return part_page::page(
            &mut tx,
            (&state, &user),
            at,
            (form, errors, StatusCode::UNPROCESSABLE_ENTITY),
        )
        .await;
    }
    let mut act = user.act(&state);
    if !user.belongs_to(part.department) {
        act = act.on_behalf_of(&part.department_name);
    }
    update_text(&mut tx, &act, (part.id, part.row_version), &text).await?;
    if !hands_in {
        tx.commit().await?;
        return Ok(flash::done(&part_page::path(year, &half, part.id), "已暂存。"));
    }
    hand_in(&mut tx, &act, at, &text).await?;
    tx.commit().await?;
    Ok(flash::done(&part_page::path(year, &half, part.id), "已供稿，领导小组办公室已收到通知。"))
}

/// Hands a locked part in: what is handed in is kept as a version, and who asked is told.
pub(super) async fn hand_in(
    conn: &mut PgConnection,
    act: &Act,
    (plan, period, part): (&Plan, Period, &PartRow),
    text: &PartText,
) -> Result<()> {
    insert_version(conn, act, part.id, text).await?;
    update_status(conn, part, PartStatus::HandedIn, None).await?;
    let sentence = format!("{}为{}供稿", part.department_name, words(period));
    let after =
        json!({"text_sha256": hex::encode(Sha256::digest(json!([text.tasks, text.general]).to_string()))});
    let entry =
        entry("summary_part_handed_in", sentence.clone(), (part.id, plan)).of_department(part.department);
    append(conn, act, entry.with_change(None, Some(after))).await?;
    let path = part_page::path(plan.year, &period.to_string(), part.id);
    settle(conn, act, &path, ASKING).await?;
    tell_persons(conn, act, &[part.asked_by], (plan.year, &path), &format!("{sentence}，请查看取用")).await
}

pub(super) async fn give_back(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half, id)): PartPath,
    ProtectedForm(form): ProtectedForm<ReasonForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let period = get_owed(&mut tx, plan.id, &half).await?.period;
    require_draft(lock_current(&mut tx, plan.id, period).await?.as_ref())?;
    let part = lock_part(&mut tx, (plan.id, period), id).await?;
    part.status.require(PartStep::Return).map_err(AppError::Refused)?;
    if part.row_version != form.version {
        return Err(AppError::Conflict("这份供稿刚由他人办理，请刷新后查看。".into()));
    }
    let mut errors = FieldErrors::default();
    let because = needed(&form.because, most::REASON, ("because", "请写明要修改什么。"), &mut errors);
    if !errors.is_empty() {
        return part_page::refused(&mut tx, (&state, &user), (&plan, period, &part), errors).await;
    }
    update_returned(&mut tx, &act, part.id, &because).await?;
    update_status(&mut tx, &part, PartStatus::Returned, None).await?;
    let sentence = format!("退回{}为{}的供稿：{because}", part.department_name, words(period));
    append(
        &mut tx,
        &act,
        entry("summary_part_returned", sentence, (part.id, &plan)).of_department(part.department),
    )
    .await?;
    let message = format!("{ASKING}：{}的供稿退回修改，{because}", words(period));
    tell_of_part(&mut tx, &act, (&plan, period), (part.id, part.department), &message).await?;
    tx.commit().await?;
    Ok(flash::done(&format!("{}#parts", urls::summary(year, &half)), "已退回修改，已通知部门。"))
}

/// Tells a department's people of its part.
pub(super) async fn tell_of_part(
    conn: &mut PgConnection,
    act: &Act,
    (plan, period): (&Plan, Period),
    (id, department): (SummaryPartId, DepartmentId),
    message: &str,
) -> Result<()> {
    let path = part_page::path(plan.year, &period.to_string(), id);
    tell_department(conn, act, department, (plan.year, &path), message).await
}
