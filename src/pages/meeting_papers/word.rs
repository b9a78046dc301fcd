//! `/2019/meeting-papers/docx`: the papers as an official document in Word.

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;

use super::papers_page::{Asked, read};
use super::parts::{Part, annex, blocks};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Entry, append_export};
use crate::error::{AppError, Result};
use crate::official_document::{OfficialDocument, Signature, write};
use crate::web::{AppState, attachment, dates};

const TITLE: &str = "司法改革领导小组会议材料";

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/meeting-papers/docx", Access::Needs(Action::ReadMeetingPapers), download)]
}

async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let asked = Asked::of(query.as_deref());
    if let Some(error) = asked.errors().list.into_iter().next() {
        return Err(AppError::Refused(error.text));
    }
    let mut tx = state.db.begin().await?;
    let read = read(&mut tx, (&state, &user), year).await?;
    let entry =
        Entry::new("document_exported", "meeting_papers", format!("导出{TITLE}（docx）")).of_plan(year);
    let provenance = append_export(&mut tx, &user.act(&state), entry).await?;
    let parts = asked.parts();
    let (court, today) = (read.overview.plan.issuing_body.clone(), read.overview.today);
    let document = OfficialDocument {
        title: vec![TITLE.to_owned()],
        subtitle: Some(asked.subtitle(today)),
        number: None,
        addressee: None,
        blocks: blocks(&read.ground(), &parts),
        signature: Some(Signature {
            body: format!("{court}司法改革领导小组办公室"),
            date: today,
            is_issued: true,
        }),
        note: Some("供参会人员使用，会后收回".to_owned()),
        annexes: if parts.contains(&Part::Table) { vec![annex(&read.ground(), &parts)] } else { Vec::new() },
        copies_to: Vec::new(),
        provenance,
    };
    let file = write(&document)?;
    tx.commit().await?;
    Ok(attachment::word(&format!("{TITLE}（{}）.docx", dates::plain(today)), file))
}
