//! Which findings a list shows: asked in its address, chosen from what the reader may see. Pure.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{FindingStatus, Severity, Source};
use super::store::FindingRow;
use crate::web::urls;

/// What the address asks for; words it does not know ask for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// A state's code, `unended` for all that have not ended; empty for all.
    pub state: String,
    pub department: String,
    pub source: String,
    pub severity: String,
    /// `yes` for those overdue only.
    pub overdue: String,
    pub task: String,
    pub page: String,
}

/// All that have not ended.
pub(super) const UNENDED: &str = "unended";

impl Asked {
    /// Whether a finding is asked for by its state.
    pub(super) fn of_state(&self, finding: &FindingRow) -> bool {
        match self.state.as_str() {
            UNENDED => !finding.status.has_ended(),
            code => FindingStatus::of_code(code).is_none_or(|status| finding.status == status),
        }
    }

    /// Whether a finding is asked for by all but its state.
    pub(super) fn of_the_rest(&self, finding: &FindingRow, today: NaiveDate) -> bool {
        let department = self.department.parse::<i64>().ok();
        let task = self.task.trim();
        Source::of_code(&self.source).is_none_or(|source| finding.source == source)
            && Severity::of_code(&self.severity).is_none_or(|severity| finding.severity == severity)
            && department.is_none_or(|department| finding.department.0 == department)
            && (self.overdue != "yes" || finding.days_overdue(today).is_some())
            && (task.is_empty() || task.parse() == Ok(finding.task_number))
    }

    /// Which page, from 1.
    pub(super) fn page(&self) -> usize {
        self.page.parse().unwrap_or(1).max(1)
    }

    /// The address of another state or page, all else as it is.
    pub(super) fn path(&self, year: i32, state: &str, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        self.address(&urls::findings(year), state, &page)
    }

    /// The address of the same list as a file, on no pages.
    pub(super) fn file_path(&self, year: i32) -> String {
        self.address(&format!("{}.xlsx", urls::findings(year)), &self.state, "")
    }

    fn address(&self, path: &str, state: &str, page: &str) -> String {
        let fields = [
            ("state", state),
            ("department", &self.department),
            ("source", &self.source),
            ("severity", &self.severity),
            ("overdue", &self.overdue),
            ("task", self.task.trim()),
            ("page", page),
        ];
        let said: Vec<_> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let query = serde_html_form::to_string(said).unwrap_or_default();
        let question = if query.is_empty() { "" } else { "?" };
        format!("{path}{question}{query}")
    }
}
