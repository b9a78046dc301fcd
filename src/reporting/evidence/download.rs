//! Sending a file back: verified, under its own name, as an attachment no browser tries to show.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tokio_util::io::ReaderStream;

use super::staging::open_verified;
use super::{KeptBytes, day_words, store};
use crate::accounts::CurrentUser;
use crate::error::{AppError, Result};
use crate::ids::FileId;
use crate::plan::get_plan;
use crate::web::AppState;
use crate::web::attachment::disposition;

pub(super) async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, i64)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let file = store::get_file(&mut conn, plan.id, FileId(id)).await?;
    let reader = (&user, state.clocks.today());
    let concerned = super::files_page::require_readable_file(&mut conn, reader, plan.id, &file).await?;
    if let (Some(day), Some(reason)) = (file.withdrawn_on, &file.withdrawn_reason) {
        let reason = if concerned { format!("：{reason}") } else { "。".to_owned() };
        return Err(AppError::NotFound(format!("《{}》已于{}撤回{reason}", file.name, day_words(day))));
    }
    drop(conn);
    let kept =
        KeptBytes { digest: file.digest, size: file.size, name: file.name, media_type: file.media_type };
    send(&state, kept).await
}

/// Sends kept bytes, verified, as an attachment.
///
/// # Errors
/// Refused when the bytes are missing or others.
pub(crate) async fn send(state: &AppState, file: KeptBytes) -> Result<Response> {
    let bytes = open_verified(&state.settings.data_dir, &file.digest).await?;
    let headers = [
        (header::CONTENT_DISPOSITION, disposition(&plain_name(&file.name), &file.name)),
        (header::CONTENT_TYPE, file.media_type),
        (header::CONTENT_LENGTH, file.size.to_string()),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(bytes))).into_response())
}

/// What programs that read no other name call the file: its extension is true.
fn plain_name(name: &str) -> String {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    format!("evidence.{extension}")
}
