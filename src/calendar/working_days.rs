//! Counting on the State Council's working days. Counting starts the next day.
//!
//! Every loop below walks day by day: the spans of a court's year are short, and a walk can be shown.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::working::{Counting, Step, StepNote, Working};

/// What a notice says of a day that differs from the plain week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "calendar_day_kind", rename_all = "snake_case")]
pub enum DayKind {
    /// 放假: off, whether it falls on a weekday or a weekend.
    DayOff,
    /// 调休上班: a Saturday or Sunday worked.
    WorkedWeekend,
}

impl DayKind {
    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::DayOff => "放假",
            Self::WorkedWeekend => "调休上班",
        }
    }
}

/// One day a notice arranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrangedDay {
    /// The day.
    pub date: NaiveDate,
    /// Off or worked.
    pub kind: DayKind,
    /// The holiday it belongs to: 劳动节.
    pub name: String,
    /// The notice that says so, or the data file.
    pub notice: String,
}

/// What kind of day a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayType {
    /// Monday to Friday, not given off.
    Working,
    /// A weekend or a holiday.
    DayOff,
    /// 调休上班.
    MakeUpWorking,
}

impl DayType {
    /// Whether the day counts.
    #[must_use]
    pub fn is_working(self) -> bool {
        self != Self::DayOff
    }
}

/// What a sentence says behind a date, or a figure counted on working days, where it is an estimate.
#[must_use]
pub fn estimate_words(is_estimate: bool) -> &'static str {
    if is_estimate { "（推算，放假通知尚未公布）" } else { "" }
}

/// The working days of all years stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkingCalendar {
    days: BTreeMap<NaiveDate, ArrangedDay>,
    announced: BTreeSet<i32>,
}

impl WorkingCalendar {
    /// A calendar of arranged days; `announced` are the years for which a notice stands.
    #[must_use]
    pub fn new(days: Vec<ArrangedDay>, announced: BTreeSet<i32>) -> Self {
        Self { days: days.into_iter().map(|day| (day.date, day)).collect(), announced }
    }

    /// What kind of day `date` is. A day not listed is a working day if it is Monday to Friday.
    #[must_use]
    pub fn day_type(&self, date: NaiveDate) -> DayType {
        match self.days.get(&date).map(|day| day.kind) {
            Some(DayKind::DayOff) => DayType::DayOff,
            Some(DayKind::WorkedWeekend) => DayType::MakeUpWorking,
            None if is_weekend(date) => DayType::DayOff,
            None => DayType::Working,
        }
    }

    /// Whether `date` counts.
    #[must_use]
    pub fn is_working(&self, date: NaiveDate) -> bool {
        self.day_type(date).is_working()
    }

    /// The arrangement of `date`, where a notice names it.
    #[must_use]
    pub fn arranged(&self, date: NaiveDate) -> Option<&ArrangedDay> {
        self.days.get(&date)
    }

    /// The days arranged from `first` to `last`, both included, by date.
    pub fn arranged_between(&self, first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = &ArrangedDay> {
        self.days.range(first..=last).map(|(_, day)| day)
    }

    /// The days that `other` has as another kind of day or for another holiday, by date.
    #[must_use]
    pub fn days_changed_in(&self, other: &Self) -> Vec<NaiveDate> {
        let said = |calendar: &Self, date: &NaiveDate| {
            calendar.days.get(date).map(|day| (day.kind, day.name.clone()))
        };
        let named: BTreeSet<NaiveDate> = self.days.keys().chain(other.days.keys()).copied().collect();
        named.into_iter().filter(|date| said(self, date) != said(other, date)).collect()
    }

    /// Whether the year of `date` has no notice yet, so that only weekends are known.
    #[must_use]
    pub fn is_estimate(&self, date: NaiveDate) -> bool {
        !self.announced.contains(&date.year())
    }

    /// The `n`th working day after `from`; `from` itself for 0.
    #[must_use]
    pub fn add_working_days(&self, from: NaiveDate, n: u32) -> NaiveDate {
        self.add_showing(from, n).lands_on
    }

    /// The `n`th working day before `from`; `from` itself for 0.
    #[must_use]
    pub fn subtract_working_days(&self, from: NaiveDate, n: u32) -> NaiveDate {
        self.subtract_showing(from, n).lands_on
    }

    /// As [`Self::subtract_working_days`], with each day skipped or added and why.
    #[must_use]
    pub fn subtract_showing(&self, from: NaiveDate, n: u32) -> Working {
        self.walk(from, n, Counting::Back(n), previous)
    }

    /// As [`Self::add_working_days`], with each day skipped or added and why.
    #[must_use]
    pub fn add_showing(&self, from: NaiveDate, n: u32) -> Working {
        self.walk(from, n, Counting::Forward(n), next)
    }

    /// How many working days lie after `from`, up to and including `to`; 0 when `to` is not later.
    #[must_use]
    pub fn working_days_after(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = next(day);
            count += u32::from(self.is_working(day));
        }
        count
    }

