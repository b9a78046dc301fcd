//! Which quarters a wait is to be looked at again. Pure.

use chrono::NaiveDate;

use crate::deadlines::Period;
use crate::deadlines::periods::{Rhythm, owed};

/// The finished quarters in which a task that waits since `since` should have been looked at: those it waited for at
/// least half of, as every quarter is owed (domain 5). `ends_on` is the plan's last day.
#[must_use]
pub fn finished_quarters(year: i32, since: NaiveDate, ends_on: NaiveDate, today: NaiveDate) -> Vec<Period> {
    let owed = owed(Rhythm::Quarter, year, since, ends_on);
    owed.into_iter().filter(|quarter| quarter.last_day() < today).collect()
}

/// The quarters the office may record a look at: from the one in which the wait began to the running one.
#[must_use]
pub fn quarters_to_record(year: i32, since: NaiveDate, today: NaiveDate) -> Vec<Period> {
    let quarters = (1..=4).filter_map(|n| Period::of(year, Rhythm::Quarter, n));
    quarters.filter(|quarter| quarter.last_day() >= since && quarter.first_day() <= today).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn codes(quarters: &[Period]) -> Vec<String> {
        quarters.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_finished_quarter_is_owed_when_the_task_waited_for_half_of_it() {
        let owed = |since, today| codes(&finished_quarters(2019, d(since), d("2019-12-31"), d(today)));
        assert_eq!(owed("2019-04-10", "2019-06-30"), Vec::<String>::new(), "it is not finished");
        assert_eq!(owed("2019-04-10", "2019-07-01"), ["2019-Q2"]);
        assert_eq!(owed("2019-06-10", "2019-10-01"), ["2019-Q3"], "three weeks of the second are no half");
        assert_eq!(owed("2019-04-10", "2020-01-02"), ["2019-Q2", "2019-Q3", "2019-Q4"]);
    }

    #[test]
    fn a_look_is_recorded_for_any_quarter_the_task_waits_in() {
        let open = |since, today| codes(&quarters_to_record(2019, d(since), d(today)));
        assert_eq!(open("2019-06-10", "2019-06-20"), ["2019-Q2"]);
        assert_eq!(open("2019-06-10", "2019-08-01"), ["2019-Q2", "2019-Q3"]);
        assert_eq!(open("2019-06-10", "2020-01-08"), ["2019-Q2", "2019-Q3", "2019-Q4"]);
    }
}
