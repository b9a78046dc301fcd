//! A task's timeline comes to stand: its milestones, each with its duty.

use serde_json::{Value, json};
use sqlx::PgConnection;

use super::model::{Milestone, NewMilestone, cumulative, refusal_of_state, refusal_of_steps};
use super::store;
use super::{list_milestones, withdraw};
use crate::audit_trail::{Act, Entry, append};
use crate::deadlines::{self, DeadlineKind, DutyKey, NewDuty};
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, MilestoneId};
use crate::plan::Plan;
use crate::plan::tasks::store::{get_completion_date, touch};
use crate::plan::tasks::{Task, list_owners};
use crate::web::dates;

/// A timeline as it shall stand.
#[derive(Debug, Clone)]
pub struct NewTimeline {
    /// Its steps; each comes after those it waits for.
    pub steps: Vec<NewMilestone>,
    /// Why the milestones still to be done are withdrawn for it (重新倒排); `None` when there must be none.
    pub replaces: Option<String>,
}

/// Lays out the timeline of a task held by this transaction, with one entry. What is met or overdue stays: the steps
/// add up to what these leave of the whole.
///
/// # Errors
/// Refused for a closed task, for steps that do not add up or end after the task, and where milestones still to be done
/// stand that are not replaced.
pub async fn lay_out(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    task: &Task,
    timeline: &NewTimeline,
) -> Result<()> {
    let milestones = list_milestones(conn, task.id).await?;
    let (stay, replaced) = sort(&milestones, act.today());
    let end = get_completion_date(conn, task.id).await?;
    let from = share_reached(&stay);
    let in_the_way =
        || (!replaced.is_empty()).then(|| "任务已有未完成的节点；重新倒排须写明理由。".to_owned());
    let refusal = refusal_of_state(task.status)
        .or_else(|| if timeline.replaces.is_none() { in_the_way() } else { None })
        .or_else(|| refusal_of_steps(&timeline.steps, from, end));
    if let Some(sentence) = refusal {
        return Err(AppError::Refused(sentence));
    }
    for milestone in replaced {
        withdraw(conn, act, plan, task, milestone, timeline.replaces.as_deref().unwrap_or_default()).await?;
    }
    let shares = cumulative(&timeline.steps, from);
    let ids = store::insert_milestones(conn, task.id, &timeline.steps, &shares, act.today()).await?;
    let owner = list_owners(conn, plan.id, act.today().max(plan.starts_on)).await?;
    let owner = owner.into_iter().find(|owner| owner.task == task.id);
    let files = owner.as_ref().and_then(|owner| owner.files_report);
    let owes = files.or_else(|| owner.and_then(|owner| owner.first_unit_lead));
    deadlines::lay_out(conn, plan.id, &duties(task, &ids, &timeline.steps, owes)).await?;
    touch(conn, task.id).await?;
    append(conn, act, entry(plan, task, timeline, &shares)).await?;
    match files {
        Some(department) => meet_timeline(conn, act, plan, department).await,
        None => Ok(()),
    }
}

/// Of the milestones that were not withdrawn: those that stay (met, waived or overdue), and those still to be done.
#[must_use]
pub(super) fn sort(milestones: &[Milestone], today: chrono::NaiveDate) -> (Vec<&Milestone>, Vec<&Milestone>) {
    let standing = milestones.iter().filter(|milestone| milestone.stands());
    standing.partition(|milestone| !milestone.is_open() || milestone.is_overdue(today))
}

/// The share reached with the last of these milestones; 0 without any.
pub(super) fn share_reached(milestones: &[&Milestone]) -> u32 {
    milestones.iter().map(|milestone| milestone.planned_share).max().unwrap_or(0)
}

fn duties(
    task: &Task,
    ids: &[MilestoneId],
    steps: &[NewMilestone],
    owes: Option<DepartmentId>,
) -> Vec<NewDuty> {
    let duty = |(id, step): (&MilestoneId, &NewMilestone)| NewDuty {
        key: DutyKey::of_milestone(*id, task.id),
        title: step.title.clone(),
        department: owes,
        due: step.due.clone(),
    };
    ids.iter().zip(steps).map(duty).collect()
}

fn entry(plan: &Plan, task: &Task, timeline: &NewTimeline, shares: &[u32]) -> Entry {
    let days = timeline.steps.iter().map(|step| step.due.due_on);
    let span = days.clone().min().zip(days.max());
    let span = span.map_or_else(String::new, |(first, last)| {
        format!("（{} 至 {}）", dates::short(first), dates::short(last))
    });
    let word = if timeline.replaces.is_some() { "重新倒排工期" } else { "倒排工期" };
    let sentence = format!("{word}：列出节点 {} 个{span}", timeline.steps.len());
    let steps: Vec<Value> = timeline
        .steps
        .iter()
        .zip(shares)
        .map(|(step, share)| json!({"title": step.title, "due_on": step.due.due_on, "planned_share": share}))
        .collect();
    let entry = Entry::new("timeline_laid_out", "task", sentence).on(task.id.0);
    let after = json!({"milestones": steps, "reason": timeline.replaces});
    entry.of_plan(plan.year).of_task(task.id).with_change(None, Some(after))
}

/// 倒排工期 of a department is done with the last of its timelines.
async fn meet_timeline(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    department: DepartmentId,
) -> Result<()> {
    let today = act.today();
    if !store::has_all_timelines(conn, plan.id, department, today).await? {
        return Ok(());
    }
    let key = DutyKey::of_department(DeadlineKind::Timeline, department);
    if deadlines::meet(conn, plan.id, key, today, None).await? {
        let sentence = "填报的任务都已倒排工期";
        let entry = Entry::new("timelines_complete", "department", sentence).on(department.0);
        append(conn, act, entry.of_plan(plan.year).of_department(department)).await?;
    }
    Ok(())
}
