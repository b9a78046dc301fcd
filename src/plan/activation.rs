//! A plan comes into force: the year's duties are laid out, so that what is never done is as visible as what is late.
//!
//! For the notice of 2019: 351 monthly reports, 39 completions, 3 quarterly checks, 2 summaries, and the set-up
//! duties of its departments. When each is due stands in `deadlines/due_dates.rs`, which periods are owed in
//! `deadlines/periods.rs`.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::audit_trail::{Act, Entry, append};
use crate::calendar::get_calendar;
use crate::deadlines::due_dates::DueDates;
use crate::deadlines::periods::{Rhythm, owed};
use crate::deadlines::{DeadlineKind, DutyKey, NewDuty, lay_out};
use crate::error::Result;
use crate::ids::{DepartmentId, TaskId};
use crate::plan::appointment::meet_where_named;
use crate::plan::store::{Plan, get_plan_with_rules};
use crate::plan::tasks::{TaskOwner, list_owners};

/// Lays out the duties of the plan of `year` for the whole year; `own_days` are those on which tasks are to be done that are
/// not to be done on the plan's last.
pub(in crate::plan) async fn activate(
    conn: &mut PgConnection,
    act: &Act,
    year: i32,
    own_days: &HashMap<TaskId, NaiveDate>,
) -> Result<()> {
    let (plan, rules) = get_plan_with_rules(conn, year).await?;
    let calendar = get_calendar(conn).await?;
    let due = DueDates { rules: &rules, calendar: &calendar };
    let owners = list_owners(conn, plan.id, act.today().max(plan.starts_on)).await?;
    let mut duties = set_up_duties(&plan, &owners, due);
    for owner in &owners {
        let done_by = own_days.get(&owner.task).copied().unwrap_or(plan.ends_on);
        duties.extend(duties_of_task(&plan, (owner, done_by), due));
    }
    duties.extend(duties_of_office(&plan, due));
    let laid_out = lay_out(conn, plan.id, &duties).await?;
    meet_where_named(conn, plan.id, act.today()).await?;
    let sentence = format!("方案施行，列出全年时限 {laid_out} 项");
    append(conn, act, Entry::new("plan_activated", "plan", sentence).on(plan.id.0).of_plan(plan.year)).await
}

/// Each unit department acknowledges; each filing department names its contact and lays out its timelines.
fn set_up_duties(plan: &Plan, owners: &[TaskOwner], due: DueDates<'_>) -> Vec<NewDuty> {
    let once = |ids: Vec<DepartmentId>| {
        let mut seen = Vec::new();
        ids.into_iter()
            .filter(|id| {
                !seen.contains(id) && {
                    seen.push(*id);
                    true
                }
            })
            .collect::<Vec<_>>()
    };
    let units = once(owners.iter().flat_map(|owner| owner.units.iter().copied()).collect());
    let filing = once(owners.iter().filter_map(|owner| owner.files_report).collect());
    let duty = |kind, department, due| NewDuty {
        key: DutyKey::of_department(kind, department),
        title: String::new(),
        department: Some(department),
        due,
    };
    let acknowledge =
        units.iter().map(|id| duty(DeadlineKind::Acknowledgement, *id, due.acknowledgement(plan.issued_on)));
    let appoint =
        filing.iter().map(|id| duty(DeadlineKind::Appointment, *id, due.appointment(plan.issued_on)));
    let timeline = filing.iter().map(|id| duty(DeadlineKind::Timeline, *id, due.timeline(plan.issued_on)));
    acknowledge.chain(appoint).chain(timeline).collect()
}

/// What a task owes from its own start: a report for each month, and its completion by `done_by`.
#[must_use]
pub fn duties_of_task(
    plan: &Plan,
    (task, done_by): (&TaskOwner, NaiveDate),
    due: DueDates<'_>,
) -> Vec<NewDuty> {
    let reports =
        owed(Rhythm::Month, plan.year, task.starts_on, plan.ends_on).into_iter().map(|month| NewDuty {
            key: DutyKey::of_task(DeadlineKind::MonthlyReport, task.task, Some(month)),
            title: String::new(),
            department: task.files_report,
            due: due.monthly_report(month),
        });
    let completion = NewDuty {
        key: DutyKey::of_task(DeadlineKind::TaskCompletion, task.task, None),
        title: String::new(),
        department: task.files_report.or(task.first_unit_lead),
        due: if done_by == plan.ends_on { due.task_completion(done_by) } else { due.chosen(done_by) },
    };
    reports.chain([completion]).collect()
}

fn duties_of_office(plan: &Plan, due: DueDates<'_>) -> Vec<NewDuty> {
    let duty = |kind, period, due| NewDuty {
        key: DutyKey::of_office(kind, period),
        title: String::new(),
        department: None,
        due,
    };
    let checks = owed(Rhythm::Quarter, plan.year, plan.starts_on, plan.ends_on)
        .into_iter()
        .map(|quarter| duty(DeadlineKind::QuarterlyCheck, quarter, due.quarterly_check(quarter)));
    let summaries = owed(Rhythm::HalfYear, plan.year, plan.starts_on, plan.ends_on)
        .into_iter()
        .map(|half| duty(DeadlineKind::HalfYearSummary, half, due.half_year_summary(half)));
    checks.chain(summaries).collect()
}
