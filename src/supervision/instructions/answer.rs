//! The department takes note of an instruction, and answers with what was done. Each answer is a version.

use serde_json::json;
use sqlx::PgConnection;

use super::duties;
use super::model::Step;
use super::store::{InstructionRow, list_answers};
use super::writes::{entry, insert_answer, update_noted, update_status};
use crate::audit_trail::{Act, append};
use crate::deadlines::date_judged_by;
use crate::error::{AppError, Result};
use crate::web::dates;

/// Takes note of an instruction held by this transaction; `act` says on whose behalf (代录).
///
/// # Errors
/// Refused in any other state than 办理中, and the second time; a conflict when somebody was first.
pub async fn take_note(conn: &mut PgConnection, act: &Act, instruction: &InstructionRow) -> Result<()> {
    instruction.status.after(Step::TakeNote).map_err(AppError::Refused)?;
    if let Some((on, by)) = instruction.noted_on.zip(instruction.noted_by.as_ref()) {
        let on = dates::short(on);
        return Err(AppError::Refused(format!("{by}已于 {on} 知悉，不必再次知悉；办理后请反馈办理情况。")));
    }
    update_noted(conn, act, instruction).await?;
    append(conn, act, entry("instruction_noted", instruction, format!("知悉{}", instruction.name()))).await
}

/// What a department answers.
#[derive(Debug, Clone)]
pub struct Given {
    /// 办理情况
    pub done: String,
    /// 完成证明 in a line; may be empty.
    pub proof: String,
}

/// Answers an instruction held by this transaction, and meets its duty; `act` says on whose behalf (代录).
///
/// # Errors
/// Refused before it is handed to a department and after it was answered; a conflict when somebody was first.
pub async fn answer(
    conn: &mut PgConnection,
    act: &Act,
    instruction: &InstructionRow,
    given: &Given,
) -> Result<()> {
    let by = act.person()?;
    let to = instruction.status.after(Step::Answer).map_err(AppError::Refused)?;
    let due_on = instruction.due_on.ok_or_else(|| AppError::Refused("这一事项还没有交办。".into()))?;
    update_status(conn, instruction, to).await?;
    let last = list_answers(conn, instruction.id).await?.pop().map(|answer| answer.answered_on);
    let judged_by = date_judged_by(conn, instruction.plan, instruction.duty_key(), (due_on, last)).await?;
    let number = insert_answer(conn, act, by, (instruction, judged_by), (&given.done, &given.proof)).await?;
    duties::meet(conn, instruction, act.today()).await?;
    let days = (act.today() - judged_by).num_days();
    let late = if days > 0 { format!("，逾期 {days} 天") } else { String::new() };
    let sentence = format!("反馈{}的办理情况（第 {number} 次）{late}", instruction.name());
    // What was answered stays in the answer itself, which keeps it for ever.
    let after = json!({"number": number, "due_on": judged_by});
    append(conn, act, entry("instruction_answered", instruction, sentence).with_change(None, Some(after)))
        .await
}
