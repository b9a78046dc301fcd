//! What filing and reviewing do to duties and tasks: all writes of this feature beyond its own tables.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::month::MonthOf;
use crate::calendar::get_calendar;
use crate::deadlines::changes::Ending;
use crate::deadlines::due_dates::DueDates;
use crate::deadlines::model::Duty;
use crate::deadlines::periods::Rhythm;
use crate::deadlines::{DeadlineKind, DutyKey, NewDuty, lay_out, meet, owe_again};
use crate::error::Result;
use crate::ids::{SubmissionId, TaskId};
use crate::plan::tasks::TaskStatus;

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

/// Why a report may not be returned: its task has ended, or would not owe this month had it not been filed, so that
/// nothing is to be filed again. `None` when it may.
pub(super) async fn find_reason_not_owed_again(
    conn: &mut PgConnection,
    month: &MonthOf,
    (task, due_on): (TaskId, NaiveDate),
) -> Result<Option<&'static str>> {
    let row = sqlx::query!(
        r#"select t.status as "status: TaskStatus", t.status_since, t.report_every as "report_every: Rhythm", d.waived_on
           from task t join deadline d on d.task_id = t.id and d.kind = 'monthly_report' and d.period = $2
           where t.id = $1 for share of t"#,
        task.0,
        month.code()
    )
    .fetch_one(conn)
    .await?;
    let (ending, words) = match row.status {
        TaskStatus::Merged => return Ok(Some("已并入其他任务")),
        TaskStatus::Terminated => return Ok(Some("已终止")),
        TaskStatus::Completed => (Ending::Completed(row.status_since), "已办结"),
        TaskStatus::Standing => (Ending::Standing(row.status_since, row.report_every), "已转入常态"),
        _ => return Ok(None),
    };
    let unfiled = Duty {
        kind: DeadlineKind::MonthlyReport,
        period: Some(month.month),
        due_on,
        met_on: None,
        waived_on: None,
        held_until: None,
    };
    Ok((row.waived_on.is_some() || ending.waives(&unfiled)).then_some(words))
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
            title: String::new(),
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

fn report_key(month: &MonthOf, task: TaskId) -> DutyKey {
    DutyKey::of_task(DeadlineKind::MonthlyReport, task, Some(month.month))
}
