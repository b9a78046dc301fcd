//! What the office does with deadlines by hand. Each is a change of its own, with its entry in the operation log.

use chrono::{Datelike, NaiveDate, TimeDelta};
use serde_json::json;
use sqlx::PgConnection;

use super::model::{DeadlineKind, Level};
use super::page_store::{DutyRow, get_duty};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::{DeadlineId, TaskId};
use crate::web::{dates, urls};

/// A ground or reason is a sentence or two, in characters; what is longer is a file of evidence.
const LONGEST_NOTE: usize = 200;

/// A duty held for longer would be forgotten.
const LONGEST_HOLD: TimeDelta = TimeDelta::days(92);

/// What the office does with a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "proposal_decision", rename_all = "snake_case")]
pub enum Decision {
    /// It goes to the leader in charge.
    Sent,
    /// It does not: the department was spoken with.
    Dismissed,
}

/// Whether the office may mark duties of that kind done by hand, until their own pages exist.
#[must_use]
pub fn is_marked_by_hand(kind: DeadlineKind) -> bool {
    matches!(kind, DeadlineKind::QuarterlyCheck | DeadlineKind::HalfYearSummary)
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
    if until < act.today() {
        return Err(AppError::Refused("暂缓催办的日期不能早于今天。".into()));
    }
    if until > act.today() + LONGEST_HOLD {
        return Err(AppError::Refused(format!(
            "暂缓催办最长 {} 天，到期后可以再定。",
            LONGEST_HOLD.num_days()
        )));
    }
    if reason.is_empty() {
        return Err(AppError::Refused("请写明暂缓催办的原因。".into()));
    }
    if reason.chars().count() > LONGEST_NOTE {
        return Err(AppError::Refused(format!("原因最多 {LONGEST_NOTE} 个字。")));
    }
    let duty = get_duty(conn, year, id).await?;
    let done = sqlx::query!(
        "update deadline set held_until = $2, held_reason = $3
         where id = $1 and met_on is null and waived_on is null",
        id.0,
        until,
        reason
    )
    .execute(&mut *conn)
    .await?;
    refuse_unless_changed(done.rows_affected())?;
    let sentence = format!("暂缓催办“{}”至 {}：{reason}", duty.title(), dates::short(until));
    let change = json!({"held_until": until, "held_reason": reason});
    let entry = duty.entry("deadline_held", sentence).for_audience(Audience::Concerned);
    append(conn, act, entry.with_change(None, Some(change))).await
}

/// Takes a hold back.
///
/// # Errors
/// Refused when the duty is not held.
pub async fn release(conn: &mut PgConnection, act: &Act, year: i32, id: DeadlineId) -> Result<()> {
    let duty = get_duty(conn, year, id).await?;
    let done = sqlx::query!(
        "update deadline set held_until = null, held_reason = null where id = $1 and held_until is not null",
        id.0
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::Refused("这项时限没有暂缓催办。".into()));
    }
    let sentence = format!("恢复催办“{}”", duty.title());
    append(conn, act, duty.entry("deadline_released", sentence)).await
}

/// Marks a quarterly check or half-year summary done on `on`, with what shows it.
///
/// # Errors
/// Refused for other kinds, for a day to come, without a note, and for a duty met or waived.
pub async fn mark_done(
    conn: &mut PgConnection,
    act: &Act,
    year: i32,
    id: DeadlineId,
    on: NaiveDate,
    note: &str,
) -> Result<()> {
    let duty = get_duty(conn, year, id).await?;
    if !is_marked_by_hand(duty.kind) {
        return Err(AppError::Refused(format!("{}随办理自动完成，不由人工标记。", duty.kind.word())));
    }
    if on > act.today() {
        return Err(AppError::Refused("完成日期不能晚于今天。".into()));
    }
    if on.year() < year {
        return Err(AppError::Refused(format!("完成日期不能早于方案年度 {year} 年。")));
    }
    if note.is_empty() {
        return Err(AppError::Refused("请写明完成的依据。".into()));
    }
    if note.chars().count() > LONGEST_NOTE {
        return Err(AppError::Refused(format!("依据最多 {LONGEST_NOTE} 个字，详细材料请作为文件保存。")));
    }
    let done = sqlx::query!(
        "update deadline set met_on = $2, met_note = $3 where id = $1 and met_on is null and waived_on is null",
        id.0,
        on,
        note
    )
    .execute(&mut *conn)
    .await?;
    refuse_unless_changed(done.rows_affected())?;
    // The ground may hold remarks of a check: only those concerned read what an entry changed.
    let sentence = format!("标记“{}”已于 {} 完成", duty.title(), dates::short(on));
    let change = json!({"met_on": on, "met_note": note});
    append(conn, act, duty.entry("deadline_met", sentence).with_change(None, Some(change))).await
}

