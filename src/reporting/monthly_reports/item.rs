//! One task's report of a month, as a department's page and its forms see it.

use chrono::{DateTime, NaiveDate, Utc};

use super::fields::ReportFields;
use super::model::{Outcome, ReportStatus};
use crate::ids::{DepartmentId, ReportId, SubmissionId, TaskId};
use crate::plan::tasks::TaskStatus;

/// A task that owes a report for the month, with its duty, its draft and what was submitted.
#[derive(Debug, Clone)]
pub struct ReportItem {
    /// The task.
    pub task: TaskId,
    /// Its number.
    pub number: i32,
    /// Its title.
    pub title: String,
    /// Where the task stands.
    pub task_status: TaskStatus,
    /// Who owes the report.
    pub department: DepartmentId,
    /// The last day it is on time.
    pub due_on: NaiveDate,
    /// Why it need not be filed, if it was waived.
    pub waived: Option<String>,
    /// The report, once something was saved.
    pub report: Option<StoredReport>,
    /// The last submission of it.
    pub submission: Option<LastSubmission>,
    /// The latest report of an earlier month that was not returned.
    pub before: Option<EarlierReport>,
    /// The share reached with the milestones met; `None` before the first.
    pub met_share: Option<i32>,
}

/// A stored report.
#[derive(Debug, Clone)]
pub struct StoredReport {
    /// Its id.
    pub id: ReportId,
    /// Where it stands.
    pub status: ReportStatus,
    /// Its fields as last saved.
    pub fields: ReportFields,
    /// 审签: the head's name.
    pub signed_off_by: String,
    /// Counts its changes.
    pub version: i32,
    /// When it was last saved.
    pub drafted_at: DateTime<Utc>,
    /// By whom, in names.
    pub drafted_by: String,
}

/// What was last submitted.
#[derive(Debug, Clone)]
pub struct LastSubmission {
    /// Its id.
    pub id: SubmissionId,
    /// 第几稿
    pub number: i32,
    /// The day.
    pub submitted_on: NaiveDate,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was returned.
    pub reason: Option<String>,
    /// 代录: whose act it records.
    pub on_behalf_of: Option<String>,
    /// 自审
    pub self_reviewed: bool,
    /// Whether the draft says the same still.
    pub unchanged_since: bool,
}

/// A report of an earlier month.
#[derive(Debug, Clone)]
pub struct EarlierReport {
    /// `2019-05`
    pub month: String,
    /// Accepted, or pending.
    pub outcome: Outcome,
    /// What it says.
    pub fields: ReportFields,
}

impl ReportItem {
    /// Where the report stands; a draft before anything was saved.
    #[must_use]
    pub fn status(&self) -> ReportStatus {
        self.report.as_ref().map_or(ReportStatus::Draft, |report| report.status)
    }

    /// Whether its fields may be written now.
    #[must_use]
    pub fn is_editable(&self) -> bool {
        self.waived.is_none() && self.status().is_editable()
    }

    /// The fields as saved, or as the month starts from the one before.
    #[must_use]
    pub fn fields(&self) -> ReportFields {
        match &self.report {
            Some(report) => report.fields.clone(),
            None => ReportFields::prefilled(self.before_fields()).proposing(self.met_share),
        }
    }

    /// The fields of the earlier report.
    #[must_use]
    pub fn before_fields(&self) -> Option<&ReportFields> {
        self.before.as_ref().map(|before| &before.fields)
    }

    /// Counts changes; 0 before anything was saved.
    #[must_use]
    pub fn version(&self) -> i32 {
        self.report.as_ref().map_or(0, |report| report.version)
    }

    /// Whether a share is asked for: not of a task 转入常态, which has no percentage.
    #[must_use]
    pub fn share_is_asked(&self) -> bool {
        self.task_status != TaskStatus::Standing
    }

    /// Whether it is to be filed with the others: something is filled in, and of a returned one something was changed
    /// since, or it is to be sent again as it is.
    #[must_use]
    pub fn is_ready(&self, send_again: bool) -> bool {
        let same_as_returned = self.status() == ReportStatus::Returned
            && self.submission.as_ref().is_some_and(|submission| submission.unchanged_since);
        self.is_editable()
            && self.report.as_ref().is_some_and(|report| report.fields.is_filled())
            && (!same_as_returned || send_again)
    }
}
