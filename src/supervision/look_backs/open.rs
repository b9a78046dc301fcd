//! A round is opened over a sample.

use serde_json::json;
use sqlx::PgConnection;

use super::model::name_of_round;
use super::store::Candidate;
use super::writes::{NewRound, insert_items, insert_round};
use crate::audit_trail::{Act, Entry, append};
use crate::error::{AppError, Result};
use crate::plan::Plan;

/// Opens a round of a plan over what is sampled, with its entry. Returns its number.
///
/// # Errors
/// Refused without a sample; a conflict where part of it was taken into another open round meanwhile.
pub async fn open(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    new: &NewRound,
    sample: &[Candidate],
) -> Result<i32> {
    let by = act.person()?;
    if sample.is_empty() {
        return Err(AppError::Refused("请选择要回头看的任务或问题。".into()));
    }
    let (id, number) = insert_round(conn, act, (plan.id, by), new).await?;
    insert_items(conn, id, sample).await?;
    let (findings, tasks): (Vec<&Candidate>, Vec<&Candidate>) =
        sample.iter().partition(|of| of.finding.is_some());
    let name = name_of_round(plan.year, number, &new.title);
    let sentence = format!("开始{name}：任务 {} 项，问题 {} 项", tasks.len(), findings.len());
    let numbers = |of: &[&Candidate]| of.iter().map(|of| (of.year, of.number)).collect::<Vec<_>>();
    let after = json!({
        "reason": new.sample_reason, "tasks": numbers(&tasks), "findings": numbers(&findings),
    });
    let entry = Entry::new("look_back_opened", "look_back", sentence).on(id.0).of_plan(plan.year);
    append(conn, act, entry.with_change(None, Some(after))).await?;
    Ok(number)
}
