//! What a change of a task does to its duties: waived, brought back, moved, handed over. Pure.

use chrono::{Days, NaiveDate};

use super::due_dates::{DueDates, Reckoned};
use super::model::{DeadlineKind, Duty};
use super::periods::{Period, Rhythm};

/// A change of a task that waives duties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// 已办结 on that day.
    Completed(NaiveDate),
    /// 并入 or 终止 on that day.
    Withdrawn(NaiveDate),
    /// 转入常态 on that day, reporting each quarter or half-year from then on.
    Standing(NaiveDate, Rhythm),
    /// 暂缓 or 待上级 from that day, with no end yet.
    Paused(NaiveDate),
}

impl Ending {
    /// Why, on the page; what a pause or a completion waived is found again by it.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Completed(_) => "任务已办结",
            Self::Withdrawn(_) => "任务已并入或终止",
            Self::Standing(..) => "任务转入常态",
            Self::Paused(_) => "任务暂缓或待上级",
        }
    }

    /// The day of the change.
    #[must_use]
    pub fn on(self) -> NaiveDate {
        match self {
            Self::Completed(on) | Self::Withdrawn(on) | Self::Standing(on, _) | Self::Paused(on) => on,
        }
    }

    /// Whether the change waives an open duty of the task. Met and waived duties are never touched.
    #[must_use]
    pub fn waives(self, duty: &Duty) -> bool {
        if !duty.is_open() {
            return false;
        }
        let reports = duty.kind == DeadlineKind::MonthlyReport;
        let month = duty.period.filter(|_| reports);
        match self {
            Self::Completed(on) => {
                duty.kind == DeadlineKind::Milestone
                    || month.is_some_and(|month| month.first_day() > Period::month_of(on).last_day())
            }
            Self::Withdrawn(on) => duty.kind == DeadlineKind::TaskCompletion || duty.due_on >= on,
            Self::Standing(on, rhythm) => {
                duty.kind == DeadlineKind::TaskCompletion
                    || (duty.due_on >= on && month.is_some_and(|month| !month.ends_a(rhythm)))
            }
            // Every month that begins inside: which of them lies wholly inside is known when it ends.
            Self::Paused(on) => month.is_some_and(|month| month.first_day() >= on),
        }
    }
}

/// Whether a month waived by a pause comes back when the task is resumed: it does not lie wholly inside.
/// `resumed_on` is the first day the task is worked on again.
#[must_use]
pub fn comes_back(month: Period, resumed_on: NaiveDate) -> bool {
    month.last_day() >= resumed_on
}

/// Whether a month waived by completion comes back when the task is reopened: it is still to come.
#[must_use]
pub fn comes_back_when_reopened(duty: &Duty, reopened_on: NaiveDate) -> bool {
    duty.due_on >= reopened_on
}

/// A pause that ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// Its first day.
    pub from: NaiveDate,
    /// The first day after it.
    pub resumed_on: NaiveDate,
}

impl Pause {
    /// Where an open milestone or completion moves when the task is resumed; `None` when it stays: other
    /// kinds, and what was overdue before the pause began, whose lateness stays.
    #[must_use]
    pub fn moves(self, duty: &Duty, plan_ends_on: NaiveDate, due: DueDates<'_>) -> Option<Reckoned> {
        let moves = matches!(duty.kind, DeadlineKind::Milestone | DeadlineKind::TaskCompletion)
            && duty.is_open()
            && duty.due_on >= self.from;
        let paused_days = due.calendar.count_inclusive(self.from, self.resumed_on - Days::new(1));
        (moves && paused_days > 0)
            .then(|| due.after_pause(duty.due_on, paused_days, plan_ends_on))
            .filter(|reckoned| reckoned.due_on != duty.due_on)
    }
}

/// What becomes of a duty when another department answers for its task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandOver {
    /// It stays with the one who owed it: met, waived, or overdue on the day of the change.
    Stays,
    /// It passes to the new department.
    Passes,
    /// It passes from nobody to the first department the task has, and may move with that.
    PassesDue(Reckoned),
}

