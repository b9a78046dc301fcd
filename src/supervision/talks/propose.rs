//! A person proposes a talk.

use sqlx::PgConnection;

use super::log::append_step;
use super::store::TalkRow;
use super::writes::{NewTalk, WAITS, insert_talk, tell};
use crate::accounts::find_head_of_group;
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::plan::Plan;
use crate::supervision::findings::list_departments_of;

/// Proposes a talk and tells 组长 that there is one to decide. Returns it.
///
/// # Errors
/// Refused for a department that is none of the task's, and where no person acts.
pub async fn propose(conn: &mut PgConnection, act: &Act, plan: &Plan, new: &NewTalk) -> Result<TalkRow> {
    let by = act.person()?;
    let departments = list_departments_of(conn, new.task, act.today()).await?;
    if !departments.iter().any(|(id, _)| *id == new.department) {
        return Err(AppError::Refused("约谈的部门须是任务的牵头或责任部门。".into()));
    }
    let number = insert_talk(conn, act, (plan.id, by), new).await?;
    let talk = append_step(conn, act, (plan.year, number), ("talk_proposed", "提出")).await?;
    let head = find_head_of_group(conn).await?;
    let head: Vec<i64> = head.into_iter().map(|(id, _)| id.0).collect();
    tell(conn, act, &head, (plan.year, &talk.path_by_number()), WAITS).await?;
    Ok(talk)
}
