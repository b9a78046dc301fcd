//! Kinds of duty, levels of lateness, and a duty as the rules see it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::periods::Period;
use crate::audit_trail::Audience;
use crate::calendar::WorkingCalendar;

/// What a deadline is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "deadline_kind", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    /// 签收: each unit department, once for the whole plan.
    Acknowledgement,
    /// 明确工作联系人: each filing department.
    Appointment,
    /// 倒排工期: each filing department lays out its timelines.
    Timeline,
    /// 月报
    MonthlyReport,
    /// 月报审核: the office, for each submission.
    Review,
    /// 节点
    Milestone,
    /// 任务完成
    TaskCompletion,
    /// 季度检查: the office.
    QuarterlyCheck,
    /// 半年总结: the office; of H2, the year's summary.
    HalfYearSummary,
    /// 问题整改
    Rectification,
    /// 批示办理
    Instruction,
}

impl DeadlineKind {
    /// All kinds, in the order of the page's filter.
    pub const ALL: [Self; 11] = [
        Self::Acknowledgement,
        Self::Appointment,
        Self::Timeline,
        Self::MonthlyReport,
        Self::Review,
        Self::Milestone,
        Self::TaskCompletion,
        Self::QuarterlyCheck,
        Self::HalfYearSummary,
        Self::Rectification,
        Self::Instruction,
    ];

    /// The name in the store, in addresses and in exports: `monthly_report`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Acknowledgement => "acknowledgement",
            Self::Appointment => "appointment",
            Self::Timeline => "timeline",
            Self::MonthlyReport => "monthly_report",
            Self::Review => "review",
            Self::Milestone => "milestone",
            Self::TaskCompletion => "task_completion",
            Self::QuarterlyCheck => "quarterly_check",
            Self::HalfYearSummary => "half_year_summary",
            Self::Rectification => "rectification",
            Self::Instruction => "instruction",
        }
    }

    /// The word on the page.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Acknowledgement => "签收",
            Self::Appointment => "明确工作联系人",
            Self::Timeline => "倒排工期",
            Self::MonthlyReport => "月报",
            Self::Review => "月报审核",
            Self::Milestone => "节点",
            Self::TaskCompletion => "任务完成",
            Self::QuarterlyCheck => "季度检查",
            Self::HalfYearSummary => "半年总结",
            Self::Rectification => "问题整改",
            Self::Instruction => "批示办理",
        }
    }

    /// What is done to meet it: a report is 报送, everything else 完成.
    #[must_use]
    pub fn doing(self) -> &'static str {
        if self == Self::MonthlyReport { "报送" } else { "完成" }
    }

    /// Whether 领导小组办公室 owes it when it names no department; of any other kind nobody does yet.
    #[must_use]
    pub fn is_owed_by_office(self) -> bool {
        matches!(self, Self::Review | Self::QuarterlyCheck | Self::HalfYearSummary)
    }

    /// Whether its date is counted on working days, by a rule or scheduled back: in a year without a notice it is an
    /// estimate. The others are dates people set.
    #[must_use]
    pub fn is_counted(self) -> bool {
        !matches!(self, Self::TaskCompletion | Self::Rectification | Self::Instruction)
    }

    /// Whether it concerns the reform itself: only these light a task red or yellow, and only these are
    /// carried on to the leader. Every other kind is a form, and stops at [`Level::Overdue`].
    #[must_use]
    pub fn is_of_substance(self) -> bool {
        matches!(self, Self::Milestone | Self::TaskCompletion | Self::Rectification | Self::Instruction)
    }

    /// Whether it is no reading for all: what was found wrong and what a leader instructs are for the task's own
    /// departments, who owes it, office and leaders. The statements of `page_store.rs` say the same.
    #[must_use]
    pub fn is_for_those_concerned(self) -> bool {
        matches!(self, Self::Rectification | Self::Instruction)
    }

    /// Who reads the entries about it.
    #[must_use]
    pub fn audience(self) -> Audience {
        if self.is_for_those_concerned() { Audience::Concerned } else { Audience::Everyone }
    }

    /// The duty in words: 2019年6月月报, 2019年年度总结, 任务完成.
    #[must_use]
    pub fn title(self, period: Option<Period>) -> String {
        match (self, period) {
            (Self::HalfYearSummary, Some(half)) if half.to_string().ends_with("H2") => {
                format!("{}年年度总结", half.year())
            }
            (Self::HalfYearSummary, Some(half)) => format!("{}年半年总结", half.year()),
            (Self::QuarterlyCheck, Some(quarter)) => format!("{}检查", quarter.words()),
            (_, Some(period)) => format!("{}{}", period.words(), self.word()),
            (_, None) => self.word().to_owned(),
        }
    }

    /// The duty in words by the name it has (节点“起草”), or by its period where it has none ([`Self::title`]).
    #[must_use]
    pub fn named(self, name: &str, period: Option<Period>) -> String {
        match self {
            _ if name.is_empty() => self.title(period),
            // Its name is the number of its finding: 第 4 号.
            Self::Rectification => format!("{name}{}", self.word()),
            _ => format!("{}“{name}”", self.word()),
        }
    }
}

