//! 重新挂账: a completed task goes on with the finding of a look-back.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::audit_trail::Act;
use crate::deadlines::get_rules;
use crate::error::Result;
use crate::ids::{DepartmentId, TaskId};
use crate::plan::Plan;
use crate::plan::tasks::Task;
use crate::plan::tasks::steps::{Move, StepRequest, take_step};
use crate::supervision::change_requests::list_deciders;
use crate::supervision::telling::{tell_department, tell_persons};
use crate::web::{dates, urls};

/// The completed task, held by this transaction, goes on by the look-back of this name. The leader in charge and the
/// department that files are told, and that its completion is owed by its date as before.
pub(super) async fn reopen_task(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, &Task),
    by: &str,
) -> Result<()> {
    let rules = get_rules(conn, plan.id).await?;
    let step = StepRequest {
        step: Move::Reopen,
        on: act.today(),
        source: by.to_owned(),
        decided_by: None,
        into: None,
        report_every: None,
    };
    take_step(conn, act, (plan, &rules), task, &step).await?;
    let (due_on, department) = get_completion_owed(conn, task.id, act.today()).await?;
    let (day, due_on) = (dates::plain(act.today()), dates::short(due_on));
    let message = format!(
        "任务 {}“{}”经回头看（{day}）重新挂账，恢复为“进行中”，完成时限仍为 {due_on}；延期须另行申请。",
        task.number, task.title
    );
    let path = urls::task(plan.year, task.number);
    if let Some(department) = department {
        tell_department(conn, act, department, (plan.year, &path), &message).await?;
    }
    let leaders = list_deciders(conn, task.id, act.today()).await?;
    let leaders: Vec<_> = leaders.into_iter().map(|(id, _)| id).collect();
    tell_persons(conn, act, &leaders, (plan.year, &path), &message).await
}

/// By when a task's completion is owed, and the department that files for the task on a day; where none does, the one that
/// owes the completion.
async fn get_completion_owed(
    conn: &mut PgConnection,
    task: TaskId,
    on: NaiveDate,
) -> Result<(NaiveDate, Option<DepartmentId>)> {
    let row = sqlx::query!(
        r#"select l.due_on, coalesce((select a.department_id from assignment a
                                     where a.task_id = l.task_id and a.files_report and a.from_on <= $2
                                       and (a.to_on is null or a.to_on >= $2)), l.department_id) as department
           from deadline l where l.task_id = $1 and l.kind = 'task_completion'"#,
        task.0,
        on
    )
    .fetch_one(conn)
    .await?;
    Ok((row.due_on, row.department.map(DepartmentId)))
}
