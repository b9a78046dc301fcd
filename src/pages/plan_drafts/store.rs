//! The SQL of drafts. A change is conditional: who comes second is told.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::content::DraftContent;
use super::model::{DraftStatus, Notice, Step};
use crate::audit_trail::{Act, Audience, Entry};
use crate::error::{AppError, Result, require_row};
use crate::ids::PlanDraftId;
use crate::plan::Plan;
use crate::reporting::evidence::KeptBytes;

/// What is told when somebody else was first.
pub(super) const OVERTAKEN: &str = "这份方案草稿刚由他人修改或办理，现在的情况见本页。";

/// The field of a sentence whose form is no more on the page; what was typed into it is listed there.
pub(super) const LOST: &str = "lost";

/// A draft, without the bytes of its document.
#[derive(Debug, Clone)]
pub struct DraftRow {
    /// The draft.
    pub id: PlanDraftId,
    /// Where it stands.
    pub status: DraftStatus,
    /// All of it.
    pub content: Json<DraftContent>,
    /// Counts its changes.
    pub version: i32,
    /// The document's name; `None` where none was read.
    pub source_name: Option<String>,
    /// The SHA-256 of its bytes.
    pub source_digest: Option<Vec<u8>>,
    /// When it was begun.
    pub begun_at: DateTime<Utc>,
    /// By whom.
    pub begun_by: String,
    /// When it was last changed.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: String,
    /// The meeting that decides it.
    pub meeting: Option<String>,
    /// Its day.
    pub met_on: Option<NaiveDate>,
    /// Why no department was asked; without a meeting, why it was issued without both.
    pub not_consulted: Option<String>,
    /// Why it was given up.
    pub withdrawn_because: Option<String>,
    /// Its number, once it was issued.
    pub document_number: Option<String>,
    /// Its date.
    pub issued_on: Option<NaiveDate>,
    /// The SHA-256 of the signed original.
    pub original_digest: Option<Vec<u8>>,
    /// Its size.
    pub original_size: Option<i64>,
    /// Its name.
    pub original_name: Option<String>,
    /// Its media type.
    pub original_type: Option<String>,
}

impl DraftRow {
    /// Whether a step can be taken on the draft as it was seen.
    ///
    /// # Errors
    /// What is told, and where it stands: beside `field`, or where the form of the step is no more, at [`LOST`].
    pub(super) fn require<'a>(
        &self,
        (step, seen): (Step, i32),
        field: &'a str,
    ) -> Result<(), (&'a str, String)> {
        self.status.after(step).map_err(|sentence| (LOST, sentence))?;
        if self.version == seen {
            return Ok(());
        }
        Err((field, format!("{OVERTAKEN}您所填的都还在，请核对后再提交。")))
    }

    /// Whether it would be issued without departments and meeting, though no document shows that it is issued already.
    pub(super) fn skips_steps(&self) -> bool {
        let is_issued_elsewhere = self.source_name.is_some() && self.content.plan.issued_on.is_some();
        self.status == DraftStatus::Drafting && !is_issued_elsewhere
    }

    /// The signed original (正本).
    pub(super) fn original(&self) -> Option<KeptBytes> {
        Some(KeptBytes {
            digest: self.original_digest.clone()?,
            size: self.original_size?,
            name: self.original_name.clone()?,
            media_type: self.original_type.clone()?,
        })
    }
}

/// A line of a list.
#[derive(Debug, Clone)]
pub struct DraftLine {
    /// The draft.
    pub id: PlanDraftId,
    /// Where it stands.
    pub status: DraftStatus,
    /// The plan's year.
    pub year: i32,
    /// Its title.
    pub title: String,
    /// The document's name.
    pub source_name: Option<String>,
    /// When it was last changed.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: String,
}

/// A document that was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Their SHA-256.
    pub digest: Vec<u8>,
}

/// An entry about a draft: for the office and leaders.
pub(super) fn entry(event: &'static str, sentence: String, row: &DraftRow) -> Entry {
    let entry = Entry::new(event, "plan_draft", sentence).on(row.id.0);
    entry.of_plan(row.content.plan.year).for_audience(Audience::Concerned)
}

pub(super) async fn insert(
    conn: &mut PgConnection,
    act: &Act,
    content: &DraftContent,
    source: Option<&Source>,
) -> Result<PlanDraftId> {
    Ok(sqlx::query_scalar!(
        r#"insert into plan_draft (content, source, source_name, source_digest, begun_at, begun_by, saved_at, saved_by)
           values ($1, $2, $3, $4, $5, $6, $5, $6) returning id as "id: PlanDraftId""#,
        Json(content) as _,
        source.map(|of| of.bytes.as_slice()),
        source.map(|of| of.name.as_str()),
        source.map(|of| of.digest.as_slice()),
        act.at,
        act.person()?.0
    )
    .fetch_one(conn)
    .await?)
}

/// Keeps these locks apart from others.
const DOCUMENT_LOCK: i32 = 0xD0C;

/// Two readings of one document wait for one another until the transaction ends; so, now and then, may two of others.
pub(super) async fn lock_digest(conn: &mut PgConnection, digest: &[u8]) -> Result<()> {
    let of = digest.first_chunk().copied().map_or(0, i32::from_be_bytes);
    sqlx::query!("select pg_advisory_xact_lock($1, $2)", DOCUMENT_LOCK, of).fetch_one(conn).await?;
    Ok(())
}

