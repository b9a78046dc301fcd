//! All SQL of deadlines.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::due_dates::Reckoned;
use super::model::DeadlineKind;
use super::periods::Period;
use crate::error::Result;
use crate::ids::{DeadlineId, DepartmentId, FindingId, InstructionId, MilestoneId, PlanId, TaskId};

/// What names a duty: no two of a plan share it, whoever owes it and whenever it is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DutyKey {
    /// What it is for.
    pub kind: DeadlineKind,
    /// The department of a set-up duty, the submission of a review, the milestone, the finding, the instruction.
    pub subject: Option<i64>,
    /// The task, where it concerns one.
    pub task: Option<TaskId>,
    /// The month, quarter or half-year, where it has one.
    pub period: Option<Period>,
}

impl DutyKey {
    /// A duty of a department for the whole plan: acknowledgement, appointment, timeline.
    #[must_use]
    pub fn of_department(kind: DeadlineKind, department: DepartmentId) -> Self {
        Self { kind, subject: Some(department.0), task: None, period: None }
    }

    /// A duty of a task: monthly report (with its month), completion.
    #[must_use]
    pub fn of_task(kind: DeadlineKind, task: TaskId, period: Option<Period>) -> Self {
        Self { kind, subject: None, task: Some(task), period }
    }

    /// A duty of the office for a period: quarterly check, half-year summary.
    #[must_use]
    pub fn of_office(kind: DeadlineKind, period: Period) -> Self {
        Self { kind, subject: None, task: None, period: Some(period) }
    }

    /// A milestone of a task.
    #[must_use]
    pub fn of_milestone(milestone: MilestoneId, task: TaskId) -> Self {
        Self { kind: DeadlineKind::Milestone, subject: Some(milestone.0), task: Some(task), period: None }
    }

    /// The rectification of a finding on a task.
    #[must_use]
    pub fn of_finding(finding: FindingId, task: TaskId) -> Self {
        Self { kind: DeadlineKind::Rectification, subject: Some(finding.0), task: Some(task), period: None }
    }

    /// What is to be done about an instruction, on a task or on none.
    #[must_use]
    pub fn of_instruction(instruction: InstructionId, task: Option<TaskId>) -> Self {
        Self { kind: DeadlineKind::Instruction, subject: Some(instruction.0), task, period: None }
    }

    /// The office's review of one submission of a task's month.
    #[must_use]
    pub fn of_review(submission: i64, task: TaskId, month: Period) -> Self {
        Self { kind: DeadlineKind::Review, subject: Some(submission), task: Some(task), period: Some(month) }
    }
}

/// A duty to be laid out.
#[derive(Debug, Clone)]
pub struct NewDuty {
    /// What names it.
    pub key: DutyKey,
    /// What a milestone, finding or instruction is called; empty where kind and period say all.
    pub title: String,
    /// Who owes it; `None` for the office's own, and for what nobody owes yet.
    pub department: Option<DepartmentId>,
    /// Its date, with how it came about.
    pub due: Reckoned,
}

