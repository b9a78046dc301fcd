//! A form that may carry files: `multipart/form-data`, or plain where nothing is attached. Its first field is the
//! token, checked before anything after it is read.

use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use super::file_types::clean_name;
use super::staging::{StagedFile, cut_off, stage};
use crate::error::{AppError, Result};
use crate::web::csrf::{CsrfToken, TOKEN_FIELD};
use crate::web::form::{STALE_FORM, without_controls};
use crate::web::{AppState, ProtectedForm};

/// Longest text field read, in bytes: well over the longest text any form takes.
const LONGEST_FIELD: usize = 256 * 1024;

/// A file field: the file, or why it was not taken.
pub(crate) struct GivenFile {
    /// The field's name.
    pub field: String,
    /// The file's name without folders.
    pub name: String,
    /// The file, or a sentence beside the field.
    pub file: Result<StagedFile, String>,
}

/// The fields of a form whose token was right, and its files.
pub(crate) struct UploadForm {
    /// Text fields in their order.
    pub fields: Vec<(String, String)>,
    /// File fields in which something was chosen.
    pub files: Vec<GivenFile>,
}

impl UploadForm {
    /// The file of the field `scan`, or why it was not taken; `None` where none was chosen. It is taken out of the form.
    pub fn scan(self) -> Option<Result<StagedFile, String>> {
        self.files.into_iter().find(|given| given.field == "scan").map(|given| given.file)
    }

    /// The text fields as a form reads them.
    ///
    /// # Errors
    /// Refused where one is missing or cannot be read.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        let unreadable = |_| AppError::Refused("表单缺少字段或字段格式不对，未作任何保存。".into());
        let text =
            serde_html_form::to_string(&self.fields).map_err(|error| AppError::Internal(error.into()))?;
        serde_html_form::from_str(&text).map_err(unreadable)
    }
}

impl FromRequest<AppState> for UploadForm {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self> {
        let kind =
            request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("multipart/form-data") {
            let ProtectedForm(fields) = ProtectedForm::from_request(request, state).await?;
            return Ok(Self { fields, files: Vec::new() });
        }
        let (mut parts, body) = request.into_parts();
        let token =
            CsrfToken::from_request_parts(&mut parts, state).await.unwrap_or_else(|never| match never {});
        let multipart = Multipart::from_request(Request::from_parts(parts, body), state)
            .await
            .map_err(|_| AppError::Refused("提交的内容不是表单，未作任何保存。".into()))?;
        read(multipart, &token, state).await
    }
}

async fn read(mut multipart: Multipart, token: &CsrfToken, state: &AppState) -> Result<UploadForm> {
    let mut form = UploadForm { fields: Vec::new(), files: Vec::new() };
    while let Some(mut field) = multipart.next_field().await.map_err(|_| cut_off())? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            None => {
                let mut text = Vec::new();
                while let Some(chunk) = field.chunk().await.map_err(|_| cut_off())? {
                    text.extend_from_slice(&chunk);
                    if text.len() > LONGEST_FIELD {
                        return Err(cut_off());
                    }
                }
                form.fields.push((name, without_controls(String::from_utf8_lossy(&text).into_owned())));
            }
            // A file field in which nothing was chosen.
            Some(file_name) if file_name.is_empty() => {}
            Some(file_name) => {
                require_token(&form, token)?;
                let file = stage(&state.settings.data_dir, &file_name, field).await?;
                form.files.push(GivenFile { field: name, name: clean_name(&file_name), file });
            }
        }
    }
    require_token(&form, token)?;
    Ok(form)
}

fn require_token(form: &UploadForm, token: &CsrfToken) -> Result<()> {
    if form.fields.iter().any(|(name, value)| name == TOKEN_FIELD && token.matches(value)) {
        return Ok(());
    }
    Err(AppError::Forbidden(STALE_FORM.into()))
}