/// The draft on its way of a document with that digest.
pub(super) async fn find_by_digest(conn: &mut PgConnection, digest: &[u8]) -> Result<Option<PlanDraftId>> {
    Ok(sqlx::query_scalar!(
        r#"select id as "id: PlanDraftId" from plan_draft
           where source_digest = $1 and status not in ('issued', 'withdrawn') order by id desc limit 1"#,
        digest
    )
    .fetch_optional(conn)
    .await?)
}

/// All drafts, those on their way first, the newest first.
pub async fn list(conn: &mut PgConnection) -> Result<Vec<DraftLine>> {
    Ok(sqlx::query_as!(
        DraftLine,
        r#"select d.id, d.status as "status: DraftStatus", (d.content->'plan'->>'year')::integer as "year!",
                  d.content->'plan'->>'title' as "title!", d.source_name, d.saved_at, a.display_name as saved_by
           from plan_draft d join account a on a.id = d.saved_by
           order by d.status in ('issued', 'withdrawn'), d.id desc"#
    )
    .fetch_all(conn)
    .await?)
}

/// The draft of that id.
///
/// # Errors
/// Not found where there is none.
pub(super) async fn get(conn: &mut PgConnection, id: PlanDraftId) -> Result<DraftRow> {
    sqlx::query_as!(
        DraftRow,
        r#"select d.id, d.status as "status: DraftStatus", d.content as "content: Json<DraftContent>", d.version,
                  d.source_name, d.source_digest, d.begun_at, b.display_name as begun_by, d.saved_at,
                  s.display_name as saved_by, d.meeting, d.met_on, d.not_consulted, d.withdrawn_because, d.document_number, d.issued_on,
                  d.original_digest, d.original_size, d.original_name, d.original_type
           from plan_draft d join account b on b.id = d.begun_by join account s on s.id = d.saved_by where d.id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(none)
}

/// What is told where there is no such draft, or none the reader may read.
pub(super) fn none() -> AppError {
    AppError::NotFound("没有您可以查看的方案草稿。".into())
}

/// The same, held until the transaction ends.
pub(super) async fn hold(conn: &mut PgConnection, id: PlanDraftId) -> Result<DraftRow> {
    sqlx::query!("select id from plan_draft where id = $1 for update", id.0)
        .fetch_optional(&mut *conn)
        .await?;
    get(conn, id).await
}

/// Saves the content of a draft on its way, held by this transaction.
///
/// # Errors
/// A conflict when it changed since it was read.
pub(super) async fn update_content(
    conn: &mut PgConnection,
    act: &Act,
    row: &DraftRow,
    content: &DraftContent,
) -> Result<()> {
    let done = sqlx::query!(
        "update plan_draft set content = $3, saved_at = $4, saved_by = $5, version = version + 1
         where id = $1 and version = $2 and status not in ('issued', 'withdrawn')",
        row.id.0,
        row.version,
        Json(content) as _,
        act.at,
        act.person()?.0
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Notes the plan that a draft became, and the draft as it was issued.
///
/// # Errors
/// A conflict when it changed since it was read.
pub(super) async fn update_issued(
    conn: &mut PgConnection,
    act: &Act,
    row: &DraftRow,
    (plan, notice, content): (&Plan, &Notice, &DraftContent),
) -> Result<()> {
    let done = sqlx::query!(
        "update plan_draft set status = 'issued', plan_id = $4, document_number = $5, issued_on = $6, issued_at = $7,
                issued_by = $8, content = $9, not_consulted = coalesce($10, not_consulted), version = version + 1
         where id = $1 and version = $2 and status = $3",
        row.id.0,
        row.version,
        row.status as DraftStatus,
        plan.id.0,
        notice.number,
        notice.issued_on,
        act.at,
        act.person()?.0,
        Json(content) as _,
        notice.skipped
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Puts the signed original beside a draft that was issued; one kept before gives way, its bytes stay under their digest.
pub(super) async fn update_original(
    conn: &mut PgConnection,
    id: PlanDraftId,
    original: &KeptBytes,
) -> Result<()> {
    sqlx::query!(
        "update plan_draft set original_digest = $2, original_size = $3, original_name = $4, original_type = $5,
                version = version + 1
         where id = $1 and status = 'issued'",
        id.0,
        original.digest,
        original.size,
        original.name,
        original.media_type
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives a draft up.
///
/// # Errors
/// A conflict when it changed since it was read.
pub(super) async fn update_withdrawn(
    conn: &mut PgConnection,
    act: &Act,
    row: &DraftRow,
    because: &str,
) -> Result<()> {
    let done = sqlx::query!(
        "update plan_draft set status = 'withdrawn', withdrawn_at = $3, withdrawn_by = $4, withdrawn_because = $5,
                version = version + 1
         where id = $1 and version = $2 and status not in ('issued', 'withdrawn')",
        row.id.0,
        row.version,
        act.at,
        act.person()?.0,
        because
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// The document of a draft, as it was given.
///
/// # Errors
/// Not found where none was read.
pub(super) async fn get_source(conn: &mut PgConnection, id: PlanDraftId) -> Result<(String, Vec<u8>)> {
    let row = sqlx::query!(
        r#"select source_name as "name!", source as "bytes!" from plan_draft where id = $1 and source is not null"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| (row.name, row.bytes)).ok_or_else(|| AppError::NotFound("这份草稿没有原文件。".into()))
}
