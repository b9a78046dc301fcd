//! A task's monthly reports as its page lists them: one line per month that has begun, newest first.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::store::{ReportRow, Submission};
use crate::deadlines::{DeadlineKind, DutyOfTask, Period};
use crate::reporting::monthly_reports::{Outcome, ReportStatus};
use crate::web::dates;

/// A month.
pub(in crate::pages) struct ReportLine {
    /// 6 月
    pub month: String,
    pub due_on: String,
    /// Whether that date is an estimate.
    pub estimate: bool,
    /// The date first owed, where it moved.
    pub moved_from: Option<String>,
    pub submitted_on: Option<String>,
    pub share: Option<i32>,
    /// Only for those concerned.
    pub rating: Option<&'static str>,
    /// Kind, symbol and words of the light.
    pub state: (&'static str, &'static str, String),
    /// 第 2 稿, 代录, 自审
    pub notes: Vec<String>,
    /// Heading and text of what was written, as far as the reader may see it.
    pub texts: Vec<(&'static str, String)>,
    /// Items of feedback that passed its difficulties up, in words, with their pages; put in by who shows them.
    pub passed_up: Vec<(String, String)>,
}

/// The lines as of `today`, for one who is `concerned` with the task or not.
pub(in crate::pages) fn lines(
    duties: &[DutyOfTask],
    reports: Vec<ReportRow>,
    today: NaiveDate,
    concerned: bool,
) -> Vec<ReportLine> {
    let mut reports: HashMap<String, ReportRow> =
        reports.into_iter().map(|report| (report.month.clone(), report)).collect();
    let mut lines: Vec<ReportLine> = duties
        .iter()
        .filter(|duty| duty.duty.kind == DeadlineKind::MonthlyReport)
        .filter_map(|duty| {
            let month = duty.duty.period?;
            let report = reports.remove(&month.to_string());
            (month.first_day() <= today || report.is_some())
                .then(|| line(duty, report.as_ref(), today, concerned))
        })
        .collect();
    lines.reverse();
    lines
}

fn line(duty: &DutyOfTask, report: Option<&ReportRow>, today: NaiveDate, concerned: bool) -> ReportLine {
    let state = state(duty, report, today);
    let latest = report.and_then(|report| report.latest.as_ref());
    let mut notes = Vec::new();
    if let Some(report) = report.filter(|report| report.submissions > 1) {
        notes.push(format!("第 {} 稿", report.submissions));
    }
    if latest.is_some_and(|submission| submission.on_behalf_of.is_some()) {
        notes.push("代录".to_owned());
    }
    if latest.is_some_and(|submission| submission.self_reviewed) {
        notes.push("自审".to_owned());
    }
    let month = duty.duty.period.map_or_else(String::new, Period::words);
    ReportLine {
        month,
        due_on: dates::short(duty.duty.due_on),
        estimate: duty.is_estimate(),
        moved_from: (duty.duty.due_on != duty.original_due_on).then(|| dates::short(duty.original_due_on)),
        submitted_on: report.and_then(|report| report.first_submitted_on).map(dates::short),
        share: latest.map(|submission| submission.share),
        rating: latest.filter(|_| concerned).map(|submission| submission.rating.word()),
        state,
        notes,
        texts: latest.map(|submission| texts(submission, concerned)).unwrap_or_default(),
        passed_up: Vec::new(),
    }
}

/// What was written: an accepted account of progress is open to all; difficulties, plans and reasons for return are
/// for those concerned.
fn texts(submission: &Submission, concerned: bool) -> Vec<(&'static str, String)> {
    let accepted = submission.outcome == Outcome::Accepted;
    let progress = submission.unchanged_reason.as_ref().map_or_else(
        || ("本月工作进展", submission.progress_text.clone()),
        |reason| ("本月无变化", reason.clone()),
    );
    let mut texts = if concerned || (accepted && submission.unchanged_reason.is_none()) {
        vec![progress]
    } else {
        Vec::new()
    };
    if concerned {
        texts.push(("存在问题及需上级协调事项", submission.problems.clone()));
        texts.push(("下步打算", submission.next_steps.clone()));
        texts.push(("退回理由", submission.reason.clone().unwrap_or_default()));
    }
    texts.retain(|(_, text)| !text.trim().is_empty());
    texts
}

fn state(
    duty: &DutyOfTask,
    report: Option<&ReportRow>,
    today: NaiveDate,
) -> (&'static str, &'static str, String) {
    let outcome = report.and_then(|report| report.latest.as_ref()).map(|latest| latest.outcome);
    let late = (today - duty.duty.due_on).num_days();
    match (report.map(|report| report.status), outcome) {
        (Some(ReportStatus::Accepted), _) => ("green", "✔", "已审核".to_owned()),
        (Some(ReportStatus::Submitted), _) => ("blue", "●", "待审核".to_owned()),
        (_, Some(Outcome::Returned)) => ("red", "↩", "退回修改".to_owned()),
        _ if duty.duty.waived_on.is_some() => ("grey", "○", "不再要求".to_owned()),
        _ if late > 0 => ("red", "▲", format!("未报 {late} 天")),
        (Some(status), _) => ("grey", "○", status.word().to_owned()),
        _ => ("grey", "○", "未到期".to_owned()),
    }
}
