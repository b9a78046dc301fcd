//! Which level of lateness falls on which day, whom it tells, and when the sweep runs next.
//!
//! Each level has its own proper day, so that a sweep that was away finds the same events afterwards.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::model::{DeadlineKind, Duty, Level};
use super::rules::PlanRules;
use crate::calendar::WorkingCalendar;
use crate::clock::{beijing_day, beijing_instant};

/// Who is told of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// 工作联系人 and AB角 of the owing department.
    Contacts,
    /// 部门负责人 of the owing department.
    Heads,
    /// 领导小组办公室.
    Office,
}

/// A level a duty has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// The level.
    pub level: Level,
    /// The day it falls on.
    pub proper_day: NaiveDate,
}

/// The day a level falls on for a duty of that kind and date; `None` when the kind stops before.
#[must_use]
pub fn proper_day(
    kind: DeadlineKind,
    due_on: NaiveDate,
    level: Level,
    calendar: &WorkingCalendar,
    rules: &PlanRules,
) -> Option<NaiveDate> {
    match level {
        Level::DueSoon => Some(calendar.subtract_working_days(due_on, rules.warning_days)),
        Level::Overdue => Some(due_on + Days::new(1)),
        Level::LeaderProposed | Level::NoticeProposed if !kind.is_of_substance() => None,
        Level::LeaderProposed => Some(calendar.add_working_days(due_on, rules.propose_to_leader_days)),
        Level::NoticeProposed => Some(calendar.add_working_days(due_on, rules.propose_notice_days)),
    }
}

/// The levels an open duty has come to by `today`, lowest first; none while it is held.
/// What was already reached when the plan became active (`active_since`) is told once, at its present level.
#[must_use]
pub fn levels_reached(
    duty: &Duty,
    today: NaiveDate,
    active_since: NaiveDate,
    calendar: &WorkingCalendar,
    rules: &PlanRules,
) -> Vec<Reached> {
    if !duty.is_open() || duty.held_until.is_some_and(|until| today <= until) {
        return Vec::new();
    }
    let reached: Vec<_> = Level::ALL
        .into_iter()
        .filter_map(|level| {
            let proper_day = proper_day(duty.kind, duty.due_on, level, calendar, rules)?;
            (proper_day <= today).then_some(Reached { level, proper_day })
        })
        .collect();
    let before = reached.iter().filter(|reached| reached.proper_day < active_since).count();
    reached[before.saturating_sub(1)..].to_vec()
}

/// Whom a level tells. What nobody owes yet, and what the office owes, is told to the office.
#[must_use]
pub fn told(level: Level, owed_by_a_department: bool) -> &'static [Told] {
    match level {
        _ if !owed_by_a_department => &[Told::Office],
        Level::DueSoon => &[Told::Contacts],
        Level::Overdue => &[Told::Contacts, Told::Heads, Told::Office],
        Level::LeaderProposed | Level::NoticeProposed => &[Told::Office],
    }
}

/// The working day a notice raised on `day` is delivered: that day, or the next working day.
#[must_use]
pub fn delivered_on(day: NaiveDate, calendar: &WorkingCalendar) -> NaiveDate {
    calendar.roll_forward(day)
}

