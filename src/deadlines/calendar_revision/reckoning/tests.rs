//! The May Day of 2019 as of 国办发明电〔2018〕15号 (one day off) and as of 国办发明电〔2019〕3号 (1–4 May off, 28 April and 5 May
//! worked), and the New Year of 2020 before it was announced.

use std::collections::BTreeSet;

use super::*;
use crate::calendar::workdays_csv::{SEED, SEED_SOURCE, read, seed_calendar};
use crate::calendar::{ArrangedDay, WorkingCalendar};
use crate::deadlines::PlanRules;

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The seed without some of its days, announced for some years.
fn seed_without(leave_out: impl Fn(&ArrangedDay) -> bool, announced: &[i32]) -> WorkingCalendar {
    let days = read(SEED, SEED_SOURCE).unwrap().into_iter().filter(|day| !leave_out(day)).collect();
    WorkingCalendar::new(days, announced.iter().copied().collect::<BTreeSet<i32>>())
}

fn before_the_may_notice() -> WorkingCalendar {
    let changed = ["2019-04-28", "2019-05-02", "2019-05-03", "2019-05-04", "2019-05-05"].map(d);
    seed_without(|day| changed.contains(&day.date), &[2019, 2020])
}

fn before_2020() -> WorkingCalendar {
    seed_without(|day| day.date >= d("2020-01-01"), &[2019])
}

fn duty(
    kind: DeadlineKind,
    period: &str,
    counted_from: Option<&str>,
    due_on: &str,
    working: &str,
) -> OpenDuty {
    OpenDuty {
        kind,
        period: period.parse().ok(),
        counted_from: counted_from.map(d),
        due_on: d(due_on),
        working: working.to_owned(),
    }
}

fn outcome(before: &WorkingCalendar, today: &str, rules: &PlanRules, duty: &OpenDuty) -> Outcome {
    let after = seed_calendar().unwrap();
    let revision = Revision {
        before: DueDates { rules, calendar: before },
        after: DueDates { rules, calendar: &after },
        first_changed: before.days_changed_in(&after).first().copied(),
        today: d(today),
    };
    revision.outcome(duty)
}

#[test]
fn a_date_by_a_rule_moves_to_where_the_rule_puts_it_now() {
    let before = before_the_may_notice();
    // Counted by hand. 25 April, a Thursday, and three days: 26, 29, 30 before; 26, the worked Sunday 28, 29 after. 30 April
    // and three: 2, 3, 6 May before; the worked Sunday 5, 6, 7 May after. The 20th day after 28 March is 26 April; three
    // more: 29, 30 April, 2 May before; 28, 29, 30 April after.
    let more = PlanRules { timeline_days: 23, ..PlanRules::default() };
    for (kind, period, from, old, new, rules) in [
        (
            DeadlineKind::Review,
            "2019-04",
            Some("2019-04-25"),
            "2019-04-30",
            "2019-04-29",
            PlanRules::default(),
        ),
        (
            DeadlineKind::Review,
            "2019-04",
            Some("2019-04-30"),
            "2019-05-06",
            "2019-05-07",
            PlanRules::default(),
        ),
        (DeadlineKind::Timeline, "", Some("2019-03-28"), "2019-05-02", "2019-04-30", more),
    ] {
        let due = DueDates { rules: &rules, calendar: &before };
        let row = duty(kind, period, from, old, "");
        assert_eq!(by_rule(due, &row).unwrap().due_on, d(old), "{kind:?} before");
        let outcome = outcome(&before, "2019-04-26", &rules, &row);
        assert_eq!(outcome.stays, None);
        assert_eq!(outcome.new.unwrap().due_on, d(new), "{kind:?} after");
    }
}

