//! What differs between two pictures of a plan. Pure.
//!
//! Departments and leaders are compared by id, so that a renamed department is not taken for another one; of the contact only
//! the name is kept. Tasks are never deleted, so none is missing later; a milestone that is missing later was withdrawn.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::ids::TaskId;
use crate::pages::baselines::{MilestonePicture, Picture, TaskPicture};
use crate::plan::tasks::TaskStatus;
use crate::status::Light;

#[cfg(test)]
mod tests;

/// What kind of thing moved; a task's changes stand in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Completion and milestones' dates.
    Dates,
    Progress,
    Lights,
    States,
    Responsibilities,
    /// Milestones that came, went, were met or changed otherwise than in their date.
    Milestones,
    /// Tasks that came or have another title.
    Tasks,
}

/// What moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    TaskAdded,
    Title,
    Status,
    Light,
    Completion,
    Share,
    Leads,
    FilingDepartment,
    Leader,
    Contact,
    MilestoneAdded,
    MilestoneWithdrawn,
    MilestoneTitle,
    MilestoneDate,
    MilestoneShare,
    MilestoneMet,
    MilestoneWaived,
}

/// A value before or after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Not decided, not there, not yet.
    Nothing,
    Words(String),
    Day(NaiveDate),
    Share(u32),
    Status(TaskStatus),
    Light(Light, String),
}

/// Something that moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub what: What,
    /// The milestone it is about, by its title now (of one withdrawn: then).
    pub milestone: Option<String>,
    pub before: Value,
    pub after: Value,
}

/// What moved of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TaskChanges {
    pub task: TaskId,
    pub changes: Vec<Change>,
}

impl Kind {
    /// All kinds in order.
    pub(super) const ALL: [Self; 7] = [
        Self::Dates,
        Self::Progress,
        Self::Lights,
        Self::States,
        Self::Responsibilities,
        Self::Milestones,
        Self::Tasks,
    ];

    /// The name in addresses.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Dates => "dates",
            Self::Progress => "progress",
            Self::Lights => "lights",
            Self::States => "states",
            Self::Responsibilities => "responsibilities",
            Self::Milestones => "milestones",
            Self::Tasks => "tasks",
        }
    }

    /// The word of chips and counts.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Dates => "时限",
            Self::Progress => "进度",
            Self::Lights => "亮灯",
            Self::States => "状态",
            Self::Responsibilities => "责任",
            Self::Milestones => "节点",
            Self::Tasks => "任务",
        }
    }
}

impl What {
    /// The kind it is counted under.
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Completion | Self::MilestoneDate => Kind::Dates,
            Self::Share => Kind::Progress,
            Self::Light => Kind::Lights,
            Self::Status => Kind::States,
            Self::Leads | Self::FilingDepartment | Self::Leader | Self::Contact => Kind::Responsibilities,
            Self::MilestoneAdded
            | Self::MilestoneWithdrawn
            | Self::MilestoneTitle
            | Self::MilestoneShare
            | Self::MilestoneMet
            | Self::MilestoneWaived => Kind::Milestones,
            Self::TaskAdded | Self::Title => Kind::Tasks,
        }
    }
}

/// What moved from one picture to a later one, task by task in the order of the later one; tasks of which nothing moved are
/// left out. Of a task that was added nothing else is said.
pub(super) fn compare(before: &Picture, after: &Picture) -> Vec<TaskChanges> {
    let earlier: HashMap<TaskId, &TaskPicture> =
        before.tasks.iter().map(|task| (task.task_id, task)).collect();
    let changes = |task: &TaskPicture| {
        let Some(then) = earlier.get(&task.task_id) else {
            return vec![Change::of(What::TaskAdded, Value::Nothing, Value::Day(task.due_on))];
        };
        let mut changes = of_task(then, task);
        changes.extend(of_milestones(before, after, task.task_id));
        changes.sort_by_key(|change| change.what.kind());
        changes
    };
    after
        .tasks
        .iter()
        .map(|task| TaskChanges { task: task.task_id, changes: changes(task) })
        .filter(|task| !task.changes.is_empty())
        .collect()
}

