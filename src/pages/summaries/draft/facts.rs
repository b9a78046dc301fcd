//! What a draft is made from: a plan as of a day, read by `facts_store.rs`, and nothing else.

use chrono::NaiveDate;

use crate::deadlines::Period;
use crate::pages::overview::{RESTRICTED, TaskOverview};
use crate::plan::tasks::TaskStatus;

/// A plan as a summary of a half-year sees it.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The plan's year.
    pub year: i32,
    /// The half-year; the second one's summary is about the whole year.
    pub period: Period,
    /// The day everything is computed for.
    pub as_of: NaiveDate,
    /// The court.
    pub court: String,
    /// 抚法〔2019〕第5号, as printed.
    pub document_number: String,
    /// 滞后: from so many percentage points on.
    pub lag_points: u32,
    /// Number, numeral and short title of each section, in order.
    pub sections: Vec<(i32, String, String)>,
    /// The tasks by number, whole: nobody's reading is taken into account.
    pub tasks: Vec<TaskOverview>,
    /// What milestones met and completions granted brought, by task and date.
    pub documents: Vec<Document>,
    /// Monthly reports of the period.
    pub reports: ReportCounts,
    /// Quarterly checks of the period that are begun, in order.
    pub checks: Vec<CheckCounts>,
    /// Findings entered in the period.
    pub findings: FindingCounts,
    /// Feedback to the superior court sent or answered in the period, by number; withdrawn items are none.
    pub feedback: Vec<Feedback>,
}

/// An item of feedback to the superior court. What it says is for those concerned, and stands in no summary by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// 反映问题第3号
    pub name: String,
    /// Its page.
    pub path: String,
    /// Whom it was sent to.
    pub addressee: String,
    /// When.
    pub sent_on: NaiveDate,
    /// When it was answered.
    pub answered_on: Option<NaiveDate>,
}

/// A document that a task brought.
#[derive(Debug, Clone)]
pub struct Document {
    /// The task's number.
    pub task: i32,
    /// 《实施细则》（抚法〔2019〕8号）
    pub words: String,
    /// Where it is shown.
    pub path: String,
}

/// Monthly reports of a period, as of the day: each owed one is one of the other three.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ReportCounts {
    /// Due by the day, and not waived.
    pub owed: i64,
    /// First submitted by the date owed then.
    pub on_time: i64,
    /// First submitted later.
    pub late: i64,
    /// Not submitted.
    pub missing: i64,
}

impl ReportCounts {
    /// The sum of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            owed: self.owed + other.owed,
            on_time: self.on_time + other.on_time,
            late: self.late + other.late,
            missing: self.missing + other.missing,
        }
    }
}

/// A quarterly check.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CheckCounts {
    /// `2019-Q2`
    pub quarter: String,
    /// Whether it is closed.
    pub closed: bool,
    /// Tasks in its scope.
    pub tasks: i64,
    /// 符合序时进度, as decided; this and the next two.
    pub conform: i64,
    /// 基本符合
    pub mostly_conform: i64,
    /// 不符合
    pub do_not_conform: i64,
}

/// Findings (问题清单); withdrawn ones are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FindingCounts {
    /// Entered.
    pub entered: i64,
    /// 已销号
    pub closed: i64,
    /// Not closed, and their answers overdue.
    pub overdue: i64,
}

/// How a task stands, as a summary groups it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// 已办结
    Completed,
    /// 转入常态
    Standing,
    /// 正在推进
    UnderWay,
    /// 滞后: a step or the whole is overdue, or its share far behind 序时进度.
    Behind,
    /// 待上级
    Waiting,
    /// 暂缓
    Paused,
    /// 未启动
    NotStarted,
    /// 并入
    Merged,
    /// 终止
    Terminated,
}

impl Group {
    /// All groups, in the order of a summary.
    pub const ALL: [Self; 9] = [
        Self::Completed,
        Self::Standing,
        Self::UnderWay,
        Self::Behind,
        Self::Waiting,
        Self::Paused,
        Self::NotStarted,
        Self::Merged,
        Self::Terminated,
    ];

    /// The word in the text.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Completed => "已办结",
            Self::Standing => "转入常态",
            Self::UnderWay => "正在推进",
            Self::Behind => "滞后",
            Self::Waiting => "待上级",
            Self::Paused => "暂缓",
            Self::NotStarted => "未启动",
            Self::Merged => "并入",
            Self::Terminated => "终止",
        }
    }

    /// The group of a task on a day.
    #[must_use]
    pub fn of(task: &TaskOverview, as_of: NaiveDate, lag_points: u32) -> Self {
        match task.status {
            TaskStatus::Completed => Self::Completed,
            TaskStatus::Standing => Self::Standing,
            TaskStatus::WaitingForSuperior => Self::Waiting,
            TaskStatus::Paused => Self::Paused,
            TaskStatus::NotStarted => Self::NotStarted,
            TaskStatus::Merged => Self::Merged,
            TaskStatus::Terminated => Self::Terminated,
            TaskStatus::InProgress | TaskStatus::CompletionRequested => {
                let overdue = task.due_on < as_of || overdue_steps(task, as_of).next().is_some();
                if overdue || lag(task) >= lag_points { Self::Behind } else { Self::UnderWay }
            }
        }
    }
}

impl Facts {
    /// The group of one of its tasks.
    #[must_use]
    pub fn group(&self, task: &TaskOverview) -> Group {
        Group::of(task, self.as_of, self.lag_points)
    }

    /// Whether it is about the whole year.
    #[must_use]
    pub fn is_of_year(&self) -> bool {
        super::super::model::is_of_year(self.period)
    }

    /// The first and the last day it is about.
    #[must_use]
    pub fn span(&self) -> (NaiveDate, NaiveDate) {
        super::super::model::span(self.period)
    }
}

/// 第6项“审判委员会制度改革”; of a restricted task no more than its number.
#[must_use]
pub fn named(task: &TaskOverview) -> String {
    if task.restricted {
        format!("第{}项（{RESTRICTED}）", task.number)
    } else {
        titled(task.number, &task.title)
    }
}

/// 第8项“进一步完善‘四类案件’识别监督制度”: quotation marks within others are single ones (GB/T 15834-2011).
#[must_use]
pub fn titled(number: i32, title: &str) -> String {
    format!("第{number}项“{}”", title.replace('“', "‘").replace('”', "’"))
}

/// By how many percentage points a task is behind 序时进度; 0 where it is not, or has no milestones.
#[must_use]
pub fn lag(task: &TaskOverview) -> u32 {
    task.scheduled.unwrap_or(0).saturating_sub(task.share)
}

/// The steps of a task that are overdue on a day, by date.
pub fn overdue_steps(
    task: &TaskOverview,
    as_of: NaiveDate,
) -> impl Iterator<Item = &crate::pages::overview::MilestoneOverview> {
    task.milestones.iter().filter(move |step| step.met_on.is_none() && !step.waived && step.due_on < as_of)
}