#[test]
fn the_dates_of_the_plan_of_2019_do_not_touch_may_day() {
    let before = before_the_may_notice();
    let issued = Some("2019-03-28");
    for (kind, period, from, due_on) in [
        (DeadlineKind::Acknowledgement, "", issued, "2019-04-04"),
        (DeadlineKind::Appointment, "", issued, "2019-04-12"),
        (DeadlineKind::Timeline, "", issued, "2019-04-26"),
        (DeadlineKind::MonthlyReport, "2019-04", None, "2019-04-25"),
        (DeadlineKind::MonthlyReport, "2019-05", None, "2019-05-27"),
        (DeadlineKind::QuarterlyCheck, "2019-Q2", None, "2019-07-10"),
        (DeadlineKind::HalfYearSummary, "2019-H1", None, "2019-07-19"),
    ] {
        let row = duty(kind, period, from, due_on, "");
        assert_eq!(
            outcome(&before, "2019-03-29", &PlanRules::default(), &row),
            Outcome::default(),
            "{kind:?}"
        );
    }
}

#[test]
fn a_date_that_is_past_or_would_be_past_stays() {
    let (before, rules) = (before_the_may_notice(), PlanRules::default());
    let review = duty(DeadlineKind::Review, "2019-04", Some("2019-04-25"), "2019-04-30", "");
    assert_eq!(outcome(&before, "2019-05-01", &rules, &review), Outcome::default());
    let on_the_day = outcome(&before, "2019-04-30", &rules, &review);
    assert_eq!(on_the_day.stays, Some(Stays::WouldBePast(d("2019-04-29"))));
    assert_eq!(on_the_day.new, None);
}

#[test]
fn a_date_moved_by_a_return_or_chosen_by_people_stays_with_why() {
    let (before, rules) = (before_the_may_notice(), PlanRules::default());
    for (kind, due_on, stays) in [
        (DeadlineKind::MonthlyReport, "2019-05-05", Some(Stays::MovedBefore)),
        (DeadlineKind::MonthlyReport, "2019-04-26", None),
        (DeadlineKind::Milestone, "2019-05-03", Some(Stays::ChosenDayOff)),
        (DeadlineKind::TaskCompletion, "2019-05-03", Some(Stays::ChosenDayOff)),
        (DeadlineKind::Rectification, "2019-05-03", Some(Stays::ChosenDayOff)),
        (DeadlineKind::Instruction, "2019-05-01", None),
        (DeadlineKind::Instruction, "2019-05-06", None),
    ] {
        let found =
            outcome(&before, "2019-04-20", &rules, &duty(kind, "2019-04", None, due_on, "另有说明。"));
        assert_eq!(found, Outcome { new: None, stays }, "{kind:?} {due_on}");
    }
}

#[test]
fn a_chosen_date_that_became_a_day_off_says_so_in_its_sentence() {
    let (before, rules) = (before_the_may_notice(), PlanRules::default());
    let row = duty(DeadlineKind::TaskCompletion, "", None, "2019-05-03", "人工设定 2019-05-03（星期五）。");
    let found = outcome(&before, "2019-04-20", &rules, &row);
    let new = found.new.unwrap();
    assert_eq!(new.due_on, d("2019-05-03"));
    assert_eq!(new.working, "人工设定 2019-05-03（星期五），当日为休息日，不自动顺延。");
}

#[test]
fn a_year_announced_moves_what_was_an_estimate_and_takes_the_word_from_the_rest() {
    let (before, rules) = (before_2020(), PlanRules::default());
    let due = DueDates { rules: &rules, calendar: &before };
    // The eighth working day of 2020: 10 January where the first is no holiday, 13 January where it is.
    let check = due.quarterly_check("2019-Q4".parse().unwrap());
    assert_eq!(check.due_on, d("2020-01-10"));
    let row = duty(DeadlineKind::QuarterlyCheck, "2019-Q4", None, "2020-01-10", &check.working);
    let moved = outcome(&before, "2019-11-22", &rules, &row).new.unwrap();
    assert_eq!(moved.due_on, d("2020-01-13"));
    // The fifteenth stays on 21 January: the first is off, and Sunday the 19th is worked.
    let summary = due.half_year_summary("2019-H2".parse().unwrap());
    assert!(summary.due_on == d("2020-01-21") && summary.working.contains("推算"), "{}", summary.working);
    let row = duty(DeadlineKind::HalfYearSummary, "2019-H2", None, "2020-01-21", &summary.working);
    let same = outcome(&before, "2019-11-22", &rules, &row).new.unwrap();
    assert_eq!(same.due_on, d("2020-01-21"));
    assert!(!same.working.contains("推算"), "{}", same.working);
}
