//! What waits or was begun in a task, read from the tables of what stands above: only that it is there.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::deadlines::DeadlineKind;
use crate::error::Result;
use crate::ids::TaskId;
use crate::web::dates;

/// A request that waits for the leader in charge: for a later date, or for the task's completion.
pub(super) struct WaitingRequest {
    kind: DeadlineKind,
    name: String,
    pub asked_on: NaiveDate,
    /// The later date; `None` where completion is asked for.
    asked_due_on: Option<NaiveDate>,
}

impl WaitingRequest {
    /// 节点“起草”，申请延至 2019-07-31; 申请办结.
    pub fn title(&self) -> String {
        match self.asked_due_on {
            Some(day) => format!("{}，申请延至 {}", self.kind.named(&self.name, None), dates::short(day)),
            None => "申请办结".to_owned(),
        }
    }
}

/// The requests of a task that wait, oldest first.
pub(super) async fn list_waiting_requests(
    conn: &mut PgConnection,
    task: TaskId,
) -> Result<Vec<WaitingRequest>> {
    Ok(sqlx::query_as!(
        WaitingRequest,
        r#"select l.kind as "kind: DeadlineKind", l.title as name, r.asked_on, r.asked_due_on
           from change_request r join deadline l on l.id = r.deadline_id
           where l.task_id = $1 and r.state = 'waiting' order by r.id"#,
        task.0
    )
    .fetch_all(conn)
    .await?)
}

/// A month's report that was begun and is not submitted.
pub(super) struct Draft {
    pub month: String,
    drafted_by: Option<String>,
}

impl Draft {
    /// Before what becomes of the duty: 草稿由审管办张三起草，.
    pub fn words(&self) -> String {
        self.drafted_by.as_ref().map_or_else(|| "已有草稿，".to_owned(), |name| format!("草稿由{name}起草，"))
    }
}

/// The drafts of a task's reports.
pub(super) async fn list_drafts(conn: &mut PgConnection, task: TaskId) -> Result<Vec<Draft>> {
    Ok(sqlx::query_as!(
        Draft,
        r#"select r.month, a.display_name as "drafted_by?"
           from monthly_report r left join account a on a.id = r.drafted_by
           where r.task_id = $1 and r.status in ('draft', 'awaiting_sign_off', 'returned') order by r.month"#,
        task.0
    )
    .fetch_all(conn)
    .await?)
}

/// The department that files for a task and has no end yet, by name.
pub(super) async fn find_filing_department(conn: &mut PgConnection, task: TaskId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "select d.name from assignment a join department d on d.id = a.department_id
         where a.task_id = $1 and a.files_report and a.to_on is null",
        task.0
    )
    .fetch_optional(conn)
    .await?)
}
