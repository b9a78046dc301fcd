//! The department signs for a notice: who, and when. Signing takes its finding up where nobody did.

use serde_json::json;
use sqlx::PgConnection;

use super::model::Step;
use super::store::NoticeRow;
use super::writes::{entry, update_acknowledged};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::supervision::Reader;
use crate::supervision::findings::{FindingStatus, Which, list_findings, take_up};

/// Signs for a notice held by this transaction; `act` says on whose behalf (代录).
///
/// # Errors
/// Refused before it is issued, once it ended, and when somebody signed already, with who did; a conflict when somebody
/// was first.
pub async fn acknowledge(conn: &mut PgConnection, act: &Act, notice: &NoticeRow) -> Result<()> {
    if let Some(by) = &notice.acknowledged_by {
        return Err(AppError::Conflict(format!("{}已由{by}签收。", notice.words())));
    }
    notice.state().require(Step::Acknowledge).map_err(AppError::Refused)?;
    update_acknowledged(conn, act, notice).await?;
    let which = Which { year: Some(notice.year), number: notice.finding_number, ..Which::default() };
    let finding = list_findings(conn, &Reader::of_all(act.today()), which).await?.pop();
    if let Some(finding) = finding.filter(|finding| finding.status == FindingStatus::Open) {
        take_up(conn, act, &finding).await?;
    }
    let of = (notice.task, notice.department);
    let sentence = format!("{}签收{}", notice.department_name, notice.words());
    let entry = entry("supervision_notice_acknowledged", (notice.id, notice.year), of, sentence);
    let after = json!({"notice_number": notice.words()});
    append(conn, act, entry.with_change(None, Some(after))).await
}
