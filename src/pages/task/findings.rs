//! A task's findings as its page lists them, and where the office enters one.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::accounts::{Action, CurrentUser};
use crate::deadlines::{DeadlineKind, DutyOfTask};
use crate::error::Result;
use crate::ids::TaskId;
use crate::plan::tasks::{Task, TaskStatus};
use crate::supervision::Reader;
use crate::supervision::findings::{FindingRow, Which, list_findings};
use crate::web::{dates, urls};

/// A finding of the task.
pub(super) struct FindingLine {
    pub path: String,
    pub problem: String,
    pub marks: Vec<String>,
    pub department: String,
    pub due_on: String,
    pub late: Option<String>,
    pub state: (&'static str, &'static str, &'static str),
}

/// The findings of the task that the reader may see; `None` for roles that read none.
pub(super) async fn findings_of(
    conn: &mut PgConnection,
    user: &CurrentUser,
    today: NaiveDate,
    task: TaskId,
) -> Result<Option<Vec<FindingLine>>> {
    if !user.may(Action::ReadFindings) {
        return Ok(None);
    }
    let which = Which { task: Some(task), ..Which::default() };
    let findings = list_findings(conn, &Reader::of(user, today), which).await?;
    let line = |finding: FindingRow| FindingLine {
        path: urls::finding(finding.year, finding.number),
        problem: format!("{} {}", finding.number, finding.problem_in_a_line()),
        marks: finding.marks(today),
        due_on: dates::short(finding.due_on),
        late: finding.days_overdue(today).map(|days| format!("逾期 {days} 天")),
        state: finding.status.light(),
        department: finding.department_name,
    };
    Ok(Some(findings.into_iter().map(line).collect()))
}

/// Whether a finding can be entered on the task.
pub(super) fn open_for_findings(task: &Task) -> bool {
    !matches!(task.status, TaskStatus::Merged | TaskStatus::Terminated)
}

/// Where a finding is entered: from the milestone or completion that is overdue longest, with what is known of it.
pub(super) fn add_finding(year: i32, number: i32, duties: &[DutyOfTask], today: NaiveDate) -> String {
    let of_plan = |kind: DeadlineKind| matches!(kind, DeadlineKind::Milestone | DeadlineKind::TaskCompletion);
    let overdue = duties.iter().filter(|duty| of_plan(duty.duty.kind) && duty.duty.is_overdue(today));
    let worst = overdue.min_by_key(|duty| duty.duty.due_on);
    let from = worst.map_or_else(String::new, |duty| format!("&deadline={}", duty.id));
    format!("{}?task={number}{from}", urls::add_finding(year))
}
