//! An instruction's deadline: one of kind instruction, owed by the department it is handed to.
//!
//! As a finding's: answering meets it, because answering in time is what the department owes, and confirming is the
//! office's; returning makes it owed again, due on the later of its date and so many working days after the return;
//! withdrawing waives it. 并入 and 终止 of its task waive it where it is due on or after that day.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::store::InstructionRow;
use crate::calendar::get_calendar;
use crate::deadlines::due_dates::DueDates;
use crate::deadlines::{self, NewDuty, get_rules, lay_out, waive_one};
use crate::error::Result;
use crate::ids::DepartmentId;

/// An instruction becomes a duty, due on the day a person set.
pub(super) async fn lay(
    conn: &mut PgConnection,
    instruction: &InstructionRow,
    department: DepartmentId,
    due_on: NaiveDate,
) -> Result<()> {
    let (rules, calendar) = (get_rules(conn, instruction.plan).await?, get_calendar(conn).await?);
    let due = DueDates { rules: &rules, calendar: &calendar }.chosen(due_on);
    // What the duty is called names nothing that was instructed: it stands in notices and lists.
    let title = if instruction.leader.is_some() {
        format!("第 {} 号", instruction.number)
    } else {
        format!("第 {} 号议定事项", instruction.number)
    };
    let duty = NewDuty { key: instruction.duty_key(), title, department: Some(department), due };
    lay_out(conn, instruction.plan, &[duty]).await?;
    Ok(())
}

/// Answering meets it.
pub(super) async fn meet(conn: &mut PgConnection, instruction: &InstructionRow, on: NaiveDate) -> Result<()> {
    deadlines::meet(conn, instruction.plan, instruction.duty_key(), on, None).await?;
    Ok(())
}

/// Returning makes it owed again. Returns by when; `None` where the end of its task waived it.
pub(super) async fn reopen_after_return(
    conn: &mut PgConnection,
    instruction: &InstructionRow,
    returned_on: NaiveDate,
) -> Result<Option<NaiveDate>> {
    let Some(due_on) = instruction.due_on.filter(|_| instruction.waived_on.is_none()) else {
        return Ok(None);
    };
    let (rules, calendar) = (get_rules(conn, instruction.plan).await?, get_calendar(conn).await?);
    let due = DueDates { rules: &rules, calendar: &calendar }.after_return(due_on, returned_on);
    deadlines::owe_again(conn, instruction.plan, instruction.duty_key(), &due).await?;
    Ok(Some(due.due_on))
}

/// What was entered wrongly is not owed any more.
pub(super) async fn waive(
    conn: &mut PgConnection,
    instruction: &InstructionRow,
    on: NaiveDate,
) -> Result<()> {
    let reason = format!("{}已撤销", instruction.name());
    waive_one(conn, instruction.plan, instruction.duty_key(), on, &reason).await?;
    Ok(())
}
