//! What a revision of the calendar does to one open duty, pure.
//!
//! A date that follows from a rule is reckoned again, if the duty still has the date its rule gave on the calendar before.
//! A date that a return, a pause or a decision moved, and one that people chose or scheduled, stays: nobody guesses.

use chrono::NaiveDate;

use crate::deadlines::due_dates::{DueDates, Reckoned};
use crate::deadlines::model::DeadlineKind;
use crate::deadlines::periods::Period;
use crate::web::dates;

/// An open duty whose day is not past.
#[derive(Debug, Clone)]
pub(super) struct OpenDuty {
    pub kind: DeadlineKind,
    pub period: Option<Period>,
    /// The day its rule counts from, where that is no period: the issue, the submission.
    pub counted_from: Option<NaiveDate>,
    pub due_on: NaiveDate,
    pub working: String,
}

/// What becomes of a duty; nothing at all, mostly.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// What it gets: another date, or the same date with another sentence.
    pub new: Option<Reckoned>,
    /// Why it stays though the revision touches it: for the office to look at.
    pub stays: Option<Stays>,
}

/// Why a date stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stays {
    /// Somebody chose or scheduled it, and it falls on a day off now.
    ChosenDayOff,
    /// It is not the date of its rule: a return, a pause or a decision moved it.
    MovedBefore,
    /// Its rule gives a day that is past: a revision makes nobody late.
    WouldBePast(NaiveDate),
}

impl Stays {
    /// The reason in a sentence.
    pub(super) fn words(self) -> String {
        match self {
            Self::ChosenDayOff => {
                "日期由人工设定、倒排或为方案最后一日，修订后当日为休息日，不自动调整，请核对。".to_owned()
            }
            Self::MovedBefore => "日期曾因退回、停办或决定另行调整，不按规则重算，请核对。".to_owned(),
            Self::WouldBePast(day) => {
                format!("按规则应为 {}，该日已过，保持原日期。", dates::short_with_weekday(day))
            }
        }
    }
}

/// The same rules on the calendar before and after the revision.
#[derive(Debug, Clone, Copy)]
pub(super) struct Revision<'a> {
    pub before: DueDates<'a>,
    pub after: DueDates<'a>,
    /// The first day that is another kind of day now; `None` when a year was announced as the plain week has it.
    pub first_changed: Option<NaiveDate>,
    pub today: NaiveDate,
}

impl Revision<'_> {
    /// What becomes of `duty`.
    pub(super) fn outcome(&self, duty: &OpenDuty) -> Outcome {
        if duty.due_on < self.today {
            return Outcome::default();
        }
        if is_chosen(duty.kind) {
            return self.of_chosen(duty);
        }
        match (by_rule(self.before, duty), by_rule(self.after, duty)) {
            (Some(old), Some(new)) if old.due_on == duty.due_on => self.of_rule(duty, &old, new),
            _ if self.first_changed.is_some_and(|first| first <= duty.due_on) => {
                Outcome { new: None, stays: Some(Stays::MovedBefore) }
            }
            _ => Outcome::default(),
        }
    }

    fn of_rule(&self, duty: &OpenDuty, old: &Reckoned, new: Reckoned) -> Outcome {
        if new.due_on == old.due_on {
            return Outcome { new: reworded(duty, old, new), stays: None };
        }
        if new.due_on < self.today {
            return Outcome { new: None, stays: Some(Stays::WouldBePast(new.due_on)) };
        }
        Outcome { new: Some(new), stays: None }
    }

    fn of_chosen(&self, duty: &OpenDuty) -> Outcome {
        let works = |due: DueDates<'_>| due.calendar.is_working(duty.due_on);
        let is_off_now = works(self.before) && !works(self.after);
        let (old, new) = (self.before.chosen(duty.due_on), self.after.chosen(duty.due_on));
        Outcome { new: reworded(duty, &old, new), stays: is_off_now.then_some(Stays::ChosenDayOff) }
    }
}

/// The new sentence of a date that stays, unless the duty tells of its date in words of its own.
fn reworded(duty: &OpenDuty, old: &Reckoned, new: Reckoned) -> Option<Reckoned> {
    (duty.working == old.working && new.working != old.working).then_some(new)
}

/// Whether dates of that kind are people's, or scheduled back by them from a date that is.
fn is_chosen(kind: DeadlineKind) -> bool {
    matches!(
        kind,
        DeadlineKind::Milestone
            | DeadlineKind::TaskCompletion
            | DeadlineKind::Rectification
            | DeadlineKind::Instruction
    )
}

/// The date the duty's rule gives; `None` for a kind without one, and for a duty that lacks what its rule counts from.
fn by_rule(due: DueDates<'_>, duty: &OpenDuty) -> Option<Reckoned> {
    match duty.kind {
        DeadlineKind::Acknowledgement => duty.counted_from.map(|issued_on| due.acknowledgement(issued_on)),
        DeadlineKind::Appointment => duty.counted_from.map(|issued_on| due.appointment(issued_on)),
        DeadlineKind::Timeline => duty.counted_from.map(|issued_on| due.timeline(issued_on)),
        DeadlineKind::Review => duty.counted_from.map(|submitted_on| due.review(submitted_on)),
        DeadlineKind::MonthlyReport => duty.period.map(|month| due.monthly_report(month)),
        DeadlineKind::QuarterlyCheck => duty.period.map(|quarter| due.quarterly_check(quarter)),
        DeadlineKind::HalfYearSummary => duty.period.map(|half| due.half_year_summary(half)),
        DeadlineKind::Milestone
        | DeadlineKind::TaskCompletion
        | DeadlineKind::Rectification
        | DeadlineKind::Instruction => None,
    }
}

#[cfg(test)]
mod tests;
