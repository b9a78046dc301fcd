//! Filing: a report is handed in, or to its head first. Each submission is a version of its own.

use serde_json::json;
use sqlx::PgConnection;

use super::duties;
use super::fields::FiledFields;
use super::item::{ReportItem, StoredReport};
use super::model::Step;
use super::month::MonthOf;
use super::store::{self, NewSubmission};
use crate::audit_trail::{Act, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::{SubmissionId, TaskId};
use crate::plan::tasks::start;

/// What is told when somebody else took the report on in the meantime.
const TAKEN_ON: &str = "这份月报刚被他人办理过，请重新打开页面查看现在的状态。";

/// A report to be filed, with its fields as checked.
pub struct ToFile<'a> {
    /// The report; its draft is saved.
    pub item: &'a ReportItem,
    /// What is filed.
    pub filed: FiledFields,
}

impl<'a> ToFile<'a> {
    /// The report with its saved fields; `None` while they lack something ([`ReportFields::check`] says what).
    ///
    /// [`ReportFields::check`]: super::fields::ReportFields
    #[must_use]
    pub fn new(item: &'a ReportItem) -> Option<Self> {
        let filed = item.fields().check(item.before_fields(), item.share_is_asked()).ok()?;
        Some(Self { item, filed })
    }
}

/// Files several reports of a month at once: each submission a version, the first one's day judged against the date
/// owed; the duties met; a review opened for each; tasks started. `step` is [`Step::Submit`], or [`Step::SignOff`] where
/// the head submits what waits for 审签; `signed_off_by` is the head's name, or empty.
///
/// # Errors
/// [`AppError::Refused`] when a report is not in a state to be filed or the month has not begun;
/// [`AppError::Conflict`] when somebody was first. The caller then drops the transaction.
pub async fn submit(
    conn: &mut PgConnection,
    act: &Act,
    month: &MonthOf,
    reports: &[ToFile<'_>],
    step: Step,
    signed_off_by: &str,
) -> Result<()> {
    month.require_begun(act.today())?;
    let mut submissions = Vec::new();
    for report in reports {
        let stored = stored(report.item)?;
        stored.status.after(step, month.head_signs_off).map_err(AppError::Refused)?;
        submissions.push(hand_in(conn, act, month, report, stored, signed_off_by).await?);
    }
    duties::open_reviews(conn, month, &submissions, act.today()).await
}

/// Sends a report to the head (送审签), or hands it back to who filled it in.
pub async fn pass(
    conn: &mut PgConnection,
    act: &Act,
    month: &MonthOf,
    item: &mut ReportItem,
    step: Step,
) -> Result<()> {
    let report = stored(item)?;
    let to = report.status.after(step, month.head_signs_off).map_err(AppError::Refused)?;
    if !store::update_status(conn, (report.id, report.version), report.status, to).await? {
        return Err(AppError::Conflict(TAKEN_ON.into()));
    }
    let (event, words) = match step {
        Step::HandBack => ("report_handed_back", "退回填报人修改"),
        _ => ("report_sent_to_head", "送部门负责人审签"),
    };
    let entry = Entry::new(event, "monthly_report", format!("{}月报{words}", month.short()));
    append(conn, act, of_item(entry, month, item, report)).await?;
    if let Some(report) = &mut item.report {
        report.status = to;
        report.version += 1;
    }
    Ok(())
}

fn stored(item: &ReportItem) -> Result<&StoredReport> {
    if item.waived.is_some() {
        return Err(AppError::Refused(format!("任务 {} 本月不需报送。", item.number)));
    }
    item.report.as_ref().ok_or_else(|| AppError::Refused(format!("任务 {} 的月报还没有填写。", item.number)))
}

async fn hand_in(
    conn: &mut PgConnection,
    act: &Act,
    month: &MonthOf,
    report: &ToFile<'_>,
    stored: &StoredReport,
    signed_off_by: &str,
) -> Result<(SubmissionId, TaskId)> {
    let (item, today) = (report.item, act.today());
    let by = act.person()?;
    let key = (stored.id, stored.version);
    if !store::update_submitted(conn, key, stored.status, &report.filed, signed_off_by).await? {
        return Err(AppError::Conflict(TAKEN_ON.into()));
    }
    let new =
        NewSubmission { report: stored.id, filed: &report.filed, signed_off_by, due_on: item.due_on, by };
    let (submission, number) = store::insert_submission(conn, act, &new).await?;
    duties::meet_report(conn, month, item.task, today).await?;
    let late = (today - item.due_on).num_days();
    let lateness = if late > 0 { format!("，逾期 {late} 天") } else { String::new() };
    let sentence = format!("报送{}月报（第 {number} 稿）{lateness}", month.short());
    // What only those concerned may read stays in the submission itself, which keeps it for ever.
    let after = json!({"number": number, "share": report.filed.share, "due_on": item.due_on});
    let entry = Entry::new("report_submitted", "monthly_report", sentence).with_change(None, Some(after));
    append(conn, act, of_item(entry, month, item, stored)).await?;
    if report.filed.share > 0 {
        start(conn, act, month.plan.year, item.task, "首次报送进度").await?;
    }
    Ok((submission, item.task))
}

fn of_item(entry: Entry, month: &MonthOf, item: &ReportItem, report: &StoredReport) -> Entry {
    entry.on(report.id.0).of_plan(month.plan.year).of_task(item.task).of_department(item.department)
}
