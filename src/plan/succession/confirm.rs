//! A change of a department is shown before it is made: what passes, what stays, who goes where.

use std::collections::BTreeSet;

use axum::response::Response;
use chrono::NaiveDate;

use super::standing::Standing;
use super::store::{count_without_contact, hold_departments};
use super::{Change, carry_out};
use crate::accounts::CurrentUser;
use crate::organization::{Department, NotWritten};
use crate::plan::tasks::handing_over::Handover;
use crate::plan::tasks::handing_over::page::{About, Asked, Confirmation, preview};
use crate::web::{AppState, FieldErrors, dates, flash, urls};

/// What is asked for: of which department, as which version it was seen, what, from which day on.
pub(super) struct Asking<'a> {
    pub department: &'a Department,
    pub version: i32,
    pub change: Change,
    pub on: NaiveDate,
}

impl Asking<'_> {
    /// In a sentence, without its full stop.
    fn sentence(&self, into: &str) -> String {
        let (on, old) = (dates::short(self.on), &self.department.name);
        match &self.change {
            Change::Rename { name } => format!("自 {on} 起，“{old}”更名为“{name}”"),
            Change::Merge { .. } => format!("自 {on} 起，“{old}”并入“{into}”"),
            Change::Split { name, .. } => format!("自 {on} 起，从“{old}”分出“{name}”"),
            Change::Close { .. } => format!("自 {on} 起，撤销“{old}”"),
        }
    }

    fn ends(&self) -> bool {
        !matches!(self.change, Change::Split { .. })
    }

    fn done(&self) -> &'static str {
        match self.change {
            Change::Rename { .. } => "已更名，尚未完成的事项转到新名称之下。",
            Change::Merge { .. } => "已并入，尚未完成的事项由接续部门负责。",
            Change::Split { .. } => "新部门已分出，所选任务和人员已转到它名下。",
            Change::Close { .. } => "部门已撤销，它的任务已交给所选部门。",
        }
    }
}

/// Makes the change if it was seen and confirmed; else shows what it would hand over, and takes it back.
///
/// # Errors
/// What is wrong with which field, or that somebody changed the department meanwhile.
pub(super) async fn confirm(
    (state, user): (&AppState, &CurrentUser),
    asking: &Asking<'_>,
    into: &str,
    confirmation: &Confirmation,
    hidden: Vec<(String, String)>,
) -> Result<Response, NotWritten> {
    let (id, act) = (asking.department.id, user.act(state));
    let mut tx = state.db.begin().await?;
    hold_departments(&mut tx).await?;
    let before = Standing::read(&mut tx, id, asking.on).await?;
    let next = carry_out(&mut tx, &act, (id, asking.version), &asking.change, asking.on).await?;
    let parts = before.compare(&mut tx, asking.ends()).await?;
    let mut sentences = vec![asking.sentence(into)];
    for department in BTreeSet::from([id, next]) {
        let (name, tasks) = count_without_contact(&mut tx, department, act.today()).await?;
        if tasks > 0 {
            sentences.push(format!("“{name}”没有工作联系人，由它填报的 {tasks} 项任务工作联系人待明确"));
        }
    }
    let handover = Handover { sentences, parts };
    let asked = confirmation.asks(&handover);
    if asked == Asked::Confirm {
        tx.commit().await?;
        return Ok(flash::done(&urls::department(next), asking.done()));
    }
    tx.rollback().await?;
    let about = About { year: None, name: asking.department.name.clone(), path: urls::department(id) };
    Ok(preview(state, user, about, (handover, asked), hidden))
}

/// What the second of two reads above the form, which holds what was typed beside what stands now.
pub(super) fn changed_meanwhile() -> FieldErrors {
    FieldErrors::one("on", "这个部门刚被他人修改，还没有保存。下面是现在的情况，请核对后再提交。")
}
