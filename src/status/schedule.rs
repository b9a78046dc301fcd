//! 序时进度: where a task should stand today, by its milestones.

use chrono::NaiveDate;

use crate::calendar::WorkingCalendar;

/// A milestone as the schedule sees it; withdrawn ones are left out by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedStep {
    /// Its current due date.
    pub due_on: NaiveDate,
    /// Its cumulative share, 0–100.
    pub planned_share: u32,
}

/// The scheduled share on `today` in percent, rounded down; `None` where there are no milestones.
///
/// Linear in working days from 0 at `starts_on` through each milestone's share on its due date, and 100
/// from the last one on. Where milestones were moved past each other, the share never falls.
#[must_use]
pub fn scheduled_share(
    starts_on: NaiveDate,
    steps: &[PlannedStep],
    today: NaiveDate,
    calendar: &WorkingCalendar,
) -> Option<u32> {
    let mut ordered = steps.to_vec();
    ordered.sort_by_key(|step| (step.due_on, step.planned_share));
    let last = ordered.last_mut()?;
    last.planned_share = 100;
    if today >= last.due_on {
        return Some(100);
    }
    let (mut from, mut reached) = (starts_on, 0);
    for step in ordered {
        let share = step.planned_share.max(reached);
        if today < step.due_on {
            let whole = calendar.working_days_after(from, step.due_on).max(1);
            let gone = calendar.working_days_after(from, today);
            return Some(reached + (share - reached) * gone / whole);
        }
        (from, reached) = (step.due_on.max(from), share);
    }
    Some(100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::workdays_csv::seed_calendar;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn share(steps: &[(&str, u32)], today: &str) -> Option<u32> {
        let steps: Vec<_> = steps
            .iter()
            .map(|(due_on, planned_share)| PlannedStep { due_on: d(due_on), planned_share: *planned_share })
            .collect();
        scheduled_share(d("2019-03-28"), &steps, d(today), &seed_calendar().unwrap())
    }

    #[test]
    fn without_milestones_there_is_no_schedule() {
        assert_eq!(share(&[], "2019-07-10"), None);
    }

    #[test]
    fn it_is_linear_in_working_days_and_rounded_down() {
        let whole_year = [("2019-12-31", 100)];
        assert_eq!(share(&whole_year, "2019-03-01"), Some(0), "not begun");
        assert_eq!(share(&whole_year, "2019-03-28"), Some(0));
        // 71 of the 191 working days after 28 March have gone by on 10 July.
        assert_eq!(share(&whole_year, "2019-07-10"), Some(71 * 100 / 191));
        assert_eq!(share(&whole_year, "2019-12-30"), Some(99));
        assert_eq!(share(&whole_year, "2019-12-31"), Some(100));
    }

    #[test]
    fn it_runs_through_each_milestone_and_stays_at_100_after_the_last() {
        let steps = [("2019-05-10", 15), ("2019-06-28", 35), ("2019-08-09", 50), ("2019-11-29", 80)];
        assert_eq!(share(&steps, "2019-05-10"), Some(15));
        assert_eq!(share(&steps, "2019-06-28"), Some(35));
        assert_eq!(share(&steps, "2019-07-10"), Some(35 + 15 * 8 / 30));
        assert_eq!(share(&steps, "2019-08-09"), Some(50));
        assert_eq!(share(&steps, "2019-11-29"), Some(100), "whatever its own share");
        assert_eq!(share(&steps, "2020-02-01"), Some(100));
    }

    #[test]
    fn a_day_off_adds_nothing() {
        let steps = [("2019-12-31", 100)];
        assert_eq!(share(&steps, "2019-05-04"), share(&steps, "2019-04-30"), "May Day");
    }

    #[test]
    fn milestones_moved_past_each_other_never_lower_it() {
        let steps = [("2019-06-28", 60), ("2019-07-31", 30), ("2019-12-31", 100)];
        assert_eq!(share(&steps, "2019-06-28"), Some(60));
        assert_eq!(share(&steps, "2019-07-15"), Some(60));
        let same_day = [("2019-06-28", 20), ("2019-06-28", 60), ("2019-12-31", 100)];
        assert_eq!(share(&same_day, "2019-06-28"), Some(60));
    }
}
