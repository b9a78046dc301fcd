//! The drawing held against the plan's newest baseline: where it has other dates, and how far they slipped, in the drawing and
//! in words. Pure.

use super::axis::{Axis, Scale};
use super::chart::{Chart, Entry, TaskEntry, axis_of, day_words};
use super::geometry::{Row, Shift};
use super::of_task::TaskGantt;
use super::words::{StepLine, clean};
use crate::accounts::CurrentUser;
use crate::calendar::WorkingCalendar;
use crate::pages::baselines::{Reference, Slippage};
use crate::pages::overview::{MilestoneOverview, Overview, TaskOverview};

/// What the baseline's mark means: 6月30日基线, with the day it was frozen where that was late.
pub(super) fn label(reference: &Reference) -> String {
    let baseline = reference.baseline;
    let late = baseline.is_late().then(|| format!("（{}补冻）", day_words(baseline.frozen_on)));
    format!("{}基线{}", day_words(baseline.as_of), late.unwrap_or_default())
}

/// How far a task's completion slipped: 较6月30日基线推迟 10 个工作日. `None` when it did not.
pub(super) fn of_completion(
    reference: &Reference,
    task: &TaskOverview,
    calendar: &WorkingCalendar,
) -> Option<String> {
    let from = reference.of_completion(task)?;
    Slippage::between(from, task.due_on, calendar).map(|slippage| said(reference, slippage))
}

/// How far a milestone slipped; `None` when it did not.
pub(super) fn of_milestone(
    reference: &Reference,
    milestone: &MilestoneOverview,
    calendar: &WorkingCalendar,
) -> Option<String> {
    let from = reference.of_milestone(milestone)?;
    Slippage::between(from, milestone.due_on, calendar).map(|slippage| said(reference, slippage))
}

fn said(reference: &Reference, slippage: Slippage) -> String {
    format!("较{}基线{}", day_words(reference.baseline.as_of), slippage.words())
}

/// Puts into a task's row where the baseline has its dates.
fn mark(row: &mut Row, task: &TaskOverview, reference: &Reference, axis: &Axis) {
    let completion = reference.of_completion(task);
    row.end_slip = completion.map(|from| Shift { from: axis.end_of(from), to: axis.end_of(task.due_on) });
    for (diamond, milestone) in row.diamonds.iter_mut().zip(&task.milestones) {
        let from = reference.of_milestone(milestone);
        diamond.slip = from.map(|from| Shift { from: axis.middle_of(from), to: diamond.x });
    }
}

impl Chart {
    /// The same with the baseline's dates where they are others, of the tasks that are open to `user`: of a restricted task the
    /// overview has no true dates to hold against it.
    pub(super) fn against(
        mut self,
        reference: &Reference,
        overview: &Overview,
        scale: Scale,
        user: &CurrentUser,
    ) -> Self {
        let axis = axis_of(overview, scale);
        let mut slipped = 0;
        for entry in &mut self.entries {
            let Entry::Task(entry) = entry else { continue };
            let task = overview.tasks.iter().find(|task| task.number == entry.number);
            if let Some(task) = task.filter(|task| task.is_open_to(user)) {
                entry.against(reference, task, (&axis, overview));
                slipped += entry.row.diamonds.iter().filter(|diamond| diamond.slip.is_some()).count();
            }
        }
        let held = format!("与{}相比，{slipped} 个节点的时限有变动。", label(reference));
        Self { summary: self.summary + &held, ..self }
    }
}

impl TaskEntry {
    fn against(&mut self, reference: &Reference, task: &TaskOverview, (axis, overview): (&Axis, &Overview)) {
        mark(&mut self.row, task, reference, axis);
        for (tip, milestone) in self.tips.iter_mut().zip(&task.milestones) {
            let slip = of_milestone(reference, milestone, &overview.calendar);
            *tip = clean(&StepLine::of(milestone, overview.today).slipped(slip).line());
        }
    }
}

impl TaskGantt {
    /// The same with the baseline's dates where they are others.
    #[must_use]
    pub fn against(mut self, reference: &Reference, overview: &Overview, task: &TaskOverview) -> Self {
        let axis = axis_of(overview, Scale::Percent);
        let diamonds = self.steps.iter().map(|step| step.diamond).collect();
        let mut row = Row { diamonds, ..Row::default() };
        mark(&mut row, task, reference, &axis);
        self.end_slip = row.end_slip;
        self.completion_slipped = of_completion(reference, task, &overview.calendar);
        for ((step, diamond), milestone) in self.steps.iter_mut().zip(row.diamonds).zip(&task.milestones) {
            step.diamond = diamond;
            step.slipped = of_milestone(reference, milestone, &overview.calendar);
            step.line = StepLine::of(milestone, overview.today).slipped(step.slipped.clone()).line();
        }
        let moved = self.end_slip.is_some() || self.steps.iter().any(|step| step.slipped.is_some());
        self.baseline = moved.then(|| label(reference));
        self
    }
}
