//! What was read of a revision: the tasks it names, under the plan's numbers, and what of it is not compared. Pure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::plan::document_reader::{
    self, AssignmentRole, DocumentRead, ReadRefusal, SourceRead, TaskRead, rules,
};

/// All that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RevisionRead {
    /// 关于调整…的补充通知; empty where it has none.
    pub title: String,
    /// 文号
    pub number: Option<String>,
    /// Its date.
    pub issued_on: Option<NaiveDate>,
    /// The year it speaks of, where it is a whole plan.
    pub year: i32,
    pub tasks: Vec<RevisedTask>,
    /// Why it is no whole plan; `None` where it is one.
    pub no_plan: Option<String>,
    /// What the reader was not certain of in the document as a whole.
    pub doubts: Vec<String>,
    /// Statements of work points: they are not compared.
    pub points: usize,
    /// Paragraphs that no rule took: place and text.
    pub unread: Vec<(String, String)>,
}

/// A task as a revision has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RevisedTask {
    /// Counted from 1.
    pub key: u32,
    pub number: i32,
    /// The title of its section.
    pub section: String,
    pub title: String,
    /// Paragraphs by line feeds; empty where it says nothing but the title.
    pub text: String,
    /// Those it marks as leads.
    pub leads: Vec<String>,
    pub supports: Vec<String>,
    /// Lines of the text that only give a deadline (完成时限：10月底前), where a label or column names it.
    pub due_lines: Vec<String>,
    /// The last day it names, with its wording.
    pub due: Option<(NaiveDate, String)>,
    /// 牵头领导
    pub leader: Option<String>,
    /// 第 57 段
    pub place: String,
    /// What the reader was not certain of.
    pub doubts: Vec<String>,
}

/// Doubts about a document that do not matter where it is compared: title, number and date are confirmed by a person.
const OF_NO_MATTER: [&str; 7] = [
    rules::NO_SECTIONS,
    rules::NO_DOCUMENT_NUMBER,
    rules::NO_ISSUE_DATE,
    rules::NO_WORK_POINTS,
    rules::PARAGRAPH_NOT_READ,
    rules::GROUP_WITHOUT_MEMBERS,
    rules::SECTION_WITHOUT_TASKS,
];

impl RevisionRead {
    /// Reads a file: a whole plan, or a supplement that names some tasks of the plan of `year`.
    ///
    /// # Errors
    /// Why it is neither.
    pub fn of_bytes(bytes: &[u8], year: i32) -> Result<Self, ReadRefusal> {
        match document_reader::read(bytes) {
            Ok(plan) => Ok(Self::of(&plan, None)),
            Err(refusal) => {
                let supplement = document_reader::read_supplement(bytes, year)?;
                Ok(Self::of(&supplement, Some(refusal.to_string())))
            }
        }
    }

    fn of(document: &DocumentRead, no_plan: Option<String>) -> Self {
        let of_document =
            document.doubts.iter().filter(|doubt| doubt.task.is_none() && doubt.work_point.is_none());
        let doubts = of_document.filter(|doubt| !OF_NO_MATTER.contains(&doubt.rule));
        let unread = document.paragraphs.iter().filter(|of| document.unread.contains(&of.number));
        Self {
            title: document.plan.title.clone(),
            number: document.plan.document_number.clone(),
            issued_on: Some(document.plan.issued_on).filter(|_| document.plan.dated),
            year: document.plan.year,
            tasks: (1..).zip(&document.tasks).map(|(key, task)| revised(key, task, document)).collect(),
            no_plan,
            doubts: doubts.map(|doubt| doubt.message.clone()).collect(),
            points: document.work_points.len(),
            unread: unread.map(|of| (of.place.clone(), of.text.clone())).collect(),
        }
    }
}

/// Whether a line is a label and a deadline and nothing else.
fn gives_due(line: &str, task: &TaskRead) -> bool {
    let value = line.split_once(['：', ':']).map(|(_, value)| value.trim());
    value.is_some_and(|value| task.due_dates.iter().any(|due| due.wording == value))
}

impl RevisedTask {
    /// Its text beside that of the ledger or a document: a line that only gives a deadline is text where it is text there.
    pub fn text_beside(&self, other: &str) -> String {
        let is_text = |line: &&str| {
            !self.due_lines.iter().any(|due| due == line) || other.lines().any(|theirs| theirs == *line)
        };
        self.text.lines().filter(is_text).collect::<Vec<_>>().join("\n")
    }
}

fn revised(key: u32, task: &TaskRead, document: &DocumentRead) -> RevisedTask {
    let section = document.sections.iter().find(|of| of.number == task.section);
    let of_role = |role: AssignmentRole| {
        let parts = task.assignments.iter().filter(move |part| part.role == role);
        parts.map(|part| part.department.clone()).collect()
    };
    let due = task.due_dates.iter().rev().find_map(|due| Some((due.due_on?, due.wording.clone())));
    // A supplement names its tasks: that it repeats no text is no doubt.
    let of_task = document.doubts.iter().filter(|doubt| doubt.task == Some(task.number));
    let doubts = of_task.filter(|doubt| doubt.rule != rules::TITLE_ONLY);
    let SourceRead { place, .. } = &task.source;
    RevisedTask {
        key,
        number: task.number,
        section: section.map(|of| of.title.clone()).unwrap_or_default(),
        title: task.title.clone(),
        text: task.text.clone(),
        due_lines: task.text.lines().filter(|line| gives_due(line, task)).map(str::to_owned).collect(),
        leads: of_role(AssignmentRole::Lead),
        supports: of_role(AssignmentRole::Support),
        due,
        leader: task.named_leader.clone(),
        place: place.clone(),
        doubts: doubts.map(|doubt| doubt.message.clone()).collect(),
    }
}
