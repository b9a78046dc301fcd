//! All SQL that changes reports, submissions and contributions. Changes are conditional: `false` or `None` means that
//! somebody was first.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::fields::{FiledFields, ReportFields};
use super::model::{Outcome, OwnRating, ReportStatus};
use crate::audit_trail::Act;
use crate::error::Result;
use crate::ids::{AccountId, DepartmentId, PlanId, ReportId, SubmissionId, TaskId};

/// Stores the first draft of a month's report; `None` when there is one already.
pub(super) async fn insert_report(
    conn: &mut PgConnection,
    act: &Act,
    (task, month): (TaskId, &str),
    department: DepartmentId,
    fields: &ReportFields,
) -> Result<Option<ReportId>> {
    let id = sqlx::query_scalar!(
        "insert into monthly_report (task_id, month, department_id, progress_text, proof, problems, next_steps, share,
             rating, unchanged, unchanged_reason, drafted_at, drafted_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict on constraint monthly_report_once do nothing returning id",
        task.0,
        month,
        department.0,
        fields.progress_text,
        fields.proof,
        fields.problems,
        fields.next_steps,
        fields.share,
        fields.rating as Option<OwnRating>,
        fields.unchanged,
        fields.unchanged_reason,
        act.at,
        act.account().map(|account| account.0)
    )
    .fetch_optional(conn)
    .await?;
    Ok(id.map(ReportId))
}

/// Saves a draft over `version`.
pub(super) async fn update_draft(
    conn: &mut PgConnection,
    act: &Act,
    id: ReportId,
    version: i32,
    department: DepartmentId,
    fields: &ReportFields,
) -> Result<bool> {
    let done = sqlx::query!(
        "update monthly_report set department_id = $3, progress_text = $4, proof = $5, problems = $6, next_steps = $7,
             share = $8, rating = $9, unchanged = $10, unchanged_reason = $11, drafted_at = $12, drafted_by = $13,
             version = version + 1
         where id = $1 and version = $2 and status in ('draft', 'returned')",
        id.0,
        version,
        department.0,
        fields.progress_text,
        fields.proof,
        fields.problems,
        fields.next_steps,
        fields.share,
        fields.rating as Option<OwnRating>,
        fields.unchanged,
        fields.unchanged_reason,
        act.at,
        act.account().map(|account| account.0)
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a report from one state to the next over `version`.
pub(super) async fn update_status(
    conn: &mut PgConnection,
    (id, version): (ReportId, i32),
    from: ReportStatus,
    to: ReportStatus,
) -> Result<bool> {
    let done = sqlx::query!(
        "update monthly_report set status = $4, version = version + 1 where id = $1 and version = $2 and status = $3",
        id.0,
        version,
        from as ReportStatus,
        to as ReportStatus
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a report to 已报送 over `version`; its fields are from then on what was filed.
pub(super) async fn update_submitted(
    conn: &mut PgConnection,
    (id, version): (ReportId, i32),
    from: ReportStatus,
    filed: &FiledFields,
    signed_off_by: &str,
) -> Result<bool> {
    let done = sqlx::query!(
        "update monthly_report set status = 'submitted', version = version + 1, share = $4, rating = $5,
             signed_off_by = $6
         where id = $1 and version = $2 and status = $3",
        id.0,
        version,
        from as ReportStatus,
        filed.share,
        filed.rating as OwnRating,
        signed_off_by
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A submission to be stored.
pub(super) struct NewSubmission<'a> {
    pub report: ReportId,
    pub filed: &'a FiledFields,
    pub signed_off_by: &'a str,
    pub due_on: NaiveDate,
    pub by: AccountId,
}

/// Stores a submission under the report's next number.
pub(super) async fn insert_submission(
    conn: &mut PgConnection,
    act: &Act,
    new: &NewSubmission<'_>,
) -> Result<(SubmissionId, i32)> {
    let text = &new.filed.text;
    let row = sqlx::query!(
        "insert into report_submission (report_id, number, progress_text, proof, problems, next_steps, share, rating,
             unchanged, unchanged_reason, signed_off_by, submitted_at, submitted_on, due_on, submitted_by, on_behalf_of)
         values ($1, (select coalesce(max(number), 0) + 1 from report_submission where report_id = $1),
                 $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning id, number",
        new.report.0,
        text.progress_text,
        text.proof,
        text.problems,
        text.next_steps,
        new.filed.share,
        new.filed.rating as OwnRating,
        text.unchanged,
        text.unchanged_reason,
        new.signed_off_by,
        act.at,
        act.today(),
        new.due_on,
        new.by.0,
        act.on_behalf_of
    )
    .fetch_one(conn)
    .await?;
    Ok((SubmissionId(row.id), row.number))
}

/// What is decided on a submission.
pub(super) struct Decision<'a> {
    pub outcome: Outcome,
    pub reason: Option<&'a str>,
    pub self_reviewed: bool,
    pub at: DateTime<Utc>,
    pub by: Option<AccountId>,
}

/// Decides a pending submission.
pub(super) async fn update_decided(
    conn: &mut PgConnection,
    id: SubmissionId,
    decision: &Decision<'_>,
) -> Result<bool> {
    let done = sqlx::query!(
        "update report_submission set outcome = $2, reason = $3, self_reviewed = $4, decided_at = $5, decided_by = $6
         where id = $1 and outcome = 'pending'",
        id.0,
        decision.outcome as Outcome,
        decision.reason,
        decision.self_reviewed,
        decision.at,
        decision.by.map(|account| account.0)
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Asks a department for its part; `false` when it was asked already.
pub(super) async fn insert_contribution(
    conn: &mut PgConnection,
    act: &Act,
    report: ReportId,
    department: DepartmentId,
    asked_for: &str,
    by: AccountId,
) -> Result<bool> {
    let done = sqlx::query!(
        "insert into contribution (report_id, department_id, asked_for, asked_at, asked_by)
         values ($1, $2, $3, $4, $5) on conflict on constraint contribution_once do nothing",
        report.0,
        department.0,
        asked_for,
        act.at,
        by.0
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Answers over `version`, while the report it belongs to may still be written.
pub(super) async fn update_answer(
    conn: &mut PgConnection,
    act: &Act,
    id: i64,
    version: i32,
    answer: &str,
) -> Result<bool> {
    let done = sqlx::query!(
        "update contribution c set answer = $3, answered_at = $4, answered_by = $5, version = c.version + 1
         from monthly_report r
         where c.id = $1 and c.version = $2 and r.id = c.report_id and r.status in ('draft', 'returned')",
        id,
        version,
        answer,
        act.at,
        act.account().map(|account| account.0)
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// 进度 of the tasks of a plan: the share in the latest submitted report that was not returned; tasks that never
/// reported are not in the list.
pub async fn list_progress(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<(TaskId, i32)>> {
    let rows = sqlx::query!(
        "select distinct on (t.id) t.id, s.share
         from task t join monthly_report r on r.task_id = t.id join report_submission s on s.report_id = r.id
         where t.plan_id = $1 and s.outcome in ('pending', 'accepted')
         order by t.id, r.month desc, s.number desc",
        plan.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (TaskId(row.id), row.share)).collect())
}
