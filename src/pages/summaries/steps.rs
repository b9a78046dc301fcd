//! A summary goes out for review, is given back, is frozen.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::begin::entry;
use super::draft::Draft;
use super::facts_store::read_facts;
use super::model::{Step, kind_words, span_words};
use super::store::{SummaryRow, get_owed, list_leaders, lock_current};
use super::summary_page::{self, HalfPath};
use super::writes::{OVERTAKEN, update_frozen, update_sent};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Audience, append};
use crate::deadlines::{DeadlineKind, DutyKey, Period, meet};
use crate::error::{AppError, Result};
use crate::pages::drafting::{mark_blanks, require_filled_in};
use crate::plan::tasks::fields::{most, needed};
use crate::plan::{Plan, get_plan};
use crate::supervision::telling::{settle, tell_persons};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepSummaries);
    vec![
        Route::post("/{year}/summaries/{half}/send", keeps, submit_sending),
        Route::post("/{year}/summaries/{half}/give-back", keeps, submit_giving_back),
        Route::post("/{year}/summaries/{half}/freeze", keeps, submit_freezing),
    ]
}

/// How a notice begins that asks leaders to review a summary.
const ASKING: &str = "请审定";

/// The form of a step.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct StepForm {
    /// The version seen.
    version: i32,
    /// Why it is given back.
    because: String,
}

/// The version of an address that is not frozen, as it was seen, held until the transaction ends.
async fn hold(
    conn: &mut PgConnection,
    (year, half): (i32, &str),
    seen: i32,
) -> Result<(Plan, Period, SummaryRow)> {
    let plan = get_plan(conn, year).await?;
    let period = get_owed(conn, plan.id, half).await?.period;
    match lock_current(conn, plan.id, period).await? {
        Some(row) if row.row_version == seen => Ok((plan, period, row)),
        _ => Err(AppError::Conflict(OVERTAKEN.into())),
    }
}

async fn submit_sending(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half)): HalfPath,
    ProtectedForm(form): ProtectedForm<StepForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let (plan, period, row) = hold(&mut tx, (year, &half), form.version).await?;
    let mut errors = FieldErrors::default();
    mark_blanks([row.title.as_str(), row.text.as_str()], &mut errors);
    if !errors.is_empty() {
        return summary_page::refused(&mut tx, (&state, &user), (&plan, period), errors).await;
    }
    match send(&mut tx, &user.act(&state), (&plan, period, &row)).await {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("send", sentence);
            return summary_page::refused(&mut tx, (&state, &user), (&plan, period), errors).await;
        }
        other => other?,
    }
    tx.commit().await?;
    Ok(flash::done(&urls::summary(year, &half), "已成送审稿，已通知院领导审定；修改须先退回。"))
}

/// Sends a draft out for review (送审).
///
/// # Errors
/// Refused from any other state, and while a blank is left; a conflict when it changed since it was read.
pub async fn send(
    conn: &mut PgConnection,
    act: &Act,
    (plan, period, row): (&Plan, Period, &SummaryRow),
) -> Result<()> {
    let to = row.status.after(Step::Send).map_err(AppError::Refused)?;
    require_filled_in([row.title.as_str(), row.text.as_str()]).map_err(AppError::Refused)?;
    update_sent(conn, act, row, to).await?;
    let sentence = format!("{}{}（第{}版）送审", span_words(period), kind_words(period), row.version);
    append(conn, act, entry("summary_sent", sentence, (row.id, plan))).await?;
    let path = urls::summary(plan.year, &period.to_string());
    let message =
        format!("{ASKING}：{}{}（第{}版送审稿）", span_words(period), kind_words(period), row.version);
    let leaders = list_leaders(conn).await?;
    tell_persons(conn, act, &leaders, (plan.year, &path), &message).await
}

async fn submit_giving_back(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half)): HalfPath,
    ProtectedForm(form): ProtectedForm<StepForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let (plan, period, row) = hold(&mut tx, (year, &half), form.version).await?;
    let mut errors = FieldErrors::default();
    let because = needed(&form.because, most::REASON, ("because", "请写明审定的修改意见。"), &mut errors);
    if !errors.is_empty() {
        return summary_page::refused(&mut tx, (&state, &user), (&plan, period), errors).await;
    }
    let to = row.status.after(Step::GiveBack).map_err(AppError::Refused)?;
    update_sent(&mut tx, &act, &row, to).await?;
    let sentence =
        format!("{}{}（第{}版）退回修改：{because}", span_words(period), kind_words(period), row.version);
    append(&mut tx, &act, entry("summary_given_back", sentence, (row.id, &plan))).await?;
    settle(&mut tx, &act, &urls::summary(year, &half), ASKING).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::summary(year, &half), "已退回修改，现在是草稿。"))
}

async fn submit_freezing(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half)): HalfPath,
    ProtectedForm(form): ProtectedForm<StepForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let (plan, period, row) = hold(&mut tx, (year, &half), form.version).await?;
    let mut errors = FieldErrors::default();
    mark_blanks([row.title.as_str(), row.text.as_str()], &mut errors);
    if !errors.is_empty() {
        return summary_page::refused(&mut tx, (&state, &user), (&plan, period), errors).await;
    }
    match freeze(&mut tx, &user.act(&state), (&plan, period, &row)).await {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("freeze", sentence);
            return summary_page::refused(&mut tx, (&state, &user), (&plan, period), errors).await;
        }
        other => other?,
    }
    tx.commit().await?;
    Ok(flash::done(&urls::summary(year, &half), "已定稿：文字和数据一并冻结，不再改动。"))
}

/// Freezes what was reviewed (定稿), with the figures of the day; the office's duty is met by the first version.
///
/// # Errors
/// Refused from any other state, before the half-year is over, and while a blank is left; a conflict when it changed since
/// it was read.
pub async fn freeze(
    conn: &mut PgConnection,
    act: &Act,
    (plan, period, row): (&Plan, Period, &SummaryRow),
) -> Result<()> {
    row.status.after(Step::Freeze).map_err(AppError::Refused)?;
    if act.today() <= period.last_day() {
        return Err(AppError::Refused(format!("{}还没有结束，结束后才能定稿。", period.words())));
    }
    require_filled_in([row.title.as_str(), row.text.as_str()]).map_err(AppError::Refused)?;
    let figures = Draft::of(&read_facts(conn, (plan.year, period), act.today()).await?).figures;
    update_frozen(conn, act, row, &figures).await?;
    let key = DutyKey::of_office(DeadlineKind::HalfYearSummary, period);
    meet(conn, plan.id, key, act.today(), None).await?;
    let sentence = format!("{}{}（第{}版）定稿", span_words(period), kind_words(period), row.version);
    let after = json!({
        "title": row.title,
        "text_sha256": hex::encode(Sha256::digest(&row.text)),
        "figures_sha256": hex::encode(Sha256::digest(json!(figures).to_string())),
    });
    let entry = entry("summary_frozen", sentence, (row.id, plan)).for_audience(Audience::Everyone);
    append(conn, act, entry.with_change(None, Some(after))).await?;
    settle(conn, act, &urls::summary(plan.year, &period.to_string()), ASKING).await
}
