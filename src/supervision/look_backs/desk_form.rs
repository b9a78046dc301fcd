//! What is typed of one item, and what it comes to.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;

use super::model::{LookBackResult, Way};
use super::store::Item;
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::plan::Plan;
use crate::plan::tasks::fields::{most, needed, too_long};
use crate::plan::tasks::steps::{MergeTarget, list_merge_targets};
use crate::supervision::findings::{FindingFields, NewFinding, Source, list_departments_of};
use crate::web::FieldErrors;

/// What is typed; codes are read as nothing where they are none. All but the first and the last is kept as a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct DeskForm {
    #[serde(skip_serializing)]
    pub version: i32,
    pub result: String,
    pub remark: String,
    /// The id of the task of this year that carries the finding.
    pub carrier: String,
    pub problem: String,
    pub required: String,
    pub severity: String,
    pub department: String,
    pub due_on: String,
    /// `draft`: only kept; `next`: the item after this one is shown then.
    #[serde(skip_serializing)]
    pub go: String,
}

/// What is decided.
#[derive(Debug)]
pub(super) enum Judged {
    Kept(String),
    Reopened(String, Box<NewFinding>),
}

/// Which tasks can carry the finding, and of whom it can be asked.
#[derive(Debug)]
pub(super) struct Ground {
    /// Only of what a task of this year has to carry.
    pub carriers: Vec<MergeTarget>,
    /// The departments of the task that carries it; none while it is not chosen.
    pub departments: Vec<(DepartmentId, String)>,
}

impl Ground {
    /// What stands to choose from, the carrier being the one typed.
    pub async fn read(
        conn: &mut PgConnection,
        plan: &Plan,
        item: &Item,
        form: &DeskForm,
        today: NaiveDate,
    ) -> Result<Self> {
        if item.way() != Way::OtherTask {
            let departments = list_departments_of(conn, item.task, today).await?;
            return Ok(Self { carriers: Vec::new(), departments });
        }
        let mut ground =
            Self { carriers: list_merge_targets(conn, plan.id, None).await?, departments: Vec::new() };
        if let Some(task) = ground.carrier(form).map(|carrier| carrier.id) {
            ground.departments = list_departments_of(conn, task, today).await?;
        }
        Ok(ground)
    }

    /// The carrier typed, if it is one.
    pub fn carrier(&self, form: &DeskForm) -> Option<&MergeTarget> {
        self.carriers.iter().find(|task| task.id.to_string() == form.carrier)
    }
}

impl DeskForm {
    /// What is stored: the draft, else what was decided; of a finding what its reopening says to begin with.
    pub fn of(item: &Item) -> Self {
        let draft: Option<Self> = item.draft.clone().and_then(|draft| serde_json::from_value(draft).ok());
        let proposed = Self {
            result: item.result.map_or_else(String::new, |result| result.code().to_owned()),
            remark: item.remark.clone(),
            problem: item
                .finding
                .map_or_else(String::new, |_| format!("回头看：{}未整改到位。", item.kind())),
            department: item.department.map_or_else(String::new, |department| department.to_string()),
            ..Self::default()
        };
        Self { version: item.version, ..draft.unwrap_or(proposed) }
    }

    /// As a draft is kept.
    pub fn draft(&self) -> Value {
        serde_json::to_value(self).unwrap_or(Value::Null)
    }

    /// What is too long to be kept.
    pub fn too_long(&self) -> Option<String> {
        let texts = [&self.remark, &self.problem, &self.required];
        texts.into_iter().find_map(|text| too_long(text.trim(), most::GROUNDS))
    }

    /// What was written, for one whose form is not on the page any more.
    pub fn written(&self) -> Vec<String> {
        let texts = [&self.remark, &self.problem, &self.required];
        texts.into_iter().filter(|text| !text.trim().is_empty()).cloned().collect()
    }

    /// What it decides of an item, with what is missing beside the fields.
    pub fn read(
        &self,
        item: &Item,
        ground: &Ground,
        today: NaiveDate,
        errors: &mut FieldErrors,
    ) -> Option<Judged> {
        let result = LookBackResult::of_code(&self.result);
        if result.is_none() {
            errors.add("result", "请选择核查结果。");
        }
        let remark = needed(&self.remark, most::GROUNDS, ("remark", "请写明核查情况。"), errors);
        if result? == LookBackResult::Kept {
            return errors.is_empty().then_some(Judged::Kept(remark));
        }
        if item.way() == Way::OtherTask && ground.carrier(self).is_none() {
            errors.add("carrier", "请选择由本年度哪一项任务承担整改，再选择责任部门。");
        }
        let fields = FindingFields {
            problem: &self.problem,
            required: &self.required,
            severity: &self.severity,
            department: &self.department,
            due_on: &self.due_on,
        };
        let new = fields.read(Source::LookBack, &ground.departments, today, errors)?;
        Some(Judged::Reopened(remark, Box::new(new)))
    }
}
