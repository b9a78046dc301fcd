//! What reviewing reads.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::fields::ReportFields;
use super::may_review::Filing;
use super::model::OwnRating;
use super::month::MonthOf;
use crate::error::Result;
use crate::ids::{AccountId, DepartmentId, PlanId, ReportId, SubmissionId, TaskId};

/// A submission that waits for its review.
#[derive(Debug, Clone)]
pub struct PendingReport {
    /// The report.
    pub report: ReportId,
    /// Counts its changes.
    pub version: i32,
    /// The submission.
    pub submission: SubmissionId,
    /// 第几稿
    pub number: i32,
    /// The task.
    pub task: TaskId,
    /// Its number.
    pub task_number: i32,
    /// Its title.
    pub title: String,
    /// Who filed.
    pub department: DepartmentId,
    /// Its name.
    pub department_name: String,
    /// What was submitted.
    pub fields: ReportFields,
    /// 审签: the head's name.
    pub signed_off_by: String,
    /// When.
    pub submitted_on: NaiveDate,
    /// 代录: whose act it records.
    pub on_behalf_of: Option<String>,
    /// Who submitted it, in names.
    pub submitted_by: String,
    /// The date owed when it was first submitted, and the day it was.
    pub first: (NaiveDate, NaiveDate),
    /// The date owed now.
    pub due_on: NaiveDate,
    /// The date its review is owed.
    pub review_due_on: Option<NaiveDate>,
    /// Why the submission before was returned.
    pub returned_before: Option<String>,
    pub(super) filing: Filing,
}

/// The submissions of the month that wait, in the order of their tasks, with what decides who may review them.
pub async fn list_pending(
    conn: &mut PgConnection,
    month: &MonthOf,
    today: NaiveDate,
) -> Result<Vec<PendingReport>> {
    let rows = sqlx::query!(
        r#"select r.id as report_id, r.version, s.id as submission_id, s.number, t.id as task_id,
                  t.number as task_number, t.title, d.id as department_id, d.name as department_name,
                  s.progress_text, s.proof, s.problems, s.next_steps, s.share, s.rating as "rating: OwnRating",
                  s.unchanged, s.unchanged_reason, s.signed_off_by, s.submitted_on, s.on_behalf_of, s.submitted_by,
                  a.display_name as submitter, coalesce(a.role = 'office', false) as "by_office!",
                  f.due_on as first_due_on, f.submitted_on as first_submitted_on, dl.due_on as "due_on!",
                  rv.due_on as "review_due_on?",
                  (select reason from report_submission b where b.report_id = r.id and b.number = s.number - 1) as returned_before,
                  exists (select from account o where o.role = 'office' and o.disabled_at is null and o.id <> s.submitted_by)
                      as "another_office!",
                  array(select l.id from account l where l.role = 'leader' and l.disabled_at is null
                        and (l.id = c.leader_id or exists (
                            select from leader_stand_in i where i.leader_id = c.leader_id and i.stand_in_id = l.id
                            and $3 between i.from_on and i.to_on))) as "leaders!"
           from monthly_report r
           join task t on t.id = r.task_id
           join people_in_charge($3) c on c.task_id = t.id
           join report_submission s on s.report_id = r.id and s.outcome = 'pending'
           join report_submission f on f.report_id = r.id and f.number = 1
           join department d on d.id = r.department_id
           join account a on a.id = s.submitted_by
           join deadline dl on dl.plan_id = t.plan_id and dl.kind = 'monthly_report' and dl.task_id = t.id and dl.period = r.month
           left join deadline rv on rv.plan_id = t.plan_id and rv.kind = 'review' and rv.subject_id = s.id
           where t.plan_id = $1 and r.month = $2 and r.status = 'submitted'
           order by t.number"#,
        month.plan.id.0,
        month.code(),
        today
    )
    .fetch_all(conn)
    .await?;
    let pending = rows.into_iter().map(|row| PendingReport {
        report: row.report_id.into(),
        version: row.version,
        submission: row.submission_id.into(),
        number: row.number,
        task: row.task_id.into(),
        task_number: row.task_number,
        title: row.title,
        department: row.department_id.into(),
        department_name: row.department_name,
        fields: ReportFields {
            progress_text: row.progress_text,
            proof: row.proof,
            problems: row.problems,
            next_steps: row.next_steps,
            share: Some(row.share),
            rating: Some(row.rating),
            unchanged: row.unchanged,
            unchanged_reason: row.unchanged_reason,
        },
        signed_off_by: row.signed_off_by,
        submitted_on: row.submitted_on,
        on_behalf_of: row.on_behalf_of,
        submitted_by: row.submitter,
        first: (row.first_due_on, row.first_submitted_on),
        due_on: row.due_on,
        review_due_on: row.review_due_on,
        returned_before: row.returned_before,
        filing: Filing {
            by: AccountId(row.submitted_by),
            by_office: row.by_office,
            another_office: row.another_office,
            leaders: row.leaders.into_iter().map(AccountId).collect(),
        },
    });
    Ok(pending.collect())
}

/// The earliest month of a plan in which a submission waits, and how many wait in all months.
pub(super) async fn find_first_pending_month(
    conn: &mut PgConnection,
    plan: PlanId,
) -> Result<(Option<String>, i64)> {
    let row = sqlx::query!(
        r#"select min(r.month) as month, count(*) as "count!" from monthly_report r join task t on t.id = r.task_id
           where t.plan_id = $1 and r.status = 'submitted'"#,
        plan.0
    )
    .fetch_one(conn)
    .await?;
    Ok((row.month, row.count))
}

/// What a report of an earlier month said.
#[derive(Debug, Clone)]
pub(super) struct EarlierSubmission {
    pub month: String,
    pub accepted: bool,
    pub submitted_on: NaiveDate,
    pub fields: ReportFields,
}

/// The latest report of `task` before the month that was not returned.
pub(super) async fn find_earlier(
    conn: &mut PgConnection,
    task: TaskId,
    month: &str,
) -> Result<Option<EarlierSubmission>> {
    let row = sqlx::query!(
        r#"select r.month, s.outcome = 'accepted' as "accepted!", s.submitted_on, s.progress_text, s.proof, s.problems,
                  s.next_steps, s.share, s.rating as "rating: OwnRating", s.unchanged, s.unchanged_reason
           from monthly_report r join report_submission s on s.report_id = r.id
           where r.task_id = $1 and r.month < $2 and s.outcome in ('pending', 'accepted')
           order by r.month desc, s.number desc limit 1"#,
        task.0,
        month
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| EarlierSubmission {
        month: row.month,
        accepted: row.accepted,
        submitted_on: row.submitted_on,
        fields: ReportFields {
            progress_text: row.progress_text,
            proof: row.proof,
            problems: row.problems,
            next_steps: row.next_steps,
            share: Some(row.share),
            rating: Some(row.rating),
            unchanged: row.unchanged,
            unchanged_reason: row.unchanged_reason,
        },
    }))
}
