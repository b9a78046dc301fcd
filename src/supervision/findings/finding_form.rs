//! What is typed to enter a finding, here or where one is found: read into what is to be entered.

use chrono::NaiveDate;
use serde::Deserialize;

use super::fields::FindingFields;
use super::model::{Severity, Source};
use super::open::NewFinding;
use crate::ids::DepartmentId;
use crate::plan::tasks::fields::{Choice, at_most, most};
use crate::web::FieldErrors;

/// The fields of the form, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FindingForm {
    /// The task's number.
    pub task: String,
    /// The code of its source.
    pub source: String,
    /// Number, document, meeting.
    pub reference: String,
    /// What was found.
    pub problem: String,
    /// What is asked.
    pub required: String,
    /// The code of its severity.
    pub severity: String,
    /// The id of the department it is asked of.
    pub department: String,
    /// By when.
    pub due_on: String,
    /// `yes` where the superior set the date.
    pub due_by_superior: String,
}

impl FindingForm {
    /// The severities to choose from.
    #[must_use]
    pub(crate) fn severities(&self) -> Vec<Choice> {
        Severity::ALL.map(|degree| Choice::of(degree.code(), degree.word(), &self.severity)).into()
    }

    /// The departments to choose from.
    #[must_use]
    pub(crate) fn departments(&self, of_task: Vec<(DepartmentId, String)>) -> Vec<Choice> {
        of_task.into_iter().map(|(id, name)| Choice::of(id.to_string(), name, &self.department)).collect()
    }

    /// What is to be entered, asked of one of the task's `departments`.
    ///
    /// # Errors
    /// What is missing or wrong, beside its field.
    pub fn read(
        &self,
        departments: &[(DepartmentId, String)],
        today: NaiveDate,
    ) -> Result<NewFinding, FieldErrors> {
        let mut errors = FieldErrors::default();
        let source = Source::of_code(&self.source);
        if source.is_none() {
            errors.add("source", "请选择问题的来源。");
        }
        let reference = at_most(&self.reference, most::REASON, "reference", &mut errors);
        if reference.is_empty() && source.is_some_and(Source::needs_reference) {
            errors.add("reference", "上级检查发现的问题，请写明检查的文号或编号。");
        }
        let fields = FindingFields {
            problem: &self.problem,
            required: &self.required,
            severity: &self.severity,
            department: &self.department,
            due_on: &self.due_on,
        };
        let new = fields.read(source.unwrap_or(Source::Entered), departments, today, &mut errors);
        let due_by_superior = self.due_by_superior == "yes";
        new.filter(|_| errors.is_empty())
            .map(|new| NewFinding { reference, due_by_superior, ..new })
            .ok_or(errors)
    }
}