fn of_task(then: &TaskPicture, now: &TaskPicture) -> Vec<Change> {
    let light = |task: &TaskPicture| Value::Light(task.light, task.light_words.clone());
    let leads = |task: &TaskPicture| task.lead_ids.iter().map(|id| id.0).collect::<BTreeSet<_>>();
    let all = [
        (then.title != now.title)
            .then(|| Change::of(What::Title, words(Some(&then.title)), words(Some(&now.title)))),
        (then.light != now.light).then(|| Change::of(What::Light, light(then), light(now))),
        (then.status != now.status)
            .then(|| Change::of(What::Status, Value::Status(then.status), Value::Status(now.status))),
        (then.due_on != now.due_on)
            .then(|| Change::of(What::Completion, Value::Day(then.due_on), Value::Day(now.due_on))),
        (then.share != now.share)
            .then(|| Change::of(What::Share, Value::Share(then.share), Value::Share(now.share))),
        (leads(then) != leads(now))
            .then(|| Change::of(What::Leads, words(Some(&then.leads)), words(Some(&now.leads)))),
        (then.filing_id != now.filing_id).then(|| {
            let (before, after) = (then.filing_department.as_ref(), now.filing_department.as_ref());
            Change::of(What::FilingDepartment, words(before), words(after))
        }),
        (then.leader_id != now.leader_id)
            .then(|| Change::of(What::Leader, words(then.leader.as_ref()), words(now.leader.as_ref()))),
        (then.contact != now.contact)
            .then(|| Change::of(What::Contact, words(then.contact.as_ref()), words(now.contact.as_ref()))),
    ];
    all.into_iter().flatten().collect()
}

/// Milestones as they lie now, then those that were withdrawn.
fn of_milestones(before: &Picture, after: &Picture, task: TaskId) -> Vec<Change> {
    let mut earlier: Vec<&MilestonePicture> = before.milestones_of(task).collect();
    let mut changes = Vec::new();
    for now in after.milestones_of(task) {
        match earlier.iter().position(|then| then.milestone_id == now.milestone_id) {
            Some(at) => changes.extend(of_milestone(earlier.remove(at), now)),
            None => changes.push(
                Change::of(What::MilestoneAdded, Value::Nothing, Value::Day(now.due_on)).of_milestone(now),
            ),
        }
    }
    changes.extend(earlier.into_iter().map(|then| {
        Change::of(What::MilestoneWithdrawn, Value::Day(then.due_on), Value::Nothing).of_milestone(then)
    }));
    changes
}

fn of_milestone(then: &MilestonePicture, now: &MilestonePicture) -> impl Iterator<Item = Change> {
    let met = |step: &MilestonePicture| step.met_on.map_or(Value::Nothing, Value::Day);
    let owed =
        |step: &MilestonePicture| Value::Words(if step.waived { "不再要求" } else { "应完成" }.to_owned());
    let all = [
        (then.title != now.title)
            .then(|| Change::of(What::MilestoneTitle, words(Some(&then.title)), words(Some(&now.title)))),
        (then.due_on != now.due_on)
            .then(|| Change::of(What::MilestoneDate, Value::Day(then.due_on), Value::Day(now.due_on))),
        (then.planned_share != now.planned_share).then(|| {
            let (before, after) = (Value::Share(then.planned_share), Value::Share(now.planned_share));
            Change::of(What::MilestoneShare, before, after)
        }),
        (then.met_on != now.met_on).then(|| Change::of(What::MilestoneMet, met(then), met(now))),
        (then.waived != now.waived).then(|| Change::of(What::MilestoneWaived, owed(then), owed(now))),
    ];
    all.into_iter().flatten().map(|change| change.of_milestone(now))
}

fn words(text: Option<&String>) -> Value {
    text.filter(|text| !text.is_empty()).map_or(Value::Nothing, |text| Value::Words(text.clone()))
}

impl Change {
    fn of(what: What, before: Value, after: Value) -> Self {
        Self { what, milestone: None, before, after }
    }

    fn of_milestone(self, milestone: &MilestonePicture) -> Self {
        Self { milestone: Some(milestone.title.clone()), ..self }
    }
}
