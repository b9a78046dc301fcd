//! The SQL of steps.

use sqlx::PgConnection;

use super::StepRequest;
use crate::deadlines::periods::Rhythm;
use crate::error::{AppError, Result};
use crate::ids::{PlanId, TaskId};
use crate::plan::tasks::TaskStatus;

/// Puts a task from one state into another.
///
/// # Errors
/// A conflict when it is not in that state any more.
pub(super) async fn update_status(
    conn: &mut PgConnection,
    task: TaskId,
    from: TaskStatus,
    to: TaskStatus,
    request: &StepRequest,
) -> Result<()> {
    let done = sqlx::query!(
        "update task set status = $3, status_since = $4, status_source = $5, merged_into = $6,
                report_every = coalesce($7, report_every), version = version + 1
         where id = $1 and status = $2",
        task.0,
        from as TaskStatus,
        to as TaskStatus,
        request.on,
        request.source,
        request.into.map(|(id, _)| id.0),
        request.report_every as Option<Rhythm>,
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::Conflict("任务的状态刚被他人修改，请返回任务页查看后再办理。".into()));
    }
    Ok(())
}

/// A task another can be merged into.
#[derive(Debug, Clone)]
pub struct MergeTarget {
    /// The task.
    pub id: TaskId,
    /// Its number.
    pub number: i32,
    /// Its title.
    pub title: String,
}

/// The tasks of a plan that are still worked on or completed in their own right, without `except`.
pub async fn list_merge_targets(
    conn: &mut PgConnection,
    plan: PlanId,
    except: Option<TaskId>,
) -> Result<Vec<MergeTarget>> {
    Ok(sqlx::query_as!(
        MergeTarget,
        "select id, number, title from task
         where plan_id = $1 and id is distinct from $2 and status not in ('merged', 'terminated') order by number",
        plan.0,
        except.map(|task| task.0)
    )
    .fetch_all(conn)
    .await?)
}
