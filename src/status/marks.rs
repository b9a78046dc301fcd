//! Marks beside a light: 未报 N 天, because a late form is not a lagging reform, and 待完善, which means
//! 责任盲区 (a responsibility gap).

use chrono::NaiveDate;

use super::lights::TaskFacts;
use crate::deadlines::DeadlineKind;
use crate::web::dates;

/// A mark beside the light.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// On the wall: 未报, 待完善.
    pub short: &'static str,
    /// On pages and in exports: 未报 15 天, 待完善.
    pub words: String,
    /// Why, with dates.
    pub sentence: String,
}

/// A request for an extension waits for a leader who is not named.
pub const EXTENSION_WAITS: &str = "有延期申请等待，分管院领导待明确";
/// A request for completion does.
pub const COMPLETION_WAITS: &str = "有办结申请等待，分管院领导待明确";

/// The leader named is none any more.
pub const LEADER_LEFT: &str = "分管院领导已停用或不再任院领导";
/// The contact the office named is none any more.
pub const CONTACT_LEFT: &str = "指定的工作联系人已停用或不在任务的部门";

/// Who answers for a task, as far as gaps go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "questions that are answered one by one")]
pub struct Responsibility {
    /// It has a lead department.
    pub has_lead: bool,
    /// It has a 分管院领导.
    pub has_leader: bool,
    /// A department files for it.
    pub has_filing_department: bool,
    /// Its filing department has a contact, or the office named one.
    pub has_contact: bool,
    /// The leader named is none any more, or their account is disabled.
    pub leader_left: bool,
    /// The contact the office named belongs to no department of the task any more, or their account is disabled.
    pub contact_left: bool,
    /// A request for an extension waits to be decided.
    pub extension_waits: bool,
    /// A request for its completion waits to be decided.
    pub completion_waits: bool,
    /// Lead groups without members.
    pub empty_lead_groups: Vec<String>,
    /// Departments that owe something for it and have no active account.
    pub departments_without_account: Vec<String>,
}

impl Responsibility {
    /// 责任盲区: each gap in words; empty when there is none.
    #[must_use]
    pub fn gaps(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        for (there, gap) in [
            (self.has_lead, "牵头部门待明确"),
            (self.has_leader, "分管院领导待明确"),
            (self.has_filing_department, "填报部门待明确"),
            (self.has_contact, "工作联系人待明确"),
        ] {
            if !there {
                gaps.push(gap.to_owned());
            }
        }
        for (left, gap) in [(self.leader_left, LEADER_LEFT), (self.contact_left, CONTACT_LEFT)] {
            if left {
                gaps.push(gap.to_owned());
            }
        }
        for (waits, gap) in
            [(self.extension_waits, EXTENSION_WAITS), (self.completion_waits, COMPLETION_WAITS)]
        {
            if waits && !self.has_leader {
                gaps.push(gap.to_owned());
            }
        }
        gaps.extend(self.empty_lead_groups.iter().map(|group| format!("牵头的“{group}”没有成员部门")));
        gaps.extend(self.departments_without_account.iter().map(|name| format!("{name}没有可用账号")));
        gaps
    }
}

/// The task's marks on `today`. A closed task has no gap any more; its missing reports stay missing.
#[must_use]
pub fn marks_of(facts: &TaskFacts, responsibility: &Responsibility, today: NaiveDate) -> Vec<Mark> {
    let gaps = if facts.status.is_closed() { Vec::new() } else { responsibility.gaps() };
    let incomplete = (!gaps.is_empty()).then(|| Mark {
        short: "待完善",
        words: "待完善".to_owned(),
        sentence: format!("{}。", gaps.join("；")),
    });
    [unreported(facts, today), incomplete].into_iter().flatten().collect()
}

/// That a task's dates were extended, and by how many days (自然日) in all; `None` when they were not.
#[must_use]
pub fn mark_of_extensions(count: i64, days: i64) -> Option<Mark> {
    (count > 0).then(|| Mark {
        short: "延期",
        words: format!("延期 {count} 次"),
        sentence: format!("已延期 {count} 次，共 {days} 天（自然日）。"),
    })
}

