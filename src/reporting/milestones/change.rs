//! The office moves a milestone, after seeing what moves with it; or withdraws it.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;

use super::page::{MilestonePath, Opened, Typed, overtaken, refused};
use crate::accounts::CurrentUser;
use crate::deadlines::{DutyChange, compare, list_duties_of_task};
use crate::error::{AppError, Result};
use crate::plan::milestones;
use crate::plan::tasks::fields::{day, most, needed};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash};

#[derive(Template, WebTemplate)]
#[template(path = "reporting/milestones/move_preview.html")]
struct PreviewPage {
    frame: PageFrame,
    back: String,
    title: String,
    due_on: String,
    reason: String,
    /// Where the chosen day is no working day.
    day_off: bool,
    version: i32,
    changes: Vec<DutyChange>,
}

pub(super) async fn change_date(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): MilestonePath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let opened = Opened::change(&mut tx, &state, &user, path).await?;
    if typed.version != opened.milestone()?.version {
        return overtaken(&mut tx, &state, &user, &opened, typed).await;
    }
    let mut errors = FieldErrors::default();
    let to = day(&typed.due_on, "due_on", &mut errors);
    let reason = needed(&typed.reason, most::REASON, ("reason", "请写明改期的理由。"), &mut errors);
    let Some(to) = to.filter(|_| errors.is_empty()) else {
        return refused(&mut tx, &state, &user, &opened, typed, errors).await;
    };
    let (act, id) = (user.act(&state), opened.id);
    let before = list_duties_of_task(&mut tx, opened.task.id).await?;
    let moved =
        milestones::move_milestone(&mut tx, &act, &opened.plan, &opened.task, (id, to), &reason).await;
    if let Err(AppError::Refused(sentence)) = moved {
        return refused(&mut tx, &state, &user, &opened, typed, FieldErrors::one("due_on", sentence)).await;
    }
    moved?;
    if typed.confirmed.is_empty() {
        // Shown by doing it and taking it back: the preview cannot differ from the deed.
        let changes = compare(&before, &list_duties_of_task(&mut tx, opened.task.id).await?);
        tx.rollback().await?;
        return preview(&state, &user, &opened, (to, reason), changes).await;
    }
    tx.commit().await?;
    Ok(flash::done(&opened.path(), "节点的时限已改。"))
}

async fn preview(
    state: &AppState,
    user: &CurrentUser,
    opened: &Opened,
    (to, reason): (NaiveDate, String),
    changes: Vec<DutyChange>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let calendar = crate::calendar::get_calendar(&mut conn).await?;
    let milestone = opened.milestone()?;
    let page = PreviewPage {
        frame: user.frame(state, Some(opened.plan.year)),
        back: opened.path(),
        title: milestone.title.clone(),
        due_on: dates::short(to),
        reason,
        day_off: !calendar.is_working(to),
        version: milestone.version,
        changes,
    };
    Ok(page.into_response())
}

pub(super) async fn withdraw(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): MilestonePath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let opened = Opened::change(&mut tx, &state, &user, path).await?;
    if typed.version != opened.milestone()?.version {
        return overtaken(&mut tx, &state, &user, &opened, typed).await;
    }
    let mut errors = FieldErrors::default();
    let missing = ("withdraw_reason", "请写明撤销的理由。");
    let reason = needed(&typed.withdraw_reason, most::REASON, missing, &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, &state, &user, &opened, typed, errors).await;
    }
    let milestone = opened.milestone()?;
    let act = user.act(&state);
    match milestones::withdraw(&mut tx, &act, &opened.plan, &opened.task, milestone, &reason).await {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("withdraw_reason", sentence);
            return refused(&mut tx, &state, &user, &opened, typed, errors).await;
        }
        other => other?,
    }
    tx.commit().await?;
    Ok(flash::done(&opened.path(), "节点已撤销，记录保留。"))
}
