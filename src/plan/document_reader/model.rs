//! What reading a notice yields: plain values, named as the domain names them.

use chrono::NaiveDate;

/// A notice as read: the plan, and what a person has to settle about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRead {
    /// The plan itself.
    pub plan: PlanRead,
    /// Sections (板块) in the order of the document, numbered 1, 2, 3 …
    pub sections: Vec<SectionRead>,
    /// Statements of the work points (工作要点条目), without the headings of their sections.
    pub work_points: Vec<WorkPointRead>,
    /// Departments in the order in which they first stand on a 责任部门 line.
    pub departments: Vec<DepartmentRead>,
    /// Tasks, numbered 1, 2, 3 …
    pub tasks: Vec<TaskRead>,
    /// What to settle: those of tasks in the order of the tasks, then those of the whole document.
    pub doubts: Vec<DoubtRead>,
    /// What the document says, in its order: paragraph `n` stands at index `n - 1`.
    pub paragraphs: Vec<ParagraphRead>,
    /// The numbers of the paragraphs that no rule took, in their order: nothing of them is in the plan.
    pub unread: Vec<i32>,
    /// How many tasks the document itself says it has (共39项). None if it does not say.
    pub stated_count: Option<i32>,
}

/// A paragraph of the document, or a row of one of its tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParagraphRead {
    /// Counted from 1 over the whole document, rows of tables among the paragraphs.
    pub number: i32,
    /// The same in words: 第 57 段, 表 2 第 4 行.
    pub place: String,
    /// As plain text, what Word numbers by itself included; cells of a row are parted by ` | `.
    pub text: String,
    /// Marked as a heading, by a Markdown mark or by its style.
    pub heading: bool,
}

/// Where in the document something was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRead {
    /// The paragraph with which it begins: a number of `DocumentRead::paragraphs`.
    pub paragraph: i32,
    /// The last paragraph that belongs to it; the same where it has only one.
    pub last_paragraph: i32,
    /// The first paragraph in words: 第 57 段, 表 2 第 4 行.
    pub place: String,
}

/// The year's plan (年度方案).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRead {
    /// The year in the title, else that of the issue date.
    pub year: i32,
    /// What the notice issues: 《…工作要点》及分工方案, without 关于印发…的通知 and without printed spaces.
    pub title: String,
    /// As printed: 抚法〔2019〕第5号. None if the document bears none.
    pub document_number: Option<String>,
    /// The day of the signature. Of a draft that bears none, the first day of its year.
    pub issued_on: NaiveDate,
    /// Whether the document bears its date. One without can be looked through, but not be brought into force.
    pub dated: bool,
    /// The first day of the plan: that of issue, unless the document names a period.
    pub starts_on: NaiveDate,
    /// The last day of the plan: 31 December of its year, unless the document names a period. Never before
    /// `starts_on`.
    pub ends_on: NaiveDate,
    /// The court (…人民法院). None if the document names none in its title or on a line of its own.
    pub issuing_body: Option<String>,
}

/// A section (板块) of the division plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionRead {
    /// 1 for 一.
    pub number: i32,
    /// As printed, without the number.
    pub title: String,
    /// A proposal which the office edits: 司法责任制. Never empty.
    pub short_title: String,
    /// 以…为重点 as printed, where the title has it.
    pub emphasis: Option<String>,
}

/// One statement of the work points (工作要点条目).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkPointRead {
    /// The number of its section; always one of `DocumentRead::sections`.
    pub section: i32,
    /// As printed, without the final 。
    pub text: String,
    /// The tasks whose title has this very wording.
    pub tasks: Vec<i32>,
    /// Tasks of the same section that may carry it: for a person to confirm. Empty if `tasks` is not.
    pub proposed_tasks: Vec<i32>,
}

/// What kind of department stands on a 责任部门 line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DepartmentKind {
    /// A department that files, owes and is chased.
    Unit,
    /// A name for several departments (各…): its members are for the office to name.
    Group,
    /// Answers for a task but never files (院党组).
    Body,
}

/// A department (部门) under its canonical name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentRead {
    /// The canonical name.
    pub name: String,
    /// Unit, group or body.
    pub kind: DepartmentKind,
    /// Other names the document uses for it.
    pub aliases: Vec<String>,
}

/// A department's part in a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssignmentRole {
    /// Printed in black type (牵头责任部门).
    Lead,
    /// Not in black type (责任部门).
    Support,
}

/// A responsibility (责任分工): one department of one task. A task names a department once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignmentRead {
    /// The canonical name, one of `DocumentRead::departments`.
    pub department: String,
    /// The name as printed.
    pub wording: String,
    /// Lead or support.
    pub role: AssignmentRole,
}

/// A deadline in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDateRead {
    /// The last day on time; None where the wording sets none (长期坚持).
    pub due_on: Option<NaiveDate>,
    /// As printed.
    pub wording: String,
}

/// A reform task (改革任务).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRead {
    /// As printed.
    pub number: i32,
    /// The number of its section.
    pub section: i32,
    /// As printed, without number and final 。; never empty.
    pub title: String,
    /// As printed, paragraphs joined by `\n`; empty where the task has a title only.
    pub text: String,
    /// In the order of the document; empty only where a table or line names nobody, which is doubted. No lead where
    /// the document marks none.
    pub assignments: Vec<AssignmentRead>,
    /// The first-named lead that is a unit; None if there is none.
    pub files_report: Option<String>,
    /// The sole responsible unit of a task without marked lead: to be proposed to a person, never to be set.
    pub proposed_lead: Option<String>,
    /// Deadlines in words, in the order of the text.
    pub due_dates: Vec<DueDateRead>,
    /// The sentence that says the task waits for a superior court (待省高院…后), as printed.
    pub waits_for_superior: Option<String>,
    /// 牵头领导 as the document names him: a text for a person to settle, not an account. Only other shapes than
    /// the court's own name one.
    pub named_leader: Option<String>,
    /// Where it stands in the document.
    pub source: SourceRead,
}

/// Something the document leaves open, or which the reader decided and a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubtRead {
    /// The task's number; None if it concerns the whole document.
    pub task: Option<i32>,
    /// A stable name in snake_case: one of [`super::rules`].
    pub rule: &'static str,
    /// A Chinese sentence for the office.
    pub message: String,
    /// The place in `DocumentRead::work_points` of the statement it concerns, if it concerns one.
    pub work_point: Option<usize>,
}
