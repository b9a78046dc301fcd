//! A task's 批示、议定事项 as its page lists them, and where one is written or recorded.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::findings::open_for_findings;
use crate::accounts::{Action, CurrentUser, Role};
use crate::error::Result;
use crate::ids::TaskId;
use crate::plan::tasks::Task;
use crate::supervision::Reader;
use crate::supervision::instructions::{InstructionRow, Which, list_instructions};
use crate::web::{dates, urls};

/// An instruction on the task.
pub(super) struct InstructionLine {
    pub path: String,
    pub words: String,
    /// 代录
    pub recorded: bool,
    /// Whose it is, of which day.
    pub source: String,
    pub department: Option<String>,
    pub due_on: String,
    pub late: Option<String>,
    pub state: (&'static str, &'static str, &'static str),
}

/// The instructions on the task that the reader may see; `None` for roles that read none.
pub(super) async fn instructions_of(
    conn: &mut PgConnection,
    user: &CurrentUser,
    today: NaiveDate,
    task: TaskId,
) -> Result<Option<Vec<InstructionLine>>> {
    if !user.may(Action::ReadInstructions) {
        return Ok(None);
    }
    let which = Which { task: Some(task), ..Which::default() };
    let instructions = list_instructions(conn, &Reader::of(user, today), which).await?;
    let line = |row: InstructionRow| InstructionLine {
        path: urls::instruction(row.year, row.number),
        words: format!("{} {}", row.number, row.in_a_line()),
        recorded: row.is_recorded(),
        source: format!("{} {}", row.source(), dates::short(row.given_on)),
        due_on: row.due_in_words(),
        late: row.days_overdue(today).map(|days| format!("逾期 {days} 天")),
        state: row.status.light(),
        department: row.department_name,
    };
    Ok(Some(instructions.into_iter().map(line).collect()))
}

/// Where a leader writes one on the task, or the office records one; `None` for others, and where the task has ended in
/// another.
pub(super) fn add_instruction(user: &CurrentUser, year: i32, task: &Task) -> Option<(&'static str, String)> {
    let words = if user.role == Role::Leader { "写批示" } else { "录入批示" };
    let path = format!("{}?task={}", urls::add_instruction(year), task.number);
    (user.may(Action::WriteInstruction) && open_for_findings(task)).then_some((words, path))
}
