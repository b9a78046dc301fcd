//! What a draft holds: the plan as read or carried over, as changed since, and what was decided of it. Pure, stored as JSON.
//!
//! Tasks, doubts and departments have keys that stay: numbers change while a draft is written on. Each counts its changes, so
//! that two people who work on different things of a draft are never in each other's way.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::AccountId;
use crate::organization::DepartmentKind;
use crate::plan::carried_over::TaskOfYear;
use crate::plan::superior_points::Level;
use crate::plan::tasks::AssignmentRole;

/// All of a draft. What later versions add has a default, so that older drafts can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftContent {
    /// What the plan is called, and its period.
    pub plan: DraftPlan,
    /// The paragraphs of the document in its order; none where no document was read.
    #[serde(default)]
    pub paragraphs: Vec<DraftParagraph>,
    /// How many tasks the document itself says it has (共39项).
    #[serde(default)]
    pub stated_count: Option<i32>,
    /// Sections in order, numbered from 1.
    pub sections: Vec<DraftSection>,
    /// Statements of the work points, in order.
    pub work_points: Vec<DraftPoint>,
    /// Every department that a task names.
    pub departments: Vec<DraftDepartment>,
    /// Tasks in order, section by section; those moved out stand where they stood.
    pub tasks: Vec<DraftTask>,
    /// What superiors ask for, document by document (上级要点).
    #[serde(default)]
    pub superiors: Vec<DraftSuperior>,
    /// What a person has to look at.
    pub doubts: Vec<DraftDoubt>,
}

/// A superior's document beside a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftSuperior {
    /// Stays, whatever is removed before it.
    pub key: u32,
    /// Whose it is.
    pub level: Level,
    /// Its title.
    pub title: String,
    /// 文号 as printed; may be empty.
    pub document_number: String,
    /// Who issued it.
    pub issuer: String,
    /// When, where it is known.
    pub issued_on: Option<NaiveDate>,
    /// Its statements, at least one.
    pub points: Vec<DraftSuperiorPoint>,
    /// Counts its changes.
    #[serde(default)]
    pub version: u32,
}

/// A statement of a superior's document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftSuperiorPoint {
    /// Without number and final 。.
    pub text: String,
    /// The keys of the tasks that carry it.
    #[serde(default)]
    pub tasks: Vec<u32>,
    /// Why no task need carry it (不涉及).
    #[serde(default)]
    pub not_applicable: Option<String>,
}

/// What the plan is called, and its period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftPlan {
    /// Its year.
    pub year: i32,
    /// 《…工作要点》及分工方案
    pub title: String,
    /// The court; empty where it is not named.
    pub issuing_body: String,
    /// Its first day; `None` for the day of issue.
    pub starts_on: Option<NaiveDate>,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// The document's number, where it bears one already.
    pub document_number: Option<String>,
    /// Its date, where it bears one already.
    pub issued_on: Option<NaiveDate>,
}

/// A paragraph of the document, or a row of one of its tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftParagraph {
    /// Counted from 1.
    pub number: i32,
    /// The same in words: 第 57 段, 表 2 第 4 行.
    pub place: String,
    /// As printed.
    pub text: String,
    /// Marked as a heading.
    #[serde(default)]
    pub heading: bool,
    /// No rule took it (未读入).
    #[serde(default)]
    pub unread: bool,
}

/// Where something stands in the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftSource {
    /// The number of its first paragraph.
    pub first: i32,
    /// That of its last.
    pub last: i32,
    /// The first in words: 第 57 段
    pub place: String,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftSection {
    /// 1 for 一.
    pub number: i32,
    /// As printed, without the number.
    pub title: String,
    /// What it is called on pages.
    pub short_title: String,
    /// 以…为重点, where the title has it.
    pub emphasis: Option<String>,
}

/// A statement of the work points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftPoint {
    /// The number of its section.
    pub section: i32,
    /// As printed.
    pub text: String,
    /// The keys of the tasks that carry it.
    pub tasks: Vec<u32>,
}

/// A department as the document names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftDepartment {
    /// Its name.
    pub name: String,
    /// What it is by its name.
    pub kind: DepartmentKind,
    /// Other names the document uses for it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What was decided of it, where the ledger does not know it.
    #[serde(default)]
    pub decision: Option<DepartmentDecision>,
    /// Counts its changes.
    #[serde(default)]
    pub version: u32,
}

/// What was decided of a department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentDecision {
    /// What.
    pub choice: DepartmentChoice,
    /// By whom and when.
    pub decided: Decided,
}

/// What a department is that the ledger does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DepartmentChoice {
    /// A new one of this kind.
    New(DepartmentKind),
    /// Another name of the department of this name, in the ledger or in the document.
    Alias(String),
    /// A misprint of the name of that one.
    Misprint(String),
}

