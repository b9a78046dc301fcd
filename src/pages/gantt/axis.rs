//! The time axis: the months of a plan's period with their weeks, days off and today, as places along its width. Pure.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::calendar::WorkingCalendar;
use crate::deadlines::Period;
use crate::deadlines::periods::{Rhythm, owed};

/// So many days after today the axis names no week, because 今天 stands there.
const TODAYS_WORD: u64 = 9;

/// So many days before the axis ends, 今天 stands before its line instead of after it.
const ROOM_AFTER_TODAY: u64 = 12;

/// So many days before the axis ends there is no room for a week's name.
const ROOM_FOR_WEEK: u64 = 4;

/// What a place on the axis is written in.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub enum Scale {
    /// Percent of the width, on a page: rows keep their height whatever the width.
    Percent,
    /// Pixels of a plot so many pixels wide, in a file: not every program reads percentages.
    Pixels(f64),
}

/// A place on the axis, or a distance along it, as an SVG attribute says it: `34.52%` or `497.1`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Length {
    /// Of the whole axis, 0 to 1.
    part: f64,
    scale: Scale,
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scale {
            Scale::Percent => write!(f, "{}%", (self.part * 10_000.0).round() / 100.0),
            Scale::Pixels(width) => write!(f, "{}", (self.part * width * 10.0).round() / 10.0),
        }
    }
}

impl Length {
    /// Whether it lies in the right half, where a word beside it stands to its left.
    #[must_use]
    pub fn is_late(self) -> bool {
        self.part > 0.5
    }
}

/// Whole days along the axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Where the first begins.
    pub x: Length,
    /// How far it is to the end of the last.
    pub width: Length,
}

/// A named place.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// The beginning of its first day.
    pub x: Length,
    /// 4月; of a week the day of its Monday; empty where there is no room for it.
    pub label: String,
}

/// Today's line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Today {
    /// The middle of the day, where a milestone of the day lies too.
    pub x: Length,
    /// Whether its word stands before it, because the axis ends soon after.
    pub word_before: bool,
}

/// The time axis of a plan.
#[derive(Debug, Clone, Copy)]
pub struct Axis {
    first: NaiveDate,
    last: NaiveDate,
    scale: Scale,
}

impl Axis {
    /// The whole months from the first one the plan owes a report of (it begins on 28 March: April) to that of its end.
    #[must_use]
    pub fn of_plan(year: i32, starts_on: NaiveDate, ends_on: NaiveDate, scale: Scale) -> Self {
        let months = owed(Rhythm::Month, year, starts_on, ends_on);
        let first = months.first().copied().unwrap_or(Period::month_of(starts_on));
        Self {
            first: first.first_day(),
            last: Period::month_of(ends_on).last_day().max(first.last_day()),
            scale,
        }
    }

    /// Its first month and its last: 2019年4月—12月.
    #[must_use]
    pub fn words(&self) -> String {
        let year = if self.first.year() == self.last.year() {
            String::new()
        } else {
            format!("{}年", self.last.year())
        };
        format!("{}年{}月—{year}{}月", self.first.year(), self.first.month(), self.last.month())
    }

    fn days(&self) -> impl Iterator<Item = NaiveDate> {
        self.first.iter_days().take_while(|day| *day <= self.last)
    }

    #[expect(clippy::cast_precision_loss, reason = "days of a few years")]
    fn length(&self, half_days: i64) -> Length {
        let whole = (self.last - self.first).num_days() * 2 + 2;
        Length { part: half_days.clamp(0, whole) as f64 / whole as f64, scale: self.scale }
    }

    /// Where a day begins; what lies outside is drawn at the edge.
    #[must_use]
    pub fn start_of(&self, day: NaiveDate) -> Length {
        self.length((day - self.first).num_days() * 2)
    }

    /// Its middle, where what happens on that day lies.
    #[must_use]
    pub fn middle_of(&self, day: NaiveDate) -> Length {
        self.length((day - self.first).num_days() * 2 + 1)
    }

    /// Where it ends.
    #[must_use]
    pub fn end_of(&self, day: NaiveDate) -> Length {
        self.length((day - self.first).num_days() * 2 + 2)
    }

    /// The days from `from` to `to`, both included; `None` when none of them lies on the axis.
    #[must_use]
    pub fn span(&self, from: NaiveDate, to: NaiveDate) -> Option<Span> {
        let (from, to) = (from.max(self.first), to.min(self.last));
        (from <= to)
            .then(|| Span { x: self.start_of(from), width: self.length((to - from).num_days() * 2 + 2) })
    }

    /// Its months; a January names its year.
    #[must_use]
    pub fn months(&self) -> Vec<Tick> {
        let tick = |day: NaiveDate| {
            let year = if day.month() == 1 { format!("{}年", day.year()) } else { String::new() };
            Tick { x: self.start_of(day), label: format!("{year}{}月", day.month()) }
        };
        self.days().filter(|day| day.day() == 1).map(tick).collect()
    }

