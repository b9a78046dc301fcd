//! What is typed to enter a finding, here or where one is found: read into what is to be entered.

use serde::Deserialize;

use super::model::{Severity, Source};
use super::open::NewFinding;
use crate::ids::DepartmentId;
use crate::plan::tasks::fields::{Choice, at_most, choice, day, most, needed};
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
    pub fn read(&self, departments: &[(DepartmentId, String)]) -> Result<NewFinding, FieldErrors> {
        let mut errors = FieldErrors::default();
        let source = Source::of_code(&self.source);
        if source.is_none() {
            errors.add("source", "请选择问题的来源。");
        }
        let reference = at_most(&self.reference, most::REASON, "reference", &mut errors);
        if reference.is_empty() && source.is_some_and(Source::needs_reference) {
            errors.add("reference", "上级检查发现的问题，请写明检查的文号或编号。");
        }
        let problem = needed(&self.problem, most::GROUNDS, ("problem", "请写明发现的问题。"), &mut errors);
        let required = needed(&self.required, most::GROUNDS, ("required", "请写明整改要求。"), &mut errors);
        let severity = Severity::of_code(&self.severity);
        if severity.is_none() {
            errors.add("severity", "请选择问题的程度。");
        }
        let department = choice(&self.department, departments, |(id, _)| id.0, "department", &mut errors);
        if department.is_none() {
            errors.add("department", "请选择责任部门：任务的牵头或责任部门。");
        }
        let due_on = day(&self.due_on, "due_on", &mut errors);
        match (source, severity, department, due_on) {
            (Some(source), Some(severity), Some((department, _)), Some(due_on)) if errors.is_empty() => {
                let due_by_superior = self.due_by_superior == "yes";
                let department = *department;
                Ok(NewFinding {
                    source,
                    reference,
                    problem,
                    required,
                    severity,
                    department,
                    due_on,
                    due_by_superior,
                })
            }
            _ => Err(errors),
        }
    }
}
