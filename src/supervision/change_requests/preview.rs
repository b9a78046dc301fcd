//! What a later date moves: one way of moving, done in earnest or done and taken back.

use chrono::NaiveDate;
use sqlx::{Acquire, PgConnection};

use super::model::Extendable;
use crate::calendar::get_calendar;
use crate::deadlines::due_dates::Reckoned;
use crate::deadlines::{self, DeadlineKind, DutyChange, DutyKey, compare, list_duties_beside};
use crate::error::{AppError, Result};
use crate::ids::MilestoneId;
use crate::plan::Plan;
use crate::plan::milestones::{list_milestones, moved_with, set_dates};
use crate::plan::tasks::Task;
use crate::plan::tasks::store::{get_completion_date, touch};

/// Moves a duty to `to`, and of a milestone what must move with it. The task is held by this transaction.
///
/// # Errors
/// Refused where the date may not be asked for; a conflict when the duty was settled meanwhile.
pub(super) async fn move_duty(
    conn: &mut PgConnection,
    plan: &Plan,
    task: Option<&Task>,
    duty: &Extendable,
    to: NaiveDate,
) -> Result<()> {
    // A duty of no task ends with the plan.
    let completion = match task {
        Some(task) => get_completion_date(conn, task.id).await?,
        None => plan.ends_on,
    };
    if let Some(sentence) = duty.refusal(to, completion, plan.ends_on) {
        return Err(AppError::Refused(sentence));
    }
    let calendar = get_calendar(conn).await?;
    let milestone = duty.subject.filter(|_| duty.kind == DeadlineKind::Milestone).map(MilestoneId);
    if let Some((task, milestone)) = task.zip(milestone) {
        let milestones = list_milestones(conn, task.id).await?;
        let moved = moved_with(&milestones, milestone, (to, completion), &calendar)?;
        return set_dates(conn, plan, task, &moved, false, &calendar).await;
    }
    let due =
        Reckoned { due_on: to, working: format!("经批准延期：{}。", calendar.chosen(to).sentence()) };
    let key =
        DutyKey { kind: duty.kind, subject: duty.subject, task: task.map(|task| task.id), period: None };
    if !deadlines::move_to(conn, plan.id, key, &due, false).await? {
        return Err(AppError::Conflict("这项时限刚由他人办结或不再办理，请返回查看。".into()));
    }
    match task {
        Some(task) => touch(conn, task.id).await,
        None => Ok(()),
    }
}

/// What [`move_duty`] would move, found by doing it and taking it back.
///
/// # Errors
/// As [`move_duty`].
pub(super) async fn preview(
    conn: &mut PgConnection,
    plan: &Plan,
    task: Option<&Task>,
    duty: &Extendable,
    to: NaiveDate,
) -> Result<Vec<DutyChange>> {
    let of_task = task.map(|task| task.id);
    let before = list_duties_beside(conn, of_task, duty.id).await?;
    let mut tried = conn.begin().await?;
    move_duty(&mut tried, plan, task, duty, to).await?;
    let after = list_duties_beside(&mut tried, of_task, duty.id).await?;
    tried.rollback().await?;
    Ok(compare(&before, &after))
}
