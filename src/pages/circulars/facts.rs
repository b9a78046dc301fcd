//! What a circular is drafted from, read by `facts_store.rs`, and nothing else.

use chrono::NaiveDate;

use crate::deadlines::Period;
use crate::ids::DepartmentId;
use crate::pages::checks::{OfficeLate, OwedReport, RoundSaid};
use crate::pages::overview::TaskOverview;

/// A plan as a circular of a month or a closed round sees it.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub year: i32,
    /// The month or the quarter.
    pub period: Period,
    /// The day everything is as of: of a round the day it was closed.
    pub as_of: NaiveDate,
    /// The tasks by number, whole.
    pub tasks: Vec<TaskOverview>,
    /// Of a quarter: what its round found.
    pub round: Option<RoundSaid>,
    /// The monthly reports owed, by department, month and task.
    pub reports: Vec<OwedReport>,
    /// What the office itself was late with.
    pub office: Vec<OfficeLate>,
    /// The units in the order of pages.
    pub units: Vec<(DepartmentId, String)>,
}

impl Facts {
    /// The month's or the quarter's first and last day.
    pub fn span(&self) -> (NaiveDate, NaiveDate) {
        (self.period.first_day(), self.period.last_day())
    }
}
