//! The office corrects a department's name and aliases; whoever comes second sees both versions and chooses.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::department_page::{DepartmentForm, page_with_errors};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::organization::{NotWritten, get_department, parse_aliases, store};
use crate::web::{AppState, PageFrame, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    vec![Route::post("/departments/{id}", Access::Needs(Action::KeepDepartments), save)]
}

#[derive(Template, WebTemplate)]
#[template(path = "organization/department_conflict.html")]
struct ConflictPage {
    frame: PageFrame,
    path: String,
    version: i32,
    name: String,
    aliases: String,
    your_name: String,
    your_aliases: String,
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<DepartmentId>,
    ProtectedForm(form): ProtectedForm<DepartmentForm>,
) -> Result<Response> {
    match write(&state, &user, id, &form).await {
        Ok(()) => Ok(flash::done(&urls::department(id), "已保存。")),
        Err(NotWritten::Fields(errors)) => page_with_errors(&state, &user, id, form, errors).await,
        Err(NotWritten::Other(AppError::Conflict(_))) => conflict(&state, &user, id, form).await,
        Err(NotWritten::Other(error)) => Err(error),
    }
}

async fn write(
    state: &AppState,
    user: &CurrentUser,
    id: DepartmentId,
    form: &DepartmentForm,
) -> Result<(), NotWritten> {
    let name = form.name.as_deref().unwrap_or_default().trim();
    let aliases = parse_aliases(form.aliases.as_deref().unwrap_or_default());
    if name.is_empty() {
        return Err(NotWritten::field("name", "请填写名称。"));
    }
    if aliases.iter().any(|alias| alias == name) {
        return Err(NotWritten::field("aliases", "别名不能与名称相同。"));
    }
    let mut tx = state.db.begin().await?;
    store::update_department(&mut tx, &user.act(state), id, form.version, (name, &aliases)).await?;
    tx.commit().await?;
    Ok(())
}

/// Both versions side by side (409): the second keeps what is stored, or sends theirs over it.
async fn conflict(
    state: &AppState,
    user: &CurrentUser,
    id: DepartmentId,
    form: DepartmentForm,
) -> Result<Response> {
    let stored = get_department(&mut *state.db.acquire().await?, id, state.clocks.today()).await?;
    if stored.valid_to.is_some() {
        return Err(AppError::Conflict(format!("“{}”刚被合并或更名，您的修改没有保存。", stored.name)));
    }
    let page = ConflictPage {
        frame: user.frame(state, None),
        path: urls::department(id),
        version: stored.version,
        name: stored.name,
        aliases: stored.aliases.join("、"),
        your_name: form.name.unwrap_or_default(),
        your_aliases: form.aliases.unwrap_or_default(),
    };
    Ok((StatusCode::CONFLICT, page).into_response())
}
