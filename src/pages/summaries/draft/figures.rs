//! The figures of a summary, and the table of all tasks beside it (附表).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::facts::{CheckCounts, Facts, FindingCounts, Group, ReportCounts};
use crate::pages::overview::{RESTRICTED, TaskOverview};
use crate::web::dates;

/// How many tasks stand so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupCount {
    /// 已办结
    pub word: String,
    /// How many.
    pub tasks: usize,
}

/// A section's tasks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionCounts {
    /// Its number.
    pub number: i32,
    /// All of them.
    pub tasks: usize,
    /// By group.
    pub groups: Vec<GroupCount>,
}

/// Steps due in the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestoneCounts {
    /// Due by its last day and by the day of the draft, and owed.
    pub due: usize,
    /// Those of them that are met.
    pub met: usize,
}

/// A task in the table of all tasks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnexRow {
    /// Its number.
    pub number: i32,
    /// Its title; 限定范围.
    pub title: String,
    /// 牵头部门
    pub leads: String,
    /// 责任部门
    pub supports: String,
    /// 2019-12-31
    pub due_on: String,
    /// 60%
    pub share: String,
    /// 正在推进
    pub standing: String,
    /// The documents it brought.
    pub documents: String,
}

/// All figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The day they are of.
    pub as_of: NaiveDate,
    /// All tasks.
    pub tasks: usize,
    /// By group.
    pub groups: Vec<GroupCount>,
    /// By section.
    pub sections: Vec<SectionCounts>,
    /// Monthly reports.
    pub reports: ReportCounts,
    /// Milestones.
    pub milestones: MilestoneCounts,
    /// Quarterly checks.
    pub checks: Vec<CheckCounts>,
    /// Findings.
    pub findings: FindingCounts,
    /// The table of all tasks.
    pub annex: Vec<AnnexRow>,
}

impl Figures {
    /// Counts the facts.
    #[must_use]
    pub fn of(facts: &Facts) -> Self {
        let section = |number: i32| {
            let of: Vec<&TaskOverview> = facts.tasks.iter().filter(|task| task.section == number).collect();
            SectionCounts { number, tasks: of.len(), groups: groups(facts, &of) }
        };
        Self {
            as_of: facts.as_of,
            tasks: facts.tasks.len(),
            groups: groups(facts, &facts.tasks.iter().collect::<Vec<_>>()),
            sections: facts.sections.iter().map(|(number, ..)| section(*number)).collect(),
            reports: facts.reports,
            milestones: milestones(facts),
            checks: facts.checks.clone(),
            findings: facts.findings,
            annex: facts.tasks.iter().map(|task| annex_row(facts, task)).collect(),
        }
    }
}

fn groups(facts: &Facts, tasks: &[&TaskOverview]) -> Vec<GroupCount> {
    let count = |group| tasks.iter().filter(|task| facts.group(task) == group).count();
    Group::ALL
        .into_iter()
        .map(|group| GroupCount { word: group.word().to_owned(), tasks: count(group) })
        .collect()
}

fn milestones(facts: &Facts) -> MilestoneCounts {
    let (first, last) = facts.span();
    let until = last.min(facts.as_of);
    let all = facts.tasks.iter().flat_map(|task| &task.milestones);
    let due: Vec<_> = all
        .filter(|step| !step.waived && step.due_on >= first && step.due_on <= until)
        .map(|step| step.met_on.is_some())
        .collect();
    MilestoneCounts { due: due.len(), met: due.iter().filter(|met| **met).count() }
}

fn annex_row(facts: &Facts, task: &TaskOverview) -> AnnexRow {
    let standing = facts.group(task).word().to_owned();
    if task.restricted {
        let none = String::new;
        return AnnexRow {
            number: task.number,
            title: RESTRICTED.to_owned(),
            standing,
            leads: none(),
            supports: none(),
            due_on: none(),
            share: none(),
            documents: none(),
        };
    }
    let documents: Vec<&str> = facts
        .documents
        .iter()
        .filter(|document| document.task == task.number)
        .map(|document| document.words.as_str())
        .collect();
    AnnexRow {
        number: task.number,
        title: task.title.clone(),
        leads: task.leads().unwrap_or_else(|| "待明确".to_owned()),
        supports: task.supports().unwrap_or_default(),
        due_on: dates::short(task.due_on),
        share: format!("{}%", task.share),
        standing,
        documents: documents.join("、"),
    }
}
