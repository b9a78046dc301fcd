//! `/2019/waits/10`: the office records that a waiting task was looked at again in a quarter.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::model::quarters_to_record;
use super::store::{Wait, insert_review, list_waits};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Entry, append};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::plan::tasks::fields::{Choice, day, most, needed};
use crate::plan::tasks::steps::Move;
use crate::plan::tasks::store::{get_plan_to_change, get_task_to_change};
use crate::supervision::Reader;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::get("/{year}/waits/{number}", keeps, show),
        Route::post("/{year}/waits/{number}", keeps, submit),
    ]
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ReviewForm {
    quarter: String,
    looked_on: String,
    sentence: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/wait_review.html")]
struct ReviewPage {
    frame: PageFrame,
    list: String,
    task: String,
    status: &'static str,
    since: String,
    source: String,
    quarters: Vec<Choice>,
    resume_path: String,
    form: ReviewForm,
    errors: FieldErrors,
}

/// The task of that number, which waits.
async fn get_wait(conn: &mut PgConnection, reader: &Reader, year: i32, number: i32) -> Result<Wait> {
    let waits = list_waits(conn, reader, Some(year)).await?;
    let found = waits.into_iter().find(|wait| wait.number == number);
    found.ok_or_else(|| AppError::NotFound("这项任务不在待上级、暂缓之列，或已恢复办理。".into()))
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
) -> Result<Response> {
    let today = state.clocks.today();
    let mut conn = state.db.acquire().await?;
    let wait = get_wait(&mut conn, &Reader::of(&user, today), year, number).await?;
    drop(conn);
    // What was not looked at comes first, else the running quarter.
    let open = quarters_to_record(year, wait.since, today);
    let first = wait.not_looked_at(today).first().copied().or(open.last().copied());
    let form = ReviewForm {
        quarter: first.map_or_else(String::new, |quarter| quarter.to_string()),
        looked_on: dates::short(today),
        sentence: String::new(),
    };
    Ok(page(&state, &user, &wait, form, FieldErrors::default()))
}

fn page(
    state: &AppState,
    user: &CurrentUser,
    wait: &Wait,
    form: ReviewForm,
    errors: FieldErrors,
) -> Response {
    let open = quarters_to_record(wait.year, wait.since, state.clocks.today());
    let page = ReviewPage {
        frame: user.frame(state, Some(wait.year)),
        list: urls::waits(wait.year),
        task: format!("{} {}", wait.number, wait.title),
        status: wait.status.word(),
        since: dates::short(wait.since),
        source: wait.source.clone(),
        quarters: open.iter().map(|of| Choice::of(of.to_string(), of.words(), &form.quarter)).collect(),
        resume_path: urls::task_step(wait.year, wait.number, Move::Resume.code()),
        form,
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, page).into_response()
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    ProtectedForm(form): ProtectedForm<ReviewForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let today = act.today();
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let task = get_task_to_change(&mut tx, &plan, number).await?;
    let wait = get_wait(&mut tx, &Reader::of(&user, today), year, number).await?;
    let mut errors = FieldErrors::default();
    let open = quarters_to_record(year, wait.since, today);
    let quarter = open.into_iter().find(|quarter| quarter.to_string() == form.quarter);
    if quarter.is_none() {
        errors.add("quarter", "请选择复核的季度：自开始等待的季度起，到本季度为止。");
    }
    let missing = ("sentence", "请用一句话写明复核的情况。");
    let sentence = needed(&form.sentence, most::REASON, missing, &mut errors);
    let looked_on = day(&form.looked_on, "looked_on", &mut errors);
    let first = quarter.map_or(wait.since, |quarter: Period| quarter.first_day().max(wait.since));
    if looked_on.is_some_and(|on| on < first || on > today) {
        errors.add("looked_on", format!("复核日期须在 {} 与今天之间。", dates::short(first)));
    }
    let Some((quarter, looked_on)) = quarter.zip(looked_on).filter(|_| errors.is_empty()) else {
        return Ok(page(&state, &user, &wait, form, errors));
    };
    match insert_review(&mut tx, &act, &wait, (quarter, looked_on, &sentence)).await {
        Err(AppError::Refused(words)) => {
            return Ok(page(&state, &user, &wait, form, FieldErrors::one("quarter", words)));
        }
        done => done?,
    }
    let words = format!("{}复核：仍为“{}”", quarter.words(), wait.status.word());
    let entry = Entry::new("wait_looked_at", "task", words).on(task.id.0).of_plan(year).of_task(task.id);
    let after = json!({"period": quarter.to_string(), "looked_on": looked_on, "reason": sentence});
    append(&mut tx, &act, entry.with_change(None, Some(after))).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::waits(year), &format!("任务 {number} 的{}复核已记录。", quarter.words())))
}
