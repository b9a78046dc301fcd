//! A leader writes an instruction, the office records one from paper (代录), or records a meeting with what it resolved.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::store::{InstructionRow, get_instruction};
use super::writes::{Stored, StoredMeeting, entry, insert_instruction, insert_meeting};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::AccountId;
use crate::plan::Plan;
use crate::plan::tasks::store::Person;
use crate::plan::tasks::{Task, TaskStatus};
use crate::supervision::Reader;
use crate::web::dates;

/// An instruction to be entered.
#[derive(Debug, Clone)]
pub struct Written {
    /// Whose it is.
    pub leader: Person,
    /// Of which day.
    pub given_on: NaiveDate,
    /// What is instructed.
    pub words: String,
}

/// Why an instruction of `given_on` cannot be of that day; `None` where it can: of the plan's year or later, and not to come.
fn wrong_day(plan: &Plan, given_on: NaiveDate, today: NaiveDate) -> Option<String> {
    let first = NaiveDate::from_ymd_opt(plan.year, 1, 1).unwrap_or(plan.starts_on);
    (given_on > today || given_on < first).then(|| format!("日期须在 {} 与今天之间。", dates::short(first)))
}

fn require_open(task: Option<&Task>) -> Result<()> {
    match task.map(|task| task.status) {
        Some(TaskStatus::Merged | TaskStatus::Terminated) => {
            Err(AppError::Refused("任务已并入或终止，请选择现在承担的任务。".into()))
        }
        _ => Ok(()),
    }
}

fn own(act: &Act) -> Result<AccountId> {
    act.account().ok_or_else(|| AppError::Refused("批示、议定事项须由本人录入。".into()))
}

/// Enters a leader's instruction on a task or on none; of another's writing it is recorded on the leader's behalf (代录).
/// Returns it.
///
/// # Errors
/// Refused for a task merged or terminated, and for a day to come or before the plan's year.
pub async fn give(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, Option<&Task>),
    written: &Written,
) -> Result<InstructionRow> {
    let by = own(act)?;
    require_open(task)?;
    if let Some(sentence) = wrong_day(plan, written.given_on, act.today()) {
        return Err(AppError::Refused(sentence));
    }
    let stored = Stored {
        plan: plan.id,
        task: task.map(|task| task.id),
        leader: Some(written.leader.id),
        meeting: None,
        given_on: written.given_on,
        words: &written.words,
    };
    let number = insert_instruction(conn, act, by, &stored).await?;
    let instruction = get_instruction(conn, &Reader::of_all(act.today()), plan.year, number).await?;
    let act =
        if instruction.is_recorded() { act.clone().on_behalf_of(&written.leader.name) } else { act.clone() };
    let sentence = format!("{}（{}）", instruction.name(), dates::short(written.given_on));
    let after = json!({"leader": written.leader.name, "given_on": written.given_on, "words": written.words});
    append(conn, &act, entry("instruction_given", &instruction, sentence).with_change(None, Some(after)))
        .await?;
    Ok(instruction)
}

/// A meeting of the leading group to be recorded.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// Which one: 领导小组第二次会议.
    pub title: String,
    /// When it was held.
    pub held_on: NaiveDate,
    /// Who was present.
    pub present: String,
}

/// What a meeting resolved, on a task or on none.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// The task.
    pub task: Option<Task>,
    /// What was resolved.
    pub words: String,
}

/// Records a meeting with all it resolved (议定事项), each an instruction of its own. Returns them.
///
/// # Errors
/// Refused for a task merged or terminated, and for a day to come or before the plan's year.
pub async fn record_meeting(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    meeting: &Meeting,
    items: &[Resolved],
) -> Result<Vec<InstructionRow>> {
    let by = own(act)?;
    if let Some(sentence) = wrong_day(plan, meeting.held_on, act.today()) {
        return Err(AppError::Refused(sentence));
    }
    let (title, present) = (meeting.title.as_str(), meeting.present.as_str());
    let stored = StoredMeeting { plan: plan.id, title, held_on: meeting.held_on, present };
    let id = insert_meeting(conn, act, by, &stored).await?;
    let sentence = format!("录入{title}（{}），议定事项 {} 项", dates::short(meeting.held_on), items.len());
    let after = json!({"title": title, "held_on": meeting.held_on, "present": present});
    let recorded = Entry::new("meeting_recorded", "group_meeting", sentence)
        .on(id)
        .of_plan(plan.year)
        .for_audience(Audience::Concerned)
        .with_change(None, Some(after));
    append(conn, act, recorded).await?;
    let mut instructions = Vec::new();
    for item in items {
        require_open(item.task.as_ref())?;
        let stored = Stored {
            plan: plan.id,
            task: item.task.as_ref().map(|task| task.id),
            leader: None,
            meeting: Some(id),
            given_on: meeting.held_on,
            words: &item.words,
        };
        let number = insert_instruction(conn, act, by, &stored).await?;
        let instruction = get_instruction(conn, &Reader::of_all(act.today()), plan.year, number).await?;
        let sentence = format!("{}（{title}）", instruction.name());
        let after = json!({"meeting": title, "given_on": meeting.held_on, "words": item.words});
        append(conn, act, entry("instruction_given", &instruction, sentence).with_change(None, Some(after)))
            .await?;
        instructions.push(instruction);
    }
    Ok(instructions)
}
