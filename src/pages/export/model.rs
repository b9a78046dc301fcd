//! The object's fields, in their order.

use chrono::NaiveDate;
use serde::Serialize;

/// One plan.
#[derive(Debug, Default, Serialize)]
pub struct PlanExport {
    pub(super) plan: PlanFields,
    pub(super) sections: Vec<SectionFields>,
    pub(super) work_points: Vec<WorkPointFields>,
    pub(super) departments: Vec<DepartmentFields>,
    pub(super) tasks: Vec<TaskFields>,
    pub(super) milestones: Vec<MilestoneFields>,
    pub(super) deadlines: Vec<DeadlineFields>,
    pub(super) monthly_reports: Vec<ReportFields>,
    pub(super) quarterly_checks: Vec<CheckFields>,
    pub(super) findings: Vec<FindingFields>,
    pub(super) half_year_summaries: Vec<SummaryFields>,
    pub(super) feedback: Vec<FeedbackFields>,
    pub(super) blind_spots: BlindSpotFields,
}

/// A document that was only read, and what is doubtful in it.
#[derive(Debug, Serialize)]
pub struct DocumentExport {
    #[serde(flatten)]
    pub(super) plan: PlanExport,
    pub(super) doubts: Vec<DoubtFields>,
    /// What is not in the plan.
    pub(super) unread: Vec<UnreadFields>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct PlanFields {
    pub year: i32,
    pub title: String,
    pub document_number: String,
    pub issued_on: NaiveDate,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub status: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct SectionFields {
    pub number: i32,
    pub title: String,
    pub short_title: String,
    pub emphasis: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct WorkPointFields {
    /// The number of its section.
    pub section: i32,
    pub text: String,
    /// The numbers of the tasks that carry it.
    pub tasks: Vec<i32>,
}

#[derive(Debug, Serialize)]
pub(super) struct DepartmentFields {
    pub name: String,
    /// `unit`, `group` or `body`.
    pub kind: &'static str,
    /// Of a group, as of the day.
    pub members: Vec<String>,
    pub aliases: Vec<String>,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
}

#[derive(Debug, Serialize)]
pub(super) struct TaskFields {
    pub number: i32,
    pub section: i32,
    pub title: String,
    pub text: String,
    pub lead: Vec<String>,
    pub support: Vec<String>,
    pub files_report: Option<String>,
    pub leader_in_charge: Option<String>,
    pub contact: Option<String>,
    pub status: &'static str,
    /// None in a document that was only read, as are the next and the last two.
    pub light: Option<&'static str>,
    pub light_reason: Option<String>,
    pub marks: Vec<String>,
    pub progress: Option<u32>,
    pub due_on: Option<NaiveDate>,
    /// Extensions granted; none in a document that was only read.
    pub extensions: Option<ExtensionFields>,
    /// Where in the imported document it stands; none of a task added mid-year.
    pub source: Option<SourceFields>,
    /// Deadlines in words, of a document that was only read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_dates: Option<Vec<DueDateFields>>,
}

#[derive(Debug, Serialize)]
pub(super) struct SourceFields {
    /// Counted from 1 over the document, rows of tables among the paragraphs.
    pub paragraph: i32,
    /// 第 57 段, 表 2 第 4 行
    pub place: String,
}

#[derive(Debug, Serialize)]
pub(super) struct ExtensionFields {
    pub count: i64,
    /// In all.
    pub days: i64,
}

#[derive(Debug, Serialize)]
pub(super) struct DueDateFields {
    pub due_on: Option<NaiveDate>,
    pub wording: String,
}

#[derive(Debug, Serialize)]
pub(super) struct MilestoneFields {
    /// The task's number.
    pub task: i32,
    pub title: String,
    pub due_on: NaiveDate,
    /// Cumulative, 0–100.
    pub planned_share: i32,
    pub met_on: Option<NaiveDate>,
    pub withdrawn_on: Option<NaiveDate>,
}

#[derive(Debug, Serialize)]
pub(super) struct DeadlineFields {
    pub kind: &'static str,
    /// The task's number.
    pub task: Option<i32>,
    pub period: Option<String>,
    pub department: Option<String>,
    pub original_due_on: NaiveDate,
    pub due_on: NaiveDate,
    pub met_on: Option<NaiveDate>,
    pub waived_on: Option<NaiveDate>,
}

#[derive(Debug, Serialize)]
pub(super) struct ReportFields {
    pub task: i32,
    pub month: String,
    pub status: &'static str,
    pub first_submitted_at: Option<String>,
    /// How many times it was submitted.
    pub versions: i64,
    /// The share of the last submission.
    pub progress: Option<i32>,
    /// Of the first submission, against the date owed then.
    pub on_time: Option<bool>,
}

#[derive(Debug, Serialize)]
pub(super) struct CheckFields {
    /// `2019-Q2`
    pub period: String,
    pub task: i32,
    /// This and the two ratings and the risk: `null` until they are decided.
    pub verdict: Option<&'static str>,
    /// As it was when the round was closed; `null` before.
    pub own_rating: Option<&'static str>,
    pub verified_rating: Option<&'static str>,
    pub risk: Option<&'static str>,
    pub status: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct FindingFields {
    pub number: i32,
    /// The task's number.
    pub task: i32,
    /// `check`, `look_back`, `instruction`, `meeting`, `superior_inspection`, `overdue` or `entered`.
    pub source: &'static str,
    pub department: String,
    pub status: &'static str,
    pub due_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
}

#[derive(Debug, Serialize)]
pub(super) struct SummaryFields {
    /// `2019-H1`
    pub period: String,
    /// Of its last frozen version, else of the one that is written on.
    pub status: &'static str,
    pub frozen_at: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct FeedbackFields {
    pub number: i32,
    /// The numbers of the tasks it concerns.
    pub tasks: Vec<i32>,
    pub status: &'static str,
    pub sent_on: Option<NaiveDate>,
    pub answered_on: Option<NaiveDate>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct BlindSpotFields {
    pub task: Vec<BlindSpot>,
    pub responsibility: Vec<BlindSpot>,
    pub follow_through: Vec<BlindSpot>,
}

/// As blind spots come to be computed.
#[derive(Debug, Serialize)]
pub(super) enum BlindSpot {}

#[derive(Debug, Serialize)]
pub(super) struct DoubtFields {
    pub task: Option<i32>,
    pub rule: &'static str,
    pub message: String,
}

#[derive(Debug, Serialize)]
pub(super) struct UnreadFields {
    /// As in `source`.
    pub paragraph: i32,
    pub place: String,
    pub text: String,
}
