//! What is frozen when a round is closed, besides the verdicts and the departments' figures: who was late on that day, and
//! how the findings it holds stood. The circular and the tasks' pages say it as of that day, whatever becomes of it later.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::late_store::{
    LateReports, OfficeLate, OwedReport, count_office_late, late_reports, list_owed_reports,
};
use super::round::{RoundOf, months};
use crate::error::Result;
use crate::ids::{FindingId, TaskId};
use crate::supervision::Reader;
use crate::supervision::findings::{FindingRow, FindingStatus, Which, list_findings};

/// How things stood on a day.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Frozen {
    /// The departments with late or missing monthly reports of the quarter, in the order of departments.
    pub(super) reports: Vec<LateReports>,
    /// Each of the quarter's monthly reports owed then; `None` of rounds closed before that was kept.
    #[serde(default)]
    pub(super) owed: Option<Vec<OwedReport>>,
    /// What the office itself was late with.
    pub(super) office: Vec<OfficeLate>,
    /// The findings the round holds that were not withdrawn, by number.
    pub(super) findings: Vec<FindingThen>,
}

/// A finding as it stood.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct FindingThen {
    id: i64,
    /// Its number.
    pub number: i32,
    task: i64,
    /// The name of the department it is asked of.
    pub department: String,
    /// When it was due.
    pub due_on: NaiveDate,
    status: String,
}

impl FindingThen {
    fn of(finding: &FindingRow) -> Self {
        Self {
            id: finding.id.0,
            number: finding.number,
            task: finding.task.0,
            department: finding.department_name.clone(),
            due_on: finding.due_on,
            status: finding.status.code().to_owned(),
        }
    }

    /// Which finding.
    pub fn id(&self) -> FindingId {
        FindingId(self.id)
    }

    /// Whether it is held against that task.
    pub fn is_of(&self, task: TaskId) -> bool {
        self.task == task.0
    }

    /// Where it stood.
    pub fn status(&self) -> FindingStatus {
        FindingStatus::of_code(&self.status).unwrap_or(FindingStatus::Open)
    }
}

impl Frozen {
    /// How things stand of a round as of a day.
    pub(super) async fn read(conn: &mut PgConnection, round: &RoundOf, as_of: NaiveDate) -> Result<Self> {
        let plan = &round.overview.plan;
        let codes: Vec<String> = months(round.quarter.period).iter().map(ToString::to_string).collect();
        let span = (round.quarter.period.first_day(), as_of);
        let which = Which { year: Some(plan.year), ..Which::default() };
        let findings = list_findings(conn, &Reader::of_all(as_of), which).await?;
        let is_held = |of: &&FindingRow| round.held.iter().any(|held| held.finding == of.id && held.stands);
        let mut findings: Vec<FindingThen> = findings.iter().filter(is_held).map(FindingThen::of).collect();
        findings.sort_by_key(|finding| finding.number);
        let owed = list_owed_reports(conn, plan.id, &codes, as_of).await?;
        Ok(Self {
            reports: late_reports(&owed),
            owed: Some(owed),
            office: count_office_late(conn, plan.id, span).await?,
            findings,
        })
    }

    /// The same for the entry that freezes it.
    pub(super) fn in_json(&self) -> Value {
        let late =
            |of: &LateReports| json!({"department": of.department, "late": of.late, "missing": of.missing});
        let office = |of: &OfficeLate| json!({"kind": of.kind.word(), "late": of.late});
        let finding = |of: &FindingThen| json!({"number": of.number, "status": of.status().word()});
        json!({
            "late_reports": self.reports.iter().map(late).collect::<Vec<_>>(),
            "office_late": self.office.iter().map(office).collect::<Vec<_>>(),
            "findings": self.findings.iter().map(finding).collect::<Vec<_>>(),
        })
    }
}
