//! A timeline changes, with a reason: a milestone moves, and others with it; or it is withdrawn.

use chrono::NaiveDate;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::meet::entry;
use super::model::{Milestone, dated};
use super::scheduler::moves_with;
use super::store;
use crate::audit_trail::{Act, append};
use crate::calendar::{WorkingCalendar, get_calendar};
use crate::deadlines::due_dates::Reckoned;
use crate::deadlines::{self, DutyKey};
use crate::error::{AppError, Result};
use crate::ids::MilestoneId;
use crate::plan::Plan;
use crate::plan::tasks::Task;
use crate::plan::tasks::store::{get_completion_date, has_reported, touch};
use crate::web::dates;

/// A milestone that moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved<'a> {
    /// As it stands.
    pub milestone: &'a Milestone,
    /// Where it goes.
    pub to: NaiveDate,
}

/// Everything that moves when the milestone `id` is due on `to` instead, itself first, then by place. Those that move
/// along go at most to the task's completion on `end`: a timeline planned back from its end has no air, and the steps
/// after a late one have less time then.
///
/// # Errors
/// Not found when the task has no such milestone.
pub fn moved_with<'a>(
    milestones: &'a [Milestone],
    id: MilestoneId,
    (to, end): (NaiveDate, NaiveDate),
    calendar: &WorkingCalendar,
) -> Result<Vec<Moved<'a>>> {
    let standing: Vec<&Milestone> = milestones.iter().filter(|milestone| milestone.stands()).collect();
    let at = standing.iter().position(|milestone| milestone.id == id);
    let at = at.ok_or_else(|| AppError::NotFound("这项任务没有这个节点。".into()))?;
    let others = moves_with(&dated(&standing), at, to, calendar);
    let mut moved = vec![Moved { milestone: standing[at], to }];
    let along = others.into_iter().map(|(place, to)| {
        let milestone = standing[place];
        Moved { milestone, to: to.min(end.max(milestone.due_on)) }
    });
    moved.extend(along.filter(|moved| moved.to != moved.milestone.due_on));
    Ok(moved)
}

/// The office moves an open milestone, and what must move with it: freely until the task's first submitted report (the
/// new dates become the original ones), earlier afterwards. The task is held by this transaction.
///
/// # Errors
/// Refused for a milestone not open, for the same day, beyond the task's completion, and for a later date once a report
/// was submitted: that is an extension (延期申请).
pub async fn move_milestone(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    task: &Task,
    (id, to): (MilestoneId, NaiveDate),
    reason: &str,
) -> Result<()> {
    let milestones = store::list_milestones(conn, task.id).await?;
    let calendar = get_calendar(conn).await?;
    let end = get_completion_date(conn, task.id).await?;
    let moved = moved_with(&milestones, id, (to, end), &calendar)?;
    let milestone = moved[0].milestone;
    let is_free = !has_reported(conn, task.id).await?;
    let refusal = if !milestone.is_open() {
        Some("这个节点已完成或不再要求，不能改期。".to_owned())
    } else if to == milestone.due_on {
        Some("时限已是这一天，没有变化。".to_owned())
    } else if to < task.starts_on {
        Some(format!("节点不能早于任务开始之日（{}）。", dates::short(task.starts_on)))
    } else if !is_free && to > milestone.due_on {
        Some("首份月报报送后，节点只能提前；推后须申请延期，由分管院领导决定。".to_owned())
    } else {
        None
    };
    if let Some(sentence) = refusal {
        return Err(AppError::Refused(sentence));
    }
    apply_move(conn, act, plan, task, &moved, (reason, is_free), &calendar).await
}

