//! A summary is begun: drafted from the ledger; or, once it is frozen, corrected in a next version.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::draft::Draft;
use super::facts_store::read_facts;
use super::model::{SummaryStatus, kind_words, span_words};
use super::store::{get_owed, list_summaries};
use super::summary_page::{self, HalfPath};
use super::writes::{NewVersion, insert_version};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::ids::SummaryId;
use crate::plan::tasks::fields::{most, needed};
use crate::plan::{Plan, PlanStatus, get_plan};
use crate::web::form::NoFields;
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepSummaries);
    vec![
        Route::post("/{year}/summaries/{half}/begin", keeps, submit),
        Route::post("/{year}/summaries/{half}/correct", keeps, submit_correction),
    ]
}

#[derive(Debug, Deserialize)]
struct CorrectionForm {
    #[serde(default)]
    reason: String,
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half)): HalfPath,
    ProtectedForm(NoFields {}): ProtectedForm<NoFields>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let period = get_owed(&mut tx, plan.id, &half).await?.period;
    begin(&mut tx, &user.act(&state), &plan, period).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::summary_form(year, &half, "edit"), "已按台账起草，请逐句核对，补齐【待补】。"))
}

/// Drafts the first version of a half-year's summary from the ledger as it stands.
///
/// # Errors
/// A conflict when it is begun already; refused before the half-year begins and in a frozen year.
pub async fn begin(conn: &mut PgConnection, act: &Act, plan: &Plan, period: Period) -> Result<()> {
    if plan.status == PlanStatus::Frozen {
        return Err(AppError::frozen(plan.year));
    }
    if act.today() < period.first_day() {
        return Err(AppError::Refused(format!("{}还没有开始，不能起草总结。", period.words())));
    }
    if !list_summaries(conn, plan.id, Some(period)).await?.is_empty() {
        return Err(AppError::Conflict("这份总结已由他人起草，请刷新后查看。".into()));
    }
    let draft = Draft::of(&read_facts(conn, (plan.year, period), act.today()).await?);
    let text = draft.text();
    let new = NewVersion {
        version: 1,
        title: &draft.title,
        text: &text,
        drafted: &draft.paragraphs,
        correction_reason: None,
    };
    let id = insert_version(conn, act, (plan.id, period), &new).await?;
    let sentence = format!("起草{}{}", span_words(period), kind_words(period));
    let after = json!({"version": 1, "title": draft.title, "characters": text.chars().count()});
    let entry = entry("summary_begun", sentence, (id, plan)).with_change(None, Some(after));
    append(conn, act, entry).await
}

async fn submit_correction(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half)): HalfPath,
    ProtectedForm(form): ProtectedForm<CorrectionForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let period = get_owed(&mut tx, plan.id, &half).await?.period;
    let mut errors = FieldErrors::default();
    let reason = needed(&form.reason, most::REASON, ("reason", "请写明更正的原因。"), &mut errors);
    if !errors.is_empty() {
        return summary_page::refused(&mut tx, (&state, &user), (&plan, period), errors).await;
    }
    correct(&mut tx, &user.act(&state), (&plan, period), &reason).await?;
    tx.commit().await?;
    Ok(flash::done(
        &urls::summary_form(year, &half, "edit"),
        "已另起一版，内容取自上一版定稿；上一版照旧可查。",
    ))
}

/// Begins the version after a frozen one, with its text.
async fn correct(
    conn: &mut PgConnection,
    act: &Act,
    (plan, period): (&Plan, Period),
    reason: &str,
) -> Result<()> {
    let all = list_summaries(conn, plan.id, Some(period)).await?;
    let Some(last) = all.first().filter(|last| last.status == SummaryStatus::Frozen) else {
        return Err(AppError::Refused("定稿以后才有更正；尚未定稿的，直接修改草稿。".into()));
    };
    let version = last.version + 1;
    let new = NewVersion {
        version,
        title: &last.title,
        text: &last.text,
        drafted: &last.drafted,
        correction_reason: Some(reason),
    };
    let id = insert_version(conn, act, (plan.id, period), &new).await?;
    let sentence = format!("更正{}{}，另起第{version}版：{reason}", span_words(period), kind_words(period));
    append(conn, act, entry("summary_corrected", sentence, (id, plan))).await
}

/// An entry about a version that is not frozen: for the office and leaders.
pub(super) fn entry(event: &'static str, sentence: String, (id, plan): (SummaryId, &Plan)) -> Entry {
    Entry::new(event, "summary", sentence).on(id.0).of_plan(plan.year).for_audience(Audience::Concerned)
}
