//! Sending a file back: verified, under its own name, as an attachment no browser tries to show.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tokio_util::io::ReaderStream;

use super::staging::open_verified;
use super::{day_words, store};
use crate::accounts::CurrentUser;
use crate::error::{AppError, Result};
use crate::ids::FileId;
use crate::plan::get_plan;
use crate::web::AppState;

pub(super) async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, i64)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let file = store::get_file(&mut conn, plan.id, FileId(id)).await?;
    let task = store::get_task(&mut conn, plan.id, file.task_number, state.clocks.today()).await?;
    super::files_page::require_file_readable(&user, &task, &file)?;
    if let (Some(day), Some(reason)) = (file.withdrawn_on, &file.withdrawn_reason) {
        return Err(AppError::NotFound(format!("《{}》已于{}撤回：{reason}", file.name, day_words(day))));
    }
    drop(conn);
    let bytes = open_verified(&state.settings.data_dir, &file.digest).await?;
    let headers = [
        (header::CONTENT_TYPE, file.media_type),
        (header::CONTENT_LENGTH, file.size.to_string()),
        (header::CONTENT_DISPOSITION, disposition(&file.name)),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(bytes))).into_response())
}

/// The header that names the file (RFC 6266): the name in UTF-8 as RFC 8187 (before: RFC 5987) writes it, and a plain
/// one for programs that read no other.
fn disposition(name: &str) -> String {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push_str(&hex::encode_upper([byte]));
        }
    }
    format!("attachment; filename=\"evidence.{extension}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_travels_in_ascii_whatever_it_contains() {
        assert_eq!(
            disposition("说明 \"1\".docx"),
            "attachment; filename=\"evidence.docx\"; filename*=UTF-8''%E8%AF%B4%E6%98%8E%20%221%22.docx"
        );
    }
}
