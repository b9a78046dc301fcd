//! The SQL of proposals.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::{Proposal, ProposalOutcome};
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, TaskId};

/// The task's newest proposal, open or not.
pub(in crate::plan::milestones) async fn find_latest(
    conn: &mut PgConnection,
    task: TaskId,
) -> Result<Option<Proposal>> {
    let row = sqlx::query!(
        r#"select p.id, p.steps, p.ends_on, p.proposed_at, by.display_name as proposed_by,
                  p.outcome as "outcome: ProposalOutcome", p.decided_at, d.display_name as "decided_by?", p.reason
           from timeline_proposal p join account by on by.id = p.proposed_by
           left join account d on d.id = p.decided_by
           where p.task_id = $1 order by p.id desc limit 1"#,
        task.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let decided = row.outcome.zip(row.decided_at);
        Ok(Proposal {
            id: row.id,
            steps: serde_json::from_str(&row.steps).map_err(|error| AppError::Internal(error.into()))?,
            ends_on: row.ends_on,
            proposed_at: row.proposed_at,
            proposed_by: row.proposed_by,
            decided: decided.map(|(outcome, at)| (outcome, at, row.decided_by.unwrap_or_default())),
            reason: row.reason.unwrap_or_default(),
        })
    })
    .transpose()
}

/// The task's open proposal.
pub(in crate::plan::milestones) async fn find_open(
    conn: &mut PgConnection,
    task: TaskId,
) -> Result<Option<i64>> {
    Ok(sqlx::query_scalar!("select id from timeline_proposal where task_id = $1 and outcome is null", task.0)
        .fetch_optional(conn)
        .await?)
}

/// Stores an open proposal.
pub(super) async fn insert(
    conn: &mut PgConnection,
    act: &Act,
    task: TaskId,
    steps: &str,
    ends_on: NaiveDate,
) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        "insert into timeline_proposal (task_id, steps, ends_on, proposed_at, proposed_by)
         values ($1, $2, $3, $4, $5) returning id",
        task.0,
        steps,
        ends_on,
        act.at,
        act.account().map(|account| account.0)
    )
    .fetch_one(conn)
    .await?)
}

/// Stores what became of an open proposal.
///
/// # Errors
/// A conflict when it is not open any more.
pub(super) async fn update_outcome(
    conn: &mut PgConnection,
    act: &Act,
    (task, id): (TaskId, i64),
    outcome: ProposalOutcome,
    reason: Option<&str>,
) -> Result<()> {
    let done = sqlx::query!(
        "update timeline_proposal set outcome = $2, decided_at = $3, decided_by = $4, reason = $5
         where id = $1 and task_id = $6 and outcome is null",
        id,
        outcome as ProposalOutcome,
        act.at,
        act.account().map(|account| account.0),
        reason,
        task.0
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 {
        return Ok(());
    }
    Err(AppError::Conflict("这份倒排工期刚被他人办理或由部门重新提出，请返回查看后再办理。".into()))
}

/// The lead departments of a task on a day, members of its lead groups with them.
pub async fn list_lead_departments(
    conn: &mut PgConnection,
    task: TaskId,
    on: NaiveDate,
) -> Result<Vec<DepartmentId>> {
    let ids = sqlx::query_scalar!(
        r#"select a.department_id as "id!" from assignment a
           where a.task_id = $1 and a.role = 'lead' and a.from_on <= $2 and (a.to_on is null or a.to_on >= $2)
           union
           select g.member_id from assignment a join group_member g on g.group_id = a.department_id
           where a.task_id = $1 and a.role = 'lead' and a.from_on <= $2 and (a.to_on is null or a.to_on >= $2)
             and g.from_on <= $2 and (g.to_on is null or g.to_on >= $2)"#,
        task.0,
        on
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(DepartmentId).collect())
}
