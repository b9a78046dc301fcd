//! The office takes back a draft that no leader decided yet, with a reason: its number is kept, and who was to approve it is
//! told.

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::json;
use sqlx::PgConnection;

use super::issue::draft_entry;
use super::model::Step;
use super::notice_page::{NoticePath, Typed, get_to_change, overtaken, refused};
use super::store::NoticeRow;
use super::writes::update_taken_back;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::plan::tasks::fields::{most, needed};
use crate::supervision::approval::list_deciders_of;
use crate::supervision::telling::{ASKING, settle, tell_persons};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepSupervisionNotices);
    vec![Route::post("/{year}/supervision-notices/{number}/take-back", keeps, submit)]
}

/// Takes a draft back, held by this transaction.
///
/// # Errors
/// Refused in any other state; a conflict when somebody was first.
pub async fn take_back(conn: &mut PgConnection, act: &Act, notice: &NoticeRow, because: &str) -> Result<()> {
    notice.state().require(Step::TakeBack).map_err(AppError::Refused)?;
    update_taken_back(conn, act, notice, because).await?;
    let words = notice.words();
    let leaders = list_deciders_of(conn, notice.task, act.today()).await?;
    let leaders: Vec<_> = leaders.into_iter().map(|(id, _)| id).collect();
    let path = urls::supervision_notice(notice.year, notice.number);
    settle(conn, act, &path, ASKING).await?;
    let message = format!("{words}已由领导小组办公室撤回，不必批准：{because}");
    tell_persons(conn, act, &leaders, (notice.year, &path), &message).await?;
    let sentence = format!("撤回{words}：{because}");
    let entry = draft_entry("supervision_notice_taken_back", notice.id, notice.year, sentence);
    append(conn, act, entry.with_change(None, Some(json!({"notice_number": words, "reason": because})))).await
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): NoticePath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let notice = get_to_change(&mut tx, &state, &user, path).await?;
    if typed.version != notice.version {
        return overtaken(&mut tx, &state, &user, notice, typed).await;
    }
    notice.state().require(Step::TakeBack).map_err(AppError::Refused)?;
    let mut errors = FieldErrors::default();
    let missing = ("taken_back_because", "请写明撤回的理由。");
    let because = needed(&typed.taken_back_because, most::REASON, missing, &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, &state, &user, notice, (typed, errors)).await;
    }
    take_back(&mut tx, &user.act(&state), &notice, &because).await?;
    tx.commit().await?;
    let words = format!("{}已撤回，编号保留。", notice.words());
    Ok(flash::done(&urls::supervision_notice(path.0, path.1), &words))
}
