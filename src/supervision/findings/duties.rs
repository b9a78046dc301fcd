//! A finding's deadline: one of kind rectification, owed by the department the finding is asked of.
//!
//! Its department, its date and what they were before stand there only. As a monthly report (domain 5): answering meets
//! it, because answering in time is what the department owes, and closing is the office's; returning makes it owed
//! again, due on the later of its date and so many working days after the return (the rule for returned reports);
//! withdrawing waives it. 并入 and 终止 of the task waive it where it is due on or after that day; 办结 does not: the
//! finding stays open, and owed.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::store::FindingRow;
use crate::calendar::get_calendar;
use crate::deadlines::due_dates::DueDates;
use crate::deadlines::{self, DutyKey, NewDuty, get_rules, lay_out, mark_set_by_superior, waive_one};
use crate::error::Result;
use crate::ids::{DepartmentId, FindingId, PlanId, TaskId};
use crate::plan::tasks::TaskStatus;

/// The rectification of a new finding.
pub(super) struct NewRectification<'a> {
    pub plan: PlanId,
    pub finding: FindingId,
    pub number: i32,
    pub task: TaskId,
    pub department: DepartmentId,
    pub due_on: NaiveDate,
    /// The document by which a superior set the date.
    pub superior: Option<&'a str>,
}

/// A finding opens its duty, due on the day a person set.
pub(super) async fn lay(conn: &mut PgConnection, new: &NewRectification<'_>) -> Result<()> {
    let (rules, calendar) = (get_rules(conn, new.plan).await?, get_calendar(conn).await?);
    let due = DueDates { rules: &rules, calendar: &calendar }.chosen(new.due_on);
    let key = DutyKey::of_finding(new.finding, new.task);
    // What the duty is called names nothing that was found: it stands in notices and lists.
    let title = format!("第 {} 号", new.number);
    lay_out(conn, new.plan, &[NewDuty { key, title, department: Some(new.department), due }]).await?;
    if let Some(document) = new.superior {
        mark_set_by_superior(conn, new.plan, key, document).await?;
    }
    Ok(())
}

/// Answering meets it.
pub(super) async fn meet(conn: &mut PgConnection, finding: &FindingRow, on: NaiveDate) -> Result<()> {
    deadlines::meet(conn, finding.plan, finding.duty_key(), on, None).await?;
    Ok(())
}

/// Returning makes it owed again. Returns by when; `None` where the end of its task waived it.
pub(super) async fn reopen_after_return(
    conn: &mut PgConnection,
    finding: &FindingRow,
    returned_on: NaiveDate,
) -> Result<Option<NaiveDate>> {
    // What its task's end did not waive, because it was answered then, is not owed again afterwards either.
    if finding.waived_on.is_some()
        || matches!(finding.task_status, TaskStatus::Merged | TaskStatus::Terminated)
    {
        return Ok(None);
    }
    let (rules, calendar) = (get_rules(conn, finding.plan).await?, get_calendar(conn).await?);
    let due = DueDates { rules: &rules, calendar: &calendar }.after_return(finding.due_on, returned_on);
    deadlines::owe_again(conn, finding.plan, finding.duty_key(), &due).await?;
    Ok(Some(due.due_on))
}

/// What was entered wrongly is not owed any more.
pub(super) async fn waive(conn: &mut PgConnection, finding: &FindingRow, on: NaiveDate) -> Result<()> {
    waive_one(conn, finding.plan, finding.duty_key(), on, "问题已撤销").await?;
    Ok(())
}
