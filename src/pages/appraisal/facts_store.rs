//! The facts a half-year's points are made of, one statement a kind. What a group owes or leads, its members of that day
//! do; 院党组 stands for nobody (`units_of` in `migrations/`).

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::items::{Facts, FalseFact, FindingFact, RatingFact, ReportFact, TaskFact};
use super::model::parts_of;
use crate::deadlines::Period;
use crate::deadlines::periods::Rhythm;
use crate::error::Result;
use crate::ids::{DeadlineId, DepartmentId, FalseReportId, PlanId};
use crate::plan::tasks::TaskStatus;
use crate::reporting::monthly_reports::OwnRating;

/// All facts of a half-year. Five statements, whatever it holds.
pub(super) async fn read_facts(conn: &mut PgConnection, plan: PlanId, half: Period) -> Result<Facts> {
    Ok(Facts {
        reports: list_reports(conn, plan, half).await?,
        ratings: list_ratings(conn, plan, half).await?,
        findings: list_findings(conn, plan).await?,
        tasks: list_tasks(conn, plan, half).await?,
        false_reports: list_false(conn, plan, half).await?,
    })
}

fn codes(periods: &[Period]) -> Vec<String> {
    periods.iter().map(ToString::to_string).collect()
}

/// Who owed a report stands on its duty: what passed to another department passed there, what was overdue stayed.
async fn list_reports(conn: &mut PgConnection, plan: PlanId, half: Period) -> Result<Vec<ReportFact>> {
    Ok(sqlx::query_as!(
        ReportFact,
        r#"select u.id as "department!: DepartmentId", t.number as task, d.period as "month!", d.id as "deadline: DeadlineId",
                  d.due_on, f.submitted_on as "first_on?", f.due_on as "first_due_on?", r.returns as "returns!"
           from deadline d
           join task t on t.id = d.task_id
           cross join lateral units_of(d.department_id, d.due_on) as u (id)
           left join monthly_report m on m.task_id = d.task_id and m.month = d.period
           left join lateral (select s.submitted_on, s.due_on from report_submission s
                              where s.report_id = m.id order by s.number limit 1) f on true
           cross join lateral (select count(*) as returns from report_submission s
                               where s.report_id = m.id and s.outcome = 'returned') r
           where d.plan_id = $1 and d.kind = 'monthly_report' and d.period = any($2) and d.waived_on is null
           order by t.number, d.period, u.id"#,
        plan.0,
        &codes(&parts_of(half, Rhythm::Month))
    )
    .fetch_all(conn)
    .await?)
}

/// The ratings of closed rounds, for who filed for the task on the quarter's last day.
async fn list_ratings(conn: &mut PgConnection, plan: PlanId, half: Period) -> Result<Vec<RatingFact>> {
    let quarters = parts_of(half, Rhythm::Quarter);
    let ends: Vec<NaiveDate> = quarters.iter().map(|quarter| quarter.last_day()).collect();
    Ok(sqlx::query_as!(
        RatingFact,
        r#"select u.id as "department!: DepartmentId", t.number as task, c.period as quarter,
                  k.verified_rating as "rating!: OwnRating"
           from unnest($2::text[], $3::date[]) as q (period, ends_on)
           join quarterly_check c on c.plan_id = $1 and c.period = q.period and c.closed_on is not null
           join quarterly_check_task k on k.check_id = c.id and k.decided_on is not null
           join task t on t.id = k.task_id
           join assignment a on a.task_id = t.id and a.files_report and a.from_on <= q.ends_on
               and (a.to_on is null or a.to_on >= q.ends_on)
           cross join lateral units_of(a.department_id, q.ends_on) as u (id)
           order by t.number, c.period, u.id"#,
        plan.0,
        &codes(&quarters),
        &ends
    )
    .fetch_all(conn)
    .await?)
}

/// All findings that stand: which half-year one belongs to is the rules' to say. What was late when an extension was asked
/// for stays late (`judged_by`).
async fn list_findings(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<FindingFact>> {
    Ok(sqlx::query_as!(
        FindingFact,
        r#"select u.id as "department!: DepartmentId", f.number, t.number as task, d.due_on,
                  case when f.status = 'closed' then f.ended_on end as closed_on,
                  least(d.judged_by, (select min(a.due_on) from finding_answer a
                                      where a.finding_id = f.id and a.answered_on > a.due_on)) as missed_on,
                  f.status in ('open', 'in_rectification', 'returned') and d.met_on is null and d.waived_on is null
                      as "is_owed!"
           from finding f
           join task t on t.id = f.task_id
           join deadline d on d.plan_id = f.plan_id and d.kind = 'rectification' and d.subject_id = f.id
           cross join lateral units_of(d.department_id, d.due_on) as u (id)
           where f.plan_id = $1 and f.status not in ('withdrawn', 'awaiting_approval', 'not_approved')
           order by t.number, f.number, u.id"#,
        plan.0
    )
    .fetch_all(conn)
    .await?)
}

/// The tasks completed or due in the half-year, for all who were assigned to them that day; who leads and supports at once
/// (through a group) leads. Where an extension was asked for too late, the date missed is the one that counts.
async fn list_tasks(conn: &mut PgConnection, plan: PlanId, half: Period) -> Result<Vec<TaskFact>> {
    Ok(sqlx::query_as!(
        TaskFact,
        r#"select u.id as "department!: DepartmentId", t.number as task, bool_or(a.role = 'lead') as "leads!",
                  t.status as "status: TaskStatus", coalesce(d.judged_by, d.due_on) as "due_on!", d.met_on,
                  d.waived_on is not null as "waived!",
                  e.is_met as "is_met!"
           from task t
           join deadline d on d.task_id = t.id and d.kind = 'task_completion'
           cross join lateral (values (d.met_on, true), (coalesce(d.judged_by, d.due_on), false)) as e (day, is_met)
           join assignment a on a.task_id = t.id and a.from_on <= e.day and (a.to_on is null or a.to_on >= e.day)
           cross join lateral units_of(a.department_id, e.day) as u (id)
           where t.plan_id = $1 and e.day between $2 and $3
           group by u.id, t.number, t.status, d.judged_by, d.due_on, d.met_on, d.waived_on, e.is_met
           order by t.number, u.id"#,
        plan.0,
        half.first_day(),
        half.last_day()
    )
    .fetch_all(conn)
    .await?)
}

async fn list_false(conn: &mut PgConnection, plan: PlanId, half: Period) -> Result<Vec<FalseFact>> {
    Ok(sqlx::query_as!(
        FalseFact,
        r#"select f.id as "id: FalseReportId", f.department_id as "department: DepartmentId", t.number as task, m.month,
                  f.found_on
           from false_report f
           join monthly_report m on m.id = f.report_id
           join task t on t.id = m.task_id
           where t.plan_id = $1 and f.period = $2 and f.withdrawn_on is null
           order by t.number, m.month"#,
        plan.0,
        half.to_string()
    )
    .fetch_all(conn)
    .await?)
}
