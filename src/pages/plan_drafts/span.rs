//! When the plan of a year is issued, and when it runs. Pure.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

use crate::web::dates;

/// The days on which the plan of a year is issued: from the middle of the year before to the last of its own.
fn days_of_issue(year: i32) -> RangeInclusive<NaiveDate> {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    day(year - 1, 7, 1)..=day(year, 12, 31)
}

/// The same in words, for beside the field.
pub(super) fn of_issue(year: i32) -> String {
    let days = days_of_issue(year);
    format!("{} 至 {}", dates::short(*days.start()), dates::short(*days.end()))
}

/// Why a plan of that year is not issued on a day; `None` where it can be.
pub(super) fn refuse_issue(year: i32, on: NaiveDate) -> Option<String> {
    (!days_of_issue(year).contains(&on))
        .then(|| format!("{year} 年度的方案在 {} 之间印发，请核对印发日期和年度。", of_issue(year)))
}

/// Why a plan of that year does not begin or end on a day, `what` being the day's name; `None` where it can.
pub(super) fn refuse_period(year: i32, (what, day): (&str, NaiveDate)) -> Option<String> {
    (day.year() != year).then(|| format!("{what} {} 不在 {year} 年内，请核对日期和年度。", dates::short(day)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_issued_from_the_middle_of_the_year_before_to_the_end_of_its_own() {
        let issued = |on: &str| refuse_issue(2020, on.parse().unwrap()).is_none();
        for (on, can) in [
            ("2019-06-30", false),
            ("2019-07-01", true),
            ("2020-12-31", true),
            ("2021-01-01", false),
            ("2002-03-28", false),
        ] {
            assert_eq!(issued(on), can, "{on}");
        }
        let told = refuse_issue(2020, "2002-03-28".parse().unwrap()).unwrap();
        assert_eq!(told, "2020 年度的方案在 2019-07-01 至 2020-12-31 之间印发，请核对印发日期和年度。");
    }

    #[test]
    fn a_plan_begins_and_ends_within_its_year() {
        let told = |day: &str| refuse_period(2020, ("截止日", day.parse().unwrap()));
        assert_eq!(told("2020-01-01"), None);
        assert_eq!(told("2020-12-31"), None);
        assert_eq!(told("2021-01-01").unwrap(), "截止日 2021-01-01 不在 2020 年内，请核对日期和年度。");
        assert!(told("2019-12-31").is_some());
    }
}
