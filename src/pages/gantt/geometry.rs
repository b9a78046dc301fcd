//! What stands in a task's row: bars, milestones, and how far dates were moved, as places on the axis. Pure.

use chrono::NaiveDate;

use super::axis::{Axis, Length, Span};
use crate::calendar::WorkingCalendar;
use crate::ids::MilestoneId;
use crate::pages::overview::{MilestoneOverview, TaskOverview};

/// What a milestone's diamond says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Filled: done.
    Met,
    /// Hollow: to come.
    ToCome,
    /// Red outline: past and not done.
    Past,
    /// Faint: not owed any more.
    Waived,
}

impl StepState {
    /// Where a milestone stands on `today`; one due today is still to come.
    #[must_use]
    pub fn of(milestone: &MilestoneOverview, today: NaiveDate) -> Self {
        match milestone {
            MilestoneOverview { met_on: Some(_), .. } => Self::Met,
            MilestoneOverview { waived: true, .. } => Self::Waived,
            MilestoneOverview { due_on, .. } if *due_on < today => Self::Past,
            _ => Self::ToCome,
        }
    }

    /// The diamond's style class.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Met => "m",
            Self::ToCome => "n",
            Self::Past => "l",
            Self::Waived => "x",
        }
    }
}

/// What a bar says, by its style class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarKind {
    /// Pale: planned.
    Planned,
    /// A dashed outline: it waits, or nothing is planned in it.
    Open,
    /// Dark: the share reported.
    Reported,
    /// The task's time until it was closed.
    Ended,
}

impl BarKind {
    /// The bar's style class.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Planned => "p",
            Self::Open => "w",
            Self::Reported => "d",
            Self::Ended => "e",
        }
    }
}

/// A bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// What it says.
    pub kind: BarKind,
    /// From when to when.
    pub span: Span,
}

/// A date that was moved: a faint mark where it first was, and a line from there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// Where it was.
    pub from: Length,
    /// Where it is.
    pub to: Length,
}

/// A milestone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Diamond {
    /// The milestone.
    pub id: MilestoneId,
    /// Where it lies: on the day it was met, else on the day it is due.
    pub x: Length,
    /// How it is drawn.
    pub state: StepState,
    /// Where it was first due, if it was moved.
    pub shift: Option<Shift>,
    /// Where the baseline has it that the drawing is held against, if elsewhere.
    pub slip: Option<Shift>,
}

/// A task's row, to be drawn in the order of its fields.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// The planned bar, and the one that is done of it.
    pub bars: Vec<Bar>,
    /// How the completion was moved.
    pub end_shift: Option<Shift>,
    /// Where the baseline has the completion, if elsewhere.
    pub end_slip: Option<Shift>,
    /// Its milestones by date.
    pub diamonds: Vec<Diamond>,
}

/// The row of a task on `today`.
#[must_use]
pub fn row(task: &TaskOverview, axis: &Axis, today: NaiveDate, calendar: &WorkingCalendar) -> Row {
    let planned = if is_open_ended(task) { BarKind::Open } else { BarKind::Planned };
    let done = if task.status.is_closed() {
        Some((BarKind::Ended, task.status_since.min(today)))
    } else {
        reached(task, calendar).map(|day| (BarKind::Reported, day))
    };
    let bar = |(kind, to)| axis.span(task.starts_on, to).map(|span| Bar { kind, span });
    let moved = task.original_due_on != task.due_on;
    Row {
        bars: [Some((planned, task.due_on)), done].into_iter().flatten().filter_map(bar).collect(),
        end_shift: moved
            .then(|| Shift { from: axis.end_of(task.original_due_on), to: axis.end_of(task.due_on) }),
        end_slip: None,
        diamonds: task.milestones.iter().map(|milestone| diamond(milestone, axis, today)).collect(),
    }
}

/// Whether the task's bar is only an outline.
fn is_open_ended(task: &TaskOverview) -> bool {
    !task.status.is_closed() && (task.status.is_waiting() || task.milestones.is_empty())
}

/// The day on which so many of the task's working days are gone as the reported share says; `None` when none is.
fn reached(task: &TaskOverview, calendar: &WorkingCalendar) -> Option<NaiveDate> {
    if task.share >= 100 {
        return Some(task.due_on);
    }
    let days = calendar.count_inclusive(task.starts_on, task.due_on) * task.share / 100;
    let before = task.starts_on.pred_opt()?;
    (days > 0).then(|| calendar.add_working_days(before, days))
}

fn diamond(milestone: &MilestoneOverview, axis: &Axis, today: NaiveDate) -> Diamond {
    let state = StepState::of(milestone, today);
    let x = axis.middle_of(milestone.met_on.map_or(milestone.due_on, |met_on| met_on.min(today)));
    let moved = milestone.original_due_on != milestone.due_on && state != StepState::Waived;
    let shift = moved.then(|| Shift { from: axis.middle_of(milestone.original_due_on), to: x });
    Diamond { id: milestone.id, x, state, shift, slip: None }
}

#[cfg(test)]
mod tests;
