//! The findings (问题清单) a round holds against its tasks, as they are stored.

use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::{CheckId, FindingId, TaskId};

/// A finding that a round holds against a task.
pub struct Held {
    /// The task.
    pub task: TaskId,
    /// The finding.
    pub finding: FindingId,
    /// Whether it was neither withdrawn nor refused by a leader; while it waits for one it stands.
    pub stands: bool,
}

/// The findings a round holds against its tasks, by number.
pub(super) async fn list_held(conn: &mut PgConnection, check: CheckId) -> Result<Vec<Held>> {
    Ok(sqlx::query_as!(
        Held,
        r#"select h.task_id as "task: TaskId", h.finding_id as "finding: FindingId", f.status not in ('withdrawn', 'not_approved') as "stands!"
           from quarterly_check_finding h join finding f on f.id = h.finding_id
           where h.check_id = $1 order by f.number"#,
        check.0
    )
    .fetch_all(conn)
    .await?)
}

/// Holds a finding against a task of a round; `false` where it did before.
pub(super) async fn insert_held(
    conn: &mut PgConnection,
    (check, task): (CheckId, TaskId),
    finding: FindingId,
) -> Result<bool> {
    let done = sqlx::query!(
        "insert into quarterly_check_finding (check_id, task_id, finding_id) values ($1, $2, $3) on conflict do nothing",
        check.0,
        task.0,
        finding.0
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}
