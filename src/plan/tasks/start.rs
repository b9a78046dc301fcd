//! 启动: a task is in progress from its first submitted share above 0 or its first milestone met.

use serde_json::json;
use sqlx::PgConnection;

use crate::audit_trail::{Act, Entry, append};
use crate::error::Result;
use crate::ids::TaskId;

/// Starts a task that has not started yet, today, with its entry; any other stays as it is. `because` says what
/// happened: 首次报送进度.
pub async fn start(conn: &mut PgConnection, act: &Act, year: i32, task: TaskId, because: &str) -> Result<()> {
    let done = sqlx::query!(
        "update task set status = 'in_progress', status_since = $2, version = version + 1
         where id = $1 and status = 'not_started'",
        task.0,
        act.today()
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(());
    }
    let entry = Entry::new("task_started", "task", format!("{because}，任务启动")).on(task.0);
    let change =
        entry.with_change(Some(json!({"status": "not_started"})), Some(json!({"status": "in_progress"})));
    append(conn, act, change.of_plan(year).of_task(task)).await
}
