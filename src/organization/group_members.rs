//! The office says which units a group (统称) stands for, and until when.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::department_page::{DepartmentForm, last_day_field, last_day_refused, page_with_errors};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::organization::{NotWritten, insert_group_member, parse_day, store};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let access = Access::Needs(Action::KeepDepartments);
    vec![
        Route::post("/departments/{id}/members", access, add),
        Route::post("/departments/{id}/members/{row}/end", access, end),
    ]
}

async fn add(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(group): Path<DepartmentId>,
    ProtectedForm(form): ProtectedForm<DepartmentForm>,
) -> Result<Response> {
    match write(&state, &user, group, &form).await {
        Ok(()) => Ok(flash::done(&urls::department(group), "已增加成员。")),
        Err(NotWritten::Fields(errors)) => page_with_errors(&state, &user, group, form, errors).await,
        Err(NotWritten::Other(error)) => Err(error),
    }
}

async fn write(
    state: &AppState,
    user: &CurrentUser,
    group: DepartmentId,
    form: &DepartmentForm,
) -> Result<(), NotWritten> {
    let mut errors = FieldErrors::default();
    let member = form.member.parse().ok().map(DepartmentId);
    if member.is_none() {
        errors.add("member", "请选择部门。");
    }
    let from_on = parse_day("member_from", form.member_from.as_deref().unwrap_or_default(), &mut errors);
    let (Some(member), Some(from_on)) = (member, from_on) else {
        return Err(NotWritten::Fields(errors));
    };
    let mut tx = state.db.begin().await?;
    insert_group_member(&mut tx, &user.act(state), group, member, from_on).await?;
    tx.commit().await?;
    Ok(())
}

#[derive(Deserialize)]
struct LastDay {
    to_on: String,
}

async fn end(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((group, row)): Path<(DepartmentId, i64)>,
    ProtectedForm(form): ProtectedForm<LastDay>,
) -> Result<Response> {
    let field = last_day_field("member", row);
    let mut errors = FieldErrors::default();
    let Some(to_on) = parse_day(&field, &form.to_on, &mut errors) else {
        let why = NotWritten::Fields(errors);
        return last_day_refused((&state, &user), group, (field, form.to_on), why).await;
    };
    let mut tx = state.db.begin().await?;
    if let Err(why) = store::end_group_member(&mut tx, &user.act(&state), group, row, to_on).await {
        drop(tx);
        return last_day_refused((&state, &user), group, (field, form.to_on), why).await;
    }
    tx.commit().await?;
    Ok(flash::done(&urls::department(group), &format!("成员已记为到 {to_on} 为止。")))
}
