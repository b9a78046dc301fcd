//! The statements behind a task's page, besides the overview.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::{DepartmentId, PlanId, TaskId};
use crate::plan::tasks::AssignmentRole;

/// A department's part on a day, with the wording as printed and when it acknowledged the plan.
pub(super) struct PartRow {
    pub department: DepartmentId,
    pub name: String,
    pub role: AssignmentRole,
    pub files_report: bool,
    pub wording: String,
    pub from_on: NaiveDate,
    pub acknowledged_at: Option<DateTime<Utc>>,
}

pub(super) async fn list_parts(
    conn: &mut PgConnection,
    plan: PlanId,
    task: TaskId,
    on: NaiveDate,
) -> Result<Vec<PartRow>> {
    Ok(sqlx::query_as!(
        PartRow,
        r#"select a.department_id as department, d.name, a.role as "role: AssignmentRole", a.files_report, a.wording,
                  a.from_on, k.acknowledged_at as "acknowledged_at?"
           from assignment a join department d on d.id = a.department_id
           left join acknowledgement k on k.department_id = a.department_id and k.plan_id = $1
           where a.task_id = $2 and a.from_on <= $3 and (a.to_on is null or a.to_on >= $3) order by a.position"#,
        plan.0,
        task.0,
        on
    )
    .fetch_all(conn)
    .await?)
}

/// What the reader of the document was unsure of in this task, not settled yet.
pub(super) async fn list_open_doubts(conn: &mut PgConnection, task: TaskId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        "select message from doubt where task_id = $1 and resolved_at is null order by position",
        task.0
    )
    .fetch_all(conn)
    .await?)
}