    /// Its weeks, named by their Monday's day of the month where there is room for it.
    #[must_use]
    pub fn weeks(&self, today: NaiveDate) -> Vec<Tick> {
        let words = match self.today(today) {
            Some(Today { word_before: false, .. }) => today - Days::new(3)..=today + Days::new(TODAYS_WORD),
            Some(_) => today - Days::new(TODAYS_WORD)..=today + Days::new(3),
            None => self.last + Days::new(1)..=self.last,
        };
        let tick = |day: NaiveDate| {
            let has_room = !words.contains(&day) && day + Days::new(ROOM_FOR_WEEK) <= self.last;
            let label = if has_room { day.day().to_string() } else { String::new() };
            Tick { x: self.start_of(day), label }
        };
        self.days().filter(|day| day.weekday() == Weekday::Mon).map(tick).collect()
    }

    /// Its days off, those that follow one another as one.
    #[must_use]
    pub fn days_off(&self, calendar: &WorkingCalendar) -> Vec<Span> {
        let mut runs: Vec<(NaiveDate, NaiveDate)> = Vec::new();
        for day in self.days().filter(|day| !calendar.is_working(*day)) {
            match runs.last_mut() {
                Some((_, last)) if *last + Days::new(1) == day => *last = day,
                _ => runs.push((day, day)),
            }
        }
        runs.into_iter().filter_map(|(first, last)| self.span(first, last)).collect()
    }

    /// Today's line; `None` when the day does not lie on the axis.
    #[must_use]
    pub fn today(&self, today: NaiveDate) -> Option<Today> {
        (self.first..=self.last).contains(&today).then(|| Today {
            x: self.middle_of(today),
            word_before: today + Days::new(ROOM_AFTER_TODAY) > self.last,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::workdays_csv::seed_calendar;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// A pixel is a day: April to December 2019 are 275.
    fn axis() -> Axis {
        Axis::of_plan(2019, d("2019-03-28"), d("2019-12-31"), Scale::Pixels(275.0))
    }

    fn spans(runs: &[Span]) -> Vec<(String, String)> {
        runs.iter().map(|run| (run.x.to_string(), run.width.to_string())).collect()
    }

    #[test]
    fn the_plan_of_2019_is_drawn_from_april_to_december() {
        let labels: Vec<_> = axis().months().into_iter().map(|tick| tick.label).collect();
        assert_eq!(labels, ["4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"]);
        assert_eq!(axis().words(), "2019年4月—12月");
        let years = Axis::of_plan(2020, d("2019-11-05"), d("2020-02-15"), Scale::Percent);
        let labels: Vec<_> = years.months().into_iter().map(|tick| tick.label).collect();
        assert_eq!(labels, ["11月", "12月", "2020年1月", "2月"]);
        assert_eq!(years.words(), "2019年11月—2020年2月");
    }

    #[test]
    fn a_plan_of_a_few_days_has_its_month() {
        let short = Axis::of_plan(2019, d("2019-12-30"), d("2019-12-31"), Scale::Percent);
        assert_eq!(short.words(), "2019年12月—12月");
    }

    #[test]
    fn a_place_is_written_in_percent_or_in_pixels() {
        let percent = Axis { scale: Scale::Percent, ..axis() };
        assert_eq!(percent.start_of(d("2019-07-10")).to_string(), "36.36%");
        assert_eq!(axis().start_of(d("2019-07-10")).to_string(), "100");
        assert_eq!(axis().middle_of(d("2019-07-10")).to_string(), "100.5");
        assert_eq!(axis().end_of(d("2019-07-10")).to_string(), "101");
    }

    #[test]
    fn what_lies_outside_is_drawn_at_the_edge_and_a_bar_is_cut_there() {
        assert_eq!(axis().start_of(d("2019-03-28")).to_string(), "0");
        assert_eq!(axis().middle_of(d("2020-03-01")).to_string(), "275");
        let bar = axis().span(d("2019-03-28"), d("2019-04-10")).unwrap();
        assert_eq!((bar.x.to_string(), bar.width.to_string()), ("0".into(), "10".into()));
        assert_eq!(axis().span(d("2020-01-01"), d("2020-01-31")), None);
    }

    #[test]
    fn may_day_is_one_run_and_its_make_up_days_are_not_in_it() {
        let off = spans(&axis().days_off(&seed_calendar().unwrap()));
        // Saturday 27 April; Sunday 28 is worked; 1–4 May; Sunday 5 is worked; then the next weekend.
        let around: Vec<_> = off.iter().skip_while(|(x, _)| x != "26").take(3).cloned().collect();
        let run = |x: &str, days: &str| (x.to_owned(), days.to_owned());
        assert_eq!(around, [run("26", "1"), run("30", "4"), run("40", "2")]);
        assert!(off.len() < 45, "{} runs", off.len());
    }

    #[test]
    fn weeks_leave_room_for_todays_word() {
        let named = |today: &str| -> Vec<String> {
            let weeks = axis().weeks(d(today));
            weeks.into_iter().map(|tick| tick.label).filter(|label| !label.is_empty()).collect()
        };
        assert_eq!(axis().weeks(d("2019-07-10")).len(), 40);
        assert_eq!(named("2020-03-01").len(), 39, "not 30 December at the very end");
        assert_eq!(named("2019-07-10").len(), 37, "nor 8 and 15 July");
        assert_eq!(named("2019-12-30").len(), 38, "nor 23 December, before the line");
    }

    #[test]
    fn today_is_a_line_only_within_the_period() {
        assert_eq!(axis().today(d("2020-01-02")), None);
        assert!(!axis().today(d("2019-07-10")).unwrap().word_before);
        assert!(axis().today(d("2019-12-30")).unwrap().word_before);
    }
}
