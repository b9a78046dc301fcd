//! A milestone is done: with the day and what shows it, a sentence, a document's number or a file.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::model::{Done, Milestone};
use super::store;
use crate::audit_trail::{Act, Entry, append};
use crate::deadlines::{self, DutyKey};
use crate::error::{AppError, Result};
use crate::plan::Plan;
use crate::plan::tasks::{Task, start};
use crate::web::dates;

/// Marks a milestone done, with its duty and one entry; the first one met starts the task.
///
/// # Errors
/// Refused where nothing shows it, for a day to come or before the task begins, and for a milestone not open; a conflict
/// when someone changed it since it was read.
pub async fn meet_milestone(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    task: &Task,
    milestone: &Milestone,
    done: &Done,
) -> Result<()> {
    if let Some(sentence) = refusal(task, milestone, done, act.today()) {
        return Err(AppError::Refused(sentence));
    }
    store::update_shown(conn, milestone, done).await?;
    let key = DutyKey::of_milestone(milestone.id, task.id);
    if !deadlines::meet(conn, plan.id, key, done.on, None).await? {
        return Err(AppError::Conflict("这个节点刚被他人办理，请返回任务页查看。".into()));
    }
    let late = (done.on - milestone.due_on).num_days();
    let lateness = if late > 0 { format!("，迟 {late} 天") } else { String::new() };
    let sentence = format!("节点“{}”于 {} 完成{lateness}", milestone.title, dates::short(done.on));
    let after = json!({
        "met_on": done.on, "shown_by": done.shown_by, "document_title": done.document_title,
        "document_number": done.document_number, "file": done.file,
    });
    append(conn, act, entry("milestone_met", plan, task, milestone, sentence).with_change(None, Some(after)))
        .await?;
    start(conn, act, plan.year, task.id, "首个节点完成").await
}

fn refusal(task: &Task, milestone: &Milestone, done: &Done, today: NaiveDate) -> Option<String> {
    if !milestone.is_open() {
        return Some("这个节点已完成或不再要求。".to_owned());
    }
    if done.on > today {
        return Some(format!("完成日期不能晚于今天（{}）。", dates::short(today)));
    }
    if done.on < task.starts_on {
        return Some(format!("完成日期不能早于任务开始之日（{}）。", dates::short(task.starts_on)));
    }
    (!done.is_shown()).then(|| "请写明完成的凭据：一句话、文号或一份材料，至少一项。".to_owned())
}

/// Takes back that a milestone was done, with a reason: it is owed again on its date.
///
/// # Errors
/// Refused for a milestone that is not met, or whose duty was waived; a conflict when someone changed it since it was
/// read.
pub async fn take_back(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    task: &Task,
    milestone: &Milestone,
    reason: &str,
) -> Result<()> {
    let not_met = || AppError::Refused("这个节点没有记为完成。".into());
    let met_on = milestone.met_on.ok_or_else(not_met)?;
    store::update_shown(conn, milestone, &Done::default()).await?;
    if !deadlines::unmeet(conn, plan.id, DutyKey::of_milestone(milestone.id, task.id)).await? {
        return Err(not_met());
    }
    let before = json!({
        "met_on": met_on, "shown_by": milestone.shown_by, "document_title": milestone.document_title,
        "document_number": milestone.document_number, "file": milestone.file,
    });
    let sentence = format!("撤回节点“{}”的完成", milestone.title);
    // Why is for those concerned: they read what an entry changed.
    let entry = entry("milestone_taken_back", plan, task, milestone, sentence);
    append(conn, act, entry.with_change(Some(before), Some(json!({"reason": reason})))).await
}

/// An entry on a milestone, in its task's records.
pub(super) fn entry(
    event: &'static str,
    plan: &Plan,
    task: &Task,
    milestone: &Milestone,
    sentence: String,
) -> Entry {
    Entry::new(event, "milestone", sentence).on(milestone.id.0).of_plan(plan.year).of_task(task.id)
}