/// Decides a proposal of the sweep. What is sent to the leader in charge reaches them as a notice, and their stand-in
/// of the day with them.
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
    let proposal = sqlx::query!(
        r#"update overdue_flag f set decision = $2, decided_on = $3, decided_by = $4
           where f.id = $1 and f.level >= 3 and f.decision is null and f.cleared_on is null
           returning f.deadline_id, f.level"#,
        flag,
        decision as Decision,
        act.today(),
        act.account().map(|account| account.0)
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or_else(|| AppError::Conflict("这项建议已有人处理，或事项已不再逾期。".into()))?;
    let duty = get_duty(conn, year, DeadlineId(proposal.deadline_id)).await?;
    let level = Level::of(proposal.level).unwrap_or(Level::LeaderProposed);
    if decision == Decision::Sent {
        send_to_leader(conn, act, &duty, level, flag).await?;
    }
    let sentence = match (decision, level) {
        (Decision::Sent, Level::LeaderProposed) => format!("报分管院领导：“{}”逾期", duty.title()),
        (Decision::Sent, _) => format!("决定就“{}”发督办通知单", duty.title()),
        (Decision::Dismissed, level) => format!("“{}”暂不处理：{}", duty.title(), level.word()),
    };
    append(conn, act, duty.entry("proposal_decided", sentence)).await
}

async fn send_to_leader(
    conn: &mut PgConnection,
    act: &Act,
    duty: &DutyRow,
    level: Level,
    flag: i64,
) -> Result<()> {
    let leaders = match duty.task_id {
        Some(task) => list_leaders(conn, task, act.today()).await?,
        None => Vec::new(),
    };
    if leaders.is_empty() {
        return Err(AppError::Refused("任务的分管院领导待明确，无法报送；请先明确分管院领导。".into()));
    }
    let purpose = if level == Level::NoticeProposed { "拟发督办通知单" } else { "报分管院领导" };
    let message = format!("{purpose}：{}应于 {}完成，至今未完成。", duty.title(), dates::long(duty.due_on));
    let path =
        duty.task_number.map_or_else(|| urls::deadlines(duty.year), |number| urls::task(duty.year, number));
    sqlx::query!(
        "insert into notice (account_id, digest_on, flag_id, plan_year, message, path, created_at)
         select leader, $2, $3, $4, $5, $6, $7 from unnest($1::bigint[]) leader
         on conflict do nothing",
        &leaders,
        act.today(),
        flag,
        duty.year,
        message,
        path,
        act.at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The leader in charge, and who stands in for them that day.
async fn list_leaders(conn: &mut PgConnection, task: TaskId, on: NaiveDate) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar!(
        r#"select a.id from task t
           join account a on a.disabled_at is null and (a.id = t.leader_id or a.id in (
               select s.stand_in_id from leader_stand_in s
               where s.leader_id = t.leader_id and $2 between s.from_on and s.to_on))
           where t.id = $1"#,
        task.0,
        on
    )
    .fetch_all(conn)
    .await?)
}

fn refuse_unless_changed(rows: u64) -> Result<()> {
    if rows == 0 {
        return Err(AppError::Conflict("这项时限已完成或已免除，未作改动。".into()));
    }
    Ok(())
}

impl DutyRow {
    /// An entry about the duty, in its plan's and task's history.
    pub(super) fn entry(&self, event: &'static str, sentence: String) -> Entry {
        let entry = Entry::new(event, "deadline", sentence).on(self.id.0).of_plan(self.year);
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
