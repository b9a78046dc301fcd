//! Where a blind spot is found, and where it is mended. Pure.

use super::rule::Rule;
use crate::deadlines::DeadlineKind;
use crate::ids::{DepartmentId, FindingId, TaskId, WorkPointId};
use crate::web::urls;

/// Where a blind spot is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A statement of the work points.
    WorkPoint {
        /// It.
        id: WorkPointId,
        /// As printed.
        text: String,
    },
    /// A statement of a superior's document.
    SuperiorPoint {
        /// It.
        id: WorkPointId,
        /// As typed.
        text: String,
    },
    /// A task.
    Task {
        /// It.
        id: TaskId,
        /// Its number.
        number: i32,
        /// Its title.
        title: String,
    },
    /// A department or a group.
    Department {
        /// It.
        id: DepartmentId,
        /// Its name.
        name: String,
    },
    /// A finding.
    Finding {
        /// It.
        id: FindingId,
        /// Its number.
        number: i32,
    },
    /// A month: `2019-06`.
    Month(String),
}

impl Subject {
    /// What tells it from all others of its rule; of a month 201906.
    #[must_use]
    pub fn key(&self) -> i64 {
        match self {
            Self::WorkPoint { id, .. } | Self::SuperiorPoint { id, .. } => id.0,
            Self::Task { id, .. } => id.0,
            Self::Department { id, .. } => id.0,
            Self::Finding { id, .. } => id.0,
            Self::Month(month) => month.replace('-', "").parse().unwrap_or_default(),
        }
    }

    /// What it is called: 任务 25.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::WorkPoint { text, .. } => format!("工作要点“{text}”"),
            Self::SuperiorPoint { text, .. } => format!("上级要点“{text}”"),
            Self::Task { number, .. } => format!("任务 {number}"),
            Self::Department { name, .. } => name.clone(),
            Self::Finding { number, .. } => format!("第 {number} 号问题"),
            Self::Month(month) => month_name(month),
        }
    }

    /// The same as a table of cases shows it: 25　深入推进“道交一体化”改革.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::WorkPoint { text, .. } | Self::SuperiorPoint { text, .. } => text.clone(),
            Self::Task { number, title, .. } => format!("{number}　{title}"),
            other => other.name(),
        }
    }

    /// Its own page.
    #[must_use]
    pub fn path(&self, year: i32) -> String {
        match self {
            Self::WorkPoint { id, .. } => urls::work_point(year, *id),
            Self::SuperiorPoint { id, .. } => urls::superior_point(year, *id),
            Self::Task { number, .. } => urls::task(year, *number),
            Self::Department { id, .. } => urls::department(*id),
            Self::Finding { number, .. } => urls::finding(year, *number),
            Self::Month(month) => urls::reports_of_month(year, month),
        }
    }

    /// Where a case of `rule` is mended in one step.
    #[must_use]
    pub fn mended_at(&self, rule: Rule, year: i32) -> String {
        let Self::Task { number, .. } = self else {
            return match self {
                Self::Month(month) => urls::review(year, month),
                other => other.path(year),
            };
        };
        let form = |form: &str| urls::task_form(year, *number, form);
        match rule {
            Rule::NoLead | Rule::NobodyFiles => form("responsibilities"),
            Rule::NoLeader | Rule::RequestWaitsForNobody => format!("{}#leader", form("edit")),
            Rule::NoContact | Rule::PersonLeft => format!("{}#contact", form("edit")),
            Rule::TitleOnly => format!("{}#measures", form("edit")),
            Rule::NoMilestones => urls::timeline(year, *number),
            Rule::ClosedWithoutEvidence => urls::task_files(year, *number),
            Rule::TaskWithoutWorkPoint => urls::work_point_matrix(year),
            _ => urls::task(year, *number),
        }
    }
}

fn month_name(month: &str) -> String {
    let title = |period| DeadlineKind::MonthlyReport.title(Some(period));
    month.parse().map_or_else(|_| format!("{month}月报"), title)
}
