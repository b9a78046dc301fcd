//! What the office does with deadlines by hand. Each is a change of its own, with its entry in the operation log; none
//! touches a frozen plan.

use chrono::{Datelike, NaiveDate, TimeDelta};
use serde_json::json;
use sqlx::PgConnection;

use super::model::Level;
use super::notices::{NewNotice, insert_notices};
use super::page_store::{DutyRow, get_duty_to_change};
pub use super::to_leader::Decision;
use super::to_leader::{self, Decided, mark_decided};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::calendar::is_announced;
use crate::error::{AppError, Result};
use crate::ids::DeadlineId;
use crate::web::dates;

/// A ground or reason is a sentence or two, in characters; what is longer is a file of evidence.
const LONGEST_NOTE: usize = 200;

/// A duty held for longer would be forgotten.
const LONGEST_HOLD: TimeDelta = TimeDelta::days(92);

/// What is wrong with a day, or with the reason or ground beside it.
#[derive(Debug)]
pub(super) enum Wrong {
    Day(String),
    Note(String),
}

impl From<Wrong> for AppError {
    fn from(wrong: Wrong) -> Self {
        let (Wrong::Day(sentence) | Wrong::Note(sentence)) = wrong;
        Self::Refused(sentence)
    }
}

/// Whether a duty can be held `until` a day, for that reason.
pub(super) fn check_hold(today: NaiveDate, until: NaiveDate, reason: &str) -> Result<(), Wrong> {
    if until < today {
        return Err(Wrong::Day("暂缓催办的日期不能早于今天。".into()));
    }
    if until > today + LONGEST_HOLD {
        return Err(Wrong::Day(format!("暂缓催办最长 {} 天，到期后可以再定。", LONGEST_HOLD.num_days())));
    }
    if reason.is_empty() {
        return Err(Wrong::Note("请写明暂缓催办的原因。".into()));
    }
    if reason.chars().count() > LONGEST_NOTE {
        return Err(Wrong::Note(format!("原因最多 {LONGEST_NOTE} 个字。")));
    }
    Ok(())
}

