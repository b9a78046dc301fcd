//! Who answers for a task (责任分工, `assignment`): dated, so that what is past stays with who answered then.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::{DepartmentId, PlanId, TaskId};

/// What a department is in a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type, serde::Serialize, serde::Deserialize)]
#[sqlx(type_name = "assignment_role", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AssignmentRole {
    /// 牵头部门
    Lead,
    /// 责任部门
    Support,
}

impl AssignmentRole {
    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Lead => "牵头部门",
            Self::Support => "责任部门",
        }
    }
}

/// Who owes a task's duties on a day.
#[derive(Debug, Clone)]
pub struct TaskOwner {
    /// The task.
    pub task: TaskId,
    /// The first day the task is worked on.
    pub starts_on: NaiveDate,
    /// Who files its reports; `None` while there is no unit lead.
    pub files_report: Option<DepartmentId>,
    /// The first-named lead that is a unit: owes the completion where nobody files.
    pub first_unit_lead: Option<DepartmentId>,
    /// All unit departments of the task, in the order of the document.
    pub units: Vec<DepartmentId>,
}

/// The owners of all tasks of a plan on a day, in the order of the document.
pub async fn list_owners(conn: &mut PgConnection, plan: PlanId, on: NaiveDate) -> Result<Vec<TaskOwner>> {
    let rows = sqlx::query!(
        r#"select t.id, t.starts_on,
               (array_agg(a.department_id order by a.position) filter (where a.files_report))[1] as files_report,
               (array_agg(a.department_id order by a.position)
                   filter (where a.role = 'lead' and d.kind = 'unit'))[1] as first_unit_lead,
               coalesce(array_agg(a.department_id order by a.position) filter (where d.kind = 'unit'), '{}') as "units!"
           from task t
           left join assignment a on a.task_id = t.id and a.from_on <= $2 and (a.to_on is null or a.to_on >= $2)
           left join department d on d.id = a.department_id
           where t.plan_id = $1 group by t.id order by t.number"#,
        plan.0,
        on
    )
    .fetch_all(conn)
    .await?;
    let owner = |row: (i64, NaiveDate, Option<i64>, Option<i64>, Vec<i64>)| TaskOwner {
        task: TaskId(row.0),
        starts_on: row.1,
        files_report: row.2.map(DepartmentId),
        first_unit_lead: row.3.map(DepartmentId),
        units: row.4.into_iter().map(DepartmentId).collect(),
    };
    Ok(rows
        .into_iter()
        .map(|r| owner((r.id, r.starts_on, r.files_report, r.first_unit_lead, r.units)))
        .collect())
}

/// The departments a task concerns on a day: its own, and the members of its groups.
pub async fn list_concerned(
    conn: &mut PgConnection,
    task: TaskId,
    on: NaiveDate,
) -> Result<Vec<DepartmentId>> {
    let ids = sqlx::query_scalar!(
        r#"select c.id as "id!" from departments_concerned($1, $2) as c (id)"#,
        task.0,
        on
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(DepartmentId).collect())
}
