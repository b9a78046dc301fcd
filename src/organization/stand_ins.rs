//! The office names who stands in for a vacant or absent leader, and moves the last day of it.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::departments_page::{DepartmentsForm, page};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::ids::AccountId;
use crate::organization::{NotWritten, insert_stand_in, parse_day, store};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let access = Access::Needs(Action::KeepDepartments);
    vec![
        Route::post("/departments/stand-ins", access, name),
        Route::post("/departments/stand-ins/{id}", access, move_last_day),
    ]
}

async fn name(
    State(state): State<AppState>,
    user: CurrentUser,
    ProtectedForm(form): ProtectedForm<DepartmentsForm>,
) -> Result<Response> {
    match write(&state, &user, &form).await {
        Ok(()) => Ok(flash::done(urls::DEPARTMENTS, "已明确代行人。")),
        Err(NotWritten::Fields(errors)) => page(&state, &user, form, errors).await,
        Err(NotWritten::Other(error)) => Err(error),
    }
}

async fn write(state: &AppState, user: &CurrentUser, form: &DepartmentsForm) -> Result<(), NotWritten> {
    let mut errors = FieldErrors::default();
    let leader = form.leader.parse().ok().map(AccountId);
    if leader.is_none() {
        errors.add("leader", "请选择院领导。");
    }
    let stand_in = form.stand_in.parse().ok().map(AccountId);
    if stand_in.is_none() {
        errors.add("stand_in", "请选择代行人。");
    }
    let from_on = parse_day("stand_in_from", &form.stand_in_from, &mut errors);
    let to_on = parse_day("stand_in_to", &form.stand_in_to, &mut errors);
    let (Some(leader), Some(stand_in), Some(from_on), Some(to_on)) = (leader, stand_in, from_on, to_on)
    else {
        return Err(NotWritten::Fields(errors));
    };
    let mut tx = state.db.begin().await?;
    insert_stand_in(&mut tx, &user.act(state), (leader, stand_in), (from_on, to_on)).await?;
    tx.commit().await?;
    Ok(())
}

#[derive(Deserialize)]
struct LastDay {
    to_on: String,
}

async fn move_last_day(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<i64>,
    ProtectedForm(form): ProtectedForm<LastDay>,
) -> Result<Response> {
    let mut errors = FieldErrors::default();
    let Some(to_on) = parse_day("to_on", &form.to_on, &mut errors) else {
        return Ok(flash::refused(urls::DEPARTMENTS, "没有填写截止日期，未作任何保存。"));
    };
    let mut tx = state.db.begin().await?;
    store::update_stand_in(&mut tx, &user.act(&state), id, to_on).await?;
    tx.commit().await?;
    Ok(flash::done(urls::DEPARTMENTS, &format!("代行的截止日期已改为 {to_on}。")))
}
