//! What is written of findings. A step is conditional: who comes second is told.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::{FindingStatus, Severity, Source};
use super::store::FindingRow;
use crate::audit_trail::Act;
use crate::error::{Result, require_row};
use crate::ids::{AccountId, AnswerId, FindingId, PlanId, TaskId};
use crate::supervision::telling;
use crate::web::urls;

/// What is told when somebody else was first.
pub(super) const OVERTAKEN: &str = "这项问题刚由他人办理，现在的情况见本页。";

/// A finding to be stored.
pub(super) struct Stored<'a> {
    pub plan: PlanId,
    pub task: TaskId,
    pub source: Source,
    pub reference: &'a str,
    pub problem: &'a str,
    pub required: &'a str,
    pub severity: Severity,
    pub status: FindingStatus,
}

/// Stores a finding under the next number of its plan. The plan is held meanwhile, so that no two get one number.
pub(super) async fn insert_finding(
    conn: &mut PgConnection,
    act: &Act,
    by: AccountId,
    new: &Stored<'_>,
) -> Result<(FindingId, i32)> {
    sqlx::query!("select id from plan where id = $1 for update", new.plan.0).fetch_one(&mut *conn).await?;
    let row = sqlx::query!(
        r#"insert into finding (plan_id, number, task_id, source, reference, problem, required, severity, opened_on,
                                opened_at, opened_by, status)
           select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 from finding where plan_id = $1
           returning id as "id: FindingId", number"#,
        new.plan.0,
        new.task.0,
        new.source as Source,
        new.reference,
        new.problem,
        new.required,
        new.severity as Severity,
        act.today(),
        act.at,
        by.0,
        new.status as FindingStatus
    )
    .fetch_one(conn)
    .await?;
    Ok((row.id, row.number))
}

/// Records that the department took it up.
pub(super) async fn update_taken_up(
    conn: &mut PgConnection,
    act: &Act,
    finding: &FindingRow,
    to: FindingStatus,
) -> Result<()> {
    let done = sqlx::query!(
        "update finding set status = $4, version = version + 1, taken_up_on = $5, taken_up_at = $6, taken_up_by = $7,
                taken_up_on_behalf_of = $8
         where id = $1 and status = $2 and version = $3",
        finding.id.0,
        finding.status as FindingStatus,
        finding.version,
        to as FindingStatus,
        act.today(),
        act.at,
        act.account().map(|account| account.0),
        act.on_behalf_of
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Puts a finding into another state.
pub(super) async fn update_status(
    conn: &mut PgConnection,
    finding: &FindingRow,
    to: FindingStatus,
) -> Result<()> {
    let done = sqlx::query!(
        "update finding set status = $4, version = version + 1 where id = $1 and status = $2 and version = $3",
        finding.id.0,
        finding.status as FindingStatus,
        finding.version,
        to as FindingStatus
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Stores an answer as the next version, with the date it is on time by; returns it with its number.
pub(super) async fn insert_answer(
    conn: &mut PgConnection,
    act: &Act,
    by: AccountId,
    (finding, judged_by): (&FindingRow, NaiveDate),
    (measures, proof): (&str, &str),
) -> Result<(AnswerId, i32)> {
    let row = sqlx::query!(
        r#"insert into finding_answer (finding_id, number, measures, proof, answered_on, answered_at, answered_by,
                                       on_behalf_of, due_on)
           select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8 from finding_answer where finding_id = $1
           returning id as "id: AnswerId", number"#,
        finding.id.0,
        measures,
        proof,
        act.today(),
        act.at,
        by.0,
        act.on_behalf_of,
        judged_by
    )
    .fetch_one(conn)
    .await?;
    Ok((row.id, row.number))
}

/// Marks the latest answer returned.
pub(super) async fn update_returned(
    conn: &mut PgConnection,
    act: &Act,
    finding: &FindingRow,
    (because, again_due_on): (&str, Option<NaiveDate>),
) -> Result<()> {
    let done = sqlx::query!(
        "update finding_answer set returned_on = $2, returned_at = $3, returned_by = $4, returned_because = $5,
                again_due_on = $6
         where finding_id = $1 and returned_on is null
           and number = (select max(number) from finding_answer where finding_id = $1)",
        finding.id.0,
        act.today(),
        act.at,
        act.account().map(|account| account.0),
        because,
        again_due_on
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// How a finding ends.
pub(super) struct Ended<'a> {
    pub to: FindingStatus,
    pub remark: &'a str,
    /// All criteria are ticked: of a closing.
    pub criteria: bool,
    pub self_reviewed: bool,
}

/// Closes or withdraws a finding.
pub(super) async fn update_ended(
    conn: &mut PgConnection,
    act: &Act,
    finding: &FindingRow,
    ended: &Ended<'_>,
) -> Result<()> {
    let done = sqlx::query!(
        "update finding set status = $4, version = version + 1, ended_on = $5, ended_at = $6, ended_by = $7, remark = $8,
                facts_clear = $9, problem_solved = $9, measure_lawful = $9, evidence_seen = $9, self_reviewed = $10
         where id = $1 and status = $2 and version = $3",
        finding.id.0,
        finding.status as FindingStatus,
        finding.version,
        ended.to as FindingStatus,
        act.today(),
        act.at,
        act.account().map(|account| account.0),
        ended.remark,
        ended.criteria,
        ended.self_reviewed
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Tells the department a finding is asked of.
pub(super) async fn tell_department(
    conn: &mut PgConnection,
    act: &Act,
    finding: &FindingRow,
    message: &str,
) -> Result<()> {
    let path = urls::finding(finding.year, finding.number);
    telling::tell_department(conn, act, finding.department, (finding.year, &path), message).await
}