/// 督办〔2019〕3号, as 督办通知单 are named wherever a duty has one.
#[must_use]
pub fn number_in_words(year: i32, number: i32) -> String {
    format!("督办〔{year}〕{number}号")
}

/// How far a duty's lateness has been carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Due soon: the contact.
    DueSoon,
    /// Overdue: contact, head, office.
    Overdue,
    /// Proposed to the office to be told to the leader in charge (报分管院领导).
    LeaderProposed,
    /// A 督办通知单 is proposed to the office.
    NoticeProposed,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Self; 4] = [Self::DueSoon, Self::Overdue, Self::LeaderProposed, Self::NoticeProposed];

    /// Its number in the store, 1–4.
    #[must_use]
    pub fn number(self) -> i16 {
        match self {
            Self::DueSoon => 1,
            Self::Overdue => 2,
            Self::LeaderProposed => 3,
            Self::NoticeProposed => 4,
        }
    }

    /// The level of that number; `None` when there is none.
    #[must_use]
    pub fn of(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.number() == number)
    }

    /// Whether it is only proposed: nothing goes to a leader before the office has spoken with the department, unless the
    /// plan's rules send it by themselves.
    #[must_use]
    pub fn is_proposal(self) -> bool {
        matches!(self, Self::LeaderProposed | Self::NoticeProposed)
    }

    /// The word on the page.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::DueSoon => "临期提醒",
            Self::Overdue => "逾期提醒",
            Self::LeaderProposed => "建议报分管院领导",
            Self::NoticeProposed => "建议发督办通知单",
        }
    }
}

/// A duty as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// What it is for.
    pub kind: DeadlineKind,
    /// The month, quarter or half-year it is for, where it has one.
    pub period: Option<Period>,
    /// The last day it is on time.
    pub due_on: NaiveDate,
    /// The day it was met.
    pub met_on: Option<NaiveDate>,
    /// The day it was waived.
    pub waived_on: Option<NaiveDate>,
    /// The last day the office holds reminders (病假, 开庭).
    pub held_until: Option<NaiveDate>,
}

impl Duty {
    /// Whether it is neither met nor waived.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.met_on.is_none() && self.waived_on.is_none()
    }

    /// Whether it is open and its date is an estimate: counted in a year without a notice of days off.
    #[must_use]
    pub fn is_estimate(&self, calendar: &WorkingCalendar) -> bool {
        self.is_open() && self.kind.is_counted() && calendar.is_estimate(self.due_on)
    }

    /// Whether it is open and its day is past: a duty is on time through the end of `due_on`.
    #[must_use]
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.is_open() && self.due_on < today
    }

    /// Whether it was met, and no later than that.
    #[must_use]
    pub fn was_on_time(&self) -> bool {
        self.met_on.is_some_and(|met| met <= self.due_on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_coded_as_it_is_stored() {
        for kind in DeadlineKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
    }

    #[test]
    fn a_duty_is_on_time_through_the_end_of_its_day() {
        let due_on: NaiveDate = "2019-06-25".parse().unwrap();
        let duty = Duty {
            kind: DeadlineKind::MonthlyReport,
            period: None,
            due_on,
            met_on: None,
            waived_on: None,
            held_until: None,
        };
        assert!(!duty.is_overdue(due_on));
        assert!(duty.is_overdue(due_on.succ_opt().unwrap()));
        assert!(!Duty { met_on: Some(due_on), ..duty.clone() }.is_overdue(due_on.succ_opt().unwrap()));
        assert!(!Duty { waived_on: Some(due_on), ..duty }.is_overdue(due_on.succ_opt().unwrap()));
    }

    #[test]
    fn an_open_date_counted_in_a_year_without_a_notice_is_an_estimate() {
        let calendar = WorkingCalendar::new(Vec::new(), [2019].into());
        let estimate = |kind, due_on: &str, met_on: Option<&str>| {
            let met_on = met_on.map(|day| day.parse().unwrap());
            let due_on = due_on.parse().unwrap();
            Duty { kind, period: None, due_on, met_on, waived_on: None, held_until: None }
                .is_estimate(&calendar)
        };
        assert!(estimate(DeadlineKind::QuarterlyCheck, "2020-01-10", None));
        assert!(!estimate(DeadlineKind::QuarterlyCheck, "2019-10-16", None), "announced");
        assert!(!estimate(DeadlineKind::QuarterlyCheck, "2020-01-10", Some("2020-01-09")), "met");
        assert!(!estimate(DeadlineKind::Instruction, "2020-01-10", None), "people set it");
    }

    #[test]
    fn the_summary_of_the_second_half_is_the_years() {
        let title = |kind: DeadlineKind, period: &str| kind.title(Some(period.parse().unwrap()));
        assert_eq!(title(DeadlineKind::HalfYearSummary, "2019-H1"), "2019年半年总结");
        assert_eq!(title(DeadlineKind::HalfYearSummary, "2019-H2"), "2019年年度总结");
        assert_eq!(title(DeadlineKind::QuarterlyCheck, "2019-Q2"), "2019年第二季度检查");
        assert_eq!(title(DeadlineKind::MonthlyReport, "2019-06"), "2019年6月月报");
        assert_eq!(DeadlineKind::TaskCompletion.title(None), "任务完成");
    }
}
