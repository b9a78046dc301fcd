//! What is written of summaries. A change is conditional: who comes second is told.

use sqlx::PgConnection;
use sqlx::types::Json;

use super::draft::{Figures, Paragraph};
use super::model::SummaryStatus;
use super::store::SummaryRow;
use crate::audit_trail::Act;
use crate::deadlines::Period;
use crate::error::{AppError, Result, require_row, violated_constraint};
use crate::ids::{PlanId, SummaryId};
use crate::reporting::evidence::KeptBytes;

/// What is told when somebody else was first.
pub(super) const OVERTAKEN: &str = "这份总结刚由他人修改或办理，现在的情况见本页。";

/// A version to begin.
pub(super) struct NewVersion<'a> {
    pub version: i32,
    pub title: &'a str,
    pub text: &'a str,
    pub drafted: &'a [Paragraph],
    pub correction_reason: Option<&'a str>,
}

/// Begins a version.
pub(super) async fn insert_version(
    conn: &mut PgConnection,
    act: &Act,
    (plan, period): (PlanId, Period),
    new: &NewVersion<'_>,
) -> Result<SummaryId> {
    let by = act.person()?;
    let inserted = sqlx::query_scalar!(
        r#"insert into summary (plan_id, period, version, title, text, drafted, drafted_on, begun_at, begun_by,
                                correction_reason, saved_at, saved_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $8, $9) returning id as "id: SummaryId""#,
        plan.0,
        period.to_string(),
        new.version,
        new.title,
        new.text,
        Json(new.drafted) as _,
        act.today(),
        act.at,
        by.0,
        new.correction_reason
    )
    .fetch_one(conn)
    .await;
    inserted.map_err(|error| match violated_constraint(&error) {
        Some("summary_version_taken" | "summary_one_written_on") => {
            AppError::Conflict("这份总结已由他人起草，请刷新后查看。".into())
        }
        _ => error.into(),
    })
}

/// What is saved of a draft.
pub(super) struct Written<'a> {
    pub title: &'a str,
    pub text: &'a str,
    pub drafted: &'a [Paragraph],
}

/// Saves a draft that stands at `version`; `false` when it does not.
pub(super) async fn update_text(
    conn: &mut PgConnection,
    act: &Act,
    (id, version): (SummaryId, i32),
    written: &Written<'_>,
) -> Result<bool> {
    let done = sqlx::query!(
        "update summary set title = $3, text = $4, drafted = $5, saved_at = $6, saved_by = $7, row_version = row_version + 1
         where id = $1 and row_version = $2 and status = 'draft'",
        id.0,
        version,
        written.title,
        written.text,
        Json(written.drafted) as _,
        act.at,
        act.person()?.0
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Sends a draft out for review, or takes it back.
///
/// # Errors
/// A conflict when it changed since it was read.
pub(super) async fn update_sent(
    conn: &mut PgConnection,
    act: &Act,
    of: &SummaryRow,
    to: SummaryStatus,
) -> Result<()> {
    let sent = (to == SummaryStatus::ForReview).then_some(());
    let done = sqlx::query!(
        "update summary set status = $4, sent_on = $5, sent_at = $6, sent_by = $7, row_version = row_version + 1
         where id = $1 and row_version = $2 and status = $3",
        of.id.0,
        of.row_version,
        of.status as SummaryStatus,
        to as SummaryStatus,
        sent.map(|()| act.today()),
        sent.map(|()| act.at),
        sent.map(|()| act.person()).transpose()?.map(|by| by.0)
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Freezes a version with its figures.
///
/// # Errors
/// A conflict when it changed since it was read.
pub(super) async fn update_frozen(
    conn: &mut PgConnection,
    act: &Act,
    of: &SummaryRow,
    figures: &Figures,
) -> Result<()> {
    let done = sqlx::query!(
        "update summary set status = 'frozen', figures = $3, frozen_on = $4, frozen_at = $5, frozen_by = $6,
                row_version = row_version + 1
         where id = $1 and row_version = $2 and status = 'for_review'",
        of.id.0,
        of.row_version,
        Json(figures) as _,
        act.today(),
        act.at,
        act.person()?.0
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// What is told of a signed original, besides its file.
#[derive(Debug, Clone)]
pub struct NewOriginal {
    /// Its number.
    pub number: String,
    /// Who signed it.
    pub signer: String,
    /// When.
    pub signed_on: chrono::NaiveDate,
}

/// Puts a signed original beside a version, with its scan where there is one.
pub(super) async fn insert_original(
    conn: &mut PgConnection,
    act: &Act,
    summary: SummaryId,
    (new, scan): (&NewOriginal, Option<&KeptBytes>),
) -> Result<()> {
    sqlx::query!(
        "insert into summary_original (summary_id, number, signer, signed_on, digest, size, original_name, media_type,
                                       added_at, added_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        summary.0,
        new.number,
        new.signer,
        new.signed_on,
        scan.map(|scan| scan.digest.as_slice()),
        scan.map(|scan| scan.size),
        scan.map(|scan| scan.name.as_str()),
        scan.map(|scan| scan.media_type.as_str()),
        act.at,
        act.person()?.0
    )
    .execute(conn)
    .await?;
    Ok(())
}
