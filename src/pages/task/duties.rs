//! A task's milestones and other duties as its page lists them.

use chrono::NaiveDate;

use crate::deadlines::DutyOfTask;
use crate::pages::gantt::TaskGantt;
use crate::plan::milestones::Milestone;
use crate::plan::tasks::Task;
use crate::web::document_title::in_marks;
use crate::web::{dates, urls};

/// A milestone.
pub(super) struct MilestoneLine {
    pub title: String,
    pub path: String,
    pub due_on: String,
    /// Whether the date is an estimate.
    pub estimate: bool,
    pub moved_from: Option<String>,
    /// How far it slipped from the newest baseline.
    pub slipped: Option<String>,
    pub planned_share: u32,
    pub state: (&'static str, &'static str, String),
    pub document: String,
}

/// A dated duty.
pub(super) struct DutyLine {
    pub title: String,
    pub owed_by: String,
    pub due_on: String,
    /// Whether the date is an estimate.
    pub estimate: bool,
    pub moved_from: Option<String>,
    pub state: (&'static str, &'static str, String),
    pub working: String,
    pub path: String,
}

/// A milestone's line as of `today`.
pub(super) fn milestone_line(
    year: i32,
    task: &Task,
    milestone: &Milestone,
    (today, gantt): (NaiveDate, &TaskGantt),
) -> MilestoneLine {
    let step = gantt.steps.iter().find(|step| step.diamond.id == milestone.id);
    let (title, number) = (&milestone.document_title, &milestone.document_number);
    MilestoneLine {
        title: milestone.title.clone(),
        path: urls::milestone(year, task.number, milestone.id),
        due_on: dates::short(milestone.due_on),
        estimate: milestone.is_estimate(),
        moved_from: (milestone.due_on != milestone.original_due_on)
            .then(|| dates::short(milestone.original_due_on)),
        slipped: step.and_then(|step| step.slipped.clone()),
        planned_share: milestone.planned_share,
        state: milestone.state(today),
        document: if title.is_empty() { number.clone() } else { format!("{}{number}", in_marks(title)) },
    }
}

/// The date first owed, where it moved.
pub(super) fn moved_from(duty: &DutyOfTask) -> Option<String> {
    (duty.duty.due_on != duty.original_due_on).then(|| dates::short(duty.original_due_on))
}

impl DutyLine {
    /// Its line as of `today`.
    pub(super) fn of(year: i32, duty: &DutyOfTask, today: NaiveDate) -> Self {
        let late = (today - duty.duty.due_on).num_days();
        let state = if let Some(met_on) = duty.duty.met_on {
            ("green", "✔", format!("{} 完成", dates::short(met_on)))
        } else if duty.duty.waived_on.is_some() {
            ("grey", "○", format!("不再要求：{}", duty.waived_reason.as_deref().unwrap_or_default()))
        } else if duty.duty.is_overdue(today) {
            ("red", "▲", format!("逾期 {late} 天"))
        } else {
            ("grey", "○", "未到期".to_owned())
        };
        Self {
            title: duty.title(),
            owed_by: duty.owed_by().to_owned(),
            due_on: dates::short(duty.duty.due_on),
            estimate: duty.is_estimate(),
            moved_from: moved_from(duty),
            state,
            working: duty.working.clone(),
            path: urls::deadline(year, duty.id),
        }
    }
}
