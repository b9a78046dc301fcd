//! One department's month, opened by somebody who may file for it: what its page shows and its forms change.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::drafting::save_draft;
use super::item::ReportItem;
use super::month::MonthOf;
use super::page_store::{self, DepartmentLine};
use super::posted::{PostedMonth, PostedReport};
use crate::accounts::{Action, CurrentUser, Role};
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::web::{AppState, FieldErrors};

/// A department's month, open on somebody's desk.
pub(super) struct Desk {
    pub month: MonthOf,
    pub department: DepartmentLine,
    pub items: Vec<ReportItem>,
    /// 代录: the office files for a department that is not its own.
    pub on_behalf: bool,
}

/// What saving a form came to.
#[derive(Debug, Default)]
pub(super) struct SaveOutcome {
    /// How many drafts were changed.
    pub saved: usize,
    /// The tasks somebody else has written meanwhile, with what was typed here.
    pub conflicts: BTreeMap<i32, PostedReport>,
    /// What could not be saved as typed.
    pub errors: FieldErrors,
}

impl Desk {
    /// Opens the month of the department asked for, else of the person's first.
    ///
    /// # Errors
    /// Not found, or forbidden with who may.
    pub(super) async fn open(
        conn: &mut PgConnection,
        state: &AppState,
        user: &CurrentUser,
        (year, month): (i32, &str),
        asked: Option<&str>,
    ) -> Result<Self> {
        let month = MonthOf::get(conn, year, month).await?;
        let own = user.departments().first().map(ToString::to_string);
        let asked = asked.filter(|asked| !asked.is_empty()).map(str::to_owned).or(own).ok_or_else(|| {
            AppError::NotFound(
                "没有可填报的部门：您还不是任何部门的工作联系人，请联系领导小组办公室登记。".into(),
            )
        })?;
        let today = state.clocks.today();
        let department = page_store::get_department(conn, month.plan.id, &asked, today).await?;
        user.require_for(Action::FileReport, department.id)?;
        let items = page_store::list_items(conn, &month, department.id).await?;
        let on_behalf = user.role == Role::Office && !user.belongs_to(department.id);
        Ok(Self { month, department, items, on_behalf })
    }

    /// What the person does now; for a department not their own, on its behalf (代录).
    pub(super) fn act(&self, state: &AppState, user: &CurrentUser, whose: &str) -> Act {
        let act = user.act(state);
        match (self.on_behalf, whose) {
            (false, _) => act,
            (true, "") => act.on_behalf_of(&self.department.name),
            (true, whose) => act.on_behalf_of(whose),
        }
    }

    /// Saves every group of fields that was touched. What another has written meanwhile is left as it stands and
    /// comes back as a conflict; a share that is none is left as it stands, its texts are saved.
    pub(super) async fn save(
        &mut self,
        conn: &mut PgConnection,
        act: &Act,
        posted: &PostedMonth,
    ) -> Result<SaveOutcome> {
        let mut outcome = SaveOutcome::default();
        for (number, report) in &posted.reports {
            if !report.is_touched() {
                continue;
            }
            let Some(item) = self.items.iter_mut().find(|item| item.number == *number) else {
                return Err(AppError::Conflict(format!(
                    "任务 {number} 本月的月报已不由本部门填报，请重新打开页面；所填内容可用浏览器的“后退”找回。"
                )));
            };
            save_one(conn, act, &self.month, item, report, &mut outcome).await?;
        }
        Ok(outcome)
    }
}

async fn save_one(
    conn: &mut PgConnection,
    act: &Act,
    month: &MonthOf,
    item: &mut ReportItem,
    report: &PostedReport,
    outcome: &mut SaveOutcome,
) -> Result<()> {
    let (mut fields, fault) = report.typed.read();
    if let Some((field, sentence)) = fault {
        outcome.errors.add(&format!("{field}_{}", item.number), sentence);
        fields.share = item.fields().share;
    }
    let too_long = fields.too_long();
    if !too_long.is_empty() {
        for (field, sentence) in too_long {
            outcome.errors.add(&format!("{field}_{}", item.number), sentence);
        }
        return Ok(());
    }
    if fields == item.fields() {
        return Ok(());
    }
    if item.is_editable() && save_draft(conn, act, month, item, &fields, report.version).await? {
        outcome.saved += 1;
    } else {
        outcome.conflicts.insert(item.number, report.clone());
    }
    Ok(())
}
