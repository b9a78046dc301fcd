//! What the office makes of an instruction: a duty with department and date (交办), or recorded as read (阅存).

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::duties;
use super::model::Step;
use super::store::{InstructionRow, list_units};
use super::writes::{entry, tell_department, tell_leader, update_dispatched};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::plan::tasks::TaskStatus;
use crate::supervision::findings::list_departments_of;
use crate::web::dates;

/// The departments an instruction may be handed to: the task's own, the members of its groups with them; where it is on
/// no task, any unit department.
pub(super) async fn list_departments(
    conn: &mut PgConnection,
    instruction: &InstructionRow,
    today: NaiveDate,
) -> Result<Vec<(DepartmentId, String)>> {
    match instruction.task {
        Some(task) => list_departments_of(conn, task, today).await,
        None => list_units(conn, today).await,
    }
}

/// Who is to do what by when.
#[derive(Debug, Clone)]
pub struct Duty {
    /// Whom it is handed to.
    pub department: DepartmentId,
    /// By when it is to be answered.
    pub due_on: NaiveDate,
    /// What the office says with it (办理要求); may be empty.
    pub note: String,
}

/// Turns an instruction held by this transaction into a duty; tells the department, and the leader what became of it.
/// Returns the department's name.
///
/// # Errors
/// Refused unless it is 待分办, for a task merged or terminated, for a department it may not be handed to, and for a day
/// that is past; a conflict when somebody was first.
pub async fn assign(
    conn: &mut PgConnection,
    act: &Act,
    instruction: &InstructionRow,
    duty: &Duty,
) -> Result<String> {
    let to = instruction.status.after(Step::Assign).map_err(AppError::Refused)?;
    if matches!(instruction.task_status, Some(TaskStatus::Merged | TaskStatus::Terminated)) {
        return Err(AppError::Refused(
            "任务已并入或终止，不能交办；请阅存，或撤销后录入现在承担的任务。".into(),
        ));
    }
    let departments = list_departments(conn, instruction, act.today()).await?;
    let Some((department, name)) = departments.into_iter().find(|(id, _)| *id == duty.department) else {
        return Err(AppError::Refused("承办部门须是任务的牵头或责任部门。".into()));
    };
    if duty.due_on < act.today() {
        return Err(AppError::Refused("办理期限不能早于今天。".into()));
    }
    update_dispatched(conn, act, instruction, (to, &duty.note)).await?;
    duties::lay(conn, instruction, department, duty.due_on).await?;
    let (what, due_on) = (instruction.name(), dates::short(duty.due_on));
    let of_task = instruction.task_number.map_or_else(String::new, |number| format!("（任务 {number}）"));
    let message = format!("{what}{of_task}由{name}办理，应于 {due_on} 前反馈。");
    tell_department(conn, act, instruction, Some(department), &message).await?;
    tell_leader(conn, act, instruction, &format!("{what}已交{name}办理，{due_on} 前反馈。")).await?;
    let sentence = format!("{what}交{name}办理，{due_on} 前反馈");
    let after = json!({"department": name, "due_on": duty.due_on, "note": duty.note});
    let entry = entry("instruction_assigned", instruction, sentence).of_department(department);
    append(conn, act, entry.with_change(None, Some(after))).await?;
    Ok(name)
}

/// Records an instruction held by this transaction as read (阅存), with a sentence that may be empty; tells the leader.
///
/// # Errors
/// Refused unless it is 待分办; a conflict when somebody was first.
pub async fn file_as_read(
    conn: &mut PgConnection,
    act: &Act,
    instruction: &InstructionRow,
    note: &str,
) -> Result<()> {
    let to = instruction.status.after(Step::File).map_err(AppError::Refused)?;
    update_dispatched(conn, act, instruction, (to, note)).await?;
    let said = if note.is_empty() { String::new() } else { format!("：{note}") };
    tell_leader(conn, act, instruction, &format!("{}已阅存{said}", instruction.name())).await?;
    let sentence = format!("阅存{}{said}", instruction.name());
    append(conn, act, entry("instruction_read", instruction, sentence)).await
}
