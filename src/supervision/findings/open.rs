//! A finding is entered: with its department, what is asked, and by when.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::duties::{NewRectification, lay};
use super::model::{Severity, Source};
use super::store::{FindingRow, get_finding, list_departments_of};
use super::writes::{Stored, insert_finding, tell_department};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::plan::Plan;
use crate::plan::tasks::{Task, TaskStatus};
use crate::supervision::Reader;
use crate::web::dates;

/// A finding to be entered.
#[derive(Debug, Clone)]
pub struct NewFinding {
    /// Where it comes from.
    pub source: Source,
    /// Number, document, meeting; a superior's inspection cannot do without.
    pub reference: String,
    /// What was found.
    pub problem: String,
    /// What is asked.
    pub required: String,
    /// How grave it is.
    pub severity: Severity,
    /// Whom it is asked of: a unit department of the task.
    pub department: DepartmentId,
    /// By when.
    pub due_on: NaiveDate,
    /// The superior whose inspection it was set the date: it is not extended here.
    pub due_by_superior: bool,
}

/// Enters a finding on a task held by this transaction, lays out its duty and tells the department. Returns it.
///
/// # Errors
/// Refused for a task merged or terminated, for a department that is none of the task's, and for a day that is past.
pub async fn open(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, &Task),
    new: &NewFinding,
) -> Result<FindingRow> {
    let by = act.account().ok_or_else(|| AppError::Refused("问题须由本人列入。".into()))?;
    if matches!(task.status, TaskStatus::Merged | TaskStatus::Terminated) {
        return Err(AppError::Refused("任务已并入或终止，问题请列入现在承担的任务。".into()));
    }
    let departments = list_departments_of(conn, task.id, act.today()).await?;
    if !departments.iter().any(|(id, _)| *id == new.department) {
        return Err(AppError::Refused("责任部门须是任务的牵头或责任部门。".into()));
    }
    if new.due_on < act.today() {
        return Err(AppError::Refused("整改期限不能早于今天。".into()));
    }
    let stored = Stored {
        plan: plan.id,
        task: task.id,
        source: new.source,
        reference: &new.reference,
        problem: &new.problem,
        required: &new.required,
        severity: new.severity,
    };
    let (id, number) = insert_finding(conn, act, by, &stored).await?;
    let superior =
        (new.due_by_superior && new.source == Source::SuperiorInspection).then_some(&new.reference);
    let duty = NewRectification {
        plan: plan.id,
        finding: id,
        number,
        task: task.id,
        department: new.department,
        due_on: new.due_on,
        superior: superior.map(String::as_str),
    };
    lay(conn, &duty).await?;
    let finding = get_finding(conn, &Reader::of_all(act.today()), plan.year, number).await?;
    let due_on = dates::short(new.due_on);
    let message = format!(
        "第 {number} 号问题（任务 {}“{}”）由{}整改，应于 {due_on} 前反馈。",
        task.number, task.title, finding.department_name
    );
    tell_department(conn, act, &finding, &message).await?;
    let sentence = format!(
        "列入问题清单第 {number} 号（{}），由{}于 {due_on} 前整改",
        new.source.word(),
        finding.department_name
    );
    let after = json!({
        "source": new.source.word(), "reference": new.reference, "problem": new.problem, "required": new.required,
        "severity": new.severity.word(), "department": finding.department_name, "due_on": new.due_on,
    });
    append(conn, act, entry("finding_opened", &finding, sentence).with_change(None, Some(after))).await?;
    Ok(finding)
}

/// An entry about a finding, for those concerned only.
pub(super) fn entry(event: &'static str, finding: &FindingRow, sentence: String) -> Entry {
    Entry::new(event, "finding", sentence)
        .on(finding.id.0)
        .of_plan(finding.year)
        .of_task(finding.task)
        .of_department(finding.department)
        .for_audience(Audience::Concerned)
}
