//! A milestone with its dates, and what a new timeline must be. Pure.

use chrono::NaiveDate;

use super::scheduler::DatedStep;
use crate::deadlines::due_dates::Reckoned;
use crate::ids::{DepartmentId, FileId, MilestoneId};
use crate::plan::tasks::TaskStatus;
use crate::web::dates;

/// What shows that a milestone is done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// The day it was done.
    pub on: NaiveDate,
    /// A sentence.
    pub shown_by: String,
    /// The deliverable, where it is a document.
    pub document_title: String,
    /// Its number.
    pub document_number: String,
    /// A file of the task.
    pub file: Option<FileId>,
}

impl Done {
    /// Whether anything shows it.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        !self.shown_by.is_empty() || !self.document_number.is_empty() || self.file.is_some()
    }
}

/// A milestone (节点) as stored, with the dates of its duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// Its id.
    pub id: MilestoneId,
    /// Its place among the task's milestones: after those it waits for.
    pub position: i32,
    /// 起草
    pub title: String,
    /// How many working days it takes.
    pub working_days: u32,
    /// The share of the whole reached with it, 0–100.
    pub planned_share: u32,
    /// The milestones it waits for.
    pub after: Vec<MilestoneId>,
    /// What shows that it is done.
    pub shown_by: String,
    /// The deliverable, where it is a document.
    pub document_title: String,
    /// Its number.
    pub document_number: String,
    /// A file that shows it.
    pub file: Option<FileId>,
    /// When it was withdrawn.
    pub withdrawn_on: Option<NaiveDate>,
    /// Why.
    pub withdrawn_reason: Option<String>,
    /// Counts its changes: whoever saves says which one they saw.
    pub version: i32,
    /// The department that owes it; `None` while nobody does.
    pub department: Option<DepartmentId>,
    /// Its name.
    pub department_name: Option<String>,
    /// When it was first due.
    pub original_due_on: NaiveDate,
    /// When it is due.
    pub due_on: NaiveDate,
    /// Whether a notice of days off stands for the year of that day.
    pub is_announced: bool,
    /// How the date came about.
    pub working: String,
    /// When it was met.
    pub met_on: Option<NaiveDate>,
    /// When it was waived: it was withdrawn, or its task ended.
    pub waived_on: Option<NaiveDate>,
}

impl Milestone {
    /// Whether it is still to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.met_on.is_none() && self.waived_on.is_none()
    }

    /// Whether it is open and its day is past.
    #[must_use]
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.is_open() && self.due_on < today
    }

    /// Whether it is open and its date is an estimate: scheduled in a year without a notice of days off.
    #[must_use]
    pub fn is_estimate(&self) -> bool {
        self.is_open() && !self.is_announced
    }

    /// Its state on a day in a light's kind and shape, and in words: 逾期 12 天.
    #[must_use]
    pub fn state(&self, today: NaiveDate) -> (&'static str, &'static str, String) {
        let days = (self.due_on - today).num_days();
        match (self.met_on, self.withdrawn_on, self.waived_on) {
            (Some(on), ..) => ("green", "✔", format!("{} 完成", dates::short(on))),
            (None, Some(_), _) => ("grey", "○", "已撤销".to_owned()),
            (None, None, Some(_)) => ("grey", "○", "不再要求".to_owned()),
            _ if days < 0 => ("red", "▲", format!("逾期 {} 天", -days)),
            _ => ("grey", "○", "未到期".to_owned()),
        }
    }

    /// Whether it was not withdrawn.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.withdrawn_on.is_none()
    }
}

/// A milestone to be laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMilestone {
    /// 起草
    pub title: String,
    /// How many working days it takes, 1–400.
    pub working_days: u32,
    /// What it adds to the share, 0–100.
    pub share: u32,
    /// The new milestones it waits for, by their place; each smaller than its own.
    pub after: Vec<usize>,
    /// When it is due, with how that came about.
    pub due: Reckoned,
}

