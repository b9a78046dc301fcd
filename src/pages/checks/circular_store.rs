//! What is read for a circular besides its round, when that is closed: who was late.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::deadlines::DeadlineKind;
use crate::error::Result;
use crate::ids::PlanId;

/// What a department reported late, or not at all, of the months of a quarter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LateReports {
    pub department: String,
    /// Submitted after the day they were due.
    pub late: i64,
    /// Not submitted by the day asked for.
    pub missing: i64,
}

/// The departments with late or missing monthly reports of these months as of a day, in the order of departments. On time is
/// judged on the first submission against the date owed then.
pub(super) async fn list_late_reports(
    conn: &mut PgConnection,
    plan: PlanId,
    months: &[String],
    as_of: NaiveDate,
) -> Result<Vec<LateReports>> {
    Ok(sqlx::query_as!(
        LateReports,
        r#"select r.name as "department!", r.late as "late!", r.missing as "missing!" from (
               select coalesce(d.name, '牵头部门待明确的任务') as name, d.position, d.id,
                      count(*) filter (where s.first_on <= $3 and not s.on_time) as late,
                      count(*) filter (where coalesce(s.first_on > $3, true)) as missing
               from deadline l left join department d on d.id = l.department_id
               left join lateral (
                   select min(u.submitted_on) as first_on,
                          (array_agg(u.submitted_on <= u.due_on order by u.number))[1] as on_time
                   from monthly_report m join report_submission u on u.report_id = m.id
                   where m.task_id = l.task_id and m.month = l.period) s on true
               where l.plan_id = $1 and l.kind = 'monthly_report' and l.period = any($2) and l.original_due_on < $3
                 and (l.waived_on is null or l.waived_on > $3)
               group by d.name, d.position, d.id) r
           where r.late > 0 or r.missing > 0 order by r.position nulls last, r.id"#,
        plan.0,
        months,
        as_of
    )
    .fetch_all(conn)
    .await?)
}

/// How many duties of a kind the office itself was late with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct OfficeLate {
    pub kind: DeadlineKind,
    pub late: i64,
}

/// How many duties of the office itself (reviews, checks, summaries) due between two days were done late, or not by the
/// second of them.
pub(super) async fn count_office_late(
    conn: &mut PgConnection,
    plan: PlanId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<OfficeLate>> {
    Ok(sqlx::query_as!(
        OfficeLate,
        r#"select kind as "kind: DeadlineKind", count(*) as "late!" from deadline
           where plan_id = $1 and kind in ('review', 'quarterly_check', 'half_year_summary') and waived_on is null
             and due_on between $2 and $3 and due_on < $3 and coalesce(met_on, $3) > due_on
           group by kind order by kind"#,
        plan.0,
        from,
        to
    )
    .fetch_all(conn)
    .await?)
}