/// Moves milestones as reckoned ([`moved_with`]), with one entry. `is_original` tells whether the new dates are the ones
/// first owed. The task is held by this transaction.
///
/// # Errors
/// Refused where one would be due after the task's completion; a conflict when one was changed since it was read.
pub async fn apply_move(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    task: &Task,
    moved: &[Moved<'_>],
    (reason, is_original): (&str, bool),
    calendar: &WorkingCalendar,
) -> Result<()> {
    set_dates(conn, plan, task, moved, is_original, calendar).await?;
    let first = moved[0].milestone;
    let others =
        if moved.len() > 1 { format!("，{} 个节点随之变动", moved.len() - 1) } else { String::new() };
    let sentence = format!(
        "节点“{}”的时限由 {} 改为 {}{others}：{reason}",
        first.title,
        dates::short(first.due_on),
        dates::short(moved[0].to)
    );
    let list = |date: fn(&Moved<'_>) -> NaiveDate| -> Value {
        moved.iter().map(|moved| json!({"title": moved.milestone.title, "due_on": date(moved)})).collect()
    };
    let entry = entry("milestone_moved", plan, task, first, sentence);
    let before = json!({"milestones": list(|moved| moved.milestone.due_on)});
    let after = json!({"milestones": list(|moved| moved.to), "reason": reason});
    append(conn, act, entry.with_change(Some(before), Some(after))).await
}

/// Moves milestones as reckoned ([`moved_with`]); the entry is the caller's. `is_original` tells whether the new dates
/// are the ones first owed. The task is held by this transaction.
///
/// # Errors
/// As [`apply_move`].
pub async fn set_dates(
    conn: &mut PgConnection,
    plan: &Plan,
    task: &Task,
    moved: &[Moved<'_>],
    is_original: bool,
    calendar: &WorkingCalendar,
) -> Result<()> {
    let end = get_completion_date(conn, task.id).await?;
    if let Some(late) = moved.iter().find(|moved| moved.to > end) {
        return Err(AppError::Refused(format!(
            "节点“{}”将推到 {}，晚于任务的完成时限 {}。",
            late.milestone.title,
            dates::short(late.to),
            dates::short(end)
        )));
    }
    let first = moved[0].milestone;
    for (place, moved) in moved.iter().enumerate() {
        store::touch(conn, moved.milestone).await?;
        let due = if place == 0 {
            Reckoned { due_on: moved.to, working: format!("{}。", calendar.chosen(moved.to).sentence()) }
        } else {
            let day = dates::short_with_weekday(moved.to);
            let most = if moved.to == end { "，至多到任务的完成时限" } else { "" };
            Reckoned {
                due_on: moved.to, working: format!("随节点“{}”变动{most}：{day}。", first.title)
            }
        };
        deadlines::move_to(
            conn,
            plan.id,
            DutyKey::of_milestone(moved.milestone.id, task.id),
            &due,
            is_original,
        )
        .await?;
    }
    touch(conn, task.id).await
}

/// Withdraws a milestone that is still to be done, with a reason. What is overdue is not withdrawn: its lateness would
/// be gone with it.
///
/// # Errors
/// Refused for a milestone not open or overdue; a conflict when someone changed it since it was read.
pub async fn withdraw(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    task: &Task,
    milestone: &Milestone,
    reason: &str,
) -> Result<()> {
    let today = act.today();
    if !milestone.is_open() {
        return Err(AppError::Refused("这个节点已完成或不再要求，不能撤销。".into()));
    }
    if milestone.is_overdue(today) {
        return Err(AppError::Refused(format!(
            "节点“{}”已逾期，不能撤销；请补办、申请延期。",
            milestone.title
        )));
    }
    store::update_withdrawn(conn, milestone, today, reason).await?;
    let key = DutyKey::of_milestone(milestone.id, task.id);
    // Why is for those concerned: they read it on the milestone's page and in what the entry changed.
    deadlines::waive_one(conn, plan.id, key, today, "节点撤销").await?;
    let sentence = format!("撤销节点“{}”（{}）", milestone.title, dates::short(milestone.due_on));
    let before = json!({"due_on": milestone.due_on, "planned_share": milestone.planned_share});
    let after = json!({"withdrawn_on": today, "reason": reason});
    let entry = entry("milestone_withdrawn", plan, task, milestone, sentence);
    append(conn, act, entry.with_change(Some(before), Some(after))).await
}
