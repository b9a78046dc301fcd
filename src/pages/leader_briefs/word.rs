//! `/2019/leader-briefs/7/docx`: a brief as an official document in Word, on one A4 page.

use axum::extract::{Path, State};
use axum::response::Response;

use super::brief::{Brief, subtitle};
use super::brief_page::{BriefPath, Read, read};
use super::fitting::{MATTER_COLUMNS, STUCK_COLUMNS, fitted};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Entry, append_export};
use crate::error::Result;
use crate::official_document::{Block, Column, Level, OfficialDocument, Provenance, Table, write};
use crate::web::{AppState, attachment, dates};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/leader-briefs/{leader}/docx", Access::Needs(Action::ReadLeaderBriefs), download)]
}

async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, leader)): BriefPath,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let of = read(&mut tx, (&state, &user), (year, &leader)).await?;
    let entry = Entry::new("document_exported", "leader_brief", format!("导出领导专报（{}，docx）", of.name))
        .of_plan(year);
    let provenance = append_export(&mut tx, &user.act(&state), entry).await?;
    let name = format!("司法改革工作专报（{}，{}）.docx", of.name, dates::plain(of.brief.as_of));
    let file = write(&document(&of, provenance))?;
    tx.commit().await?;
    Ok(attachment::word(&name, file))
}

/// Without signature, note and end matter: it is handed over, not issued, and they would take the room.
fn document(of: &Read, provenance: Provenance) -> OfficialDocument {
    let subtitle = subtitle(&of.brief, &of.name);
    OfficialDocument {
        title: vec!["司法改革工作专报".to_owned()],
        blocks: blocks(&of.brief, &subtitle),
        subtitle: Some(subtitle),
        number: None,
        addressee: None,
        signature: None,
        note: None,
        annexes: Vec::new(),
        copies_to: Vec::new(),
        provenance,
    }
}

fn blocks(brief: &Brief, subtitle: &str) -> Vec<Block> {
    let of = fitted(brief, subtitle);
    let part = |heading: &str, text: String| Block::LedBy(Level::One, heading.to_owned(), text);
    let mut blocks = vec![part("一、已完成。", of.done), part("二、受阻。", of.stuck)];
    blocks.extend(table(["改革任务", "牵头部门", "情况"], STUCK_COLUMNS, of.stuck_rows));
    blocks.push(part("三、需您决定的事项。", of.to_decide));
    blocks.extend(table(["事项", "说明"], MATTER_COLUMNS, of.rows_to_decide));
    blocks
}

fn table<const N: usize>(titles: [&str; N], shares: [u32; N], rows: Vec<Vec<String>>) -> Option<Block> {
    let columns = titles.into_iter().zip(shares).map(|(title, share)| Column::text(title, share)).collect();
    (!rows.is_empty()).then_some(Block::Table(Table { columns, rows }))
}
