//! Doubts: what the document leaves open, and what the reader decided and a person should look at.

mod of_document;
mod of_tasks;

use super::division::Division;
use super::model::{DocumentRead, DoubtRead};
use super::notice::Notice;
use super::work_points::WorkPoints;

/// The stable names of all rules.
pub mod rules {
    /// No department of the task is in black type: 牵头部门待明确.
    pub const LEAD_NOT_MARKED: &str = "lead_not_marked";
    /// A page break cut a name out of its black type; it was read as a lead.
    pub const LEAD_PARTLY_BLACK: &str = "lead_partly_black";
    /// A mark of black type has no counterpart; what it marked was not read as a lead.
    pub const BLACK_MARK_UNCLOSED: &str = "black_mark_unclosed";
    /// All names in black type are groups or bodies: nobody files.
    pub const NOBODY_FILES: &str = "nobody_files";
    /// A body (院党组) stands among the departments: it answers and never files.
    pub const BODY_AMONG_DEPARTMENTS: &str = "body_among_departments";
    /// A name was read as another name of a department.
    pub const DEPARTMENT_ALIAS: &str = "department_alias";
    /// A task names a department twice.
    pub const DEPARTMENT_NAMED_TWICE: &str = "department_named_twice";
    /// Names that differ may mean departments that coincide.
    pub const DEPARTMENT_NAMES_MAY_COINCIDE: &str = "department_names_may_coincide";
    /// The task has a title and no text.
    pub const TITLE_ONLY: &str = "title_only";
    /// A paragraph behind the 责任部门 line was read as text of the task.
    pub const TEXT_BEHIND_DEPARTMENTS: &str = "text_behind_departments";
    /// Brackets or quotes do not pair: a misprint, kept.
    pub const UNPAIRED_BRACKETS: &str = "unpaired_brackets";
    /// A deadline in words that names no day.
    pub const DUE_DATE_UNCLEAR: &str = "due_date_unclear";
    /// The text says that the task waits for a superior court.
    pub const WAITS_FOR_SUPERIOR: &str = "waits_for_superior";
    /// The text speaks of a superior court.
    pub const REFERS_TO_SUPERIOR: &str = "refers_to_superior";
    /// The task reorganises the departments themselves.
    pub const DEPARTMENTS_MAY_CHANGE: &str = "departments_may_change";
    /// No work point words the task's title.
    pub const TASK_WITHOUT_WORK_POINT: &str = "task_without_work_point";
    /// A work point may be carried by the task: to be confirmed.
    pub const WORK_POINT_TO_BE_CONFIRMED: &str = "work_point_to_be_confirmed";
    /// No task words the work point, and none is proposed.
    pub const WORK_POINT_WITHOUT_TASK: &str = "work_point_without_task";
    /// The document has no list of work points.
    pub const NO_WORK_POINTS: &str = "no_work_points";
    /// A group (各…) whose members the office has to name.
    pub const GROUP_WITHOUT_MEMBERS: &str = "group_without_members";
    /// A section is worded differently in the two parts.
    pub const SECTION_WORDING_DIFFERS: &str = "section_wording_differs";
    /// A section that the work points name has no tasks.
    pub const SECTION_WITHOUT_TASKS: &str = "section_without_tasks";
    /// A paragraph of the division plan belongs to no task.
    pub const PARAGRAPH_NOT_READ: &str = "paragraph_not_read";
    /// Signature and printer's line bear different dates.
    pub const ISSUE_DATES_DIFFER: &str = "issue_dates_differ";
    /// The document bears no number.
    pub const NO_DOCUMENT_NUMBER: &str = "no_document_number";
    /// The document bears no date of issue: it is a draft.
    pub const NO_ISSUE_DATE: &str = "no_issue_date";
    /// The document has no sections: all tasks stand in one.
    pub const NO_SECTIONS: &str = "no_sections";
    /// Tasks are numbered anew in each section: they were numbered through.
    pub const NUMBERS_BEGIN_ANEW: &str = "numbers_begin_anew";
    /// Names are in black type, and nothing says what it means.
    pub const BLACK_TYPE_UNEXPLAINED: &str = "black_type_unexplained";
    /// The task names no department.
    pub const NO_DEPARTMENTS: &str = "no_departments";
    /// The document names a leader: a text, not an account.
    pub const LEADER_NAMED: &str = "leader_named";
    /// The task was put together from several rows of a table.
    pub const ROWS_JOINED: &str = "rows_joined";
    /// The title was too long and was shortened; all of it stands in the text.
    pub const TITLE_SHORTENED: &str = "title_shortened";
    /// The document says it has another number of tasks than were read.
    pub const STATED_COUNT_DIFFERS: &str = "stated_count_differs";
    /// Nothing on any 责任部门 line is in black type: it may have been lost in a conversion.
    pub const NO_BLACK_TYPE: &str = "no_black_type";
}

/// All doubts: those of tasks in the order of the tasks, then those of the whole document.
pub(super) fn raise(
    read: &DocumentRead,
    division: &Division,
    points: &WorkPoints,
    notice: &Notice,
) -> Vec<DoubtRead> {
    let mut doubts = of_tasks::raise(read, division);
    doubts.extend(of_document::raise(read, division, points, notice));
    doubts
}

/// A doubt about one task.
fn of_task(task: i32, rule: &'static str, message: String) -> DoubtRead {
    DoubtRead { task: Some(task), rule, message, work_point: None }
}

/// A doubt about the whole document.
fn of_document(rule: &'static str, message: String) -> DoubtRead {
    DoubtRead { task: None, rule, message, work_point: None }
}
