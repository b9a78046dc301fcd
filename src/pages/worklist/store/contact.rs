//! What departments owe.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::deadlines::DeadlineKind;
use crate::error::Result;
use crate::ids::{DepartmentId, MilestoneId};
use crate::supervision::findings::FindingStatus;
use crate::supervision::instructions::InstructionStatus;

/// A duty a department owes, with what is needed to name it.
pub(in super::super) struct OwedDuty {
    pub year: i32,
    pub warning_days: i32,
    pub report_day: i32,
    pub kind: DeadlineKind,
    /// Which milestone, and what it is called.
    pub milestone: Option<MilestoneId>,
    pub name: String,
    pub period: Option<String>,
    pub due_on: NaiveDate,
    pub department_id: DepartmentId,
    pub task_number: Option<i32>,
    /// 限定范围 of a restricted task that has passed to others.
    pub task_title: Option<String>,
    /// Of a monthly report: that it waits for the head's signature.
    pub awaits_sign_off: bool,
    /// Of a returned monthly report, or answer to a finding or an instruction: why.
    pub returned_because: Option<String>,
    /// Of a rectification: the finding's number, and where it stands.
    pub finding: Option<i32>,
    pub finding_status: Option<FindingStatus>,
    /// Of an instruction: its number, and where it stands.
    pub instruction: Option<i32>,
    pub instruction_status: Option<InstructionStatus>,
}

/// The open duties of departments due until `until`, soonest first; what findings and instructions ask, whenever it is due.
pub(in super::super) async fn list_owed_duties(
    conn: &mut PgConnection,
    departments: &[i64],
    (today, until): (NaiveDate, NaiveDate),
) -> Result<Vec<OwedDuty>> {
    Ok(sqlx::query_as!(
        OwedDuty,
        r#"select p.year, r.warning_days, r.report_day, d.kind as "kind: DeadlineKind", d.title as name, d.period, d.due_on,
                  case when d.kind = 'milestone' then d.subject_id end as "milestone: MilestoneId",
                  d.department_id as "department_id!: DepartmentId", t.number as "task_number?",
                  case when coalesce(t.restricted, false) and not exists (
                      select from departments_concerned(t.id, $3) as c (id) where c.id = any($1))
                  then '限定范围' else t.title end as "task_title?",
                  coalesce(m.status = 'awaiting_sign_off', false) as "awaits_sign_off!",
                  case when m.status = 'returned' then coalesce((
                      select s.reason from report_submission s where s.report_id = m.id and s.outcome = 'returned'
                      order by s.number desc limit 1), '')
                  when g.status = 'returned' then coalesce((
                      select w.returned_because from finding_answer w where w.finding_id = g.id
                      order by w.number desc limit 1), '')
                  when i.status = 'returned' then coalesce((
                      select w.returned_because from instruction_answer w where w.instruction_id = i.id
                      order by w.number desc limit 1), '') end as returned_because,
                  g.number as "finding?", g.status as "finding_status?: FindingStatus",
                  i.number as "instruction?", i.status as "instruction_status?: InstructionStatus"
           from deadline d
           join plan p on p.id = d.plan_id and p.status = 'active'
           join plan_rules r on r.plan_id = p.id
           left join task t on t.id = d.task_id
           left join monthly_report m on d.kind = 'monthly_report' and m.task_id = d.task_id and m.month = d.period
           left join finding g on d.kind = 'rectification' and g.id = d.subject_id
           left join instruction i on d.kind = 'instruction' and i.id = d.subject_id
           where d.department_id = any($1) and d.met_on is null and d.waived_on is null
             and (d.due_on <= $2 or d.kind in ('rectification', 'instruction'))
           order by d.due_on, t.number, d.id"#,
        departments,
        until,
        today
    )
    .fetch_all(conn)
    .await?)
}

/// A part that the filing department asked another one for (请补充).
pub(in super::super) struct AskedContribution {
    pub year: i32,
    pub month: String,
    pub department_id: DepartmentId,
    pub filing_department: String,
    pub task_number: i32,
    pub task_title: String,
    pub asked_for: String,
}

/// Contributions asked of departments and not given yet, while the report can still take them.
pub(in super::super) async fn list_asked_contributions(
    conn: &mut PgConnection,
    departments: &[i64],
    today: NaiveDate,
) -> Result<Vec<AskedContribution>> {
    Ok(sqlx::query_as!(
        AskedContribution,
        r#"select p.year, m.month, c.department_id as "department_id: DepartmentId", f.name as filing_department,
                  t.number as task_number, c.asked_for,
                  case when t.restricted and not exists (
                      select from departments_concerned(t.id, $2) as x (id) where x.id = any($1))
                  then '限定范围' else t.title end as "task_title!"
           from contribution c
           join monthly_report m on m.id = c.report_id and m.status in ('draft', 'returned')
           join department f on f.id = m.department_id
           join task t on t.id = m.task_id
           join plan p on p.id = t.plan_id and p.status = 'active'
           where c.department_id = any($1) and c.answered_at is null
           order by m.month, t.number"#,
        departments,
        today
    )
    .fetch_all(conn)
    .await?)
}

/// A timeline that a lead department proposed and the office returned.
pub(in super::super) struct ReturnedTimeline {
    pub year: i32,
    pub department_id: DepartmentId,
    pub task_number: i32,
    pub task_title: String,
    pub reason: String,
}

/// Returned timelines of tasks that departments lead, themselves or in a group, until another one is proposed or laid
/// out.
pub(in super::super) async fn list_returned_timelines(
    conn: &mut PgConnection,
    departments: &[i64],
    on: NaiveDate,
) -> Result<Vec<ReturnedTimeline>> {
    Ok(sqlx::query_as!(
        ReturnedTimeline,
        r#"select distinct p.year, led.id as "department_id!: DepartmentId", t.number as task_number,
                  t.title as task_title, q.reason as "reason!"
           from timeline_proposal q
           join task t on t.id = q.task_id and t.status not in ('completed', 'standing', 'merged', 'terminated')
           join plan p on p.id = t.plan_id and p.status = 'active'
           join assignment a on a.task_id = t.id and a.role = 'lead' and a.from_on <= $2
                and (a.to_on is null or a.to_on >= $2)
           left join group_member g on g.group_id = a.department_id and g.from_on <= $2
                and (g.to_on is null or g.to_on >= $2)
           cross join lateral (values (a.department_id), (g.member_id)) as led (id)
           where q.outcome = 'returned' and led.id = any($1)
             and not exists (select from timeline_proposal n where n.task_id = t.id and n.id > q.id)
             and not exists (select from milestone m where m.task_id = t.id
                             and m.added_on >= (q.decided_at at time zone 'Asia/Shanghai')::date)
           order by p.year, t.number"#,
        departments,
        on
    )
    .fetch_all(conn)
    .await?)
}
