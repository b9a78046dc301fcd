//! What goes to the leader in charge (报分管院领导): whom it reaches, in which words, and the mark that it was decided. The
//! office sends it after it has spoken with the department; the sweep does where the plan's rules say so.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::Level;
use crate::audit_trail::Act;
use crate::calendar::estimate_words;
use crate::error::Result;
use crate::ids::{AccountId, DeadlineId, TaskId};
use crate::web::{dates, urls};

/// What becomes of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "proposal_decision", rename_all = "snake_case")]
pub enum Decision {
    /// It goes to the leader in charge; of a proposed 督办通知单: it was issued.
    Sent,
    /// It does not: the department was spoken with.
    Dismissed,
}

/// Whom what concerns a task goes to: its leader in charge, or who stands in for them.
#[derive(Debug, Clone)]
pub(super) struct LeaderOfTask {
    pub task: TaskId,
    pub account: AccountId,
    pub name: String,
}

/// The leaders in charge of tasks, and who stands in for them on a day.
pub(super) async fn list_leaders(
    conn: &mut PgConnection,
    tasks: &[TaskId],
    on: NaiveDate,
) -> Result<Vec<LeaderOfTask>> {
    let tasks: Vec<i64> = tasks.iter().map(|task| task.0).collect();
    Ok(sqlx::query_as!(
        LeaderOfTask,
        r#"select t.id as "task: TaskId", a.id as "account: AccountId", a.display_name as name
           from task t
           join people_in_charge($2) c on c.task_id = t.id
           join account a on a.disabled_at is null and (a.id = c.leader_id or a.id in (
               select s.stand_in_id from leader_stand_in s
               where s.leader_id = c.leader_id and $2 between s.from_on and s.to_on))
           where t.id = any($1) order by t.id, a.id"#,
        &tasks,
        on
    )
    .fetch_all(conn)
    .await?)
}

/// A proposal that was decided.
#[derive(Debug)]
pub(super) struct Decided {
    pub deadline: DeadlineId,
    pub level: Level,
}

/// Marks those of the proposals `flags` decided that nobody decided before and whose duty is still late; returns them.
pub(super) async fn mark_decided(
    conn: &mut PgConnection,
    act: &Act,
    flags: &[i64],
    decision: Decision,
) -> Result<Vec<Decided>> {
    let rows = sqlx::query!(
        "update overdue_flag f set decision = $2, decided_on = $3, decided_by = $4
         from deadline d
         where f.id = any($1) and f.level >= 3 and f.decision is null and f.cleared_on is null
           and d.id = f.deadline_id and d.due_on = f.due_on and d.met_on is null and d.waived_on is null
         returning f.deadline_id, f.level",
        flags,
        decision as Decision,
        act.today(),
        act.account().map(|account| account.0)
    )
    .fetch_all(conn)
    .await?;
    let decided = rows.into_iter().map(|row| Decided {
        deadline: DeadlineId(row.deadline_id),
        level: Level::of(row.level).unwrap_or(Level::LeaderProposed),
    });
    Ok(decided.collect())
}

/// The 督办通知单 proposed about a duty and not decided.
pub(super) async fn list_proposed_notices(conn: &mut PgConnection, deadline: DeadlineId) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar!(
        "select id from overdue_flag where deadline_id = $1 and level = $2 and decision is null and cleared_on is null",
        deadline.0,
        Level::NoticeProposed.number()
    )
    .fetch_all(conn)
    .await?)
}

/// The sentence a leader reads about the duty `title`, whose date may be an estimate.
pub(super) fn message(title: &str, (due_on, is_estimate): (NaiveDate, bool)) -> String {
    let estimate = estimate_words(is_estimate);
    format!("报分管院领导：{title}应于 {}完成{estimate}，至今未完成。", dates::long(due_on))
}

/// Where it leads.
pub(super) fn path(year: i32, task_number: Option<i32>) -> String {
    task_number.map_or_else(|| urls::deadlines(year), |number| urls::task(year, number))
}