/// The report that has been missing longest.
fn unreported(facts: &TaskFacts, today: NaiveDate) -> Option<Mark> {
    let missing = facts
        .duties
        .iter()
        .map(|duty| &duty.duty)
        .filter(|duty| duty.kind == DeadlineKind::MonthlyReport && duty.is_overdue(today))
        .min_by_key(|duty| duty.due_on)?;
    let days = (today - missing.due_on).num_days();
    let sentence = format!(
        "{}应于 {}报送，至今未报，已过 {days} 天（自然日）。",
        missing.kind.title(missing.period),
        dates::long(missing.due_on),
    );
    Some(Mark { short: "未报", words: format!("未报 {days} 天"), sentence })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadlines::model::Duty;
    use crate::plan::tasks::TaskStatus;
    use crate::status::TaskDuty;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn facts(status: TaskStatus, missing: &[(&str, &str)]) -> TaskFacts {
        let duties = missing.iter().map(|(month, due_on)| TaskDuty {
            duty: Duty {
                kind: DeadlineKind::MonthlyReport,
                period: Some(month.parse().unwrap()),
                due_on: d(due_on),
                met_on: None,
                waived_on: None,
                held_until: None,
            },
            title: String::new(),
            proposed_on: None,
            told_leader_on: None,
            kept_by: None,
        });
        TaskFacts {
            status,
            status_since: d("2019-03-28"),
            status_source: String::new(),
            merged_into: None,
            reopened_on: None,
            starts_on: d("2019-03-28"),
            share: 0,
            duties: duties.collect(),
            steps: Vec::new(),
        }
    }

    fn complete() -> Responsibility {
        Responsibility {
            has_lead: true,
            has_leader: true,
            has_filing_department: true,
            has_contact: true,
            ..Responsibility::default()
        }
    }

    #[test]
    fn a_missing_report_is_a_mark_that_counts_days_from_its_date() {
        let task = facts(TaskStatus::InProgress, &[("2019-06", "2019-06-25"), ("2019-07", "2019-07-25")]);
        let marks = marks_of(&task, &complete(), d("2019-07-10"));
        assert_eq!(marks.len(), 1);
        assert_eq!((marks[0].short, marks[0].words.as_str()), ("未报", "未报 15 天"));
        assert_eq!(
            marks[0].sentence,
            "2019年6月月报应于 2019年6月25日（星期二）报送，至今未报，已过 15 天（自然日）。"
        );
        assert!(
            marks_of(&task, &complete(), d("2019-06-25")).is_empty(),
            "on time through the end of the day"
        );
    }

    #[test]
    fn of_several_missing_reports_the_oldest_counts() {
        let task = facts(TaskStatus::InProgress, &[("2019-06", "2019-06-25"), ("2019-05", "2019-05-27")]);
        assert_eq!(marks_of(&task, &complete(), d("2019-07-10"))[0].words, "未报 44 天");
    }

    #[test]
    fn every_responsibility_gap_is_named() {
        let task = facts(TaskStatus::InProgress, &[]);
        let nobody = Responsibility {
            empty_lead_groups: vec!["各民事庭".to_owned()],
            departments_without_account: vec!["考核办".to_owned()],
            ..Responsibility::default()
        };
        let marks = marks_of(&task, &nobody, d("2019-07-10"));
        assert_eq!(marks[0].short, "待完善");
        assert_eq!(
            marks[0].sentence,
            "牵头部门待明确；分管院领导待明确；填报部门待明确；工作联系人待明确；牵头的“各民事庭”没有成员部门；\
             考核办没有可用账号。"
        );
        assert!(marks_of(&task, &complete(), d("2019-07-10")).is_empty());
    }

    #[test]
    fn a_request_that_waits_for_a_leader_not_named_is_a_gap() {
        let task = facts(TaskStatus::InProgress, &[]);
        let waits = Responsibility { extension_waits: true, completion_waits: true, ..complete() };
        assert!(marks_of(&task, &waits, d("2019-07-10")).is_empty(), "the leader decides");
        let nobody = Responsibility { has_leader: false, ..waits };
        let sentence = &marks_of(&task, &nobody, d("2019-07-10"))[0].sentence;
        assert_eq!(
            sentence,
            "分管院领导待明确；有延期申请等待，分管院领导待明确；有办结申请等待，分管院领导待明确。"
        );
    }

    #[test]
    fn an_extended_task_carries_a_mark_with_how_often_and_for_how_long() {
        assert_eq!(mark_of_extensions(0, 0), None);
        let mark = mark_of_extensions(2, 23).unwrap();
        assert_eq!((mark.short, mark.words.as_str()), ("延期", "延期 2 次"));
        assert_eq!(mark.sentence, "已延期 2 次，共 23 天（自然日）。");
    }

    #[test]
    fn a_closed_task_has_no_gap_but_keeps_its_missing_report() {
        let task = facts(TaskStatus::Completed, &[("2019-05", "2019-05-27")]);
        let marks = marks_of(&task, &Responsibility::default(), d("2019-07-10"));
        assert_eq!(marks.iter().map(|mark| mark.short).collect::<Vec<_>>(), ["未报"]);
    }
}
