//! The targets of 更名 and 并入 on `/departments/7`.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::Change;
use super::confirm::{Asking, confirm};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::organization::{DepartmentForm, NotWritten, get_department, page_with_errors, parse_day};
use crate::plan::tasks::fields::{most, needed};
use crate::plan::tasks::handing_over::page::Confirmation;
use crate::web::{AppState, FieldErrors, ProtectedForm};

pub(super) fn routes() -> Routes {
    let access = Access::Needs(Action::KeepDepartments);
    vec![
        Route::post("/departments/{id}/rename", access, rename),
        Route::post("/departments/{id}/merge", access, merge),
    ]
}

#[derive(Debug, Deserialize)]
struct RenameForm {
    version: i32,
    #[serde(default)]
    new_name: String,
    #[serde(default)]
    renamed_on: String,
    #[serde(flatten)]
    confirmation: Confirmation,
}

async fn rename(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<DepartmentId>,
    ProtectedForm(form): ProtectedForm<RenameForm>,
) -> Result<Response> {
    let written = if form.confirmation.revises() {
        Err(NotWritten::Fields(FieldErrors::default()))
    } else {
        write_rename((&state, &user), id, &form).await
    };
    let form = DepartmentForm {
        version: form.version,
        new_name: form.new_name,
        renamed_on: Some(form.renamed_on),
        ..DepartmentForm::default()
    };
    answer((&state, &user), id, form, written).await
}

async fn write_rename(
    (state, user): (&AppState, &CurrentUser),
    id: DepartmentId,
    form: &RenameForm,
) -> Result<Response, NotWritten> {
    let mut errors = FieldErrors::default();
    let name = needed(&form.new_name, most::NAME, ("new_name", "请填写新名称。"), &mut errors);
    let on = parse_day("renamed_on", &form.renamed_on, &mut errors);
    let Some(on) = on.filter(|_| errors.is_empty()) else { return Err(NotWritten::Fields(errors)) };
    let department = get_department(&mut *state.db.acquire().await?, id, state.clocks.today()).await?;
    let asking =
        Asking { department: &department, version: form.version, change: Change::Rename { name }, on };
    let hidden = pairs([
        ("version", &form.version.to_string()),
        ("new_name", &form.new_name),
        ("renamed_on", &form.renamed_on),
    ]);
    confirm((state, user), &asking, "", &form.confirmation, hidden).await
}

#[derive(Debug, Deserialize)]
struct MergeForm {
    version: i32,
    #[serde(default)]
    successor: String,
    #[serde(default)]
    merged_on: String,
    #[serde(flatten)]
    confirmation: Confirmation,
}

async fn merge(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<DepartmentId>,
    ProtectedForm(form): ProtectedForm<MergeForm>,
) -> Result<Response> {
    let written = if form.confirmation.revises() {
        Err(NotWritten::Fields(FieldErrors::default()))
    } else {
        write_merge((&state, &user), id, &form).await
    };
    let form = DepartmentForm {
        version: form.version,
        successor: form.successor,
        merged_on: Some(form.merged_on),
        ..DepartmentForm::default()
    };
    answer((&state, &user), id, form, written).await
}

async fn write_merge(
    (state, user): (&AppState, &CurrentUser),
    id: DepartmentId,
    form: &MergeForm,
) -> Result<Response, NotWritten> {
    let mut errors = FieldErrors::default();
    let into = form.successor.parse().ok().map(DepartmentId);
    if into.is_none() {
        errors.add("successor", "请选择并入哪个部门。");
    }
    let on = parse_day("merged_on", &form.merged_on, &mut errors);
    let (Some(into), Some(on)) = (into, on) else { return Err(NotWritten::Fields(errors)) };
    let mut conn = state.db.acquire().await?;
    let department = get_department(&mut conn, id, state.clocks.today()).await?;
    let successor = get_department(&mut conn, into, state.clocks.today()).await?;
    drop(conn);
    let asking =
        Asking { department: &department, version: form.version, change: Change::Merge { into }, on };
    let hidden = pairs([
        ("version", &form.version.to_string()),
        ("successor", &form.successor),
        ("merged_on", &form.merged_on),
    ]);
    confirm((state, user), &asking, &successor.name, &form.confirmation, hidden).await
}

fn pairs<const N: usize>(fields: [(&str, &String); N]) -> Vec<(String, String)> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value.clone())).collect()
}

/// What was answered, or back to the form.
async fn answer(
    (state, user): (&AppState, &CurrentUser),
    id: DepartmentId,
    form: DepartmentForm,
    written: Result<Response, NotWritten>,
) -> Result<Response> {
    match written {
        Ok(response) => Ok(response),
        Err(NotWritten::Fields(errors)) => page_with_errors(state, user, id, form, errors).await,
        Err(NotWritten::Other(error)) => Err(error),
    }
}
