//! From a plan in force to a draft of the next year's. Pure.

use chrono::NaiveDate;

use crate::organization::DepartmentKind;
use crate::pages::plan_drafts::content::{
    DraftContent, DraftDepartment, DraftPart, DraftPlan, DraftSection, DraftTask,
};
use crate::plan::Plan;
use crate::plan::carried_over::TaskOfYear;
use crate::plan::sections::Section;
use crate::plan::tasks::{AssignmentRole, TaskStatus};

/// A task with what goes along of it.
#[derive(Debug, Clone)]
pub(super) struct CarriedTask {
    pub number: i32,
    pub section: i32,
    pub title: String,
    pub text: String,
    /// 具体举措, 预期成果, 完成标准
    pub details: [String; 3],
    pub status: TaskStatus,
    pub restricted: bool,
    pub parts: Vec<CarriedPart>,
}

/// A department's part in it, under its name of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CarriedPart {
    pub department: String,
    pub kind: DepartmentKind,
    pub role: AssignmentRole,
    pub files_report: bool,
    pub wording: String,
}

impl CarriedTask {
    /// Takes a part in: a department that stands here already, because two became one, leads and files where either did.
    pub fn add(&mut self, part: CarriedPart) {
        match self.parts.iter_mut().find(|of| of.department == part.department) {
            Some(of) => {
                if part.role == AssignmentRole::Lead {
                    of.role = part.role;
                }
                of.files_report |= part.files_report;
            }
            None => self.parts.push(part),
        }
    }

    /// The names of its departments of a role, in a line.
    pub fn names(&self, role: AssignmentRole) -> String {
        let of_role = self.parts.iter().filter(|part| part.role == role);
        of_role.map(|part| part.department.as_str()).collect::<Vec<_>>().join("、")
    }
}

/// The draft of the year after `plan` with these tasks, in their sections, numbered anew by their places. It has no work
/// points: those are the new year's own.
pub(super) fn draft_of(plan: &Plan, sections: &[Section], tasks: &[&CarriedTask]) -> DraftContent {
    let year = plan.year + 1;
    let mut departments: Vec<DraftDepartment> = Vec::new();
    for part in tasks.iter().flat_map(|task| &task.parts) {
        if departments.iter().all(|of| of.name != part.department) {
            departments.push(DraftDepartment {
                name: part.department.clone(),
                kind: part.kind,
                aliases: Vec::new(),
                decision: None,
                version: 0,
            });
        }
    }
    let in_order =
        sections.iter().flat_map(|section| tasks.iter().filter(move |task| task.section == section.number));
    DraftContent {
        plan: DraftPlan {
            year,
            title: plan.title.replace(&plan.year.to_string(), &year.to_string()),
            issuing_body: plan.issuing_body.clone(),
            starts_on: None,
            ends_on: NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(plan.ends_on),
            document_number: None,
            issued_on: None,
        },
        paragraphs: Vec::new(),
        stated_count: None,
        sections: sections.iter().map(draft_section).collect(),
        work_points: Vec::new(),
        departments,
        tasks: (1..).zip(in_order).map(|(key, task)| draft_task(key, task, plan.year)).collect(),
        superiors: Vec::new(),
        doubts: Vec::new(),
    }
}

fn draft_section(section: &Section) -> DraftSection {
    DraftSection {
        number: section.number,
        title: section.title.clone(),
        short_title: section.short_title.clone(),
        emphasis: section.emphasis.clone(),
    }
}

fn draft_task(key: u32, task: &CarriedTask, year: i32) -> DraftTask {
    let part = |part: &CarriedPart| DraftPart {
        department: part.department.clone(),
        wording: part.wording.clone(),
        role: part.role,
    };
    let files = task.parts.iter().find(|part| part.files_report);
    DraftTask {
        key,
        section: task.section,
        title: task.title.clone(),
        text: task.text.clone(),
        parts: task.parts.iter().map(part).collect(),
        files_report: files.map(|part| part.department.clone()),
        proposed_lead: None,
        due_on: None,
        due_words: String::new(),
        named_leader: None,
        source: None,
        origin: Some(TaskOfYear { year, number: task.number }),
        details: task.details.clone(),
        restricted: task.restricted,
        removed: None,
        version: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(department: &str, role: AssignmentRole, files_report: bool) -> CarriedPart {
        let department = department.to_owned();
        CarriedPart {
            wording: department.clone(),
            department,
            kind: DepartmentKind::Unit,
            role,
            files_report,
        }
    }

    #[test]
    fn two_departments_that_became_one_stand_once_and_lead_and_file_where_either_did() {
        let mut task = CarriedTask {
            number: 6,
            section: 1,
            title: "任务".into(),
            text: String::new(),
            details: <[String; 3]>::default(),
            status: TaskStatus::InProgress,
            restricted: false,
            parts: Vec::new(),
        };
        task.add(part("综合办公室", AssignmentRole::Support, false));
        task.add(part("研究室", AssignmentRole::Support, false));
        task.add(part("综合办公室", AssignmentRole::Lead, true));
        assert_eq!(
            task.parts,
            [part("综合办公室", AssignmentRole::Lead, true), part("研究室", AssignmentRole::Support, false)]
        );
    }
}
