//! The fields of a finding that every form which enters one asks for.

use chrono::NaiveDate;

use super::model::{Severity, Source};
use super::open::NewFinding;
use crate::ids::DepartmentId;
use crate::plan::tasks::fields::{choice, day_to_come, most, needed};
use crate::web::FieldErrors;

/// What is asked, as typed.
#[derive(Debug, Clone, Copy)]
pub struct FindingFields<'a> {
    /// 发现的问题
    pub problem: &'a str,
    /// 整改要求
    pub required: &'a str,
    /// The code of 程度.
    pub severity: &'a str,
    /// The id of 责任部门.
    pub department: &'a str,
    /// 整改期限
    pub due_on: &'a str,
}

impl FindingFields<'_> {
    /// The finding of that source, without reference, asked of one of `departments`; `None` with sentences beside the
    /// fields.
    pub fn read(
        &self,
        source: Source,
        departments: &[(DepartmentId, String)],
        today: NaiveDate,
        errors: &mut FieldErrors,
    ) -> Option<NewFinding> {
        let problem = needed(self.problem, most::GROUNDS, ("problem", "请写明发现的问题。"), errors);
        let required = needed(self.required, most::GROUNDS, ("required", "请写明整改要求。"), errors);
        let severity = Severity::of_code(self.severity);
        if severity.is_none() {
            errors.add("severity", "请选择问题的程度。");
        }
        let department = choice(self.department, departments, |(id, _)| id.0, "department", errors);
        if department.is_none() {
            errors.add("department", "请选择责任部门：任务的牵头或责任部门。");
        }
        let due_on = day_to_come(self.due_on, ("due_on", "整改期限"), today, errors);
        let (severity, (department, _), due_on) = (severity?, department?, due_on?);
        errors.is_empty().then(|| NewFinding {
            source,
            reference: String::new(),
            problem,
            required,
            severity,
            department: *department,
            due_on,
            due_by_superior: false,
        })
    }
}
