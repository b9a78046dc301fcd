//! A finding is entered: with its department, what is asked, and by when.

use chrono::NaiveDate;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::duties::{NewRectification, lay};
use super::model::{FindingStatus, Severity, Source};
use super::store::{FindingRow, get_finding, list_departments_of};
use super::writes::{Stored, insert_finding, tell_department};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, FindingId};
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

impl NewFinding {
    /// What its entry keeps.
    pub(super) fn in_json(&self, department: &str) -> Value {
        json!({
            "source": self.source.word(), "reference": self.reference, "problem": self.problem,
            "required": self.required, "severity": self.severity.word(), "department": department,
            "due_on": self.due_on,
        })
    }

    /// Whether a superior set its date.
    pub(super) fn is_due_by_superior(&self) -> bool {
        self.due_by_superior && self.source == Source::SuperiorInspection
    }
}

/// Enters a finding on a task held by this transaction, lays out its duty and tells the department, whatever the plan's
/// rules say of approval: of one that a leader approved already. Returns it.
///
/// # Errors
/// Refused for a task merged or terminated, for a department that is none of the task's, and for a day that is past.
pub async fn open(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, &Task),
    new: &NewFinding,
) -> Result<FindingRow> {
    let department = require_fitting(conn, act, task, (new.department, new.due_on)).await?;
    let (id, number) = insert(conn, act, (plan, task), new, FindingStatus::Open).await?;
    let asked = Asked {
        department: new.department,
        due_on: new.due_on,
        superior: new.is_due_by_superior().then_some(new.reference.as_str()),
        after: new.in_json(&department),
    };
    begin(conn, act, (plan, task), (id, number, new.source), asked).await
}

/// Whether a finding fits a task on the day it is entered or approved; the department by name.
///
/// # Errors
/// As [`open`].
pub(super) async fn require_fitting(
    conn: &mut PgConnection,
    act: &Act,
    task: &Task,
    (department, due_on): (DepartmentId, NaiveDate),
) -> Result<String> {
    if matches!(task.status, TaskStatus::Merged | TaskStatus::Terminated) {
        return Err(AppError::Refused("任务已并入或终止，问题请列入现在承担的任务。".into()));
    }
    let departments = list_departments_of(conn, task.id, act.today()).await?;
    let Some((_, name)) = departments.into_iter().find(|(id, _)| *id == department) else {
        return Err(AppError::Refused("责任部门须是任务的牵头或责任部门。".into()));
    };
    if due_on < act.today() {
        return Err(AppError::Refused("整改期限不能早于今天。".into()));
    }
    Ok(name)
}

/// Stores a finding in its first state; returns it with its number.
pub(super) async fn insert(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, &Task),
    new: &NewFinding,
    status: FindingStatus,
) -> Result<(FindingId, i32)> {
    let by = act.person()?;
    let stored = Stored {
        plan: plan.id,
        task: task.id,
        source: new.source,
        reference: &new.reference,
        problem: &new.problem,
        required: &new.required,
        severity: new.severity,
        status,
    };
    insert_finding(conn, act, by, &stored).await
}

/// What is asked of whom.
pub(super) struct Asked<'a> {
    pub department: DepartmentId,
    pub due_on: NaiveDate,
    /// The document by which a superior set the date.
    pub superior: Option<&'a str>,
    /// What the entry keeps.
    pub after: Value,
}

/// A finding is open: its duty is laid out, its department told. Returns it.
pub(super) async fn begin(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, &Task),
    (id, number, source): (FindingId, i32, Source),
    asked: Asked<'_>,
) -> Result<FindingRow> {
    let duty = NewRectification {
        plan: plan.id,
        finding: id,
        number,
        task: task.id,
        department: asked.department,
        due_on: asked.due_on,
        superior: asked.superior,
    };
    lay(conn, &duty).await?;
    let finding = get_finding(conn, &Reader::of_all(act.today()), plan.year, number).await?;
    let (due_on, department) = (dates::short(asked.due_on), &finding.department_name);
    let message = format!(
        "第 {number} 号问题（任务 {}“{}”）由{department}整改，应于 {due_on} 前反馈。",
        task.number, task.title
    );
    tell_department(conn, act, &finding, &message).await?;
    let sentence =
        format!("列入问题清单第 {number} 号（{}），由{department}于 {due_on} 前整改", source.word());
    append(conn, act, entry("finding_opened", &finding, sentence).with_change(None, Some(asked.after)))
        .await?;
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