/// Who decided something, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Whose account.
    pub by: AccountId,
    /// Their name then.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftTask {
    /// Stays, whatever its number becomes.
    pub key: u32,
    /// The number of its section.
    pub section: i32,
    /// Its title, without number and final 。.
    pub title: String,
    /// Its text, paragraphs by line feeds; may be empty.
    pub text: String,
    /// Who answers for it, in order.
    pub parts: Vec<DraftPart>,
    /// Who files for it; `None` where nobody does.
    pub files_report: Option<String>,
    /// The sole department of a task without lead: to be proposed, never to be set.
    #[serde(default)]
    pub proposed_lead: Option<String>,
    /// When it is to be done; `None` for the plan's last day.
    pub due_on: Option<NaiveDate>,
    /// Its deadline in the document's words.
    #[serde(default)]
    pub due_words: String,
    /// 牵头领导 as the document names him: a text for a person to settle, not an account.
    #[serde(default)]
    pub named_leader: Option<String>,
    /// Where it stands in the document.
    #[serde(default)]
    pub source: Option<DraftSource>,
    /// The task of another year that it goes on with.
    #[serde(default)]
    pub origin: Option<TaskOfYear>,
    /// 具体举措, 预期成果, 完成标准: as carried over, or as typed.
    #[serde(default)]
    pub details: [String; 3],
    /// For those concerned only (限定范围).
    #[serde(default)]
    pub restricted: bool,
    /// Why it was moved out (已移出).
    #[serde(default)]
    pub removed: Option<Removed>,
    /// Counts its changes.
    #[serde(default)]
    pub version: u32,
}

/// A department's part in a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftPart {
    /// The name of one of [`DraftContent::departments`].
    pub department: String,
    /// As printed.
    pub wording: String,
    /// Lead or support.
    pub role: AssignmentRole,
}

/// Why a task was moved out, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// In a sentence.
    pub reason: String,
    /// By whom and when.
    pub decided: Decided,
}

/// Something a person has to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftDoubt {
    /// Stays.
    pub key: u32,
    /// The key of its task.
    pub task: Option<u32>,
    /// The place in [`DraftContent::work_points`] of its statement.
    pub work_point: Option<usize>,
    /// Its name in the reader.
    pub rule: String,
    /// The sentence for the office.
    pub message: String,
    /// What was decided of it.
    #[serde(default)]
    pub decision: Option<DoubtDecision>,
    /// Counts its changes.
    #[serde(default)]
    pub version: u32,
}

/// What was decided of a doubt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoubtDecision {
    /// What.
    pub choice: DoubtChoice,
    /// By whom and when.
    pub decided: Decided,
}

/// What can be decided of a doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoubtChoice {
    /// It stands as printed.
    Confirmed,
    /// What was proposed is taken.
    Adopted,
    /// The draft was changed.
    Edited,
    /// It is left to be settled in the plan in force.
    Later,
    /// Number and date of the document were given on issuing.
    Given,
}

impl DoubtChoice {
    /// The sentence, also where the plan in force lists it as settled.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Confirmed => "已核对，按读入的确认",
            Self::Adopted => "已采用建议",
            Self::Edited => "已改正",
            Self::Later => "留待印发后处理",
            Self::Given => "印发时已填写",
        }
    }
}

impl DraftContent {
    /// The tasks that are in the draft, in order, each with its number.
    pub fn numbered(&self) -> impl Iterator<Item = (i32, &DraftTask)> {
        (1..).zip(self.tasks.iter().filter(|task| task.removed.is_none()))
    }

    /// The number of the task of that key; `None` where it was moved out.
    #[must_use]
    pub fn number_of(&self, key: u32) -> Option<i32> {
        self.numbered().find(|(_, task)| task.key == key).map(|(number, _)| number)
    }

    /// The task of that key.
    #[must_use]
    pub fn task(&self, key: u32) -> Option<&DraftTask> {
        self.tasks.iter().find(|task| task.key == key)
    }

    /// The same, to be changed.
    pub fn task_mut(&mut self, key: u32) -> Option<&mut DraftTask> {
        self.tasks.iter_mut().find(|task| task.key == key)
    }

    /// A key no task has.
    #[must_use]
    pub fn next_key(&self) -> u32 {
        self.tasks.iter().map(|task| task.key).max().map_or(1, |last| last + 1)
    }

    /// The department of that name.
    #[must_use]
    pub fn department(&self, name: &str) -> Option<&DraftDepartment> {
        self.departments.iter().find(|department| department.name == name)
    }

    /// Whether something is named by a task that is in the draft.
    #[must_use]
    pub fn is_named(&self, department: &str) -> bool {
        self.numbered().any(|(_, task)| task.parts.iter().any(|part| part.department == department))
    }

    /// The doubts that nobody has decided; those of tasks moved out are over.
    pub fn open_doubts(&self) -> impl Iterator<Item = &DraftDoubt> {
        self.doubts.iter().filter(|doubt| doubt.decision.is_none() && self.concerns(doubt))
    }

    /// Whether what a doubt is about is in the draft.
    #[must_use]
    pub fn concerns(&self, doubt: &DraftDoubt) -> bool {
        doubt.task.is_none_or(|key| self.number_of(key).is_some())
    }
}

impl DraftTask {
    /// The names of its departments of a role.
    pub fn names(&self, role: AssignmentRole) -> impl Iterator<Item = &str> {
        self.parts.iter().filter(move |part| part.role == role).map(|part| part.department.as_str())
    }

    /// The department the reader proposes to lead, as long as it stands in the task.
    #[must_use]
    pub fn lead_to_propose(&self) -> Option<&str> {
        let stands = |lead: &&str| self.parts.iter().any(|part| part.department == *lead);
        self.proposed_lead.as_deref().filter(stands)
    }
}
