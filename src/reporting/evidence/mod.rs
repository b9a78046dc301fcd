//! Evidence (完成证明, `evidence_file`): files on a task, on one month's report of it, or on an answer to a finding; and scans
//! of papers: a decision's, an instruction's, a meeting's minutes.
//!
//! - [`file_types`]: which files are taken, how large, under which name and media type
//! - [`staging`]: streaming an upload into the data directory under its SHA-256, and reading it back verified
//! - [`upload_form`]: a form that may carry files; its token is checked before the first of them
//! - `store`: all SQL; `files_page`: a task's files; `download`, `withdraw`
//!
//! Nothing is deleted: a file is withdrawn with a reason, its row and its bytes stay.

mod download;
mod file_types;
mod files_page;
mod staging;
mod store;
mod upload_form;
mod withdraw;

pub(crate) use download::send;
pub(crate) use file_types::size_words;
pub use file_types::{ACCEPTED, MAX_FILE_BYTES, MAX_FORM_BYTES};
pub use store::{
    FileLine, list_files_of_answers, list_files_of_instruction, list_files_of_reports, list_files_of_request,
    list_files_of_task,
};
pub(crate) use upload_form::{GivenFile, UploadForm};

use chrono::Datelike;
use serde_json::json;
use sqlx::PgConnection;

use crate::accounts::{Access, Action, Route, Routes};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::Result;
use crate::ids::{AnswerId, FileId, InstructionId, MeetingId, ReportId, RequestId, TaskId};
use crate::web::AppState;
pub(crate) use staging::{StagedFile, read_kept};

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/tasks/{number}/files", Access::Needs(Action::ReadLedger), files_page::show),
        Route::post("/{year}/tasks/{number}/files", Access::Needs(Action::FileReport), files_page::upload)
            .with_body_limit(MAX_FORM_BYTES),
        Route::get("/{year}/files/{id}", Access::Needs(Action::ReadLedger), download::download),
        Route::get("/{year}/files/{id}/withdraw", Access::Needs(Action::FileReport), withdraw::show),
        Route::post("/{year}/files/{id}/withdraw", Access::Needs(Action::FileReport), withdraw::withdraw),
    ]
}

/// Where a file is put.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// The plan's year.
    pub year: i32,
    /// The task; `None` of the scan of an instruction or a meeting that is on none.
    pub task: Option<TaskId>,
    /// What it was given with.
    pub with: GivenWith,
}

/// What a file was given with: that decides who reads it, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GivenWith {
    /// The task itself: open to all, as the task is.
    Task,
    /// A month's report: open to all once that is accepted.
    Report(ReportId),
    /// A request for completion, as what was achieved: open to all once that is granted.
    Completion(RequestId),
    /// An answer to a finding: for those concerned.
    Answer(AnswerId),
    /// A request, as the scan of its paper: for those concerned.
    Paper(RequestId),
    /// A leader's instruction, as the scan of its paper: for who reads the instruction.
    Instruction(InstructionId),
    /// A meeting of the leading group, as its minutes: for office and leaders.
    Meeting(MeetingId),
}

/// A file whose bytes are kept under their digest; its row is its owner's.
#[derive(Debug, Clone)]
pub(crate) struct KeptBytes {
    /// SHA-256.
    pub digest: Vec<u8>,
    /// In bytes.
    pub size: i64,
    /// Its name when uploaded.
    pub name: String,
    /// What it is sent back as.
    pub media_type: String,
}

/// Keeps the bytes of an uploaded file that belongs to no task.
pub(crate) async fn keep_bytes(state: &AppState, file: StagedFile) -> Result<KeptBytes> {
    let kept = KeptBytes {
        digest: file.digest.clone(),
        size: i64::try_from(file.size).map_err(anyhow::Error::from)?,
        name: file.name.clone(),
        media_type: file.media_type.to_owned(),
    };
    file.adopt(&state.settings.data_dir).await?;
    Ok(kept)
}

/// Keeps an uploaded file: its bytes under their digest, its row in the caller's transaction.
pub(crate) async fn keep(
    conn: &mut PgConnection,
    state: &AppState,
    act: &Act,
    place: Place,
    file: StagedFile,
) -> Result<FileId> {
    let by = act.person()?;
    let new = store::NewFile {
        task: place.task,
        with: place.with,
        digest: &file.digest,
        size: i64::try_from(file.size).map_err(anyhow::Error::from)?,
        name: &file.name,
        media_type: file.media_type,
        at: act.at,
        by,
    };
    let id = store::insert_file(conn, &new).await?;
    let after = json!({"name": file.name, "size": file.size, "sha256": hex::encode(&file.digest)});
    let what = match place.with {
        GivenWith::Paper(_) | GivenWith::Instruction(_) | GivenWith::Meeting(_) => "扫描件",
        _ => "完成证明",
    };
    let sentence = format!("上传{what}《{}》", file.name);
    file.adopt(&state.settings.data_dir).await?;
    let entry = Entry::new("evidence_uploaded", "evidence_file", sentence)
        .on(id.0)
        .of_plan(place.year)
        .for_audience(audience(place.with != GivenWith::Task));
    let entry = match place.task {
        Some(task) => entry.of_task(task),
        None => entry,
    };
    append(conn, act, entry.with_change(None, Some(after))).await?;
    Ok(id)
}

/// Who reads what was done with a file: one given with a report or a request for completion is not for everyone before
/// that is accepted or granted, a scan or one given with an answer to a finding never is.
fn audience(is_kept_back: bool) -> Audience {
    if is_kept_back { Audience::Concerned } else { Audience::Everyone }
}

/// `6月24日`
fn day_words(day: chrono::NaiveDate) -> String {
    format!("{}月{}日", day.month(), day.day())
}
