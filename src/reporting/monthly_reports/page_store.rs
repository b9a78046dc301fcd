//! What the pages of monthly reports read: a fixed number of statements whatever the number of rows.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::fields::ReportFields;
use super::item::{EarlierReport, LastSubmission, ReportItem, StoredReport};
use super::model::{Outcome, OwnRating, ReportStatus};
use super::month::MonthOf;
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, PlanId, ReportId, SubmissionId, TaskId};
use crate::plan::tasks::TaskStatus;

/// Whether the plan makes heads sign off, and whether no notice of days off is stored for `year`.
pub(super) async fn get_sign_off_and_estimate(
    conn: &mut PgConnection,
    plan: PlanId,
    year: i32,
) -> Result<(bool, bool)> {
    let row = sqlx::query!(
        r#"select head_signs_off, not exists (select from calendar_notice where year = $2) as "estimate!"
           from plan_rules where plan_id = $1"#,
        plan.0,
        year
    )
    .fetch_one(conn)
    .await?;
    Ok((row.head_signs_off, row.estimate))
}

struct ItemRow {
    task_id: i64,
    number: i32,
    title: String,
    task_status: TaskStatus,
    due_on: NaiveDate,
    waived_reason: Option<String>,
    report_id: Option<i64>,
    status: Option<ReportStatus>,
    progress_text: Option<String>,
    proof: Option<String>,
    problems: Option<String>,
    next_steps: Option<String>,
    share: Option<i32>,
    rating: Option<OwnRating>,
    unchanged: Option<bool>,
    unchanged_reason: Option<String>,
    signed_off_by: Option<String>,
    version: Option<i32>,
    drafted_at: Option<DateTime<Utc>>,
    drafted_by: Option<String>,
    submission_id: Option<i64>,
    submission_number: Option<i32>,
    submitted_on: Option<NaiveDate>,
    outcome: Option<Outcome>,
    reason: Option<String>,
    on_behalf_of: Option<String>,
    self_reviewed: Option<bool>,
    unchanged_since: bool,
    before_month: Option<String>,
    before_outcome: Option<Outcome>,
    before_progress: Option<String>,
    before_problems: Option<String>,
    before_next_steps: Option<String>,
    before_share: Option<i32>,
    before_rating: Option<OwnRating>,
    before_unchanged: Option<bool>,
    before_unchanged_reason: Option<String>,
    met_share: Option<i32>,
}

/// The reports `department` owes for the month, in the order of their tasks; waived ones too.
pub async fn list_items(
    conn: &mut PgConnection,
    month: &MonthOf,
    department: DepartmentId,
) -> Result<Vec<ReportItem>> {
    let rows = sqlx::query_as!(
        ItemRow,
        r#"select t.id as task_id, t.number, t.title, t.status as "task_status: TaskStatus", dl.due_on,
                  dl.waived_reason, r.id as "report_id?", r.status as "status?: ReportStatus",
                  r.progress_text as "progress_text?", r.proof as "proof?", r.problems as "problems?",
                  r.next_steps as "next_steps?", r.share, r.rating as "rating?: OwnRating",
                  r.unchanged as "unchanged?", r.unchanged_reason as "unchanged_reason?",
                  r.signed_off_by as "signed_off_by?", r.version as "version?", r.drafted_at as "drafted_at?",
                  by.display_name as "drafted_by?",
                  s.id as "submission_id?", s.number as "submission_number?", s.submitted_on as "submitted_on?",
                  s.outcome as "outcome?: Outcome", s.reason, s.on_behalf_of, s.self_reviewed as "self_reviewed?",
                  (r.progress_text, r.proof, r.problems, r.next_steps, r.share, r.rating, r.unchanged, r.unchanged_reason)
                      is not distinct from
                  (s.progress_text, s.proof, s.problems, s.next_steps, s.share, s.rating, s.unchanged, s.unchanged_reason)
                      as "unchanged_since!",
                  p.month as "before_month?", p.outcome as "before_outcome?: Outcome",
                  p.progress_text as "before_progress?", p.problems as "before_problems?",
                  p.next_steps as "before_next_steps?", p.share as "before_share?",
                  p.rating as "before_rating?: OwnRating", p.unchanged as "before_unchanged?",
                  p.unchanged_reason as "before_unchanged_reason?",
                  (select max(ms.planned_share)
                   from milestone ms join deadline md on md.kind = 'milestone' and md.task_id = t.id and md.subject_id = ms.id
                   where ms.task_id = t.id and ms.withdrawn_on is null and md.met_on is not null) as met_share
           from deadline dl
           join task t on t.id = dl.task_id
           left join monthly_report r on r.task_id = t.id and r.month = dl.period
           left join account by on by.id = r.drafted_by
           left join lateral (
               select id, number, submitted_on, outcome, reason, on_behalf_of, self_reviewed, progress_text, proof,
                      problems, next_steps, share, rating, unchanged, unchanged_reason
               from report_submission where report_id = r.id order by number desc limit 1
           ) s on true
           left join lateral (
               select er.month, es.outcome, es.progress_text, es.problems, es.next_steps, es.share, es.rating,
                      es.unchanged, es.unchanged_reason
               from monthly_report er join report_submission es on es.report_id = er.id
               where er.task_id = t.id and er.month < dl.period and es.outcome in ('pending', 'accepted')
               order by er.month desc, es.number desc limit 1
           ) p on true
           where dl.plan_id = $1 and dl.kind = 'monthly_report' and dl.period = $2 and dl.department_id = $3
           order by t.number"#,
        month.plan.id.0,
        month.code(),
        department.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| item_of(row, department)).collect())
}

