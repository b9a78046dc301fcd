//! `/2019/superior-points/add`: a superior's document and its statements, typed or pasted, one a line.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::enter::{NewDocument, enter};
use super::model::{Level, statements};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::plan::tasks::fields::{Choice, at_most, day, most, needed};
use crate::plan::tasks::store::get_plan_to_change;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::get("/{year}/superior-points/add", keeps, show),
        Route::post("/{year}/superior-points/add", keeps, submit),
    ]
}

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct DocumentForm {
    level: String,
    title: String,
    document_number: String,
    issuer: String,
    issued_on: String,
    statements: String,
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

impl DocumentForm {
    fn read(&self, errors: &mut FieldErrors) -> Option<NewDocument> {
        let level = Level::of_code(&self.level);
        if level.is_none() {
            errors.add("level", "请选择上级。");
        }
        let title = needed(&self.title, most::TITLE, ("title", "请填写文件标题。"), errors);
        let document_number = at_most(&self.document_number, 60, "document_number", errors);
        let issuer = needed(&self.issuer, 100, ("issuer", "请填写制发机关。"), errors);
        let issued_on = match self.issued_on.trim() {
            "" => None,
            text => day(text, "issued_on", errors),
        };
        let statements = statements(&self.statements).map_err(|sentence| errors.add("statements", sentence));
        let new = NewDocument {
            level: level?,
            title,
            document_number,
            issuer,
            issued_on,
            statements: statements.ok()?,
        };
        errors.is_empty().then_some(new)
    }
}

fn page(
    (state, user): (&AppState, &CurrentUser),
    year: i32,
    (form, errors, status): (DocumentForm, FieldErrors, StatusCode),
) -> Response {
    let list = urls::superior_points(year);
    let page = FormPage {
        frame: user.frame(state, Some(year)),
        path: format!("{list}/add"),
        list,
        levels: Level::ALL.map(|level| Choice::of(level.code(), level.word(), &form.level)).into(),
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
    let number = enter(&mut tx, &user.act(&state), &plan, &new).await?;
    tx.commit().await?;
    let said = format!("已登记 {} 条，请逐条指定任务或注明不涉及。", new.statements.len());
    Ok(flash::done(&format!("{}#document-{number}", urls::superior_points(year)), &said))
}
