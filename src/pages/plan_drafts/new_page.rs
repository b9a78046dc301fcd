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
use crate::plan::document_reader::MAX_OFFICE_BYTES;
use crate::reporting::evidence::{GivenFile, MAX_FORM_BYTES, UploadForm};
use crate::web::{AppState, FieldErrors, PageFrame, flash, urls};

/// What a pasted text is called.
const PASTED: &str = "粘贴的文本.md";

/// The files that are read, for the `accept` of the field.
const READ: &str = ".docx,.xlsx,.md,.txt";

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
        megabytes: MAX_OFFICE_BYTES / 1024 / 1024,
        form,
        errors,
    };
    (status, page).into_response()
}

async fn upload(State(state): State<AppState>, user: CurrentUser, form: UploadForm) -> Result<Response> {
    let typed: NewForm = form.read()?;
    let given = form.files.into_iter().find(|given| given.field == "file");
    let (field, read) = match given {
        Some(given) => ("file", read_given(given).await?),
        None if !typed.text.trim().is_empty() => {
            ("text", read(PASTED.to_owned(), typed.text.clone().into_bytes()).await?)
        }
        None => ("file", Err("请选择方案文件，或在下面粘贴全文。".to_owned())),
    };
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

/// What was read of an uploaded file; the inner error is a sentence beside the field.
async fn read_given(given: GivenFile) -> Result<Result<(DraftContent, Source), String>> {
    let file = match given.file {
        Ok(file) => file,
        Err(sentence) => return Ok(Err(sentence)),
    };
    if file.size() > MAX_OFFICE_BYTES as u64 {
        let most = MAX_OFFICE_BYTES / 1024 / 1024;
        return Ok(Err(format!("《{}》超过 {most} MB，没有读入。", file.name())));
    }
    let bytes = file.bytes().await?;
    read(given.name, bytes).await
}