    /// How many working days lie from `first` to `last`, both included; 0 when `last` is earlier.
    #[must_use]
    pub fn count_inclusive(&self, first: NaiveDate, last: NaiveDate) -> u32 {
        self.working_days_after(previous(first), last)
    }

    /// The `n`th working day of the month `date` lies in; in the next month when this one has fewer.
    #[must_use]
    pub fn nth_working_day_of_month(&self, date: NaiveDate, n: u32) -> NaiveDate {
        let before_the_first = date - Days::new(u64::from(date.day()));
        self.add_working_days(before_the_first, n)
    }

    /// `date`, or the first working day after it.
    #[must_use]
    pub fn roll_forward(&self, date: NaiveDate) -> NaiveDate {
        self.roll_forward_showing(date).lands_on
    }

    /// As [`Self::roll_forward`], with each day skipped and why.
    #[must_use]
    pub fn roll_forward_showing(&self, date: NaiveDate) -> Working {
        self.roll(date, Counting::RollForward, next)
    }

    /// `date`, or the last working day before it.
    #[must_use]
    pub fn roll_back(&self, date: NaiveDate) -> NaiveDate {
        self.roll_back_showing(date).lands_on
    }

    /// As [`Self::roll_back`], with each day skipped and why.
    #[must_use]
    pub fn roll_back_showing(&self, date: NaiveDate) -> Working {
        self.roll(date, Counting::RollBack, previous)
    }

    /// A date that a person chose: it stays, with a warning in its sentence when it is a day off.
    #[must_use]
    pub fn chosen(&self, date: NaiveDate) -> Working {
        let steps = if self.is_working(date) { Vec::new() } else { vec![self.step(date)] };
        Working {
            from: date,
            counting: Counting::Chosen,
            steps,
            lands_on: date,
            estimate: self.is_estimate(date),
        }
    }

    fn walk(&self, from: NaiveDate, n: u32, counting: Counting, step: fn(NaiveDate) -> NaiveDate) -> Working {
        let mut left = n;
        let mut day = from;
        let mut steps = Vec::new();
        while left > 0 {
            day = step(day);
            left -= u32::from(self.is_working(day));
            steps.push(self.step(day));
        }
        self.shown(from, counting, steps, day)
    }

    fn roll(&self, date: NaiveDate, counting: Counting, step: fn(NaiveDate) -> NaiveDate) -> Working {
        let mut day = date;
        let mut steps = Vec::new();
        while !self.is_working(day) {
            steps.push(self.step(day));
            day = step(day);
        }
        if day != date {
            steps.push(self.step(day));
        }
        self.shown(date, counting, steps, day)
    }

    fn shown(&self, from: NaiveDate, counting: Counting, steps: Vec<Step>, lands_on: NaiveDate) -> Working {
        let estimate = self.is_estimate(lands_on) || steps.iter().any(|step| self.is_estimate(step.day));
        Working { from, counting, steps, lands_on, estimate }
    }

    fn step(&self, day: NaiveDate) -> Step {
        let name = self.days.get(&day).map(|arranged| arranged.name.clone());
        let note = match (self.day_type(day), name) {
            (DayType::DayOff, Some(holiday)) => StepNote::Holiday(holiday),
            (DayType::DayOff, None) => StepNote::Weekend,
            (DayType::MakeUpWorking, name) => StepNote::MakeUp(name.unwrap_or_default()),
            (DayType::Working, _) => StepNote::Counted,
        };
        Step { day, note }
    }
}

pub(super) fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

fn next(day: NaiveDate) -> NaiveDate {
    day + Days::new(1)
}

fn previous(day: NaiveDate) -> NaiveDate {
    day - Days::new(1)
}

#[cfg(test)]
mod tests;
