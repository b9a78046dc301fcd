//! What is typed into the forms of a draft's page.

use serde::Deserialize;

use super::store::DraftRow;
use crate::web::dates;

/// What is typed by a department.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct CommentForm {
    pub department: String,
    /// The key of a task; empty for the whole draft.
    pub task: String,
    pub text: String,
    /// `comment` or `none`.
    pub go: String,
}

/// What is typed into the forms of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// The version seen.
    pub version: i32,
    /// The departments to ask.
    pub ask: Vec<String>,
    pub comment_by: String,
    pub meeting: String,
    pub met_on: String,
    pub not_consulted: String,
    /// What is recorded for a department (代录).
    #[serde(skip)]
    pub comment: CommentForm,
    /// Which comment is being answered, and with what.
    #[serde(skip)]
    pub answering: String,
    #[serde(skip)]
    pub answer: String,
    pub document_number: String,
    pub issued_on: String,
    /// `yes`: it goes neither to the departments nor to a meeting.
    pub skipped: String,
    /// Why.
    pub skipped_because: String,
    /// The day of issue whose duties were shown.
    pub previewed: String,
    pub withdraw_because: String,
}

impl Typed {
    /// The forms before anything is typed: number and date as the document bears them.
    pub(super) fn of(row: &DraftRow) -> Self {
        let plan = &row.content.plan;
        Self {
            document_number: plan.document_number.clone().unwrap_or_default(),
            issued_on: plan.issued_on.map(dates::short).unwrap_or_default(),
            ..Self::default()
        }
    }

    fn texts(&self) -> [&String; 10] {
        [
            &self.comment_by,
            &self.meeting,
            &self.met_on,
            &self.not_consulted,
            &self.comment.text,
            &self.answer,
            &self.document_number,
            &self.issued_on,
            &self.skipped_because,
            &self.withdraw_because,
        ]
    }

    /// What was written, for where its form is no more.
    pub(super) fn written(&self, row: &DraftRow) -> Vec<String> {
        let before = Self::of(row);
        let all = self.texts().into_iter().zip(before.texts());
        let written = all.filter(|(text, before)| !text.trim().is_empty() && text != before);
        written.map(|(text, _)| text.clone()).collect()
    }
}
