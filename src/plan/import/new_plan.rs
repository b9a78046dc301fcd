//! A plan to be brought into force, whatever its values were read from.

use chrono::{DateTime, NaiveDate, Utc};

use crate::ids::AccountId;
use crate::organization::DepartmentKind;
use crate::organization::intake::Intake;
use crate::plan::carried_over::TaskOfYear;
use crate::plan::document_reader::{
    self, AssignmentRead, DocumentRead, DoubtRead, PlanRead, SectionRead, TaskRead, WorkPointRead, rules,
};

pub(super) fn kind_of(kind: document_reader::DepartmentKind) -> DepartmentKind {
    match kind {
        document_reader::DepartmentKind::Unit => DepartmentKind::Unit,
        document_reader::DepartmentKind::Group => DepartmentKind::Group,
        document_reader::DepartmentKind::Body => DepartmentKind::Body,
    }
}

/// All of a plan as it is stored when it comes into force.
#[derive(Debug, Clone)]
pub struct NewPlan {
    /// What it is called, its number, dates and period.
    pub plan: PlanRead,
    /// Its sections.
    pub sections: Vec<SectionRead>,
    /// Its work points, each with the numbers of the tasks that carry it by their wording.
    pub work_points: Vec<WorkPointRead>,
    /// The tasks a person said to carry one: its place in [`Self::work_points`], and the task's number.
    pub adopted: Vec<(usize, i32)>,
    /// The departments its tasks name.
    pub departments: Vec<Intake>,
    /// Its tasks.
    pub tasks: Vec<NewTask>,
    /// What a person has to settle, or has settled.
    pub doubts: Vec<NewDoubt>,
    /// The document's text.
    pub source_text: String,
    /// The SHA-256 of its bytes.
    pub source_digest: Vec<u8>,
}

/// A task of a plan that comes into force.
#[derive(Debug, Clone)]
pub struct NewTask {
    /// Its number.
    pub number: i32,
    /// The number of its section.
    pub section: i32,
    /// Its title.
    pub title: String,
    /// Its text, paragraphs by line feeds.
    pub text: String,
    /// Who answers for it, each by a name of [`NewPlan::departments`].
    pub assignments: Vec<AssignmentRead>,
    /// Who files for it, one of these.
    pub files_report: Option<String>,
    /// When it is to be done, where a person set it; else the plan's last day.
    pub due_on: Option<NaiveDate>,
    /// For those concerned only (限定范围).
    pub restricted: bool,
    /// 具体举措, 预期成果, 完成标准; empty where the document does not say.
    pub details: [String; 3],
    /// The task of an earlier year that it goes on with.
    pub carried_from: Option<TaskOfYear>,
    /// Where it stands in the document: its first paragraph, by number and in words.
    pub printed: Option<(i32, String)>,
}

/// A doubt of a plan that comes into force.
#[derive(Debug, Clone)]
pub struct NewDoubt {
    /// The number of its task.
    pub task: Option<i32>,
    /// The place in [`NewPlan::work_points`] of its statement.
    pub work_point: Option<usize>,
    /// Its name in the reader.
    pub rule: String,
    /// The sentence for the office.
    pub message: String,
    /// 建议牵头, by name.
    pub proposed: Option<String>,
    /// How it was settled before: in a sentence, by whom and when.
    pub settled: Option<(String, AccountId, DateTime<Utc>)>,
}

impl NewPlan {
    /// The plan of a document as read, with nothing settled.
    #[must_use]
    pub fn of_document(document: &DocumentRead, source_text: &str, source_digest: &[u8]) -> Self {
        let intake = |of: &crate::plan::document_reader::DepartmentRead| Intake {
            name: of.name.clone(),
            kind: kind_of(of.kind),
            aliases: of.aliases.clone(),
        };
        Self {
            plan: document.plan.clone(),
            sections: document.sections.clone(),
            work_points: document.work_points.clone(),
            adopted: Vec::new(),
            departments: document.departments.iter().map(intake).collect(),
            tasks: document.tasks.iter().map(NewTask::of).collect(),
            doubts: document.doubts.iter().map(|doubt| NewDoubt::of(doubt, document)).collect(),
            source_text: source_text.to_owned(),
            source_digest: source_digest.to_vec(),
        }
    }
}

impl NewTask {
    fn of(task: &TaskRead) -> Self {
        Self {
            number: task.number,
            section: task.section,
            title: task.title.clone(),
            text: task.text.clone(),
            assignments: task.assignments.clone(),
            files_report: task.files_report.clone(),
            due_on: None,
            restricted: false,
            details: <[String; 3]>::default(),
            carried_from: None,
            printed: Some((task.source.paragraph, task.source.place.clone())),
        }
    }
}

impl NewDoubt {
    fn of(doubt: &DoubtRead, document: &DocumentRead) -> Self {
        let task = doubt.task.and_then(|number| document.tasks.iter().find(|task| task.number == number));
        let lead = task.filter(|_| doubt.rule == rules::LEAD_NOT_MARKED);
        Self {
            task: doubt.task,
            work_point: doubt.work_point,
            rule: doubt.rule.to_owned(),
            message: doubt.message.clone(),
            proposed: lead.and_then(|task| task.proposed_lead.clone()),
            settled: None,
        }
    }
}
