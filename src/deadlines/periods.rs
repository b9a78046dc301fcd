//! Months, quarters and half-years of reporting, and which of them a plan or a task owes.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

/// A stretch of the year something is reported for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    year: i32,
    part: Part,
}

/// Which part of a year; numbers count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Month(u32),
    Quarter(u32),
    HalfYear(u32),
}

/// Which periods are owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "report_rhythm", rename_all = "snake_case")]
pub enum Rhythm {
    /// Each month: `2019-04`.
    Month,
    /// Each quarter: `2019-Q2`.
    Quarter,
    /// Each half-year: `2019-H1`.
    HalfYear,
}

impl Rhythm {
    fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
        }
    }
}

/// Text that is no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是时段（如 2019-04、2019-Q2、2019-H1）")]
pub struct NoPeriod(pub String);

impl Period {
    /// The month of a year; `None` unless 1–12.
    #[must_use]
    pub fn month(year: i32, month: u32) -> Option<Self> {
        Self::of(year, Rhythm::Month, month)
    }

    /// The `n`th period of that rhythm of a year; `None` when there is none.
    #[must_use]
    pub fn of(year: i32, rhythm: Rhythm, n: u32) -> Option<Self> {
        let part = match rhythm {
            Rhythm::Month => Part::Month(n),
            Rhythm::Quarter => Part::Quarter(n),
            Rhythm::HalfYear => Part::HalfYear(n),
        };
        ((1..=12 / rhythm.months()).contains(&n) && (1000..=9999).contains(&year))
            .then_some(Self { year, part })
    }

    /// The calendar month a date lies in.
    #[must_use]
    pub fn month_of(date: NaiveDate) -> Self {
        Self { year: date.year(), part: Part::Month(date.month()) }
    }

    /// The year it lies in.
    #[must_use]
    pub fn year(self) -> i32 {
        self.year
    }

    /// Whether it is a month, a quarter or a half-year.
    #[must_use]
    pub fn rhythm(self) -> Rhythm {
        match self.part {
            Part::Month(_) => Rhythm::Month,
            Part::Quarter(_) => Rhythm::Quarter,
            Part::HalfYear(_) => Rhythm::HalfYear,
        }
    }

    fn number(self) -> u32 {
        match self.part {
            Part::Month(n) | Part::Quarter(n) | Part::HalfYear(n) => n,
        }
    }

    /// Its first calendar day.
    ///
    /// # Panics
    /// Never: a period is only made of months that exist.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        let month = (self.number() - 1) * self.rhythm().months() + 1;
        NaiveDate::from_ymd_opt(self.year, month, 1).expect("a period begins in a month that exists")
    }

    /// Its last calendar day.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        self.first_day() + Months::new(self.rhythm().months()) - Days::new(1)
    }

    /// What a monthly report covers: from the day after the last report day to this month's
    /// (26th–25th for report day 25). For longer periods the same of their first and last month.
    #[must_use]
    pub fn reporting_span(self, report_day: u32) -> (NaiveDate, NaiveDate) {
        let day_of = |first: NaiveDate| first + Days::new(u64::from(report_day) - 1);
        let before = self.first_day() - Months::new(1);
        let last_month = self.last_day().with_day(1).unwrap_or(self.first_day());
        (day_of(before) + Days::new(1), day_of(last_month))
    }

    /// Whether it ends a quarter or half-year: the months that a task 转入常态 still reports.
    #[must_use]
    pub fn ends_a(self, rhythm: Rhythm) -> bool {
        self.last_day().month().is_multiple_of(rhythm.months())
    }

    /// The period in words: 2019年6月, 2019年第二季度, 2019年上半年.
    #[must_use]
    pub fn words(self) -> String {
        let part = match self.part {
            Part::Month(month) => return format!("{}年{month}月", self.year),
            Part::Quarter(1) => "第一季度",
            Part::Quarter(2) => "第二季度",
            Part::Quarter(3) => "第三季度",
            Part::Quarter(_) => "第四季度",
            Part::HalfYear(1) => "上半年",
            Part::HalfYear(_) => "下半年",
        };
        format!("{}年{part}", self.year)
    }

    /// Whether a plan or task in force from `starts_on` to `ends_on` was so for at least half of it.
    #[must_use]
    fn is_owed(self, starts_on: NaiveDate, ends_on: NaiveDate) -> bool {
        let whole = (self.last_day() - self.first_day()).num_days() + 1;
        let in_force = (self.last_day().min(ends_on) - self.first_day().max(starts_on)).num_days() + 1;
        2 * in_force >= whole
    }
}

/// The periods a plan of `plan_year`, or a task of it, owes: those it was in force for at least half of.
/// None lies after December of the plan's year.
#[must_use]
pub fn owed(rhythm: Rhythm, plan_year: i32, starts_on: NaiveDate, ends_on: NaiveDate) -> Vec<Period> {
    (starts_on.year()..=plan_year)
        .flat_map(|year| (1..=12 / rhythm.months()).filter_map(move |n| Period::of(year, rhythm, n)))
        .filter(|period| period.is_owed(starts_on, ends_on))
        .collect()
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Part::Month(month) => write!(f, "{}-{month:02}", self.year),
            Part::Quarter(quarter) => write!(f, "{}-Q{quarter}", self.year),
            Part::HalfYear(half) => write!(f, "{}-H{half}", self.year),
        }
    }
}

