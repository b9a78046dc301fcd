//! The duty a notice is about, with what its degree is reckoned from, and whether it can have a notice.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::degree::degree_of;
use super::model::Degree;
use super::store::{DutyOfNotice, get_duty};
use crate::calendar::{WorkingCalendar, get_calendar};
use crate::deadlines::model::Duty;
use crate::deadlines::{DeadlineKind, PlanRules, get_rules};
use crate::error::{AppError, Result};
use crate::ids::{DeadlineId, DepartmentId, FindingId};
use crate::plan::Plan;
use crate::plan::milestones::{Milestone, list_milestones};
use crate::plan::tasks::store::get_task_to_change;
use crate::plan::tasks::{Task, get_task};
use crate::status::{PlannedStep, TaskDuty, TaskFacts};

/// An open duty with everything a notice about it depends on.
#[derive(Debug)]
pub struct Subject {
    /// Its plan.
    pub plan: Plan,
    /// Its task.
    pub task: Task,
    /// The duty.
    pub deadline: DeadlineId,
    /// Who owes it, to whom the notice is sent.
    pub department: DepartmentId,
    /// By name.
    pub department_name: String,
    /// The finding whose rectification it is.
    pub finding: Option<FindingId>,
    /// 节点“起草”
    pub title: String,
    /// The rules of the plan.
    pub rules: PlanRules,
    /// The working days.
    pub calendar: WorkingCalendar,
    facts: TaskFacts,
}

impl Subject {
    /// The degree a notice has on a day, and the sentence that says why.
    ///
    /// # Errors
    /// Refused with a sentence where nothing gives a degree.
    pub fn degree(&self, today: NaiveDate) -> Result<(Degree, String)> {
        degree_of(&self.facts, today, &self.calendar, &self.rules).map_err(AppError::Refused)
    }
}

/// The duty of that id as the subject of a notice; held until the transaction ends, with its task, where it is `to_change`.
///
/// # Errors
/// Not found; refused with a sentence for other kinds than milestone, completion, rectification and instruction, for a duty
/// of no task, one that is met or waived, and one that nobody owes yet.
pub async fn find_subject(
    conn: &mut PgConnection,
    plan: Plan,
    deadline: DeadlineId,
    to_change: bool,
) -> Result<Subject> {
    let mut duty = get_duty(conn, plan.id, deadline).await?;
    let number = task_of(&duty)?;
    let task = if to_change {
        let task = get_task_to_change(conn, &plan, number).await?;
        // Read again while the task is held: of two who write at once, the second sees what the first did.
        duty = get_duty(conn, plan.id, deadline).await?;
        task
    } else {
        get_task(conn, &plan, number).await?
    };
    require_open(&duty.duty)?;
    let (Some(department), Some(department_name)) = (duty.department, duty.department_name.clone()) else {
        return Err(AppError::Refused("这项时限的责任部门待明确，请先明确责任部门。".into()));
    };
    let milestones = list_milestones(conn, task.id).await?;
    let (rules, calendar) = (get_rules(conn, plan.id).await?, get_calendar(conn).await?);
    Ok(Subject {
        deadline,
        department,
        department_name,
        finding: (duty.duty.kind == DeadlineKind::Rectification)
            .then_some(duty.subject.map(FindingId))
            .flatten(),
        title: duty.duty.kind.named(&duty.name, None),
        facts: facts(&task, duty, &milestones),
        plan,
        task,
        rules,
        calendar,
    })
}

/// The number of the duty's task.
fn task_of(duty: &DutyOfNotice) -> Result<i32> {
    let kind = duty.duty.kind;
    if !kind.is_of_substance() {
        return Err(AppError::Refused(format!(
            "督办通知单只就节点、任务完成、问题整改和批示办理发出，{}不发督办通知单。",
            kind.word()
        )));
    }
    duty.task_number.ok_or_else(|| AppError::Refused("这项时限不属于某项任务，不发督办通知单。".into()))
}

fn require_open(duty: &Duty) -> Result<()> {
    match (duty.met_on, duty.waived_on) {
        (Some(_), _) => Err(AppError::Refused("这项时限已完成，不发督办通知单。".into())),
        (_, Some(_)) => Err(AppError::Refused("这项时限已不再要求，不发督办通知单。".into())),
        (None, None) => Ok(()),
    }
}

fn facts(task: &Task, duty: DutyOfNotice, milestones: &[Milestone]) -> TaskFacts {
    let planned = milestones.iter().filter(|milestone| milestone.withdrawn_on.is_none());
    let step = |milestone: &Milestone| PlannedStep {
        due_on: milestone.due_on,
        planned_share: milestone.planned_share,
    };
    TaskFacts {
        status: task.status,
        status_since: task.status_since,
        status_source: String::new(),
        merged_into: task.merged_into,
        reopened_on: None,
        starts_on: task.starts_on,
        share: duty.share.unsigned_abs(),
        duties: vec![TaskDuty {
            duty: duty.duty,
            title: duty.name,
            proposed_on: None,
            told_leader_on: None,
            kept_by: None,
        }],
        steps: planned.map(step).collect(),
    }
}
