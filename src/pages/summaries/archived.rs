//! Frozen versions with their originals, for the year's archive.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::{SummaryStatus, is_of_year};
use super::store::{SummaryRow, list_originals, list_summaries};
use super::word::word_of;
use crate::deadlines::Period;
use crate::error::Result;
use crate::ids::SummaryId;
use crate::plan::Plan;
use crate::reporting::evidence::KeptBytes;

/// A frozen version.
pub(in crate::pages) struct ArchivedSummary {
    /// Whether it is about the whole year.
    pub is_of_year: bool,
    /// 第几版
    pub version: i32,
    pub title: String,
    pub frozen_on: NaiveDate,
    /// As a Word document.
    pub word: Vec<u8>,
    /// The number of its newest original.
    pub number: Option<String>,
    /// The scans of its originals, the newest first.
    pub scans: Vec<KeptBytes>,
}

/// The frozen versions of a plan's summaries, in order.
pub(in crate::pages) async fn list_archived(
    conn: &mut PgConnection,
    plan: &Plan,
) -> Result<Vec<ArchivedSummary>> {
    let mut all = list_summaries(conn, plan.id, None).await?;
    all.retain(|row| row.status == SummaryStatus::Frozen);
    let ids: Vec<SummaryId> = all.iter().map(|row| row.id).collect();
    let originals = list_originals(conn, &ids).await?;
    let mut archived = Vec::new();
    for row in &all {
        let Some(frozen_on) = row.frozen_on else { continue };
        let of_row = || originals.iter().filter(|original| original.summary == row.id);
        archived.push(ArchivedSummary {
            is_of_year: is_year(row),
            version: row.version,
            title: row.title.clone(),
            frozen_on,
            word: word_of(conn, (plan, row), frozen_on).await?,
            number: of_row().next().map(|original| original.number.clone()),
            scans: of_row().filter_map(|original| original.scan.clone()).collect(),
        });
    }
    Ok(archived)
}

fn is_year(row: &SummaryRow) -> bool {
    row.period.parse::<Period>().is_ok_and(is_of_year)
}
