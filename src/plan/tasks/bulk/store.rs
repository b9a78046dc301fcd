//! The SQL of the list tasks are chosen from.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::PlanId;
use crate::plan::tasks::TaskStatus;

/// A task to choose.
pub(in crate::plan) struct TaskToChoose {
    pub number: i32,
    pub title: String,
    pub status: TaskStatus,
    pub leader: Option<String>,
    pub due_on: Option<NaiveDate>,
    /// How many milestones stand.
    pub milestones: i64,
}

pub(in crate::plan) async fn list_tasks_to_choose(
    conn: &mut PgConnection,
    plan: PlanId,
    today: NaiveDate,
) -> Result<Vec<TaskToChoose>> {
    Ok(sqlx::query_as!(
        TaskToChoose,
        r#"select t.number, t.title, t.status as "status: TaskStatus", a.display_name as "leader?", d.due_on as "due_on?",
                  (select count(*) from milestone m where m.task_id = t.id and m.withdrawn_on is null) as "milestones!"
           from task t
           join people_in_charge($2) c on c.task_id = t.id
           left join account a on a.id = c.leader_id
           left join deadline d on d.task_id = t.id and d.kind = 'task_completion'
           where t.plan_id = $1 order by t.number"#,
        plan.0,
        today
    )
    .fetch_all(conn)
    .await?)
}
