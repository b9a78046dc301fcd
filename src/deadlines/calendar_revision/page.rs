//! `/calendar/notice`: the form; then what the notice would do to the calendar and to open deadlines; then it is done.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::Datelike;
use serde::Deserialize;

use super::form::NoticeForm;
use super::preview::preview;
use super::revise;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::calendar::get_calendar;
use crate::error::Result;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

/// A year's notice has some forty days; the file of all years since 2004 has 20 KB.
const MAX_FORM_BYTES: usize = 64 * 1024;

/// The routes of the form.
pub(in crate::deadlines) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepCalendar);
    vec![
        Route::get(urls::CALENDAR_NOTICE, keeps, show),
        Route::post(urls::CALENDAR_NOTICE, keeps, save).with_body_limit(MAX_FORM_BYTES),
    ]
}

#[derive(Deserialize)]
struct Asked {
    year: Option<i32>,
}

#[derive(Template, WebTemplate)]
#[template(path = "deadlines/calendar_notice.html")]
struct NoticePage {
    frame: PageFrame,
    back: String,
    form: NoticeForm,
    errors: FieldErrors,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let year = asked.year.unwrap_or(state.clocks.today().year());
    let form = NoticeForm { year: year.to_string(), scope: "whole".to_owned(), ..NoticeForm::default() };
    Ok(page(&state, &user, form, FieldErrors::default()))
}

fn page(state: &AppState, user: &CurrentUser, form: NoticeForm, errors: FieldErrors) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let back = form.year.trim().parse().map_or_else(|_| urls::CALENDAR.to_owned(), urls::calendar_of);
    (status, NoticePage { frame: user.frame(state, None), back, form, errors }).into_response()
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    ProtectedForm(mut form): ProtectedForm<NoticeForm>,
) -> Result<Response> {
    let mut errors = FieldErrors::default();
    form.take_file(&mut errors);
    if form.step == "edit" {
        return Ok(page(&state, &user, form, errors));
    }
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let calendar = get_calendar(&mut tx).await?;
    let notice = match form.read(&calendar, errors) {
        Ok(notice) => notice,
        Err(errors) => return Ok(page(&state, &user, form, errors)),
    };
    let revised = revise(&mut tx, &act, &notice).await?;
    if revised.is_nothing() {
        tx.rollback().await?;
        let same = "日历已经是这样安排的，没有变化，不需要再录入。";
        return Ok(page(&state, &user, form, FieldErrors::one("lines", same)));
    }
    if form.step != "confirm" || form.seen != revised.digest() {
        // Shown by doing it and taking it back: the preview cannot differ from the deed.
        tx.rollback().await?;
        let is_stale = form.step == "confirm";
        let status = if is_stale { StatusCode::CONFLICT } else { StatusCode::OK };
        let page = preview(user.frame(&state, None), &form, &notice, &revised, is_stale);
        return Ok((status, page).into_response());
    }
    let (days, moved) = (revised.before.days_changed_in(&revised.after).len(), revised.moved().count());
    tx.commit().await?;
    let sentence = format!("已录入 {}：日历变化 {days} 天，调整时限 {moved} 项。", notice.number);
    Ok(flash::done(&urls::calendar_of(notice.year), &sentence))
}
