//! What is read and written of findings that wait for a leader, or waited.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::open::NewFinding;
use super::store::FindingRow;
use super::writes::OVERTAKEN;
use crate::audit_trail::Act;
use crate::error::{Result, require_row};
use crate::ids::{AccountId, FindingId};
use crate::supervision::approval::Verdict;
use crate::supervision::change_requests::Decision;

/// What became of a finding that waited for a leader.
pub(super) struct ProposalRow {
    /// A superior set the date asked for.
    pub due_by_superior: bool,
    /// The look-back whose finding lets its task go on, by name.
    pub reopens_by: Option<String>,
    pub decided_on: Option<NaiveDate>,
    /// Who entered the decision.
    pub decided_by: Option<String>,
    /// Whose it is.
    pub leader: Option<String>,
    pub remark: Option<String>,
    pub evidence: Option<String>,
}

/// That of a finding; `None` where it did not wait.
pub(super) async fn get_proposal(conn: &mut PgConnection, finding: FindingId) -> Result<Option<ProposalRow>> {
    Ok(sqlx::query_as!(
        ProposalRow,
        r#"select w.due_by_superior, w.reopens_by, w.decided_on, decider.display_name as "decided_by?",
                  leader.display_name as "leader?", w.remark, w.evidence
           from finding_approval w
           left join account decider on decider.id = w.decided_by
           left join account leader on leader.id = w.leader_id
           where w.finding_id = $1"#,
        finding.0
    )
    .fetch_optional(conn)
    .await?)
}

/// The findings that wait for a leader, each with who is in charge of its task on a day.
pub(super) async fn list_waiting(
    conn: &mut PgConnection,
    on: NaiveDate,
) -> Result<Vec<(FindingId, Option<(AccountId, String)>)>> {
    let rows = sqlx::query!(
        r#"select f.id as "id: FindingId", a.id as "leader?: AccountId", a.display_name as "name?"
           from finding f
           join people_in_charge($1) n on n.task_id = f.task_id
           left join account a on a.id = n.leader_id
           where f.status = 'awaiting_approval'"#,
        on
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.leader.zip(row.name))).collect())
}

/// Keeps what is asked of a finding that waits: it has no duty yet; and the look-back that reopens its task by it.
pub(super) async fn insert_proposal(
    conn: &mut PgConnection,
    id: FindingId,
    new: &NewFinding,
    reopens_by: Option<&str>,
) -> Result<()> {
    sqlx::query!(
        "insert into finding_approval (finding_id, department_id, due_on, due_by_superior, reopens_by)
         values ($1, $2, $3, $4, $5)",
        id.0,
        new.department.0,
        new.due_on,
        new.is_due_by_superior(),
        reopens_by
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Records a leader's decision about a finding that waited.
pub(super) async fn update_decided(
    conn: &mut PgConnection,
    act: &Act,
    finding: &FindingRow,
    decision: &Decision<Verdict>,
) -> Result<()> {
    let done = sqlx::query!(
        "update finding_approval set decided_on = $2, decided_at = $3, decided_by = $4, leader_id = $5, remark = $6,
                evidence = $7
         where finding_id = $1 and decided_on is null",
        finding.id.0,
        decision.on,
        act.at,
        act.account().map(|account| account.0),
        decision.leader.0,
        decision.remark,
        decision.evidence
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}