impl FromStr for Period {
    type Err = NoPeriod;

    fn from_str(text: &str) -> Result<Self, NoPeriod> {
        let parsed = text.split_once('-').and_then(|(year, part)| {
            let year = year.parse().ok()?;
            match part.as_bytes().first()? {
                b'Q' => Self::of(year, Rhythm::Quarter, part[1..].parse().ok()?),
                b'H' => Self::of(year, Rhythm::HalfYear, part[1..].parse().ok()?),
                _ => Self::of(year, Rhythm::Month, part.parse().ok()?),
            }
        });
        // What is not written as it is formatted (2019-4, 2019-+4) is no period either.
        parsed.filter(|period| period.to_string() == text).ok_or_else(|| NoPeriod(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn p(text: &str) -> Period {
        text.parse().unwrap()
    }

    fn names(rhythm: Rhythm, starts_on: &str, ends_on: &str) -> Vec<String> {
        owed(rhythm, 2019, d(starts_on), d(ends_on)).iter().map(Period::to_string).collect()
    }

    #[test]
    fn a_period_is_read_as_it_is_written_and_no_other_way() {
        for (text, first, last, words) in [
            ("2019-04", "2019-04-01", "2019-04-30", "2019年4月"),
            ("2020-02", "2020-02-01", "2020-02-29", "2020年2月"),
            ("2019-12", "2019-12-01", "2019-12-31", "2019年12月"),
            ("2019-Q2", "2019-04-01", "2019-06-30", "2019年第二季度"),
            ("2019-Q4", "2019-10-01", "2019-12-31", "2019年第四季度"),
            ("2019-H1", "2019-01-01", "2019-06-30", "2019年上半年"),
            ("2019-H2", "2019-07-01", "2019-12-31", "2019年下半年"),
        ] {
            let period = p(text);
            assert_eq!(period.to_string(), text);
            assert_eq!((period.first_day(), period.last_day()), (d(first), d(last)), "{text}");
            assert_eq!(period.words(), words);
        }
        for text in [
            "2019-4", "2019-13", "2019-00", "2019-Q5", "2019-Q0", "2019-H3", "2019", "", "2019-", "2019-季",
            "19-04",
        ] {
            assert_eq!(text.parse::<Period>(), Err(NoPeriod(text.to_owned())));
        }
    }

    #[test]
    fn a_month_is_reported_from_the_26th_to_the_25th() {
        assert_eq!(p("2019-06").reporting_span(25), (d("2019-05-26"), d("2019-06-25")));
        assert_eq!(p("2019-01").reporting_span(25), (d("2018-12-26"), d("2019-01-25")));
        assert_eq!(p("2019-03").reporting_span(28), (d("2019-03-01"), d("2019-03-28")));
    }

    #[test]
    fn the_plan_of_2019_owes_nine_months_three_quarters_and_two_halves() {
        let months: Vec<_> = (4..=12).map(|month| format!("2019-{month:02}")).collect();
        assert_eq!(names(Rhythm::Month, "2019-03-28", "2019-12-31"), months);
        assert_eq!(names(Rhythm::Quarter, "2019-03-28", "2019-12-31"), ["2019-Q2", "2019-Q3", "2019-Q4"]);
        assert_eq!(names(Rhythm::HalfYear, "2019-03-28", "2019-12-31"), ["2019-H1", "2019-H2"]);
    }

    #[test]
    fn a_period_is_owed_from_half_of_it_on() {
        assert_eq!(names(Rhythm::Month, "2019-11-16", "2019-12-31"), ["2019-11", "2019-12"], "15 of 30 days");
        assert_eq!(names(Rhythm::Month, "2019-11-17", "2019-12-31"), ["2019-12"], "14 of 30 days");
        assert_eq!(
            names(Rhythm::Month, "2019-10-01", "2019-11-14"),
            ["2019-10"],
            "an early end counts the same"
        );
        assert_eq!(
            names(Rhythm::Quarter, "2019-08-15", "2019-12-31"),
            ["2019-Q3", "2019-Q4"],
            "48 of 92 days"
        );
        assert_eq!(names(Rhythm::Quarter, "2019-08-17", "2019-12-31"), ["2019-Q4"], "45 of 92 days");
        assert_eq!(names(Rhythm::HalfYear, "2019-04-02", "2019-12-31"), ["2019-H2"], "90 of 181 days");
    }

    #[test]
    fn no_month_after_december_is_owed() {
        assert_eq!(names(Rhythm::Month, "2019-12-01", "2020-03-31"), ["2019-12"]);
        assert!(names(Rhythm::Month, "2020-01-01", "2020-03-31").is_empty());
    }

    #[test]
    fn the_last_month_of_a_quarter_and_of_a_half_year_is_known() {
        let ending = |rhythm| -> Vec<u32> {
            (1..=12).filter(|month| Period::month(2019, *month).unwrap().ends_a(rhythm)).collect()
        };
        assert_eq!(ending(Rhythm::Quarter), [3, 6, 9, 12]);
        assert_eq!(ending(Rhythm::HalfYear), [6, 12]);
    }
}
