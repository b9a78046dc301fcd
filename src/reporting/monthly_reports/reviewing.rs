//! Reviewing: a submission is accepted, or returned with a reason. A late report is accepted and stays late.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::may_review::Acceptance;
use super::model::{Outcome, ReportStatus, Step};
use super::month::{MonthOf, day_words};
use super::review_store::PendingReport;
use super::store::{self, Decision};
use super::{duties, fields};
use crate::accounts::Role;
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::AccountId;

/// What is told when somebody else has reviewed it in the meantime.
const REVIEWED: &str = "这份月报刚被他人办理过，请重新打开待审核列表。";

/// Accepts a submission as `reviewer`; of one's own, where there is nobody else, marked 自审.
///
/// # Errors
/// [`AppError::Forbidden`] with who may; [`AppError::Conflict`] when somebody was first.
pub async fn accept(
    conn: &mut PgConnection,
    act: &Act,
    month: &MonthOf,
    pending: &PendingReport,
    (reviewer, role): (AccountId, Role),
) -> Result<()> {
    let acceptance =
        pending.filing.may_accept(reviewer, role).map_err(|sentence| AppError::Forbidden(sentence.into()))?;
    let of_own = acceptance == Acceptance::OfOwn;
    let decision = Decision {
        outcome: Outcome::Accepted,
        reason: None,
        self_reviewed: of_own,
        at: act.at,
        by: act.account(),
    };
    decide(conn, act, month, pending, Step::Accept, &decision).await?;
    let mark = if of_own { "（自审）" } else { "" };
    let sentence = format!("审核通过{}月报（第 {} 稿）{mark}", month.short(), pending.number);
    let entry = Entry::new("report_accepted", "monthly_report", sentence);
    let after = json!({"status": ReportStatus::Accepted.word(), "self_reviewed": of_own});
    append(
        conn,
        act,
        of_report(entry, month, pending)
            .with_change(Some(json!({"status": ReportStatus::Submitted.word()})), Some(after)),
    )
    .await
}

/// Returns a submission with a reason; the report is owed again. Returns the day it is due now.
///
/// # Errors
/// As [`accept`]; [`AppError::Refused`] without a reason, and when the task has ended and owes the month no more.
pub async fn return_report(
    conn: &mut PgConnection,
    act: &Act,
    month: &MonthOf,
    pending: &PendingReport,
    (reviewer, role): (AccountId, Role),
    reason: &str,
) -> Result<NaiveDate> {
    pending.filing.may_return(reviewer, role).map_err(|sentence| AppError::Forbidden(sentence.into()))?;
    check_reason(reason).map_err(AppError::Refused)?;
    let key = (pending.task, pending.due_on);
    if let Some(ended) = duties::find_reason_not_owed_again(conn, month, key).await? {
        return Err(AppError::Refused(format!(
            "任务 {} {ended}，{}月报不再要求重新报送，不能退回；请审核通过。",
            pending.task_number,
            month.short()
        )));
    }
    let decision = Decision {
        outcome: Outcome::Returned,
        reason: Some(reason),
        self_reviewed: false,
        at: act.at,
        by: act.account(),
    };
    decide(conn, act, month, pending, Step::Return, &decision).await?;
    let due_on = duties::reopen_after_return(conn, month, key, act.today()).await?;
    let again = day_words(due_on);
    let sentence = format!("退回{}月报（第 {} 稿），{again}前重报：{reason}", month.short(), pending.number);
    let entry = Entry::new("report_returned", "monthly_report", sentence).for_audience(Audience::Concerned);
    let after = json!({"status": ReportStatus::Returned.word(), "reason": reason, "due_on": due_on});
    append(
        conn,
        act,
        of_report(entry, month, pending)
            .with_change(Some(json!({"status": ReportStatus::Submitted.word()})), Some(after)),
    )
    .await?;
    Ok(due_on)
}

/// Whether a reason for return will do, or the sentence beside its field.
fn check_reason(reason: &str) -> Result<(), String> {
    match reason.chars().count() {
        0 => Err("请写明退回的原因，填报部门据此修改。".into()),
        length if length > fields::LONGEST_LINE => {
            Err(format!("退回的原因最多 {} 个字，现在是 {length} 个。", fields::LONGEST_LINE))
        }
        _ => Ok(()),
    }
}

async fn decide(
    conn: &mut PgConnection,
    act: &Act,
    month: &MonthOf,
    pending: &PendingReport,
    step: Step,
    decision: &Decision<'_>,
) -> Result<()> {
    let from = ReportStatus::Submitted;
    let to = from.after(step, month.head_signs_off).map_err(AppError::Refused)?;
    let key = (pending.report, pending.version);
    if !store::update_status(conn, key, from, to).await?
        || !store::update_decided(conn, pending.submission, decision).await?
    {
        return Err(AppError::Conflict(REVIEWED.into()));
    }
    duties::close_review(conn, month, (pending.submission, pending.task), act.today()).await
}

fn of_report(entry: Entry, month: &MonthOf, pending: &PendingReport) -> Entry {
    entry
        .on(pending.report.0)
        .of_plan(month.plan.year)
        .of_task(pending.task)
        .of_department(pending.department)
}
