//! The office adds a department.

use axum::extract::State;
use axum::response::Response;

use super::departments_page::{DepartmentsForm, page};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::Act;
use crate::error::Result;
use crate::organization::{
    DepartmentKind, NewDepartment, NotWritten, insert_alias, insert_department, parse_aliases, parse_day,
};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    vec![Route::post(urls::DEPARTMENTS, Access::Needs(Action::KeepDepartments), add)]
}

async fn add(
    State(state): State<AppState>,
    user: CurrentUser,
    ProtectedForm(form): ProtectedForm<DepartmentsForm>,
) -> Result<Response> {
    let written = match parse(&form, &user.act(&state)) {
        Ok(department) => write(&state, &user.act(&state), &department, &form.aliases).await,
        Err(errors) => Err(NotWritten::Fields(errors)),
    };
    match written {
        Ok(()) => Ok(flash::done(urls::DEPARTMENTS, &format!("已增加“{}”。", form.name.trim()))),
        Err(NotWritten::Fields(errors)) => page(&state, &user, form, errors).await,
        Err(NotWritten::Other(error)) => Err(error),
    }
}

fn parse<'a>(form: &'a DepartmentsForm, act: &Act) -> Result<NewDepartment<'a>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let name = form.name.trim();
    if name.is_empty() {
        errors.add("name", "请填写名称。");
    }
    let kind = DepartmentKind::from_code(&form.kind);
    if kind.is_none() {
        errors.add("kind", "请选择类别。");
    }
    let valid_from = parse_day("valid_from", &form.valid_from, &mut errors);
    if valid_from.is_some_and(|day| day > act.today()) {
        errors.add("valid_from", "不能晚于今天，请到那一天再增加。");
    }
    match (kind, valid_from) {
        (Some(kind), Some(valid_from)) if errors.is_empty() => Ok(NewDepartment { name, kind, valid_from }),
        _ => Err(errors),
    }
}

async fn write(
    state: &AppState,
    act: &Act,
    department: &NewDepartment<'_>,
    aliases: &str,
) -> Result<(), NotWritten> {
    let mut tx = state.db.begin().await?;
    let id = insert_department(&mut tx, act, department).await?;
    for alias in parse_aliases(aliases) {
        insert_alias(&mut tx, act, id, &alias).await?;
    }
    tx.commit().await?;
    Ok(())
}
