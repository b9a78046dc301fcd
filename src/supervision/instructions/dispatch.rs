//! What the office makes of an instruction: a duty with department and date (交办), or recorded as read (阅存).

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::duties;
use super::model::Step;
use super::store::{InstructionRow, get_instruction, list_units};
use super::writes::{entry, insert_part, tell_department, tell_leader, update_dispatched};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::plan::tasks::TaskStatus;
use crate::supervision::Reader;
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
    /// Whom it is handed to; several departments have an item each.
    pub departments: Vec<DepartmentId>,
    /// By when it is to be answered.
    pub due_on: NaiveDate,
    /// What the office says with it (办理要求); may be empty.
    pub note: String,
}

/// Turns an instruction held by this transaction into a duty of each of these departments (分办); tells them, and the leader
/// what became of it. The first department's keeps the number; each other has an item of its own, with its own date and
/// answers. Returns the departments' names.
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
    instruction.status.after(Step::Assign).map_err(AppError::Refused)?;
    if matches!(instruction.task_status, Some(TaskStatus::Merged | TaskStatus::Terminated)) {
        return Err(AppError::Refused(
            "任务已并入或终止，不能交办；请阅存，或撤销后录入现在承担的任务。".into(),
        ));
    }
    if duty.due_on < act.today() {
        return Err(AppError::Refused("办理期限不能早于今天。".into()));
    }
    let chosen = chosen(list_departments(conn, instruction, act.today()).await?, &duty.departments)?;
    let others = chosen.get(1..).unwrap_or_default();
    let mut parts = vec![instruction.clone()];
    for _ in others {
        let number = insert_part(conn, instruction).await?;
        parts.push(get_instruction(conn, &Reader::of_all(act.today()), instruction.year, number).await?);
    }
    for (part, department) in parts.iter().zip(&chosen) {
        hand_over(conn, act, part, department, duty).await?;
    }
    let names: Vec<&str> = chosen.iter().map(|(_, name)| name.as_str()).collect();
    let names = names.join("、");
    let verb = if others.is_empty() { "已交" } else { "已分交" };
    let message = format!("{}{verb}{names}办理，{} 前反馈。", instruction.name(), dates::short(duty.due_on));
    tell_leader(conn, act, instruction, &message).await?;
    Ok(names)
}

/// The departments it is handed to, in the order of the page, each once.
fn chosen(
    departments: Vec<(DepartmentId, String)>,
    wanted: &[DepartmentId],
) -> Result<Vec<(DepartmentId, String)>> {
    let is_possible = |id: &DepartmentId| departments.iter().any(|(possible, _)| possible == id);
    if wanted.is_empty() || !wanted.iter().all(is_possible) {
        return Err(AppError::Refused("承办部门须是任务的牵头或责任部门。".into()));
    }
    Ok(departments.into_iter().filter(|(id, _)| wanted.contains(id)).collect())
}

/// One department's item becomes its duty, with one entry; the department is told.
async fn hand_over(
    conn: &mut PgConnection,
    act: &Act,
    part: &InstructionRow,
    (department, name): &(DepartmentId, String),
    duty: &Duty,
) -> Result<()> {
    let to = part.status.after(Step::Assign).map_err(AppError::Refused)?;
    update_dispatched(conn, act, part, (to, &duty.note)).await?;
    duties::lay(conn, part, *department, duty.due_on).await?;
    let (what, due_on) = (part.name(), dates::short(duty.due_on));
    let of_task = part.task_number.map_or_else(String::new, |number| format!("（任务 {number}）"));
    let message = format!("{what}{of_task}由{name}办理，应于 {due_on} 前反馈。");
    tell_department(conn, act, part, Some(*department), &message).await?;
    let split = part.split_from.map_or_else(String::new, |number| format!("（由第 {number} 号分办）"));
    let sentence = format!("{what}{split}交{name}办理，{due_on} 前反馈");
    let after = json!({"department": name, "due_on": duty.due_on, "note": duty.note});
    let entry = entry("instruction_assigned", part, sentence).of_department(*department);
    append(conn, act, entry.with_change(None, Some(after))).await
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
