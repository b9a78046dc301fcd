//! Many tasks planned backwards at once (批量倒排): one pattern, each task to its own completion or all to one day. First
//! a preview that says for each what would stand or why it cannot; then one transaction with one entry per task.

mod page;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::lay_out::{NewTimeline, lay_out, sort};
use super::patterns::Pattern;
use super::planning::Planned;
use super::proposals::find_open;
use super::store::list_milestones;
use crate::accounts::Routes;
use crate::audit_trail::Act;
use crate::calendar::WorkingCalendar;
use crate::error::{AppError, Result};
use crate::plan::Plan;
use crate::plan::tasks::Task;
use crate::plan::tasks::bulk::Outcome;
use crate::plan::tasks::store::{get_completion_date, get_task_to_change};
use crate::web::dates;

/// The routes of planning many tasks.
pub(super) fn routes() -> Routes {
    page::routes()
}

/// What each task is planned with.
struct Request<'a> {
    pattern: &'a Pattern,
    /// One day for all; else each task's own completion.
    end: Option<NaiveDate>,
    /// Why milestones still to be done are replaced.
    reason: Option<String>,
}

/// A timeline that stands.
struct Laid {
    count: usize,
    starts_on: String,
    /// Whether that day is an estimate.
    start_estimate: bool,
    due_on: String,
    /// Whether that day is an estimate.
    estimate: bool,
    troubles: Vec<String>,
}

/// Plans each of the tasks that can be planned, in the order of their numbers; the others say why not.
async fn apply(
    conn: &mut PgConnection,
    act: &Act,
    (plan, calendar): (&Plan, &WorkingCalendar),
    numbers: &[i32],
    request: &Request<'_>,
) -> Result<Vec<Outcome<Laid>>> {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    let mut outcomes = Vec::with_capacity(numbers.len());
    for number in numbers {
        let task = get_task_to_change(conn, plan, number).await?;
        let result = match plan_one(conn, act, (plan, calendar), &task, request).await {
            Ok(laid) => Ok(laid),
            // A refusal comes before anything was written.
            Err(AppError::Refused(sentence)) => Err(sentence),
            Err(other) => return Err(other),
        };
        outcomes.push(Outcome { number, title: task.title, version: task.version, result });
    }
    Ok(outcomes)
}

async fn plan_one(
    conn: &mut PgConnection,
    act: &Act,
    (plan, calendar): (&Plan, &WorkingCalendar),
    task: &Task,
    request: &Request<'_>,
) -> Result<Laid> {
    if find_open(conn, task.id).await?.is_some() {
        return Err(AppError::Refused("部门已提出倒排工期，请到该任务逐项确认。".into()));
    }
    let end = match request.end {
        Some(end) => end,
        None => get_completion_date(conn, task.id).await?,
    };
    let from = task.starts_on.max(act.today());
    let planned = Planned::of(&request.pattern.steps, end, from, calendar);
    let milestones = list_milestones(conn, task.id).await?;
    let replaces = request.reason.clone().filter(|_| !sort(&milestones, act.today()).1.is_empty());
    let starts_on = planned.placed.iter().map(|step| step.starts_on).min();
    let due_on = planned.placed.iter().map(|step| step.due_on).max();
    let laid = Laid {
        count: planned.milestones.len(),
        starts_on: starts_on.map_or_else(String::new, dates::short),
        start_estimate: starts_on.is_some_and(|day| calendar.is_estimate(day)),
        due_on: due_on.map_or_else(String::new, dates::short),
        estimate: due_on.is_some_and(|day| calendar.is_estimate(day)),
        troubles: planned.all_troubles(),
    };
    lay_out(conn, act, plan, task, &NewTimeline { steps: planned.milestones, replaces }).await?;
    Ok(laid)
}
