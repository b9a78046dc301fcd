//! The SQL of what can be extended.

use sqlx::PgConnection;

use super::model::Extendable;
use crate::deadlines::DeadlineKind;
use crate::error::{AppError, Result};
use crate::ids::{DeadlineId, DepartmentId, TaskId};

/// Milestones, completion, rectifications and instructions of a task, by date; met and waived ones too.
pub async fn list_extendable(conn: &mut PgConnection, task: TaskId) -> Result<Vec<Extendable>> {
    list_extendable_of(conn, Some(task), None).await
}

/// One duty that can be extended, on a task or on none.
///
/// # Errors
/// Not found where there is none.
pub(super) async fn get_extendable(conn: &mut PgConnection, deadline: DeadlineId) -> Result<Extendable> {
    let found = list_extendable_of(conn, None, Some(deadline)).await?.pop();
    found.ok_or_else(|| AppError::NotFound("没有这项时限。".into()))
}

/// Holds a duty until the transaction ends: what belongs to no task is held by its duty.
pub(super) async fn lock_duty(conn: &mut PgConnection, deadline: DeadlineId) -> Result<()> {
    sqlx::query!("select id from deadline where id = $1 for update", deadline.0).fetch_optional(conn).await?;
    Ok(())
}

async fn list_extendable_of(
    conn: &mut PgConnection,
    task: Option<TaskId>,
    deadline: Option<DeadlineId>,
) -> Result<Vec<Extendable>> {
    Ok(sqlx::query_as!(
        Extendable,
        r#"select l.id, l.kind as "kind: DeadlineKind", l.subject_id as subject, l.title as name, l.due_on,
                  l.department_id as "department: DepartmentId", d.name as "department_name?",
                  exists (select from calendar_notice n where n.year = extract(year from l.due_on)) as "is_announced!",
                  l.met_on is null and l.waived_on is null as "is_open!", l.set_by_superior,
                  exists (select from change_request r
                          where r.deadline_id = l.id and r.kind = 'extension' and r.state = 'waiting')
                      as "is_asked!"
           from deadline l left join department d on d.id = l.department_id
           where (l.task_id = $1 or l.id = $2)
             and l.kind in ('milestone', 'task_completion', 'rectification', 'instruction')
           order by l.due_on, l.kind, l.id"#,
        task.map(|task| task.0),
        deadline.map(|deadline| deadline.0)
    )
    .fetch_all(conn)
    .await?)
}
