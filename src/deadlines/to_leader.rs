//! What goes to the leader in charge, of an instruction on no task to whose it is (报分管院领导): whom it reaches, in which words, and the mark that it was decided. The
//! office sends it after it has spoken with the department; the sweep does where the plan's rules say so.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::Level;
use crate::audit_trail::Act;
use crate::calendar::estimate_words;
use crate::error::Result;
use crate::ids::{AccountId, DeadlineId};
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

/// Whom a duty goes to: the leader who answers for it, or who stands in for them.
#[derive(Debug, Clone)]
pub(super) struct LeaderOfDuty {
    pub deadline: DeadlineId,
    pub account: AccountId,
    pub name: String,
}

/// The leaders who answer for duties, and who stands in for them on a day.
pub(super) async fn list_leaders(
    conn: &mut PgConnection,
    duties: &[DeadlineId],
    on: NaiveDate,
) -> Result<Vec<LeaderOfDuty>> {
    let duties: Vec<i64> = duties.iter().map(|duty| duty.0).collect();
    Ok(sqlx::query_as!(
        LeaderOfDuty,
        r#"select c.deadline_id as "deadline!: DeadlineId", a.id as "account: AccountId", a.display_name as name
           from duty_leaders($2) c
           join account a on a.disabled_at is null and (a.id = c.leader_id or a.id in (
               select s.stand_in_id from leader_stand_in s
               where s.leader_id = c.leader_id and $2 between s.from_on and s.to_on))
           where c.deadline_id = any($1) order by c.deadline_id, a.id"#,
        &duties,
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

/// Where it leads: to the task of that number; of an instruction on no task to its page.
pub(super) fn path(year: i32, (task, instruction): (Option<i32>, Option<i32>)) -> String {
    match (task, instruction) {
        (Some(number), _) => urls::task(year, number),
        (None, Some(number)) => urls::instruction(year, number),
        (None, None) => urls::deadlines(year),
    }
}
