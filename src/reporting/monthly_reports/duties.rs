//! What filing and reviewing do to duties and tasks: all writes of this feature beyond its own tables.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::month::MonthOf;
use crate::calendar::get_calendar;
use crate::deadlines::due_dates::DueDates;
use crate::deadlines::{DeadlineKind, DutyKey, NewDuty, lay_out, meet, owe_again};
use crate::error::Result;
use crate::ids::{SubmissionId, TaskId};

/// Submitting meets the month's duty.
pub(super) async fn meet_report(
    conn: &mut PgConnection,
    month: &MonthOf,
    task: TaskId,
    on: NaiveDate,
) -> Result<()> {
    meet(conn, month.plan.id, report_key(month, task), on, None).await?;
    Ok(())
}

/// Returning makes it owed again, due on the later of its date and three working days after.
pub(super) async fn reopen_after_return(
    conn: &mut PgConnection,
    month: &MonthOf,
    (task, due_on): (TaskId, NaiveDate),
    returned_on: NaiveDate,
) -> Result<NaiveDate> {
    let calendar = get_calendar(conn).await?;
    let due = DueDates { rules: &month.rules, calendar: &calendar }.after_return(due_on, returned_on);
    owe_again(conn, month.plan.id, report_key(month, task), &due).await?;
    Ok(due.due_on)
}

/// Submissions open reviews: one duty of the office each.
pub(super) async fn open_reviews(
    conn: &mut PgConnection,
    month: &MonthOf,
    submissions: &[(SubmissionId, TaskId)],
    submitted_on: NaiveDate,
) -> Result<()> {
    let calendar = get_calendar(conn).await?;
    let due = DueDates { rules: &month.rules, calendar: &calendar }.review(submitted_on);
    let duties: Vec<NewDuty> = submissions
        .iter()
        .map(|(submission, task)| NewDuty {
            key: DutyKey::of_review(submission.0, *task, month.month),
            department: None,
            due: due.clone(),
        })
        .collect();
    lay_out(conn, month.plan.id, &duties).await?;
    Ok(())
}

/// Accepting or returning meets the review.
pub(super) async fn close_review(
    conn: &mut PgConnection,
    month: &MonthOf,
    (submission, task): (SubmissionId, TaskId),
    on: NaiveDate,
) -> Result<()> {
    let key = DutyKey::of_review(submission.0, task, month.month);
    meet(conn, month.plan.id, key, on, None).await?;
    Ok(())
}

/// 启动: a task not yet started is in progress from its first share above 0. Returns whether it started now.
pub(super) async fn start_task(conn: &mut PgConnection, task: TaskId, on: NaiveDate) -> Result<bool> {
    let done = sqlx::query!(
        "update task set status = 'in_progress', status_since = $2, version = version + 1
         where id = $1 and status = 'not_started'",
        task.0,
        on
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn report_key(month: &MonthOf, task: TaskId) -> DutyKey {
    DutyKey::of_task(DeadlineKind::MonthlyReport, task, Some(month.month))
}
