//! How far a date moved, in working days and in words. Pure.

use chrono::NaiveDate;

use crate::calendar::WorkingCalendar;

/// How far a date moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slippage {
    later: bool,
    /// All days (自然日).
    days: i64,
    working_days: u32,
}

impl Slippage {
    /// From one date to another; `None` when they are the same.
    #[must_use]
    pub fn between(from: NaiveDate, to: NaiveDate, calendar: &WorkingCalendar) -> Option<Self> {
        let (first, last) = (from.min(to), from.max(to));
        (first < last).then(|| Self {
            later: to == last,
            days: (last - first).num_days(),
            working_days: calendar.working_days_after(first, last),
        })
    }

    /// 推迟, or 提前.
    #[must_use]
    pub fn verb(self) -> &'static str {
        if self.later { "推迟" } else { "提前" }
    }

    /// 10 个工作日; a move over days off only is one all the same: 2 天，其间没有工作日.
    #[must_use]
    pub fn amount(self) -> String {
        match self.working_days {
            0 => format!("{} 天，其间没有工作日", self.days),
            days => format!("{days} 个工作日"),
        }
    }

    /// 推迟 10 个工作日
    #[must_use]
    pub fn words(self) -> String {
        format!("{} {}", self.verb(), self.amount())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::workdays_csv::seed_calendar;

    #[test]
    fn a_move_is_counted_in_working_days_both_ways_and_over_a_weekend_said_all_the_same() {
        let calendar = seed_calendar().unwrap();
        let d = |text: &str| text.parse::<NaiveDate>().unwrap();
        let words = |from, to| Slippage::between(d(from), d(to), &calendar).map(Slippage::words);
        for (from, to, expected) in [
            ("2019-09-30", "2019-10-15", Some("推迟 7 个工作日")),
            ("2019-10-15", "2019-09-30", Some("提前 7 个工作日")),
            ("2019-04-22", "2019-04-28", Some("推迟 5 个工作日")),
            ("2019-07-05", "2019-07-07", Some("推迟 2 天，其间没有工作日")),
            ("2019-07-07", "2019-07-05", Some("提前 2 天，其间没有工作日")),
            ("2019-07-05", "2019-07-05", None),
        ] {
            assert_eq!(words(from, to).as_deref(), expected, "{from} to {to}");
        }
    }
}
