//! Every task of a plan as of today: who answers, how far it is, its light and marks. Read in five statements
//! whatever the number of tasks; wall, ledger, worklist and export show the same object.
//!
//! - [`Overview`], [`TaskOverview`]: the object, and what of it a reader may see (`model.rs`)
//! - `store.rs`: the statements behind it

mod model;
mod store;

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

pub use model::{
    Extensions, MilestoneOverview, Overview, RESTRICTED, ReportDuty, Section, TaskDepartment, TaskOverview,
};

use crate::calendar::{WorkingCalendar, get_calendar};
use crate::deadlines::model::Duty;
use crate::deadlines::{DeadlineKind, PlanRules};
use crate::error::Result;
use crate::ids::TaskId;
use crate::plan::get_plan_with_rules;
use crate::plan::tasks::AssignmentRole;
use crate::status::{
    PlannedStep, Responsibility, TaskDuty, TaskFacts, light_for_all, light_of, mark_of_extensions, marks_of,
    scheduled_share, unreported_months,
};

/// Reads the plan of `year` as of `today`.
pub async fn read(conn: &mut PgConnection, year: i32, today: NaiveDate) -> Result<Overview> {
    let (plan, rules) = get_plan_with_rules(conn, year).await?;
    let calendar = get_calendar(conn).await?;
    let sections = store::list_sections(conn, plan.id).await?;
    let rows = store::list_tasks(conn, plan.id, today).await?;
    let mut duties = store::list_duties(conn, plan.id, today).await?;
    let reports = duties.reports;
    let build = |row: store::TaskRow| {
        let duties = duties.of_tasks.remove(&row.id).unwrap_or_default();
        build_task(row, duties, plan.ends_on, (today, &calendar, &rules))
    };
    let tasks = rows.into_iter().map(build).collect();
    Ok(Overview { plan, rules, calendar, today, sections, tasks, reports })
}

fn build_task(
    row: store::TaskRow,
    DutiesOfTask { duties, milestones, original_due_on, extensions, extension_waits, completion_waits }: DutiesOfTask,
    plan_ends_on: NaiveDate,
    (today, calendar, rules): (NaiveDate, &WorkingCalendar, &PlanRules),
) -> TaskOverview {
    let due_on = completion(&duties).map_or(plan_ends_on, |duty| duty.due_on);
    let step = |milestone: &MilestoneOverview| PlannedStep {
        due_on: milestone.due_on,
        planned_share: milestone.planned_share,
    };
    let facts = TaskFacts {
        status: row.status,
        status_since: row.status_since,
        status_source: row.status_source.unwrap_or_default(),
        merged_into: row.merged_into,
        reopened_on: row.reopened_on,
        starts_on: row.starts_on,
        share: row.share.unsigned_abs(),
        duties,
        steps: milestones.iter().map(step).collect(),
    };
    let responsibility = Responsibility {
        has_lead: row.departments.iter().any(|department| department.role == AssignmentRole::Lead),
        has_leader: row.leader.is_some(),
        has_filing_department: row.departments.iter().any(|department| department.files_report),
        has_contact: row.contact.is_some(),
        leader_left: row.leader_left,
        contact_left: row.contact_left,
        extension_waits,
        completion_waits,
        empty_lead_groups: row.empty_lead_groups,
        departments_without_account: row.departments_without_account,
    };
    let substance = facts.duties.iter().filter(|duty| duty.duty.kind.is_of_substance());
    let late = substance.filter(|duty| duty.duty.is_overdue(today)).min_by_key(|duty| duty.duty.due_on);
    let days_overdue = late.map_or(0, |duty| (today - duty.duty.due_on).num_days());
    let longest_overdue = late.map(|duty| duty.duty.kind);
    let late_kept_by = late.and_then(|duty| duty.kept_by.clone());
    let mut marks = marks_of(&facts, &responsibility, today);
    marks.extend(mark_of_extensions(extensions.count, extensions.days));
    TaskOverview {
        id: row.id,
        number: row.number,
        section: row.section,
        title: row.title,
        restricted: row.restricted,
        status: row.status,
        status_since: facts.status_since,
        departments: row.departments,
        concerned: row.concerned,
        leader: row.leader,
        contact: row.contact,
        share: facts.share,
        problems: row
            .problems
            .filter(|problems| !matches!(problems.trim(), "" | "无" | "无。" | "暂无" | "暂无。")),
        verified: row.verified_rating.filter(|verified| row.own_rating != Some(*verified)),
        scheduled: scheduled_share(facts.starts_on, &facts.steps, today, calendar),
        starts_on: facts.starts_on,
        milestones,
        due_on,
        original_due_on: original_due_on.unwrap_or(plan_ends_on),
        extensions,
        light: light_of(&facts, today, calendar, rules),
        sentence_for_all: (facts.duties.iter().any(|duty| duty.duty.kind.is_for_those_concerned()))
            .then(|| light_for_all(&facts, today, calendar, rules).sentence),
        marks,
        gaps: if facts.status.is_closed() { Vec::new() } else { responsibility.gaps() },
        unreported: unreported_months(&facts, today),
        days_overdue,
        longest_overdue,
        late_kept_by,
    }
}

fn completion(duties: &[TaskDuty]) -> Option<&Duty> {
    duties.iter().map(|duty| &duty.duty).find(|duty| duty.kind == DeadlineKind::TaskCompletion)
}

/// The duties of a task.
#[derive(Default)]
struct DutiesOfTask {
    duties: Vec<TaskDuty>,
    milestones: Vec<MilestoneOverview>,
    /// Of its completion.
    original_due_on: Option<NaiveDate>,
    extensions: Extensions,
    /// A request for an extension waits.
    extension_waits: bool,
    completion_waits: bool,
}

/// The duties of a plan, those of tasks by task.
struct PlanDuties {
    of_tasks: HashMap<TaskId, DutiesOfTask>,
    reports: Vec<ReportDuty>,
}