/// Who owes a duty after the task's department changes on `changed_on`.
#[must_use]
pub fn hand_over(duty: &Duty, had_a_department: bool, changed_on: NaiveDate, due: DueDates<'_>) -> HandOver {
    if !duty.is_open() {
        return HandOver::Stays;
    }
    if had_a_department {
        return if duty.due_on >= changed_on { HandOver::Passes } else { HandOver::Stays };
    }
    let reckoned = due.after_decision(duty.due_on, changed_on);
    if reckoned.due_on == duty.due_on { HandOver::Passes } else { HandOver::PassesDue(reckoned) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::workdays_csv::seed_calendar;
    use crate::deadlines::rules::PlanRules;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn duty(kind: DeadlineKind, due_on: &str) -> Duty {
        Duty { kind, period: None, due_on: d(due_on), met_on: None, waived_on: None, held_until: None }
    }

    /// The nine months of 2019 still owed after the change.
    fn months_left(ending: Ending) -> Vec<u32> {
        let (rules, calendar) = (PlanRules::default(), seed_calendar().unwrap());
        let due = DueDates { rules: &rules, calendar: &calendar };
        (4..=12)
            .filter(|month| {
                let period = Period::month(2019, *month).unwrap();
                let due_on = due.monthly_report(period).due_on;
                let duty =
                    Duty { period: Some(period), due_on, ..duty(DeadlineKind::MonthlyReport, "2019-01-01") };
                !ending.waives(&duty)
            })
            .collect()
    }

    #[test]
    fn completion_waives_the_months_after_its_own_and_every_open_milestone() {
        let ending = Ending::Completed(d("2019-06-28"));
        assert_eq!(months_left(ending), [4, 5, 6], "June is still owed");
        assert!(ending.waives(&duty(DeadlineKind::Milestone, "2019-05-31")), "an overdue one too");
        assert!(!ending.waives(&duty(DeadlineKind::TaskCompletion, "2019-12-31")), "it is met");
        assert!(!ending.waives(&duty(DeadlineKind::Rectification, "2019-08-30")));
    }

    #[test]
    fn a_withdrawn_task_owes_nothing_from_that_day_and_its_completion_never() {
        let ending = Ending::Withdrawn(d("2019-07-25"));
        assert_eq!(months_left(ending), [4, 5, 6], "July is due on that very day");
        assert!(ending.waives(&duty(DeadlineKind::TaskCompletion, "2019-06-28")), "even overdue");
        assert!(!ending.waives(&duty(DeadlineKind::Milestone, "2019-07-24")));
        assert!(ending.waives(&duty(DeadlineKind::Instruction, "2019-07-25")));
    }

    #[test]
    fn a_standing_task_keeps_the_last_month_of_each_quarter_or_half_year() {
        let since = d("2019-06-03");
        assert_eq!(months_left(Ending::Standing(since, Rhythm::Quarter)), [4, 5, 6, 9, 12]);
        assert_eq!(months_left(Ending::Standing(since, Rhythm::HalfYear)), [4, 5, 6, 12]);
        let ending = Ending::Standing(since, Rhythm::Quarter);
        assert!(ending.waives(&duty(DeadlineKind::TaskCompletion, "2019-12-31")));
    }

    #[test]
    fn a_pause_waives_the_months_wholly_inside_it() {
        let waived: Vec<_> =
            (4..=12).filter(|m| !months_left(Ending::Paused(d("2019-06-10"))).contains(m)).collect();
        assert_eq!(waived, [7, 8, 9, 10, 11, 12]);
        let month = |m| Period::month(2019, m).unwrap();
        let back: Vec<_> = waived.into_iter().filter(|m| comes_back(month(*m), d("2019-08-20"))).collect();
        assert_eq!(back, [8, 9, 10, 11, 12], "July lay wholly inside");
        assert!(!comes_back(month(8), d("2019-09-01")));
    }

    #[test]
    fn what_is_met_or_waived_is_never_waived_again() {
        let met = Duty { met_on: Some(d("2019-06-03")), ..duty(DeadlineKind::Milestone, "2019-06-28") };
        assert!(!Ending::Completed(d("2019-06-04")).waives(&met));
        assert!(!Ending::Withdrawn(d("2019-06-04")).waives(&met));
    }

    #[test]
    fn resuming_moves_open_milestones_and_the_completion_by_the_working_days_paused() {
        let (rules, calendar) = (PlanRules::default(), seed_calendar().unwrap());
        let due = DueDates { rules: &rules, calendar: &calendar };
        let pause = Pause { from: d("2019-06-10"), resumed_on: d("2019-06-24") };
        let end = d("2019-12-31");
        let moved = |duty: &Duty| pause.moves(duty, end, due).map(|reckoned| reckoned.due_on);
        assert_eq!(
            moved(&duty(DeadlineKind::Milestone, "2019-06-28")),
            Some(d("2019-07-12")),
            "10 working days"
        );
        assert_eq!(moved(&duty(DeadlineKind::TaskCompletion, "2019-10-31")), Some(d("2019-11-14")));
        assert_eq!(
            moved(&duty(DeadlineKind::TaskCompletion, "2019-12-31")),
            None,
            "at most the plan's last day"
        );
        assert_eq!(moved(&duty(DeadlineKind::Milestone, "2019-06-06")), None, "overdue before the pause");
        assert_eq!(moved(&duty(DeadlineKind::Rectification, "2019-06-28")), None);
    }

    #[test]
    fn duties_to_come_pass_to_the_new_department_and_overdue_ones_stay() {
        let (rules, calendar) = (PlanRules::default(), seed_calendar().unwrap());
        let due = DueDates { rules: &rules, calendar: &calendar };
        let on = d("2019-06-25");
        let report = |due_on| duty(DeadlineKind::MonthlyReport, due_on);
        assert_eq!(hand_over(&report("2019-05-27"), true, on, due), HandOver::Stays);
        assert_eq!(hand_over(&report("2019-06-25"), true, on, due), HandOver::Passes);
        assert_eq!(hand_over(&report("2019-07-25"), true, on, due), HandOver::Passes);
        let met = Duty { met_on: Some(on), ..report("2019-07-25") };
        assert_eq!(hand_over(&met, true, on, due), HandOver::Stays);
    }

    #[test]
    fn a_task_that_had_no_lead_gives_its_first_one_three_working_days() {
        let (rules, calendar) = (PlanRules::default(), seed_calendar().unwrap());
        let due = DueDates { rules: &rules, calendar: &calendar };
        let on = d("2019-06-25");
        let HandOver::PassesDue(reckoned) =
            hand_over(&duty(DeadlineKind::MonthlyReport, "2019-05-27"), false, on, due)
        else {
            panic!("an overdue duty of nobody passes with a new date")
        };
        assert_eq!(reckoned.due_on, d("2019-06-28"));
        assert_eq!(
            hand_over(&duty(DeadlineKind::MonthlyReport, "2019-07-25"), false, on, due),
            HandOver::Passes
        );
    }
}