/// Lays out duties in one statement; one that stands already stays as it is. Returns how many were new.
pub async fn lay_out(conn: &mut PgConnection, plan: PlanId, duties: &[NewDuty]) -> Result<u64> {
    let kinds: Vec<DeadlineKind> = duties.iter().map(|duty| duty.key.kind).collect();
    let subjects: Vec<Option<i64>> = duties.iter().map(|duty| duty.key.subject).collect();
    let tasks: Vec<Option<i64>> = duties.iter().map(|duty| duty.key.task.map(|task| task.0)).collect();
    let periods: Vec<Option<String>> =
        duties.iter().map(|duty| duty.key.period.map(|p| p.to_string())).collect();
    let departments: Vec<Option<i64>> = duties.iter().map(|duty| duty.department.map(|d| d.0)).collect();
    let titles: Vec<String> = duties.iter().map(|duty| duty.title.clone()).collect();
    let dates: Vec<NaiveDate> = duties.iter().map(|duty| duty.due.due_on).collect();
    let workings: Vec<String> = duties.iter().map(|duty| duty.due.working.clone()).collect();
    let done = sqlx::query!(
        "insert into deadline (plan_id, kind, subject_id, task_id, period, department_id, original_due_on, due_on, working,
                               title)
         select $1, d.kind, d.subject_id, d.task_id, d.period, d.department_id, d.due_on, d.due_on, d.working, d.title
         from unnest($2::deadline_kind[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[], $7::date[], $8::text[],
                     $9::text[])
              as d (kind, subject_id, task_id, period, department_id, due_on, working, title)
         on conflict do nothing",
        plan.0,
        kinds as Vec<DeadlineKind>,
        &subjects as &[Option<i64>],
        &tasks as &[Option<i64>],
        &periods as &[Option<String>],
        &departments as &[Option<i64>],
        &dates,
        &workings,
        &titles,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// What a plan's duties come to.
#[derive(Debug, Clone, Copy)]
pub struct DutyCount {
    /// How many there are.
    pub all: i64,
    /// How many of them are overdue.
    pub overdue: i64,
    /// When the first is due.
    pub first_due_on: Option<NaiveDate>,
}

/// Counts the duties of a plan, whoever owes them, and those overdue on a day.
pub async fn count_of_plan(conn: &mut PgConnection, plan: PlanId, today: NaiveDate) -> Result<DutyCount> {
    Ok(sqlx::query_as!(
        DutyCount,
        r#"select count(*) as "all!", min(due_on) as first_due_on,
                  count(*) filter (where met_on is null and waived_on is null and due_on < $2) as "overdue!"
           from deadline where plan_id = $1"#,
        plan.0,
        today
    )
    .fetch_one(conn)
    .await?)
}

/// Marks a duty met on a day, unless it is met or waived already. `note` is what the office says when it marks a duty
/// of its own done. Returns whether the duty was open.
pub async fn meet(
    conn: &mut PgConnection,
    plan: PlanId,
    key: DutyKey,
    met_on: NaiveDate,
    note: Option<&str>,
) -> Result<bool> {
    let done = sqlx::query!(
        "update deadline set met_on = $6, met_note = $7
         where plan_id = $1 and kind = $2 and coalesce(subject_id, 0) = coalesce($3::bigint, 0)
           and coalesce(task_id, 0) = coalesce($4::bigint, 0) and coalesce(period, '') = coalesce($5, '')
           and met_on is null and waived_on is null",
        plan.0,
        key.kind as DeadlineKind,
        key.subject,
        key.task.map(|task| task.0),
        key.period.map(|period| period.to_string()),
        met_on,
        note,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// A met duty is owed again (a report was returned), due on the reckoned day; its original date stays.
pub async fn owe_again(conn: &mut PgConnection, plan: PlanId, key: DutyKey, due: &Reckoned) -> Result<()> {
    sqlx::query!(
        "update deadline set met_on = null, met_note = null, due_on = $6, working = $7
         where plan_id = $1 and kind = $2 and coalesce(subject_id, 0) = coalesce($3::bigint, 0)
           and coalesce(task_id, 0) = coalesce($4::bigint, 0) and coalesce(period, '') = coalesce($5, '')
           and waived_on is null",
        plan.0,
        key.kind as DeadlineKind,
        key.subject,
        key.task.map(|task| task.0),
        key.period.map(|period| period.to_string()),
        due.due_on,
        due.working,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An open duty is due on another day, and says how that came about. `original` tells whether the date is set anew, so
/// that it is the one first owed; else the date first owed stays. Returns whether the duty was open.
pub async fn move_to(
    conn: &mut PgConnection,
    plan: PlanId,
    key: DutyKey,
    due: &Reckoned,
    original: bool,
) -> Result<bool> {
    let done = sqlx::query!(
        "update deadline set due_on = $6, working = $7, original_due_on = case when $8 then $6 else original_due_on end
         where plan_id = $1 and kind = $2 and coalesce(subject_id, 0) = coalesce($3::bigint, 0)
           and coalesce(task_id, 0) = coalesce($4::bigint, 0) and coalesce(period, '') = coalesce($5, '')
           and met_on is null and waived_on is null",
        plan.0,
        key.kind as DeadlineKind,
        key.subject,
        key.task.map(|task| task.0),
        key.period.map(|period| period.to_string()),
        due.due_on,
        due.working,
        original,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// What was late when its extension was asked for stays late: on time is judged by `judged_by`, the date missed; it had
/// been missed for `days` when it was granted. The first lateness stays.
pub async fn keep_lateness(
    conn: &mut PgConnection,
    id: DeadlineId,
    judged_by: NaiveDate,
    days: i32,
) -> Result<()> {
    sqlx::query!(
        "update deadline set judged_by = $2, late_days = $3 where id = $1 and judged_by is null",
        id.0,
        judged_by,
        days
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// By which date what meets a duty due on `due_on` now is on time: that date, or the one missed before an extension was
/// asked for too late ([`keep_lateness`]), unless something answered the missed date already (`last_answered_on`).
pub async fn date_judged_by(
    conn: &mut PgConnection,
    plan: PlanId,
    key: DutyKey,
    (due_on, last_answered_on): (NaiveDate, Option<NaiveDate>),
) -> Result<NaiveDate> {
    let missed = sqlx::query_scalar!(
        "select judged_by from deadline
         where plan_id = $1 and kind = $2 and coalesce(subject_id, 0) = coalesce($3::bigint, 0)
           and coalesce(task_id, 0) = coalesce($4::bigint, 0) and coalesce(period, '') = coalesce($5, '')",
        plan.0,
        key.kind as DeadlineKind,
        key.subject,
        key.task.map(|task| task.0),
        key.period.map(|period| period.to_string()),
    );
    let missed = missed.fetch_optional(conn).await?.flatten();
    Ok(missed.filter(|missed| last_answered_on.is_none_or(|on| on <= *missed)).unwrap_or(due_on))
}

/// Says by which document a superior set the date of a duty: it is not extended here.
pub async fn mark_set_by_superior(
    conn: &mut PgConnection,
    plan: PlanId,
    key: DutyKey,
    document: &str,
) -> Result<()> {
    sqlx::query!(
        "update deadline set set_by_superior = $6
         where plan_id = $1 and kind = $2 and coalesce(subject_id, 0) = coalesce($3::bigint, 0)
           and coalesce(task_id, 0) = coalesce($4::bigint, 0) and coalesce(period, '') = coalesce($5, '')",
        plan.0,
        key.kind as DeadlineKind,
        key.subject,
        key.task.map(|task| task.0),
        key.period.map(|period| period.to_string()),
        document,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An open duty is not owed any more, from a day on and for a reason. Returns whether it was open.
pub async fn waive_one(
    conn: &mut PgConnection,
    plan: PlanId,
    key: DutyKey,
    on: NaiveDate,
    reason: &str,
) -> Result<bool> {
    let done = sqlx::query!(
        "update deadline set waived_on = $6, waived_reason = $7
         where plan_id = $1 and kind = $2 and coalesce(subject_id, 0) = coalesce($3::bigint, 0)
           and coalesce(task_id, 0) = coalesce($4::bigint, 0) and coalesce(period, '') = coalesce($5, '')
           and met_on is null and waived_on is null",
        plan.0,
        key.kind as DeadlineKind,
        key.subject,
        key.task.map(|task| task.0),
        key.period.map(|period| period.to_string()),
        on,
        reason,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// What met a duty is taken back: it is owed again on its date. Returns whether it was met.
pub async fn unmeet(conn: &mut PgConnection, plan: PlanId, key: DutyKey) -> Result<bool> {
    let done = sqlx::query!(
        "update deadline set met_on = null, met_note = null
         where plan_id = $1 and kind = $2 and coalesce(subject_id, 0) = coalesce($3::bigint, 0)
           and coalesce(task_id, 0) = coalesce($4::bigint, 0) and coalesce(period, '') = coalesce($5, '')
           and met_on is not null and waived_on is null",
        plan.0,
        key.kind as DeadlineKind,
        key.subject,
        key.task.map(|task| task.0),
        key.period.map(|period| period.to_string()),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}
