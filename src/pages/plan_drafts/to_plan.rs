//! From a draft to the values of a plan that comes into force. Pure.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::content::{DepartmentChoice, DoubtChoice, DraftContent, DraftDoubt, DraftTask};
use super::directory::Directory;
use crate::organization::intake::Intake;
use crate::plan::document_reader::{
    AssignmentRead, AssignmentRole as RoleRead, PlanRead, SectionRead, WorkPointRead, rules,
};
use crate::plan::import::{NewDoubt, NewPlan, NewTask};
use crate::plan::tasks::AssignmentRole;

/// What is known of the document when it is issued.
pub(super) struct Document<'a> {
    /// Its number.
    pub number: &'a str,
    /// Its date.
    pub issued_on: NaiveDate,
    /// Its text, and the SHA-256 of its bytes.
    pub source: (String, Vec<u8>),
}

/// The plan of a draft in which nothing hinders: every department it names is decided.
pub(super) fn plan_of(content: &DraftContent, directory: &Directory, document: Document<'_>) -> NewPlan {
    let numbers: HashMap<u32, i32> = content.numbered().map(|(number, task)| (task.key, number)).collect();
    let sections = content.sections.iter().map(|of| SectionRead {
        number: of.number,
        title: of.title.clone(),
        short_title: of.short_title.clone(),
        emphasis: of.emphasis.clone(),
    });
    let adopted = adopted(content);
    let by_wording = |at: usize, key: &u32| !adopted.contains(&(at, *key));
    let points = content.work_points.iter().enumerate().map(|(at, of)| WorkPointRead {
        section: of.section,
        text: of.text.clone(),
        tasks: of
            .tasks
            .iter()
            .filter(|key| by_wording(at, key))
            .filter_map(|key| numbers.get(key).copied())
            .collect(),
        proposed_tasks: Vec::new(),
    });
    let doubts = content.doubts.iter().filter(|doubt| content.concerns(doubt));
    NewPlan {
        plan: plan_read(content, &document),
        sections: sections.collect(),
        work_points: points.collect(),
        adopted: adopted.iter().filter_map(|(at, key)| Some((*at, *numbers.get(key)?))).collect(),
        departments: departments(content, directory),
        tasks: content.numbered().map(|(number, task)| new_task(number, task, directory)).collect(),
        doubts: doubts.map(|doubt| new_doubt(doubt, content, (&numbers, directory))).collect(),
        source_text: document.source.0,
        source_digest: document.source.1,
    }
}

/// The links that a person adopted: the place of the statement, and the task's key.
fn adopted(content: &DraftContent) -> Vec<(usize, u32)> {
    let of_points = content.doubts.iter().filter(|doubt| {
        doubt.rule == rules::WORK_POINT_TO_BE_CONFIRMED
            && doubt.decision.as_ref().is_some_and(|of| of.choice == DoubtChoice::Adopted)
    });
    let links = of_points.filter_map(|doubt| doubt.work_point.zip(doubt.task));
    links.filter(|(at, key)| content.work_points.get(*at).is_some_and(|of| of.tasks.contains(key))).collect()
}

fn plan_read(content: &DraftContent, document: &Document<'_>) -> PlanRead {
    let plan = &content.plan;
    PlanRead {
        year: plan.year,
        title: plan.title.clone(),
        document_number: Some(document.number.to_owned()),
        issued_on: document.issued_on,
        dated: true,
        starts_on: plan.starts_on.unwrap_or(document.issued_on),
        ends_on: plan.ends_on,
        issuing_body: Some(plan.issuing_body.clone()).filter(|of| !of.is_empty()),
    }
}

/// The departments to take in: each once, with the names that were decided to be other names of it.
fn departments(content: &DraftContent, directory: &Directory) -> Vec<Intake> {
    let mut all: Vec<Intake> = Vec::new();
    for of in content.departments.iter().filter(|of| content.is_named(&of.name)) {
        let meaning = directory.meaning(&of.name);
        let (Some(name), Some(kind)) = (meaning.name(), meaning.kind()) else { continue };
        let choice = of.decision.as_ref().map(|decision| &decision.choice);
        let mut aliases = of.aliases.clone();
        if matches!(choice, Some(DepartmentChoice::Alias(_))) && of.name != name {
            aliases.push(of.name.clone());
        }
        if matches!(choice, Some(DepartmentChoice::Misprint(_))) {
            aliases.clear();
        }
        aliases.retain(|alias| alias != name);
        match all.iter_mut().find(|intake| intake.name == name) {
            Some(intake) => {
                aliases.retain(|alias| !intake.aliases.contains(alias));
                intake.aliases.extend(aliases);
            }
            None => all.push(Intake { name: name.to_owned(), kind, aliases }),
        }
    }
    all
}

fn new_task(number: i32, task: &DraftTask, directory: &Directory) -> NewTask {
    let mut assignments: Vec<AssignmentRead> = Vec::new();
    for part in &task.parts {
        let Some(department) = directory.meaning(&part.department).name() else { continue };
        let role = if part.role == AssignmentRole::Lead { RoleRead::Lead } else { RoleRead::Support };
        match assignments.iter_mut().find(|of| of.department == department) {
            // Two names of one department: it leads where it leads under either.
            Some(of) if role == RoleRead::Lead => of.role = role,
            Some(_) => {}
            None => assignments.push(AssignmentRead {
                department: department.to_owned(),
                wording: part.wording.clone(),
                role,
            }),
        }
    }
    let files = directory.unit(task.files_report.as_deref());
    NewTask {
        number,
        section: task.section,
        title: task.title.clone(),
        text: task.text.clone(),
        assignments,
        files_report: files.and_then(|name| directory.meaning(name).name()).map(str::to_owned),
        due_on: task.due_on,
        restricted: task.restricted,
        details: task.details.clone(),
        carried_from: task.origin,
        printed: task.source.as_ref().map(|of| (of.first, of.place.clone())),
    }
}

fn new_doubt(
    doubt: &DraftDoubt,
    content: &DraftContent,
    (numbers, directory): (&HashMap<u32, i32>, &Directory),
) -> NewDoubt {
    let task = doubt.task.and_then(|key| content.task(key));
    let proposed = task.filter(|_| doubt.rule == rules::LEAD_NOT_MARKED).and_then(DraftTask::lead_to_propose);
    let settled = doubt.decision.as_ref().filter(|of| of.choice != DoubtChoice::Later);
    NewDoubt {
        task: doubt.task.and_then(|key| numbers.get(&key).copied()),
        work_point: doubt.work_point,
        rule: doubt.rule.clone(),
        message: doubt.message.clone(),
        proposed: proposed.and_then(|name| directory.meaning(name).name()).map(str::to_owned),
        settled: settled.map(|of| (of.choice.words().to_owned(), of.decided.by, of.decided.at)),
    }
}
