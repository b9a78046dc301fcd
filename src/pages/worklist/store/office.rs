//! What waits for 领导小组办公室.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::deadlines::DeadlineKind;
use crate::error::Result;
use crate::ids::{AccountId, DeadlineId, DepartmentId};

/// Submitted reports of a month that wait for review.
pub(in super::super) struct PendingReview {
    pub year: i32,
    pub month: String,
    pub count: i64,
    /// Those the reader filed: another account accepts them.
    pub own: i64,
    pub due_on: Option<NaiveDate>,
    pub tasks: Vec<i32>,
}

pub(in super::super) async fn list_pending_reviews(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<PendingReview>> {
    Ok(sqlx::query_as!(
        PendingReview,
        r#"select p.year, m.month, count(*) as "count!", count(*) filter (where s.submitted_by = $1) as "own!",
                  min(d.due_on) as due_on, array_agg(t.number order by t.number) as "tasks!"
           from report_submission s
           join monthly_report m on m.id = s.report_id
           join task t on t.id = m.task_id
           join plan p on p.id = t.plan_id and p.status = 'active'
           left join deadline d on d.kind = 'review' and d.subject_id = s.id and d.plan_id = p.id
           where s.outcome = 'pending' group by p.year, m.month order by p.year, m.month"#,
        account.0
    )
    .fetch_all(conn)
    .await?)
}

/// How many doubts of the document reader are open, by plan.
pub(in super::super) async fn count_open_doubts(conn: &mut PgConnection) -> Result<Vec<(i32, i64)>> {
    let rows = sqlx::query!(
        r#"select p.year, count(*) as "count!" from doubt d join plan p on p.id = d.plan_id and p.status = 'active'
           where d.resolution is null group by p.year order by p.year"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.year, row.count)).collect())
}

/// A proposal of the sweep that the office has not decided.
pub(in super::super) struct Proposal {
    pub flag_id: i64,
    pub level: i16,
    pub year: i32,
    pub deadline_id: DeadlineId,
    pub kind: DeadlineKind,
    pub name: String,
    pub due_on: NaiveDate,
    /// Number and title of the task; `None` of an instruction on no task.
    pub task_number: Option<i32>,
    pub task_title: Option<String>,
    /// The number of the instruction whose date it is.
    pub instruction: Option<i32>,
    pub department: Option<String>,
    pub leader: Option<String>,
}

/// Undecided proposals on duties still late and not held, longest overdue first. A 督办通知单 is proposed of a task's duty.
pub(in super::super) async fn list_proposals(
    conn: &mut PgConnection,
    today: NaiveDate,
) -> Result<Vec<Proposal>> {
    Ok(sqlx::query_as!(
        Proposal,
        r#"select f.id as flag_id, f.level, p.year, d.id as "deadline_id: DeadlineId", d.kind as "kind: DeadlineKind",
                  d.title as name, d.due_on, t.number as "task_number?", t.title as "task_title?",
                  i.number as "instruction?", dep.name as "department?", leader.display_name as "leader?"
           from overdue_flag f
           join deadline d on d.id = f.deadline_id and d.due_on = f.due_on
           join plan p on p.id = d.plan_id and p.status = 'active'
           left join task t on t.id = d.task_id
           left join instruction i on d.kind = 'instruction' and i.id = d.subject_id
           left join department dep on dep.id = d.department_id
           join duty_leaders($1) c on c.deadline_id = d.id
           left join account leader on leader.id = c.leader_id
           where (f.level = 3 or (f.level > 3 and d.task_id is not null)) and f.decision is null and f.cleared_on is null and d.met_on is null
             and d.waived_on is null and (d.held_until is null or d.held_until < $1)
           order by d.due_on, t.number, f.level"#,
        today
    )
    .fetch_all(conn)
    .await?)
}

/// A timeline that a department proposed and the office has yet to confirm or return.
pub(in super::super) struct ProposedTimeline {
    pub year: i32,
    pub task_number: i32,
    pub task_title: String,
    pub proposed_at: DateTime<Utc>,
    pub proposed_by: String,
    pub ends_on: NaiveDate,
}

/// Open proposals of timelines, oldest first.
pub(in super::super) async fn list_proposed_timelines(
    conn: &mut PgConnection,
) -> Result<Vec<ProposedTimeline>> {
    Ok(sqlx::query_as!(
        ProposedTimeline,
        "select p.year, t.number as task_number, t.title as task_title, q.proposed_at,
                a.display_name as proposed_by, q.ends_on
         from timeline_proposal q
         join task t on t.id = q.task_id
         join plan p on p.id = t.plan_id and p.status = 'active'
         join account a on a.id = q.proposed_by
         where q.outcome is null order by q.id"
    )
    .fetch_all(conn)
    .await?)
}

/// What a department owes that is overdue.
pub(in super::super) struct LateDepartment {
    pub year: i32,
    pub department_id: Option<DepartmentId>,
    pub name: Option<String>,
    pub reports: i64,
    /// Milestones, completions, rectifications, instructions.
    pub substance: i64,
    pub others: i64,
    pub oldest_due_on: NaiveDate,
}

/// Overdue duties by the department that owes them, the worst first; a department of `None` is nobody yet. What the
/// office itself owes is not among them.
pub(in super::super) async fn list_late_departments(
    conn: &mut PgConnection,
    today: NaiveDate,
) -> Result<Vec<LateDepartment>> {
    Ok(sqlx::query_as!(
        LateDepartment,
        r#"select p.year, d.department_id as "department_id: DepartmentId", dep.name as "name?",
                  count(*) filter (where d.kind = 'monthly_report') as "reports!",
                  count(*) filter (where d.kind in ('milestone', 'task_completion', 'rectification', 'instruction'))
                      as "substance!",
                  count(*) filter (where d.kind in ('acknowledgement', 'appointment', 'timeline')) as "others!",
                  min(d.due_on) as "oldest_due_on!"
           from deadline d
           join plan p on p.id = d.plan_id and p.status = 'active'
           left join department dep on dep.id = d.department_id
           where d.met_on is null and d.waived_on is null and d.due_on < $1
             and d.kind not in ('review', 'quarterly_check', 'half_year_summary')
           group by p.year, d.department_id, dep.name
           order by 5 desc, 4 desc, 6 desc, min(dep.position)"#,
        today
    )
    .fetch_all(conn)
    .await?)
}

/// A check or summary the office owes.
pub(in super::super) struct OfficeDuty {
    pub year: i32,
    pub deadline_id: DeadlineId,
    pub kind: DeadlineKind,
    pub period: Option<String>,
    pub due_on: NaiveDate,
    pub working: String,
}

/// The office's open checks and summaries due until `until`.
pub(in super::super) async fn list_office_duties(
    conn: &mut PgConnection,
    until: NaiveDate,
) -> Result<Vec<OfficeDuty>> {
    Ok(sqlx::query_as!(
        OfficeDuty,
        r#"select p.year, d.id as "deadline_id: DeadlineId", d.kind as "kind: DeadlineKind", d.period, d.due_on, d.working
           from deadline d join plan p on p.id = d.plan_id and p.status = 'active'
           where d.kind in ('quarterly_check', 'half_year_summary') and d.met_on is null and d.waived_on is null
             and d.due_on <= $1
           order by d.due_on"#,
        until
    )
    .fetch_all(conn)
    .await?)
}