fn item_of(row: ItemRow, department: DepartmentId) -> ReportItem {
    let (report, submission, before) = (report_of(&row), submission_of(&row), before_of(&row));
    ReportItem {
        task: TaskId(row.task_id),
        number: row.number,
        title: row.title,
        task_status: row.task_status,
        department,
        due_on: row.due_on,
        waived: row.waived_reason,
        report,
        submission,
        before,
        met_share: row.met_share,
    }
}

fn report_of(row: &ItemRow) -> Option<StoredReport> {
    Some(StoredReport {
        id: ReportId(row.report_id?),
        status: row.status?,
        fields: ReportFields {
            progress_text: row.progress_text.clone()?,
            proof: row.proof.clone()?,
            problems: row.problems.clone()?,
            next_steps: row.next_steps.clone()?,
            share: row.share,
            rating: row.rating,
            unchanged: row.unchanged?,
            unchanged_reason: row.unchanged_reason.clone()?,
        },
        signed_off_by: row.signed_off_by.clone()?,
        version: row.version?,
        drafted_at: row.drafted_at?,
        drafted_by: row.drafted_by.clone().unwrap_or_else(|| "系统".into()),
    })
}

fn submission_of(row: &ItemRow) -> Option<LastSubmission> {
    Some(LastSubmission {
        id: SubmissionId(row.submission_id?),
        number: row.submission_number?,
        submitted_on: row.submitted_on?,
        outcome: row.outcome?,
        reason: row.reason.clone(),
        on_behalf_of: row.on_behalf_of.clone(),
        self_reviewed: row.self_reviewed?,
        unchanged_since: row.unchanged_since,
    })
}

fn before_of(row: &ItemRow) -> Option<EarlierReport> {
    Some(EarlierReport {
        month: row.before_month.clone()?,
        outcome: row.before_outcome?,
        fields: ReportFields {
            progress_text: row.before_progress.clone()?,
            problems: row.before_problems.clone()?,
            next_steps: row.before_next_steps.clone()?,
            share: row.before_share,
            rating: row.before_rating,
            unchanged: row.before_unchanged?,
            unchanged_reason: row.before_unchanged_reason.clone()?,
            ..ReportFields::default()
        },
    })
}

/// A department on its page.
#[derive(Debug, Clone)]
pub(super) struct DepartmentLine {
    pub id: DepartmentId,
    pub name: String,
    /// How many tasks it leads today.
    pub leads: i64,
    /// The names of its heads today.
    pub heads: Vec<String>,
}

/// The department of that id, or else of that name (in force, or the last that bore it).
pub(super) async fn get_department(
    conn: &mut PgConnection,
    plan: PlanId,
    asked: &str,
    today: NaiveDate,
) -> Result<DepartmentLine> {
    sqlx::query_as!(
        DepartmentLine,
        r#"select d.id, d.name,
               (select count(*) from assignment a join task t on t.id = a.task_id
                where t.plan_id = $2 and a.department_id = d.id and a.role = 'lead' and a.from_on <= $3
                  and (a.to_on is null or a.to_on >= $3)) as "leads!",
               array(select p.display_name from membership m join account p on p.id = m.account_id
                     where m.department_id = d.id and m.kind = 'head' and p.disabled_at is null and m.from_on <= $3
                       and (m.to_on is null or m.to_on >= $3) order by m.id) as "heads!"
           from department d where d.id::text = $1 or d.name = $1
           order by (d.id::text = $1) desc, d.valid_to is null desc, d.id desc limit 1"#,
        asked,
        plan.0,
        today
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| AppError::NotFound(format!("没有“{asked}”这个部门。")))
}

/// The departments that owe a report for the month, in the order of pages.
pub(super) async fn list_filing_departments(
    conn: &mut PgConnection,
    month: &MonthOf,
) -> Result<Vec<(DepartmentId, String)>> {
    let rows = sqlx::query!(
        "select d.id, d.name from department d
         where exists (select from deadline dl where dl.plan_id = $1 and dl.kind = 'monthly_report' and dl.period = $2
                       and dl.department_id = d.id)
         order by d.position",
        month.plan.id.0,
        month.code()
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (DepartmentId(row.id), row.name)).collect())
}

/// The earliest month in which one of `departments` owes a report that is due by `today` and not met.
pub(super) async fn find_earliest_open_month(
    conn: &mut PgConnection,
    plan: PlanId,
    departments: &[i64],
    today: NaiveDate,
) -> Result<Option<(String, DepartmentId)>> {
    let row = sqlx::query!(
        r#"select period as "period!", department_id as "department_id!" from deadline
           where plan_id = $1 and kind = 'monthly_report' and department_id = any($2) and due_on <= $3
             and met_on is null and waived_on is null
           order by period, array_position($2, department_id) limit 1"#,
        plan.0,
        departments,
        today
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.period, DepartmentId(row.department_id))))
}
