//! What a baseline keeps of a plan, and the same of the plan as it stands: the two sides of a comparison. Pure.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::Serialize;

use crate::ids::{AccountId, DepartmentId, MilestoneId, TaskId};
use crate::pages::overview::{MilestoneOverview, TaskOverview};
use crate::plan::tasks::{AssignmentRole, TaskStatus};
use crate::status::Light;

/// The tasks of a plan at a time, with their milestones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// By number.
    pub tasks: Vec<TaskPicture>,
    /// Those not withdrawn then, by date.
    pub milestones: Vec<MilestonePicture>,
}

/// A task as a baseline keeps it; names and words are those of its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskPicture {
    /// The task.
    pub task_id: TaskId,
    /// Its number.
    pub number: i32,
    /// Its title.
    pub title: String,
    /// Its state.
    pub status: TaskStatus,
    /// Its light.
    pub light: Light,
    /// The light in words: 逾期 9 天.
    pub light_words: String,
    /// The share reported.
    pub share: u32,
    /// 序时进度; `None` without milestones.
    pub scheduled_share: Option<u32>,
    /// When it is to be done.
    pub due_on: NaiveDate,
    /// 牵头部门 in the order of the document.
    pub lead_ids: Vec<DepartmentId>,
    /// Their names; empty while none is decided.
    pub leads: String,
    /// The department that files.
    pub filing_id: Option<DepartmentId>,
    /// Its name.
    pub filing_department: Option<String>,
    /// 分管院领导
    pub leader_id: Option<AccountId>,
    /// Their name.
    pub leader: Option<String>,
    /// 工作联系人, by name only.
    pub contact: Option<String>,
    /// 未报 15 天、待完善; empty where there are none.
    pub marks: String,
}

/// A milestone as a baseline keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MilestonePicture {
    /// Its task.
    pub task_id: TaskId,
    /// The milestone.
    pub milestone_id: MilestoneId,
    /// 起草
    pub title: String,
    /// When it is due.
    pub due_on: NaiveDate,
    /// The share of the whole reached with it.
    pub planned_share: u32,
    /// When it was met.
    pub met_on: Option<NaiveDate>,
    /// Whether it is not owed any more, because the task ended.
    pub waived: bool,
}

impl Picture {
    /// The picture of these tasks as they stand.
    #[must_use]
    pub fn of(tasks: &[TaskOverview]) -> Self {
        let milestones = tasks
            .iter()
            .flat_map(|task| task.milestones.iter().map(|step| MilestonePicture::of(task.id, step)));
        Self { tasks: tasks.iter().map(TaskPicture::of).collect(), milestones: milestones.collect() }
    }

    /// The same with no other tasks than these.
    #[must_use]
    pub fn only(mut self, tasks: &HashSet<TaskId>) -> Self {
        self.tasks.retain(|task| tasks.contains(&task.task_id));
        self.milestones.retain(|step| tasks.contains(&step.task_id));
        self
    }

    /// The milestones of a task, by date.
    pub fn milestones_of(&self, task: TaskId) -> impl Iterator<Item = &MilestonePicture> {
        self.milestones.iter().filter(move |step| step.task_id == task)
    }
}

impl TaskPicture {
    fn of(task: &TaskOverview) -> Self {
        let leads = task.departments.iter().filter(|department| department.role == AssignmentRole::Lead);
        let marks: Vec<&str> = task.marks.iter().map(|mark| mark.words.as_str()).collect();
        let filing = task.files_report();
        Self {
            task_id: task.id,
            number: task.number,
            title: task.title.clone(),
            status: task.status,
            light: task.light.light,
            light_words: task.light.words.clone(),
            share: task.share,
            scheduled_share: task.scheduled,
            due_on: task.due_on,
            lead_ids: leads.map(|department| department.id).collect(),
            leads: task.leads().unwrap_or_default(),
            filing_id: filing.map(|department| department.id),
            filing_department: filing.map(|department| department.name.clone()),
            leader_id: task.leader.as_ref().map(|(id, _)| *id),
            leader: task.leader.as_ref().map(|(_, name)| name.clone()),
            contact: task.contact.clone(),
            marks: marks.join("、"),
        }
    }
}

impl MilestonePicture {
    fn of(task: TaskId, milestone: &MilestoneOverview) -> Self {
        Self {
            task_id: task,
            milestone_id: milestone.id,
            title: milestone.title.clone(),
            due_on: milestone.due_on,
            planned_share: milestone.planned_share,
            met_on: milestone.met_on,
            waived: milestone.waived,
        }
    }
}
