//! Asking for an extension: a later date, with the reason.

use serde_json::json;
use sqlx::PgConnection;

use super::model::{Extendable, lateness};
use super::preview::preview;
use super::store::{NewRequest, insert_request};
use crate::audit_trail::{Act, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::RequestId;
use crate::plan::Plan;
use crate::plan::tasks::Task;
use crate::web::dates;

/// Asks for a later date of a duty, with one entry; `act` says on whose behalf (代录). The task is held by this
/// transaction.
///
/// # Errors
/// Refused for a date that cannot be granted, for a day to come or before the plan's issue, and where a request waits.
pub async fn ask(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, &Task),
    duty: &Extendable,
    request: &NewRequest,
) -> Result<RequestId> {
    if request.on > act.today() || request.on < plan.issued_on {
        return Err(AppError::Refused(format!(
            "申请日期须在方案印发之日 {} 与今天之间。",
            dates::short(plan.issued_on)
        )));
    }
    preview(conn, plan, task, duty, request.to).await?;
    let id = insert_request(conn, act, duty, request).await?;
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
        .of_task(task.id)
        .for_audience(duty.kind.audience());
    if let Some(department) = duty.department {
        entry = entry.of_department(department);
    }
    let after = json!({"due_on": request.to, "reason": request.reason, "asked_on": request.on});
    append(conn, act, entry.with_change(Some(json!({"due_on": duty.due_on})), Some(after))).await?;
    Ok(id)
}