/// When the sweep runs next: the first 00:05 Beijing time after `now`.
#[must_use]
pub fn next_run(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = beijing_day(now);
    let run = beijing_instant(today, 0, 5);
    if now < run { run } else { beijing_instant(today + Days::new(1), 0, 5) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::workdays_csv::seed_calendar;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn duty(kind: DeadlineKind, due_on: &str) -> Duty {
        Duty { kind, period: None, due_on: d(due_on), met_on: None, waived_on: None, held_until: None }
    }

    fn levels(duty: &Duty, today: &str, active_since: &str) -> Vec<(i16, String)> {
        let calendar = seed_calendar().unwrap();
        levels_reached(duty, d(today), d(active_since), &calendar, &PlanRules::default())
            .iter()
            .map(|reached| (reached.level.number(), reached.proper_day.to_string()))
            .collect()
    }

    #[test]
    fn each_level_falls_on_its_own_day() {
        let calendar = seed_calendar().unwrap();
        let rules = PlanRules::default();
        let days = Level::ALL.map(|level| {
            proper_day(DeadlineKind::Milestone, d("2019-06-28"), level, &calendar, &rules).unwrap()
        });
        assert_eq!(days, ["2019-06-25", "2019-06-29", "2019-07-05", "2019-07-12"].map(d));
        let over_may_day = Level::ALL.map(|level| {
            proper_day(DeadlineKind::Milestone, d("2019-04-30"), level, &calendar, &rules).unwrap()
        });
        assert_eq!(over_may_day, ["2019-04-26", "2019-05-01", "2019-05-09", "2019-05-16"].map(d));
    }

    #[test]
    fn a_form_stops_at_level_two_and_the_substance_goes_on() {
        for kind in DeadlineKind::ALL {
            let highest = levels(&duty(kind, "2019-06-25"), "2019-08-30", "2019-03-28").last().unwrap().0;
            assert_eq!(highest, if kind.is_of_substance() { 4 } else { 2 }, "{kind:?}");
        }
    }

    #[test]
    fn a_level_is_reached_on_its_day_and_not_before() {
        let report = duty(DeadlineKind::MonthlyReport, "2019-06-25");
        assert!(levels(&report, "2019-06-19", "2019-03-28").is_empty());
        assert_eq!(levels(&report, "2019-06-20", "2019-03-28"), [(1, "2019-06-20".to_owned())]);
        assert_eq!(
            levels(&report, "2019-06-25", "2019-03-28").len(),
            1,
            "on time through the end of the day"
        );
        assert_eq!(levels(&report, "2019-06-26", "2019-03-28").len(), 2);
    }

    #[test]
    fn what_was_overdue_when_the_plan_became_active_is_told_once_at_its_present_level() {
        let completion = duty(DeadlineKind::TaskCompletion, "2019-04-10");
        assert_eq!(levels(&completion, "2019-04-20", "2019-04-20"), [(3, "2019-04-17".to_owned())]);
        assert_eq!(
            levels(&completion, "2019-05-30", "2019-04-20"),
            [(3, "2019-04-17".to_owned()), (4, "2019-04-24".to_owned())],
            "later levels come on their days"
        );
    }

    #[test]
    fn nothing_is_raised_for_what_is_met_waived_or_held() {
        let open = duty(DeadlineKind::Milestone, "2019-06-28");
        let day = Some(d("2019-07-10"));
        assert!(levels(&Duty { met_on: day, ..open.clone() }, "2019-07-10", "2019-03-28").is_empty());
        assert!(levels(&Duty { waived_on: day, ..open.clone() }, "2019-07-10", "2019-03-28").is_empty());
        let held = Duty { held_until: day, ..open };
        assert!(levels(&held, "2019-07-10", "2019-03-28").is_empty());
        assert_eq!(levels(&held, "2019-07-11", "2019-03-28").len(), 3);
    }

    #[test]
    fn whom_a_level_tells_ends_with_the_office() {
        assert_eq!(told(Level::DueSoon, true), [Told::Contacts]);
        assert_eq!(told(Level::Overdue, true), [Told::Contacts, Told::Heads, Told::Office]);
        assert_eq!(told(Level::LeaderProposed, true), [Told::Office]);
        for level in Level::ALL {
            assert_eq!(told(level, false), [Told::Office]);
        }
    }

    #[test]
    fn the_next_run_is_the_next_five_past_midnight_in_beijing() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(next_run(at("2019-07-10T01:00:00Z")), at("2019-07-10T16:05:00Z"));
        assert_eq!(next_run(at("2019-07-10T16:04:59Z")), at("2019-07-10T16:05:00Z"));
        assert_eq!(next_run(at("2019-07-10T16:05:00Z")), at("2019-07-11T16:05:00Z"));
        assert_eq!(
            next_run(at("2019-12-31T15:59:00Z")),
            at("2019-12-31T16:05:00Z"),
            "already 23:59 in Beijing"
        );
    }
}
