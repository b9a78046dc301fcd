//! Asking for an extension: a later date, with the reason.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::model::{Extendable, RequestKind, lateness};
use super::preview::preview;
use super::store::{Asked, NewRequest, insert_request};
use crate::accounts::{CurrentUser, Role};
use crate::audit_trail::{Act, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, RequestId};
use crate::plan::Plan;
use crate::plan::tasks::Task;
use crate::plan::tasks::fields::{day, most, needed};
use crate::web::{FieldErrors, dates};

/// Asks for a later date of a duty, with one entry; `act` says on whose behalf (代录). The task, or the duty of no
/// task, is held by this transaction.
///
/// # Errors
/// Refused for a date that cannot be granted, for a day to come or before the plan's issue, and where a request waits.
pub async fn ask(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, Option<&Task>),
    duty: &Extendable,
    request: &NewRequest,
) -> Result<RequestId> {
    require_day(act, plan, request.on)?;
    preview(conn, plan, task, duty, request.to).await?;
    let asked =
        Asked { kind: RequestKind::Extension, to: Some(request.to), reason: &request.reason, on: request.on };
    let id = insert_request(conn, act, duty, asked).await?;
    let late = lateness(duty.due_on, request.on).map_or_else(String::new, |late| format!("，{late}"));
    let sentence = format!(
        "申请延期：{}由 {} 延至 {}{late}",
        duty.title(),
        dates::short(duty.due_on),
        dates::short(request.to)
    );
    let mut entry = Entry::new("extension_asked", "change_request", sentence)
        .on(id.0)
        .of_plan(plan.year)
        .for_audience(duty.kind.audience());
    if let Some(task) = task {
        entry = entry.of_task(task.id);
    }
    if let Some(department) = duty.department {
        entry = entry.of_department(department);
    }
    let after = json!({"due_on": request.to, "reason": request.reason, "asked_on": request.on});
    append(conn, act, entry.with_change(Some(json!({"due_on": duty.due_on})), Some(after))).await?;
    Ok(id)
}

/// Whose request it is, as typed: of the department's own people, who ask today whatever they type; or recorded by the
/// office (代录), with whose it was and of which day. `None` with sentences beside the fields where that is missing.
pub(crate) fn read_asker(
    user: &CurrentUser,
    act: Act,
    department: Option<DepartmentId>,
    (on_behalf_of, asked_on): (&str, &str),
    errors: &mut FieldErrors,
) -> Option<(NaiveDate, Act)> {
    let is_own = department.is_some_and(|department| user.belongs_to(department));
    if user.role != Role::Office || (is_own && on_behalf_of.trim().is_empty()) {
        return Some((act.today(), act));
    }
    let whose = needed(on_behalf_of, most::NAME, ("on_behalf_of", "请写明代谁录入。"), errors);
    let on = day(asked_on, "asked_on", errors)?;
    Some((on, act.on_behalf_of(&whose)))
}

/// Refuses a day of asking to come or before the plan's issue.
pub(super) fn require_day(act: &Act, plan: &Plan, on: NaiveDate) -> Result<()> {
    if on <= act.today() && on >= plan.issued_on {
        return Ok(());
    }
    let issued = dates::short(plan.issued_on);
    Err(AppError::Refused(format!("申请日期须在方案印发之日 {issued} 与今天之间。")))
}
