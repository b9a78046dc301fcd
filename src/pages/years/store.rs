//! The SQL of carrying over and of comparing two years.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::carry::{CarriedPart, CarriedTask};
use crate::deadlines::DeadlineKind;
use crate::deadlines::model::Duty;
use crate::error::Result;
use crate::ids::PlanId;
use crate::organization::DepartmentKind;
use crate::plan::tasks::{AssignmentRole, TaskStatus};

/// The tasks of a plan with what goes along in a draft, by number; their parts are empty yet.
pub(super) async fn list_tasks(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<CarriedTask>> {
    let rows = sqlx::query!(
        r#"select t.number, s.number as section, t.title, t.body, t.measures, t.expected_outcome, t.completion_criteria,
                  t.status as "status: TaskStatus", t.restricted
           from task t join section s on s.id = t.section_id where t.plan_id = $1 order by t.number"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let tasks = rows.into_iter().map(|row| CarriedTask {
        number: row.number,
        section: row.section,
        title: row.title,
        text: row.body,
        details: [row.measures, row.expected_outcome, row.completion_criteria],
        status: row.status,
        restricted: row.restricted,
        parts: Vec::new(),
    });
    Ok(tasks.collect())
}

/// Who answers for the tasks of a plan on a day, each department under what it has become since: by task, in order.
pub(super) async fn list_parts(
    conn: &mut PgConnection,
    plan: PlanId,
    on: NaiveDate,
) -> Result<Vec<(i32, CarriedPart)>> {
    let rows = sqlx::query!(
        r#"with recursive became (origin, id, valid_to, successor_id) as (
               select d.id, d.id, d.valid_to, d.successor_id from department d
               union all
               select b.origin, d.id, d.valid_to, d.successor_id from became b join department d on d.id = b.successor_id
               where b.valid_to is not null)
           select t.number, d.name, d.kind as "kind: DepartmentKind", a.role as "role: AssignmentRole", a.files_report,
                  case when d.id = a.department_id then a.wording else d.name end as "wording!"
           from task t join assignment a on a.task_id = t.id
           join became b on b.origin = a.department_id and (b.valid_to is null or b.successor_id is null)
           join department d on d.id = b.id
           where t.plan_id = $1 and a.from_on <= $2 and (a.to_on is null or a.to_on >= $2)
           order by t.number, a.position"#,
        plan.0,
        on
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let part = CarriedPart {
                department: row.name,
                kind: row.kind,
                role: row.role,
                files_report: row.files_report,
                wording: row.wording,
            };
            (row.number, part)
        })
        .collect())
}

/// The completions of a plan's tasks as duties, each with the number of its section.
pub(super) async fn list_completions(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<(i32, Duty)>> {
    let rows = sqlx::query!(
        "select s.number, d.due_on, d.met_on, d.waived_on
         from deadline d join task t on t.id = d.task_id join section s on s.id = t.section_id
         where d.plan_id = $1 and d.kind = 'task_completion' order by t.number",
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let duty = |due_on, met_on, waived_on| Duty {
        kind: DeadlineKind::TaskCompletion,
        period: None,
        due_on,
        met_on,
        waived_on,
        held_until: None,
    };
    Ok(rows.into_iter().map(|row| (row.number, duty(row.due_on, row.met_on, row.waived_on))).collect())
}
