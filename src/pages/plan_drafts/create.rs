//! A draft is begun: from a document, or from values that somebody else gathered.

use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::content::DraftContent;
use super::store::{self, Source};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::PlanDraftId;
use crate::plan::document_reader;
use crate::plan::find_plan;
use crate::web::document_title::in_marks;

/// The largest document that becomes a draft, in tasks.
pub(super) const MOST_TASKS: usize = 2000;

/// Begins a draft of these values, read of a document or carried over from another year. It stands in 起草; nothing of it is in
/// force.
///
/// # Errors
/// Refused where its year has a plan in force, or where it has more tasks than any plan.
pub async fn create(
    conn: &mut PgConnection,
    act: &Act,
    content: &DraftContent,
    source: Option<&Source>,
) -> Result<PlanDraftId> {
    let (year, tasks) = (content.plan.year, content.tasks.len());
    require_free_year(conn, year).await?;
    if tasks > MOST_TASKS {
        return Err(AppError::Refused(format!("有 {tasks} 项任务，最多 {MOST_TASKS} 项，没有读入。")));
    }
    let id = store::insert(conn, act, content, source).await?;
    let of = source.map(|of| format!("，读自《{}》", of.name)).unwrap_or_default();
    let sentence = format!("起草 {year} 年度方案（草稿 {id}）{of}，任务 {tasks} 项");
    let after = json!({
        "title": content.plan.title, "tasks": tasks, "name": source.map(|of| of.name.as_str()),
        "sha256": source.map(|of| hex::encode(&of.digest)),
    });
    let entry = Entry::new("plan_draft_begun", "plan_draft", sentence).on(id.0).of_plan(year);
    append(conn, act, entry.for_audience(Audience::Concerned).with_change(None, Some(after))).await?;
    Ok(id)
}

/// Refuses a year that has a plan in force.
pub(super) async fn require_free_year(conn: &mut PgConnection, year: i32) -> Result<()> {
    match find_plan(conn, year).await? {
        Some(plan) => Err(AppError::Refused(format!(
            "{year} 年度已有方案{}（{}），不能再印发一份；修订、补充通知请在该年度的“年度方案”页读入。",
            in_marks(&plan.title),
            plan.status.word()
        ))),
        None => Ok(()),
    }
}

/// Reads a document; takes the processor for a while, so apart from what else runs. The inner error is a sentence.
///
/// # Errors
/// None of its own.
pub(super) async fn read(name: String, bytes: Vec<u8>) -> Result<Result<(DraftContent, Source), String>> {
    let reading = tokio::task::spawn_blocking(move || {
        let document = document_reader::read(&bytes).map_err(|refusal| refusal.to_string())?;
        let digest = Sha256::digest(&bytes).to_vec();
        Ok((DraftContent::of_document(&document), Source { name, bytes, digest }))
    });
    // A file made to break its reader must break nothing else.
    Ok(reading.await.unwrap_or_else(|_| Err("这份文件读不出来，请重新另存一次再传。".to_owned())))
}
