//! The dates of a plan's newest baseline, which the plan's own are held against. Pure.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::Baseline;
use crate::ids::{MilestoneId, TaskId};
use crate::pages::overview::{MilestoneOverview, TaskOverview};

/// When everything was due as a baseline has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The baseline.
    pub baseline: Baseline,
    /// Of each task its completion.
    pub completions: HashMap<TaskId, NaiveDate>,
    /// Of each milestone its date.
    pub milestones: HashMap<MilestoneId, NaiveDate>,
}

impl Reference {
    /// When a task was to be done, where that is another day than now.
    #[must_use]
    pub fn of_completion(&self, task: &TaskOverview) -> Option<NaiveDate> {
        self.completions.get(&task.id).copied().filter(|day| *day != task.due_on)
    }

    /// When a milestone was due, where that is another day than now and it is still owed or was met.
    #[must_use]
    pub fn of_milestone(&self, milestone: &MilestoneOverview) -> Option<NaiveDate> {
        let then = self.milestones.get(&milestone.id).copied();
        then.filter(|day| *day != milestone.due_on && !milestone.waived)
    }
}