/// Holds the reminders of an open duty through `until` (病假, 开庭).
///
/// # Errors
/// Refused for a day that is past, without a reason, and for a duty met or waived.
pub async fn hold(
    conn: &mut PgConnection,
    act: &Act,
    year: i32,
    id: DeadlineId,
    until: NaiveDate,
    reason: &str,
) -> Result<()> {
    check_hold(act.today(), until, reason)?;
    let duty = get_duty_to_change(conn, year, id).await?;
    let before = sqlx::query!(
        "update deadline d set held_until = $2, held_reason = $3
         from (select id, held_until, held_reason from deadline where id = $1 for update) old
         where d.id = old.id and d.met_on is null and d.waived_on is null
         returning old.held_until, old.held_reason",
        id.0,
        until,
        reason
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or_else(ended)?;
    let sentence = format!("暂缓催办“{}”至 {}：{reason}", duty.title(), dates::short(until));
    let before = before.held_until.map(|until| held(until, before.held_reason.as_deref()));
    let entry = duty.entry("deadline_held", sentence).for_audience(Audience::Concerned);
    append(conn, act, entry.with_change(before, Some(held(until, Some(reason))))).await
}

/// A hold as an entry says it.
fn held(until: NaiveDate, reason: Option<&str>) -> serde_json::Value {
    json!({"held_until": until, "held_reason": reason})
}

/// Takes a hold back.
///
/// # Errors
/// Refused when the duty is not held.
pub async fn release(conn: &mut PgConnection, act: &Act, year: i32, id: DeadlineId) -> Result<()> {
    let duty = get_duty_to_change(conn, year, id).await?;
    let before = sqlx::query!(
        r#"update deadline d set held_until = null, held_reason = null
           from (select id, held_until, held_reason from deadline where id = $1 for update) old
           where d.id = old.id and old.held_until is not null
           returning old.held_until as "held_until!", old.held_reason"#,
        id.0
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or_else(|| AppError::Refused("这项时限没有暂缓催办。".into()))?;
    let sentence = format!("恢复催办“{}”", duty.title());
    let before = held(before.held_until, before.held_reason.as_deref());
    append(conn, act, duty.entry("deadline_released", sentence).with_change(Some(before), None)).await
}

/// Decides a proposal of the sweep. What is sent to the leader in charge reaches them as a notice, and their stand-in
/// of the day with them. A proposed 督办通知单 can only be dismissed here: it is written and issued
/// (`supervision::supervision_notices`), which marks the proposal ([`mark_notice_issued`]).
///
/// # Errors
/// Refused when it was decided before or its duty is no longer late, and when there is no leader to send it to.
pub async fn decide(
    conn: &mut PgConnection,
    act: &Act,
    year: i32,
    flag: i64,
    decision: Decision,
) -> Result<()> {
    let decided = mark_decided(conn, act, &[flag], decision).await?.pop();
    let Some(Decided { deadline, level }) = decided else {
        return Err(AppError::Conflict("这项建议已有人处理，或事项已不再逾期。".into()));
    };
    if (decision, level) == (Decision::Sent, Level::NoticeProposed) {
        return Err(AppError::Refused("督办通知单须填写后签发，不在这里报送。".into()));
    }
    let duty = get_duty_to_change(conn, year, deadline).await?;
    if decision == Decision::Sent {
        send_to_leader(conn, act, &duty, flag).await?;
    }
    let sentence = match decision {
        Decision::Sent => format!("报分管院领导：“{}”逾期", duty.title()),
        Decision::Dismissed => format!("“{}”暂不处理：{}", duty.title(), level.word()),
    };
    let entry = duty.entry("proposal_decided", sentence);
    // What was proposed and did not come about is nobody else's to read.
    let kept = decision == Decision::Dismissed;
    append(conn, act, if kept { entry.for_audience(Audience::Administrators) } else { entry }).await
}

/// Marks what the sweep proposed of a duty decided, as far as a 督办通知单 was proposed: one was issued. No entry of its
/// own: the one of the notice says so.
pub async fn mark_notice_issued(conn: &mut PgConnection, act: &Act, deadline: DeadlineId) -> Result<()> {
    let flags = to_leader::list_proposed_notices(conn, deadline).await?;
    mark_decided(conn, act, &flags, Decision::Sent).await?;
    Ok(())
}

async fn send_to_leader(conn: &mut PgConnection, act: &Act, duty: &DutyRow, flag: i64) -> Result<()> {
    let leaders = to_leader::list_leaders(conn, &[duty.id], act.today()).await?;
    if leaders.is_empty() && duty.task_id.is_none() {
        return Err(AppError::Refused("组长待明确，无法报送；由安全管理员在账号中标明组长。".into()));
    }
    if leaders.is_empty() {
        return Err(AppError::Refused("任务的分管院领导待明确，无法报送；请先明确分管院领导。".into()));
    }
    let is_estimate = duty.kind.is_counted() && !is_announced(conn, duty.due_on.year()).await?;
    let notices: Vec<NewNotice> = leaders
        .iter()
        .map(|leader| NewNotice {
            account: leader.account,
            flag,
            year: duty.year,
            message: to_leader::message(&duty.title(), (duty.due_on, is_estimate)),
            path: to_leader::path(duty.year, (duty.task_number, duty.instruction)),
        })
        .collect();
    insert_notices(conn, act.today(), act.at, &notices).await?;
    Ok(())
}

fn ended() -> AppError {
    AppError::Conflict("这项时限已完成或已免除，未作改动。".into())
}

impl DutyRow {
    /// An entry about the duty, in its plan's and task's history.
    pub(super) fn entry(&self, event: &'static str, sentence: String) -> Entry {
        let entry = Entry::new(event, "deadline", sentence).on(self.id.0).of_plan(self.year);
        let entry = entry.for_audience(self.kind.audience());
        let entry = match self.task_id {
            Some(task) => entry.of_task(task),
            None => entry,
        };
        match self.department_id {
            Some(department) => entry.of_department(department),
            None => entry,
        }
    }
}
