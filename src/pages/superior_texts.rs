//! The text of a superior's document out of its file, into the field where its points are entered, beside a plan or a draft of
//! one: a person takes out what is no point. Nothing is stored before that.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::ids::PlanDraftId;
use crate::pages::given_document::given_document;
use crate::pages::plan_drafts::superior_form;
use crate::plan::document_reader::read_paragraphs;
use crate::plan::superior_points::{DocumentForm, form_page_with};
use crate::reporting::evidence::{MAX_FORM_BYTES, UploadForm};
use crate::web::{AppState, FieldErrors};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::post("/{year}/superior-points/add/file", keeps, beside_plan).with_body_limit(MAX_FORM_BYTES),
        Route::post("/plans/drafts/{id}/superior-points/add/file", keeps, beside_draft)
            .with_body_limit(MAX_FORM_BYTES),
    ]
}

async fn beside_plan(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    form: UploadForm,
) -> Result<Response> {
    let (form, errors) = filled(form).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(form_page_with((&state, &user), year, (form, errors, status)))
}

async fn beside_draft(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
    form: UploadForm,
) -> Result<Response> {
    Ok(superior_form((&state, &user), id, filled(form).await?))
}

/// The form with the text of the file; or why there is none, beside the field of the file.
async fn filled(form: UploadForm) -> Result<(DocumentForm, FieldErrors)> {
    let given = match given_document(form.files, "").await? {
        Ok(given) => given,
        Err((field, sentence)) => return Ok((DocumentForm::default(), FieldErrors::one(field, sentence))),
    };
    let reading = tokio::task::spawn_blocking(move || {
        read_paragraphs(&given.bytes).map_err(|refusal| refusal.to_string())
    });
    // A file made to break its reader must break nothing else.
    let read = reading.await.unwrap_or_else(|_| Err("这份文件读不出来，请重新另存一次再传。".to_owned()));
    Ok(match read {
        Ok(paragraphs) => {
            let lines: Vec<String> = paragraphs.into_iter().map(|of| of.text).collect();
            (DocumentForm { statements: lines.join("\n"), ..DocumentForm::default() }, FieldErrors::default())
        }
        Err(sentence) => (DocumentForm::default(), FieldErrors::one("file", sentence)),
    })
}
