//! `/2019/superior-points/add`: a superior's document and its statements, typed or pasted, one a line.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::document_form::DocumentForm;
use super::enter::enter;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::plan::tasks::fields::Choice;
use crate::plan::tasks::store::get_plan_to_change;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::get("/{year}/superior-points/add", keeps, show),
        Route::post("/{year}/superior-points/add", keeps, submit),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/superior_points/form.html")]
struct FormPage {
    frame: PageFrame,
    list: String,
    path: String,
    levels: Vec<Choice>,
    form: DocumentForm,
    errors: FieldErrors,
}

/// The form with what was typed or read, and what is wrong with it.
pub(crate) fn page(
    (state, user): (&AppState, &CurrentUser),
    year: i32,
    (form, errors, status): (DocumentForm, FieldErrors, StatusCode),
) -> Response {
    let list = urls::superior_points(year);
    let page = FormPage {
        frame: user.frame(state, Some(year)),
        path: format!("{list}/add"),
        list,
        levels: form.levels(),
        form,
        errors,
    };
    (status, page).into_response()
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    get_plan_to_change(&mut conn, year).await?;
    Ok(page((&state, &user), year, (DocumentForm::default(), FieldErrors::default(), StatusCode::OK)))
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    ProtectedForm(form): ProtectedForm<DocumentForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let mut errors = FieldErrors::default();
    let Some(new) = form.read(&mut errors) else {
        return Ok(page((&state, &user), year, (form, errors, StatusCode::UNPROCESSABLE_ENTITY)));
    };
    let (_, number) = enter(&mut tx, &user.act(&state), &plan, &new).await?;
    tx.commit().await?;
    let said = format!("已登记 {} 条，请逐条指定任务或注明不涉及。", new.statements.len());
    Ok(flash::done(&format!("{}#document-{number}", urls::superior_points(year)), &said))
}
