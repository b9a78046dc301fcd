//! Which degree a notice has: from the duty and its task's progress on one day, by the same thresholds as the lights.
//! Pure.

use chrono::NaiveDate;

use super::model::Degree;
use crate::calendar::WorkingCalendar;
use crate::deadlines::PlanRules;
use crate::status::{Pressing, TaskFacts, pressing};

/// The degree on `today` with the sentence that says why; `facts` hands in the one duty the notice is about.
///
/// # Errors
/// A sentence where nothing gives a degree: there is no notice then.
pub(super) fn degree_of(
    facts: &TaskFacts,
    today: NaiveDate,
    calendar: &WorkingCalendar,
    rules: &PlanRules,
) -> Result<(Degree, String), String> {
    let degree = |why| match why {
        Pressing::Overdue => Degree::Red,
        Pressing::DueSoon => Degree::Blue,
        Pressing::Lagging => Degree::Yellow,
    };
    pressing(facts, today, calendar, rules).map(|(why, sentence)| (degree(why), sentence)).ok_or_else(|| {
        format!(
            "这项时限既未逾期，也未临期（到期前 {} 个工作日内），任务也没有滞后序时进度 {} 个百分点及以上，不发督办通知单。",
            rules.warning_days, rules.lag_points
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::workdays_csv::seed_calendar;
    use crate::deadlines::DeadlineKind;
    use crate::deadlines::model::Duty;
    use crate::plan::tasks::TaskStatus;
    use crate::status::{PlannedStep, TaskDuty};

    const MILESTONE: DeadlineKind = DeadlineKind::Milestone;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// A duty of a task whose milestones end the year; where it should stand is 37 % on 10 July.
    fn facts(kind: DeadlineKind, due_on: &str, status: TaskStatus, share: u32) -> TaskFacts {
        let due_on = d(due_on);
        let duty = Duty { kind, period: None, due_on, met_on: None, waived_on: None, held_until: None };
        TaskFacts {
            status,
            status_since: d("2019-03-28"),
            status_source: String::new(),
            merged_into: None,
            reopened_on: None,
            starts_on: d("2019-03-28"),
            share,
            duties: vec![TaskDuty {
                duty,
                title: "起草".into(),
                proposed_on: None,
                told_leader_on: None,
                kept_by: None,
            }],
            steps: vec![PlannedStep { due_on: d("2019-12-31"), planned_share: 100 }],
        }
    }

    /// The degree's code on 10 July, a Wednesday.
    fn on_10_july(kind: DeadlineKind, due_on: &str, status: TaskStatus, share: u32) -> &'static str {
        let facts = facts(kind, due_on, status, share);
        let degree = degree_of(&facts, d("2019-07-10"), &seed_calendar().unwrap(), &PlanRules::default());
        degree.map_or("none", |(degree, _)| degree.code())
    }

    #[test]
    fn an_overdue_duty_is_red_one_due_soon_blue_a_lagging_task_yellow() {
        use TaskStatus::{Completed, InProgress, NotStarted, Paused, WaitingForSuperior};
        let table = [
            // due, share, status, degree
            ("2019-07-09", 40, InProgress, "red"),
            ("2019-07-09", 0, InProgress, "red"),
            ("2019-07-10", 40, InProgress, "blue"),
            ("2019-07-15", 40, InProgress, "blue"),
            ("2019-07-15", 0, InProgress, "blue"),
            ("2019-07-16", 40, InProgress, "none"),
            ("2019-07-16", 23, InProgress, "none"),
            ("2019-07-16", 22, InProgress, "yellow"),
            ("2019-12-31", 0, NotStarted, "yellow"),
            ("2019-12-31", 0, Completed, "none"),
            ("2019-07-09", 0, WaitingForSuperior, "none"),
            ("2019-07-16", 0, Paused, "none"),
        ];
        for (due_on, share, status, degree) in table {
            assert_eq!(on_10_july(MILESTONE, due_on, status, share), degree, "{due_on} {share}% {status:?}");
        }
    }

    #[test]
    fn what_a_finding_asks_presses_whatever_its_task_does() {
        let late = |status| on_10_july(DeadlineKind::Rectification, "2019-07-09", status, 0);
        assert_eq!(late(TaskStatus::WaitingForSuperior), "red");
        assert_eq!(late(TaskStatus::Completed), "red");
        let instruction = |due_on| on_10_july(DeadlineKind::Instruction, due_on, TaskStatus::Completed, 0);
        assert_eq!((instruction("2019-07-12"), instruction("2019-07-31")), ("blue", "none"));
    }

    #[test]
    fn the_thresholds_are_those_of_the_plan() {
        let facts = facts(MILESTONE, "2019-07-16", TaskStatus::InProgress, 30);
        let calendar = seed_calendar().unwrap();
        let degree = |rules: PlanRules| {
            degree_of(&facts, d("2019-07-10"), &calendar, &rules).map(|(degree, _)| degree.code())
        };
        assert!(degree(PlanRules::default()).unwrap_err().contains("3 个工作日内"));
        assert_eq!(degree(PlanRules { warning_days: 4, ..PlanRules::default() }), Ok("blue"));
        assert_eq!(degree(PlanRules { lag_points: 7, ..PlanRules::default() }), Ok("yellow"));
    }

    #[test]
    fn the_sentence_is_the_one_of_the_light() {
        let sentence = |due_on, share| {
            let facts = facts(MILESTONE, due_on, TaskStatus::InProgress, share);
            degree_of(&facts, d("2019-07-10"), &seed_calendar().unwrap(), &PlanRules::default()).unwrap().1
        };
        assert_eq!(
            sentence("2019-06-28", 40),
            "节点“起草”应于 2019年6月28日（星期五）完成，至今未完成，已逾期 12 天（自然日）。"
        );
        assert_eq!(sentence("2019-07-11", 40), "节点“起草”应于 2019年7月11日（星期四）完成，明天到期。");
        assert!(sentence("2019-12-31", 10).contains("滞后 27 个百分点（预警线 15 个百分点）。"));
    }
}