/// The milestones as the scheduler moves them; those withdrawn are left out, and so is waiting for them.
#[must_use]
pub fn dated(milestones: &[&Milestone]) -> Vec<DatedStep> {
    let place = |id: &MilestoneId| milestones.iter().position(|other| other.id == *id);
    let step = |milestone: &&Milestone| DatedStep {
        working_days: milestone.working_days,
        after: milestone.after.iter().filter_map(place).collect(),
        due_on: milestone.due_on,
        is_open: milestone.is_open(),
    };
    milestones.iter().map(step).collect()
}

/// The share reached with each new milestone: increments added up in the order of their dates, on top of `from`.
#[must_use]
pub fn cumulative(steps: &[NewMilestone], from: u32) -> Vec<u32> {
    let mut order: Vec<usize> = (0..steps.len()).collect();
    order.sort_by_key(|at| (steps[*at].due.due_on, *at));
    let mut shares = vec![0; steps.len()];
    let mut reached = from;
    for at in order {
        reached += steps[at].share;
        shares[at] = reached;
    }
    shares
}

/// Why a timeline cannot be laid out for a task in that state; `None` when it can.
#[must_use]
pub fn refusal_of_state(status: TaskStatus) -> Option<String> {
    status.is_closed().then(|| format!("“{}”的任务不再倒排工期。", status.word()))
}

/// Why these steps are no timeline of a task that is to be done by `end` and stands at `from` percent with the
/// milestones that stay; `None` when they are.
#[must_use]
pub fn refusal_of_steps(steps: &[NewMilestone], from: u32, end: NaiveDate) -> Option<String> {
    if steps.is_empty() {
        return Some("至少要有一个节点。".to_owned());
    }
    let sum: u32 = steps.iter().map(|step| step.share).sum();
    if from + sum != 100 {
        let stays = if from > 0 { format!("已有节点累计 {from}%，") } else { String::new() };
        return Some(format!("{stays}各步所占比重合计应为 {}%，现为 {sum}%。", 100 - from));
    }
    let late = steps.iter().find(|step| step.due.due_on > end)?;
    Some(format!(
        "节点“{}”的时限 {} 晚于任务的完成时限 {}。",
        late.title,
        dates::short(late.due.due_on),
        dates::short(end)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(title: &str, share: u32, due_on: &str) -> NewMilestone {
        NewMilestone {
            title: title.into(),
            working_days: 5,
            share,
            after: Vec::new(),
            due: Reckoned { due_on: due_on.parse().unwrap(), working: String::new() },
        }
    }

    #[test]
    fn shares_add_up_in_the_order_of_dates() {
        let steps =
            [step("起草", 20, "2019-07-31"), step("调研", 30, "2019-06-28"), step("印发", 50, "2019-09-30")];
        assert_eq!(cumulative(&steps, 0), [50, 30, 100]);
    }

    #[test]
    fn a_timeline_adds_up_to_the_whole_and_ends_with_its_task() {
        let end = "2019-09-30".parse().unwrap();
        let steps = [step("调研", 40, "2019-06-28"), step("印发", 60, "2019-09-30")];
        assert_eq!(refusal_of_steps(&steps, 0, end), None);
        assert_eq!(refusal_of_steps(&steps[1..], 0, end).unwrap(), "各步所占比重合计应为 100%，现为 60%。");
        assert_eq!(refusal_of_steps(&steps[1..], 40, end), None);
        assert_eq!(
            refusal_of_steps(&steps, 40, end).unwrap(),
            "已有节点累计 40%，各步所占比重合计应为 60%，现为 100%。"
        );
        assert_eq!(
            refusal_of_steps(&steps, 0, "2019-09-29".parse().unwrap()).unwrap(),
            "节点“印发”的时限 2019-09-30 晚于任务的完成时限 2019-09-29。"
        );
        assert!(refusal_of_steps(&[], 0, end).is_some());
    }
}
