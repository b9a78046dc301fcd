//! What is read besides a round when it is closed, and for circulars: who was late, and who led a task on that day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::deadlines::DeadlineKind;
use crate::error::Result;
use crate::ids::{DepartmentId, PlanId, TaskId};

/// What a department reported late, or not at all, of the months of a quarter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LateReports {
    pub department: String,
    /// Submitted after the day they were due.
    pub late: i64,
    /// Not submitted by the day asked for.
    pub missing: i64,
}

/// A monthly report owed by a day.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::pages) struct OwedReport {
    /// Who owes it; `None` while nobody does.
    pub department: Option<DepartmentId>,
    /// Its name.
    pub name: Option<String>,
    /// The task's number.
    pub task: i32,
    /// 限定范围
    pub restricted: bool,
    /// First submitted later than it was owed.
    pub late: bool,
    /// Not submitted by the day.
    pub missing: bool,
}

impl OwedReport {
    /// Whether there is something to be said of it.
    pub fn is_wanting(&self) -> bool {
        self.late || self.missing
    }
}

/// The monthly reports of these months owed by a day, in the order of departments, months and tasks. On time is judged on
/// the first submission against the date owed then.
pub(in crate::pages) async fn list_owed_reports(
    conn: &mut PgConnection,
    plan: PlanId,
    months: &[String],
    as_of: NaiveDate,
) -> Result<Vec<OwedReport>> {
    Ok(sqlx::query_as!(
        OwedReport,
        r#"select l.department_id as "department: DepartmentId", d.name as "name?", t.number as task, t.restricted,
                  coalesce(s.first_on <= $3 and not s.on_time, false) as "late!",
                  coalesce(s.first_on > $3, true) as "missing!"
           from deadline l
           join task t on t.id = l.task_id
           left join department d on d.id = l.department_id
           left join lateral (
               select min(u.submitted_on) as first_on,
                      (array_agg(u.submitted_on <= u.due_on order by u.number))[1] as on_time
               from monthly_report m join report_submission u on u.report_id = m.id
               where m.task_id = l.task_id and m.month = l.period) s on true
           where l.plan_id = $1 and l.kind = 'monthly_report' and l.period = any($2)
             and (l.original_due_on < $3 or s.first_on <= $3) and (l.waived_on is null or l.waived_on > $3)
           order by d.position nulls last, d.id, l.period, t.number"#,
        plan.0,
        months,
        as_of
    )
    .fetch_all(conn)
    .await?)
}

/// The departments with late or missing reports among these, in their order.
pub(super) fn late_reports(owed: &[OwedReport]) -> Vec<LateReports> {
    let mut all: Vec<LateReports> = Vec::new();
    for of in owed.iter().filter(|of| of.is_wanting()) {
        let department = of.name.clone().unwrap_or_else(|| "牵头部门待明确的任务".to_owned());
        if all.last().is_none_or(|last| last.department != department) {
            all.push(LateReports { department, late: 0, missing: 0 });
        }
        if let Some(last) = all.last_mut() {
            last.late += i64::from(of.late);
            last.missing += i64::from(of.missing);
        }
    }
    all
}

/// How many duties of a kind the office itself was late with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::pages) struct OfficeLate {
    pub kind: DeadlineKind,
    pub late: i64,
}

/// How many duties of the office itself (reviews, checks, summaries) were done late among those due between two days, or
/// were overdue on the second of them, since whenever.
pub(in crate::pages) async fn count_office_late(
    conn: &mut PgConnection,
    plan: PlanId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<OfficeLate>> {
    Ok(sqlx::query_as!(
        OfficeLate,
        r#"select kind as "kind: DeadlineKind", count(*) as "late!" from deadline
           where plan_id = $1 and kind in ('review', 'quarterly_check', 'half_year_summary') and waived_on is null
             and due_on < $3 and coalesce(met_on, $3) > due_on and (due_on >= $2 or met_on is null or met_on > $3)
           group by kind order by kind"#,
        plan.0,
        from,
        to
    )
    .fetch_all(conn)
    .await?)
}

/// A unit that led a task on a day.
#[derive(Debug, Clone)]
pub(super) struct LeadThen {
    pub task: TaskId,
    pub department: DepartmentId,
    /// Its name then.
    pub name: String,
}

/// The units that led a plan's tasks on a day, in the order of the document.
pub(super) async fn list_leads_on(
    conn: &mut PgConnection,
    plan: PlanId,
    on: NaiveDate,
) -> Result<Vec<LeadThen>> {
    Ok(sqlx::query_as!(
        LeadThen,
        r#"select a.task_id as task, a.department_id as department, d.name
           from assignment a join task t on t.id = a.task_id join department d on d.id = a.department_id
           where t.plan_id = $1 and a.role = 'lead' and d.kind = 'unit' and a.from_on <= $2
             and (a.to_on is null or a.to_on >= $2)
           order by t.number, a.position, a.id"#,
        plan.0,
        on
    )
    .fetch_all(conn)
    .await?)
}
