//! What becomes of an answer: returned with a reason, confirmed done; and what was entered wrongly is withdrawn. One of
//! two who do so at once wins, the other is told.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::answerings::{find_answering, list_answerings};
use super::duties;
use super::model::{InstructionStatus, Step};
use super::store::{InstructionRow, Which, list_instructions};
use super::writes::{
    Ended, entry, tell_department, tell_leader, update_ended, update_returned, update_status,
};
use crate::accounts::Role;
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::ids::AccountId;
use crate::supervision::Reader;
use crate::supervision::may_confirm::Confirming;
use crate::web::dates;

/// Who settles it.
pub type Settler = (AccountId, Role);

/// An instruction that has not ended.
#[derive(Debug)]
pub struct ToSettle {
    /// The instruction.
    pub instruction: InstructionRow,
    /// Why the reader may not confirm it where it is answered, in a sentence that says who may.
    pub refusal: Option<&'static str>,
}

impl ToSettle {
    /// Whether it was answered.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.instruction.status == InstructionStatus::Answered
    }

    /// Whether it waits for somebody other than its department: to be dispatched, confirmed or returned, or withdrawn
    /// because its task ended under it.
    #[must_use]
    pub fn waits_for_office(&self) -> bool {
        self.is_answered()
            || self.instruction.status == InstructionStatus::ToAssign
            || self.instruction.lost_its_duty()
    }
}

/// The instructions that have not ended, with whether the person may confirm them. Two statements.
pub async fn list_to_settle(
    conn: &mut PgConnection,
    reader: &Reader,
    (account, role): Settler,
) -> Result<Vec<ToSettle>> {
    let which = Which { open: true, ..Which::default() };
    let instructions = list_instructions(conn, reader, which).await?;
    let answerings = list_answerings(conn, None, reader.today).await?;
    let to_settle = instructions.into_iter().map(|instruction| {
        let answering = answerings.iter().find(|(id, _)| *id == instruction.id);
        let confirming = answering.map(|(_, answering)| answering.may_confirm(account, role));
        ToSettle { refusal: confirming.and_then(Result::err), instruction }
    });
    Ok(to_settle.collect())
}

/// Returns the latest answer with a reason; the answer is owed again, and the department is told. Returns by when; `None`
/// where the end of its task waived it.
///
/// # Errors
/// Forbidden for others than the office; refused unless it is answered; a conflict when somebody was first.
pub async fn return_answer(
    conn: &mut PgConnection,
    act: &Act,
    instruction: &InstructionRow,
    (account, role): Settler,
    because: &str,
) -> Result<Option<NaiveDate>> {
    let to = instruction.status.after(Step::Return).map_err(AppError::Refused)?;
    if let Some(answering) = find_answering(conn, instruction, act.today()).await? {
        answering.may_return(account, role).map_err(|sentence| AppError::Forbidden(sentence.into()))?;
    }
    update_status(conn, instruction, to).await?;
    let again = duties::reopen_after_return(conn, instruction, act.today()).await?;
    update_returned(conn, act, instruction, (because, again)).await?;
    let until = again.map_or_else(String::new, |day| format!("，{} 前再次反馈", dates::short(day)));
    let sentence = format!("退回{}的办理情况{until}：{because}", instruction.name());
    let message = format!("{}的办理情况被退回{until}：{because}", instruction.name());
    tell_department(conn, act, instruction, instruction.department, &message).await?;
    let (before, after) =
        (json!({"due_on": instruction.due_on}), json!({"reason": because, "due_on": again}));
    let entry = entry("instruction_returned", instruction, sentence).with_change(Some(before), Some(after));
    append(conn, act, entry).await?;
    Ok(again)
}

/// Confirms an answered instruction done (办结), with a remark; of one's own recording, where there is nobody else, marked
/// 自审. The department is told, and the leader what became of it.
///
/// # Errors
/// Forbidden with who may; refused unless it is answered; a conflict when somebody was first.
pub async fn confirm(
    conn: &mut PgConnection,
    act: &Act,
    instruction: &InstructionRow,
    (account, role): Settler,
    remark: &str,
) -> Result<()> {
    let to = instruction.status.after(Step::Confirm).map_err(AppError::Refused)?;
    let confirming = match find_answering(conn, instruction, act.today()).await? {
        Some(answering) => answering.may_confirm(account, role),
        None => Err("没有反馈，不能确认办结。"),
    };
    let confirming = confirming.map_err(|sentence| AppError::Forbidden(sentence.into()))?;
    let of_own = confirming == Confirming::OfOwn;
    update_ended(conn, act, instruction, &Ended { to, remark, self_reviewed: of_own }).await?;
    let mark = if of_own { "（自审）" } else { "" };
    let sentence = format!("{}已办结{mark}：{remark}", instruction.name());
    tell_department(conn, act, instruction, instruction.department, &sentence).await?;
    tell_leader(conn, act, instruction, &sentence).await?;
    let after = json!({"remark": remark, "self_reviewed": of_own});
    append(conn, act, entry("instruction_done", instruction, sentence).with_change(None, Some(after))).await
}

/// Withdraws an instruction that was entered wrongly, with why; its number is kept, its duty waived.
///
/// # Errors
/// Refused once it has ended; a conflict when somebody was first.
pub async fn withdraw(
    conn: &mut PgConnection,
    act: &Act,
    instruction: &InstructionRow,
    because: &str,
) -> Result<()> {
    let to = instruction.status.after(Step::Withdraw).map_err(AppError::Refused)?;
    update_ended(conn, act, instruction, &Ended { to, remark: because, self_reviewed: false }).await?;
    duties::waive(conn, instruction, act.today()).await?;
    let message = format!("{}已撤销：{because}", instruction.name());
    tell_department(conn, act, instruction, instruction.department, &message).await?;
    tell_leader(conn, act, instruction, &message).await?;
    let sentence = format!("撤销{}：{because}", instruction.name());
    let after = json!({"reason": because});
    append(conn, act, entry("instruction_withdrawn", instruction, sentence).with_change(None, Some(after)))
        .await
}
