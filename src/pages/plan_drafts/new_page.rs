//! `/plans/new`: a plan's document is uploaded, or its text pasted; what is read of it waits as a draft.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::content::DraftContent;
use super::create::{create, read};
use super::store::{self, Source};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::pages::given_document::{MEGABYTES, READ, given_document};
use crate::reporting::evidence::{MAX_FORM_BYTES, UploadForm};
use crate::web::{AppState, FieldErrors, PageFrame, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::get(urls::NEW_PLAN, keeps, show),
        Route::post(urls::NEW_PLAN, keeps, upload).with_body_limit(MAX_FORM_BYTES),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/plan_drafts/new.html")]
struct NewPage {
    frame: PageFrame,
    plans: &'static str,
    accepted: &'static str,
    megabytes: usize,
    form: NewForm,
    errors: FieldErrors,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NewForm {
    text: String,
}

async fn show(State(state): State<AppState>, user: CurrentUser) -> Response {
    page(&state, &user, NewForm::default(), FieldErrors::default())
}

fn page(state: &AppState, user: &CurrentUser, form: NewForm, errors: FieldErrors) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = NewPage {
        frame: user.frame(state, None),
        plans: urls::PLANS,
        accepted: READ,
        megabytes: MEGABYTES,
        form,
        errors,
    };
    (status, page).into_response()
}

async fn upload(State(state): State<AppState>, user: CurrentUser, form: UploadForm) -> Result<Response> {
    let typed: NewForm = form.read()?;
    let given = match given_document(form.files, &typed.text).await? {
        Ok(given) => given,
        Err((field, sentence)) => return Ok(page(&state, &user, typed, FieldErrors::one(field, sentence))),
    };
    let (field, read) = (given.field, read(given.name, given.bytes).await?);
    match read {
        Ok((content, source)) => begin(&state, &user, (typed, field), (content, source)).await,
        Err(sentence) => Ok(page(&state, &user, typed, FieldErrors::one(field, sentence))),
    }
}

async fn begin(
    state: &AppState,
    user: &CurrentUser,
    (typed, field): (NewForm, &str),
    (content, source): (DraftContent, Source),
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    store::lock_digest(&mut tx, &source.digest).await?;
    if let Some(id) = store::find_by_digest(&mut tx, &source.digest).await? {
        return Ok(flash::done(&urls::plan_draft(id), "这份文件已经读过，草稿在这里，核对过的都还在。"));
    }
    let id = match create(&mut tx, &user.act(state), &content, Some(&source)).await {
        Err(AppError::Refused(sentence)) => {
            return Ok(page(state, user, typed, FieldErrors::one(field, sentence)));
        }
        other => other?,
    };
    tx.commit().await?;
    let sentence = format!("已读入 {} 项任务，还没有印发，不影响台账。请逐处核对。", content.tasks.len());
    Ok(flash::done(&urls::plan_draft(id), &sentence))
}
