//! When each kind of duty is due, with how the date came about. The numbers are [`PlanRules`].

use chrono::NaiveDate;

use super::periods::Period;
use super::rules::PlanRules;
use crate::calendar::{Working, WorkingCalendar};
use crate::web::dates;

/// A due date and the sentence that says how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reckoned {
    /// The date.
    pub due_on: NaiveDate,
    /// How it came about, with its full stop.
    pub working: String,
}

impl Reckoned {
    fn new(rule: &str, working: &Working) -> Self {
        Self { due_on: working.lands_on, working: format!("{rule}：{}。", working.sentence()) }
    }
}

/// Reckons due dates by a plan's rules on a calendar.
#[derive(Debug, Clone, Copy)]
pub struct DueDates<'a> {
    /// The plan's numbers.
    pub rules: &'a PlanRules,
    /// The working days.
    pub calendar: &'a WorkingCalendar,
}

impl DueDates<'_> {
    /// 签收: of each unit department.
    #[must_use]
    pub fn acknowledgement(&self, issued_on: NaiveDate) -> Reckoned {
        self.after("印发后", issued_on, self.rules.acknowledgement_days)
    }

    /// 明确工作联系人: of each filing department.
    #[must_use]
    pub fn appointment(&self, issued_on: NaiveDate) -> Reckoned {
        self.after("印发后", issued_on, self.rules.appointment_days)
    }

    /// 倒排工期: of each filing department.
    #[must_use]
    pub fn timeline(&self, issued_on: NaiveDate) -> Reckoned {
        self.after("印发后", issued_on, self.rules.timeline_days)
    }

    /// 月报: the report day of the month; rolled forward when it is a day off.
    #[must_use]
    pub fn monthly_report(&self, month: Period) -> Reckoned {
        let (first, last) = month.reporting_span(self.rules.report_day);
        let rule = format!(
            "每月 {} 日（报 {} 至 {}）",
            self.rules.report_day,
            dates::short(first),
            dates::short(last)
        );
        Reckoned::new(&rule, &self.calendar.roll_forward_showing(last))
    }

    /// 月报审核, after each submission.
    #[must_use]
    pub fn review(&self, submitted_on: NaiveDate) -> Reckoned {
        self.after("报送后", submitted_on, self.rules.review_days)
    }

    /// 季度检查
    #[must_use]
    pub fn quarterly_check(&self, quarter: Period) -> Reckoned {
        self.after("季度末后", quarter.last_day(), self.rules.quarterly_check_days)
    }

    /// 半年总结
    #[must_use]
    pub fn half_year_summary(&self, half: Period) -> Reckoned {
        self.after("半年末后", half.last_day(), self.rules.half_year_summary_days)
    }

    /// 任务完成, where nobody set a date: the plan's last day, working day or not.
    #[must_use]
    pub fn task_completion(&self, plan_ends_on: NaiveDate) -> Reckoned {
        Reckoned {
            due_on: plan_ends_on,
            working: format!("方案最后一日：{}。", dates::short_with_weekday(plan_ends_on)),
        }
    }

    /// A date that a person set: it stays, with a warning when it is a day off.
    #[must_use]
    pub fn chosen(&self, date: NaiveDate) -> Reckoned {
        let working = self.calendar.chosen(date);
        Reckoned { due_on: date, working: format!("{}。", working.sentence()) }
    }

    /// A returned report: the later of its date and so many working days after the return.
    #[must_use]
    pub fn after_return(&self, due_on: NaiveDate, returned_on: NaiveDate) -> Reckoned {
        self.at_least(due_on, "退回后", returned_on, self.rules.returned_days)
    }

    /// What a task without department owed, once it has one: due at the earliest so many working days
    /// after the decision. The same room is left to a month that comes back when a task is resumed.
    #[must_use]
    pub fn after_decision(&self, due_on: NaiveDate, decided_on: NaiveDate) -> Reckoned {
        self.at_least(due_on, "决定后", decided_on, self.rules.reassigned_days)
    }

    /// An open date moved on by the working days a task was paused, at most to the plan's last day.
    #[must_use]
    pub fn after_pause(&self, due_on: NaiveDate, paused_days: u32, plan_ends_on: NaiveDate) -> Reckoned {
        let working = self.calendar.add_showing(due_on, paused_days);
        if working.lands_on <= plan_ends_on {
            return Reckoned::new("恢复办理，顺延停办的工作日", &working);
        }
        // A date that already lay beyond the plan's end is not drawn back by a pause.
        let due_on = due_on.max(plan_ends_on);
        let day = dates::short_with_weekday(due_on);
        Reckoned {
            due_on,
            working: format!("恢复办理，顺延停办的 {paused_days} 个工作日，至多到方案最后一日：{day}。"),
        }
    }

    fn after(&self, rule: &str, from: NaiveDate, days: u32) -> Reckoned {
        Reckoned::new(&format!("{rule} {days} 个工作日"), &self.calendar.add_showing(from, days))
    }

    fn at_least(&self, due_on: NaiveDate, rule: &str, from: NaiveDate, days: u32) -> Reckoned {
        let found = self.after(rule, from, days);
        if found.due_on >= due_on {
            return found;
        }
        let kept = dates::short_with_weekday(due_on);
        Reckoned {
            due_on, working: format!("{rule}至少 {days} 个工作日，原时限 {kept}更晚，不变。")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::workdays_csv::seed_calendar;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn p(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn every_date_of_the_2019_plan_is_the_one_of_the_domain() {
        let (rules, calendar) = (PlanRules::default(), seed_calendar().unwrap());
        let due = DueDates { rules: &rules, calendar: &calendar };
        let issued = d("2019-03-28");
        assert_eq!(due.acknowledgement(issued).due_on, d("2019-04-04"));
        assert_eq!(due.appointment(issued).due_on, d("2019-04-12"));
        assert_eq!(due.timeline(issued).due_on, d("2019-04-26"));
        for (month, day) in [
            ("2019-04", "2019-04-25"),
            ("2019-05", "2019-05-27"),
            ("2019-06", "2019-06-25"),
            ("2019-07", "2019-07-25"),
            ("2019-08", "2019-08-26"),
            ("2019-09", "2019-09-25"),
            ("2019-10", "2019-10-25"),
            ("2019-11", "2019-11-25"),
            ("2019-12", "2019-12-25"),
        ] {
            assert_eq!(due.monthly_report(p(month)).due_on, d(day));
        }
        assert_eq!(due.quarterly_check(p("2019-Q2")).due_on, d("2019-07-10"));
        assert_eq!(due.quarterly_check(p("2019-Q3")).due_on, d("2019-10-16"));
        assert_eq!(due.quarterly_check(p("2019-Q4")).due_on, d("2020-01-13"));
        assert_eq!(due.half_year_summary(p("2019-H1")).due_on, d("2019-07-19"));
        assert_eq!(due.half_year_summary(p("2019-H2")).due_on, d("2020-01-21"));
        assert_eq!(due.review(d("2019-06-25")).due_on, d("2019-06-28"));
        assert_eq!(due.task_completion(d("2019-12-31")).due_on, d("2019-12-31"));
    }

    #[test]
    fn each_date_says_how_it_came_about() {
        let (rules, calendar) = (PlanRules::default(), seed_calendar().unwrap());
        let due = DueDates { rules: &rules, calendar: &calendar };
        assert_eq!(
            due.monthly_report(p("2019-05")).working,
            "每月 25 日（报 2019-04-26 至 2019-05-25）：2019-05-25（星期六）为休息日，顺延至下一工作日：\
             跳过 05-25 至 05-26（周末） → 2019-05-27（星期一）。"
        );
        assert_eq!(
            due.quarterly_check(p("2019-Q3")).working,
            "季度末后 8 个工作日：自 2019-09-30（星期一）次日起数 8 个工作日：跳过 10-01 至 10-07（国庆节放假）、\
             10-13（周末），计入 10-12（星期六，国庆节调休上班） → 2019-10-16（星期三）。"
        );
        assert_eq!(due.chosen(d("2019-06-28")).working, "人工设定 2019-06-28（星期五）。");
    }

    #[test]
    fn a_returned_report_has_three_working_days_or_its_own_date() {
        let (rules, calendar) = (PlanRules::default(), seed_calendar().unwrap());
        let due = DueDates { rules: &rules, calendar: &calendar };
        assert_eq!(
            due.after_return(d("2019-04-25"), d("2019-04-26")).due_on,
            d("2019-04-30"),
            "the Sunday counts"
        );
        let kept = due.after_return(d("2019-06-25"), d("2019-06-18"));
        assert_eq!(kept.due_on, d("2019-06-25"));
        assert_eq!(kept.working, "退回后至少 3 个工作日，原时限 2019-06-25（星期二）更晚，不变。");
    }

    #[test]
    fn a_pause_moves_a_date_by_its_working_days_but_not_past_the_plan() {
        let (rules, calendar) = (PlanRules::default(), seed_calendar().unwrap());
        let due = DueDates { rules: &rules, calendar: &calendar };
        let end = d("2019-12-31");
        assert_eq!(due.after_pause(d("2019-09-27"), 2, end).due_on, d("2019-09-30"), "the 29th is worked");
        assert_eq!(due.after_pause(d("2019-12-20"), 30, end).due_on, end);
        assert_eq!(due.after_pause(d("2020-01-10"), 5, end).due_on, d("2020-01-10"));
    }
}
