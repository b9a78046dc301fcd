//! The SQL of the demonstration: looking up by name what pages offer for choice, and its one password.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::reports::OwedReport;
use crate::error::Result;
use crate::ids::{AccountId, DeadlineId, DepartmentId, MilestoneId, PlanId, TaskId};

/// All accounts by the name they sign in with: id and the name on pages.
pub(super) async fn list_accounts(conn: &mut PgConnection) -> Result<BTreeMap<String, (AccountId, String)>> {
    let rows = sqlx::query!("select id, sign_in_name, display_name from account").fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.sign_in_name, (AccountId(row.id), row.display_name))).collect())
}

/// All departments by name.
pub(super) async fn list_departments(conn: &mut PgConnection) -> Result<BTreeMap<String, DepartmentId>> {
    let rows = sqlx::query!("select id, name from department where valid_to is null").fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.name, DepartmentId(row.id))).collect())
}

/// The lowest proposal about a task that the office has not decided.
pub(super) async fn find_proposal(conn: &mut PgConnection, task: TaskId) -> Result<Option<i64>> {
    Ok(sqlx::query_scalar!(
        "select f.id from overdue_flag f join deadline d on d.id = f.deadline_id
         where d.task_id = $1 and f.level >= 3 and f.decision is null and f.cleared_on is null order by f.level limit 1",
        task.0
    )
    .fetch_optional(conn)
    .await?)
}

/// The reports that are owed still and due by `until`, by month, department and task.
pub(super) async fn list_owed_reports(
    conn: &mut PgConnection,
    plan: PlanId,
    until: NaiveDate,
) -> Result<Vec<(DepartmentId, OwedReport)>> {
    let rows = sqlx::query!(
        r#"select t.number, substr(d.period, 6)::integer as "month!", p.id as department_id, p.name, d.due_on,
                  coalesce(r.status = 'returned', false) as "returned!"
           from deadline d join task t on t.id = d.task_id join department p on p.id = d.department_id
           left join monthly_report r on r.task_id = t.id and r.month = d.period
           where d.plan_id = $1 and d.kind = 'monthly_report' and d.met_on is null and d.waived_on is null
             and d.due_on <= $2
           order by d.period, p.position, t.number"#,
        plan.0,
        until
    )
    .fetch_all(conn)
    .await?;
    let owed = rows.into_iter().map(|row| {
        let report = OwedReport {
            task: row.number,
            month: row.month.unsigned_abs(),
            department: row.name,
            due_on: row.due_on,
            returned: row.returned,
        };
        (DepartmentId(row.department_id), report)
    });
    Ok(owed.collect())
}

/// The tasks that a department files for on a day, that are worked on and have no milestones, by number.
pub(super) async fn list_tasks_without_timeline(
    conn: &mut PgConnection,
    plan: PlanId,
    department: DepartmentId,
    on: NaiveDate,
) -> Result<Vec<i32>> {
    Ok(sqlx::query_scalar!(
        "select t.number from task t join assignment a on a.task_id = t.id and a.files_report and a.department_id = $2
              and a.from_on <= $3 and (a.to_on is null or a.to_on >= $3)
         where t.plan_id = $1 and t.status in ('not_started', 'in_progress')
           and not exists (select from milestone m where m.task_id = t.id) order by t.number",
        plan.0,
        department.0,
        on
    )
    .fetch_all(conn)
    .await?)
}

/// A milestone that is still to be done.
pub(super) struct OpenMilestone {
    pub id: MilestoneId,
    pub task: i32,
    /// From 0, among those of its task.
    pub place: usize,
    pub due_on: NaiveDate,
    pub department: Option<String>,
}

/// The open milestones of tasks that are worked on, due by `until`.
pub(super) async fn list_open_milestones(
    conn: &mut PgConnection,
    plan: PlanId,
    until: NaiveDate,
) -> Result<Vec<OpenMilestone>> {
    let rows = sqlx::query!(
        r#"select m.id, t.number, m.position, d.due_on, p.name as "department?"
           from deadline d join milestone m on m.id = d.subject_id join task t on t.id = d.task_id
           left join department p on p.id = d.department_id
           where d.plan_id = $1 and d.kind = 'milestone' and d.met_on is null and d.waived_on is null and d.due_on <= $2
             and t.status in ('not_started', 'in_progress')
           order by d.due_on, t.number, m.position"#,
        plan.0,
        until
    )
    .fetch_all(conn)
    .await?;
    let open = rows.into_iter().map(|row| OpenMilestone {
        id: MilestoneId(row.id),
        task: row.number,
        place: usize::try_from(row.position - 1).unwrap_or(0),
        due_on: row.due_on,
        department: row.department,
    });
    Ok(open.collect())
}

/// The months in which a submission waits for its review.
pub(super) async fn list_months_to_review(conn: &mut PgConnection) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        "select distinct month from monthly_report where status = 'submitted' order by month"
    )
    .fetch_all(conn)
    .await?)
}

/// Gives every account the same password, which need not be changed, and ends all sessions.
pub(super) async fn update_passwords(
    conn: &mut PgConnection,
    hash: &str,
    wall_now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    sqlx::query!("delete from session").execute(&mut *conn).await?;
    sqlx::query!(
        "update account set password_hash = $1, password_changed_at = $2, must_change_password = false,
                failed_sign_ins = 0, locked_until = null",
        hash,
        wall_now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("update store_mark set demonstration_secret = $1", hash).execute(conn).await?;
    Ok(())
}

/// The open duties of these tasks that a department owes by a day.
pub(super) async fn list_due_duties(
    conn: &mut PgConnection,
    plan: PlanId,
    tasks: &[i32],
    by: NaiveDate,
) -> Result<Vec<DeadlineId>> {
    let ids = sqlx::query_scalar!(
        "select d.id from deadline d join task t on t.id = d.task_id join department p on p.id = d.department_id
         where d.plan_id = $1 and t.number = any($2) and d.due_on <= $3 and p.kind = 'unit'
           and d.met_on is null and d.waived_on is null order by d.due_on, d.id",
        plan.0,
        tasks,
        by
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(DeadlineId).collect())
}
