//! A round ends: every item is decided, and those concerned read what was found.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::model::LookBackResult;
use super::round::RoundOf;
use super::round_page::{self, joined};
use super::store::Item;
use super::writes::{lock_round, update_closed};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::plan::tasks::store::get_plan_to_change;
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    vec![Route::post("/{year}/look-backs/{round}/close", Access::Needs(Action::KeepLookBacks), submit)]
}

#[derive(Debug, Deserialize)]
struct CloseForm {
    version: i32,
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    ProtectedForm(form): ProtectedForm<CloseForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    get_plan_to_change(&mut tx, year).await?;
    let before = round_page::read(&mut tx, &state, &user, (year, number)).await?;
    lock_round(&mut tx, before.round.id).await?;
    let round = round_page::read(&mut tx, &state, &user, (year, number)).await?;
    let open: Vec<i32> = round.items.iter().filter(|of| of.result.is_none()).map(|of| of.number).collect();
    if !open.is_empty() && round.is_open() {
        let sentence = format!("还有 {} 项没有结果：第 {} 项。", open.len(), joined(&open));
        let errors = FieldErrors::one("items", sentence);
        return round_page::refused(&mut tx, (&state, &user), &round, errors).await;
    }
    let waiting: Vec<i32> = round.items.iter().filter(|of| of.waits).map(|of| of.number).collect();
    if !waiting.is_empty() && round.is_open() {
        let sentence =
            format!("第 {} 项的重新挂账还待院领导批准，批准或不予批准后才能结束本轮。", joined(&waiting));
        let errors = FieldErrors::one("items", sentence);
        return round_page::refused(&mut tx, (&state, &user), &round, errors).await;
    }
    close(&mut tx, &act, &round, form.version).await?;
    tx.commit().await?;
    let sentence = format!("第 {number} 轮回头看已结束，结果不再改动。");
    Ok(flash::done(&urls::look_back(year, number), &sentence))
}

/// Closes a round, read whole, in which every item is decided and which stands as seen, with its entries.
///
/// # Errors
/// A conflict when it was closed or changed meanwhile.
pub async fn close(conn: &mut PgConnection, act: &Act, round: &RoundOf, version: i32) -> Result<()> {
    if !update_closed(conn, act, (round.round.id, version)).await? {
        return Err(AppError::Conflict("这一轮回头看已由他人结束。".into()));
    }
    for item in &round.items {
        append(conn, act, result(round, item)).await?;
    }
    let counts = LookBackResult::ALL.map(|of| format!("{} {} 项", of.word(), round.count(of)));
    let sentence = format!("结束{}：{}", round.round.name(), counts.join("，"));
    let entry =
        Entry::new("look_back_closed", "look_back", sentence).on(round.round.id.0).of_plan(round.round.year);
    append(conn, act, entry).await
}

/// What was found of an item, for those concerned: from now on they may read it. It stands in the records of its own
/// year.
fn result(round: &RoundOf, item: &Item) -> Entry {
    let word = item.result.map_or("", LookBackResult::word);
    let sentence = format!("{}：{}，{word}", round.round.name(), item.kind());
    let entry = Entry::new("looked_back_at", "look_back", sentence)
        .on(round.round.id.0)
        .of_plan(item.year)
        .of_task(item.task)
        .for_audience(Audience::Concerned);
    entry.with_change(None, Some(json!({"result": word, "remark": item.remark})))
}
