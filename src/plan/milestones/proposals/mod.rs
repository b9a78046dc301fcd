//! Proposals (`timeline_proposal`): a lead department plans its task backwards, the office confirms or returns it. Of a
//! task one at most is open: a newer one supersedes it.

mod store;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;

use super::rows::{Step, TypedRow};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::plan::Plan;
use crate::plan::tasks::Task;
use crate::web::dates;

pub use store::list_lead_departments;
pub(super) use store::{find_latest, find_open};

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "proposal_outcome", rename_all = "snake_case")]
pub(super) enum ProposalOutcome {
    /// The office laid it out, changed or not.
    Confirmed,
    /// The office returned it, with a reason.
    Returned,
    /// A newer one came.
    Superseded,
}

/// A proposal with what became of it.
#[derive(Debug, Clone)]
pub(super) struct Proposal {
    pub id: i64,
    pub steps: ProposedSteps,
    pub ends_on: NaiveDate,
    pub proposed_at: DateTime<Utc>,
    pub proposed_by: String,
    /// What became of it, when and by whom; nothing while it is open.
    pub decided: Option<(ProposalOutcome, DateTime<Utc>, String)>,
    /// Why it was returned.
    pub reason: String,
}

impl Proposal {
    /// Whether the office has yet to decide it.
    pub fn is_open(&self) -> bool {
        self.decided.is_none()
    }
}

/// What is proposed, as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct ProposedSteps {
    pub rows: Vec<TypedRow>,
    /// Why what stands is replaced.
    pub reason: String,
}

/// Stores a proposal; an open one of the task is superseded. The task is held by this transaction.
pub(super) async fn propose(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    task: &Task,
    (steps, reason): (&[Step], &str),
    ends_on: NaiveDate,
) -> Result<()> {
    let open = find_open(conn, task.id).await?;
    if let Some(open) = open {
        store::update_outcome(conn, act, (task.id, open), ProposalOutcome::Superseded, None).await?;
    }
    let proposed = ProposedSteps { rows: TypedRow::of_steps(steps), reason: reason.to_owned() };
    let text = serde_json::to_string(&proposed).map_err(|error| AppError::Internal(error.into()))?;
    let id = store::insert(conn, act, task.id, &text, ends_on).await?;
    let again = if open.is_some() { "，取代尚未确认的一份" } else { "" };
    let count = steps.len();
    let sentence = format!("提出倒排工期：节点 {count} 个，{} 完成{again}", dates::short(ends_on));
    let words: Vec<String> = steps.iter().enumerate().map(|(place, step)| step.words(place)).collect();
    let after = json!({"steps": words, "ends_on": ends_on, "reason": reason});
    let entry = Entry::new("timeline_proposed", "timeline_proposal", sentence).on(id).of_plan(plan.year);
    let entry = entry.of_task(task.id).for_audience(Audience::Concerned);
    append(conn, act, entry.with_change(None, Some(after))).await
}

/// The office confirms an open proposal; laying out is the caller's, in the same transaction.
///
/// # Errors
/// A conflict when it was decided or superseded meanwhile.
pub(super) async fn confirm(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    task: &Task,
    id: i64,
) -> Result<()> {
    store::update_outcome(conn, act, (task.id, id), ProposalOutcome::Confirmed, None).await?;
    let entry = Entry::new("timeline_confirmed", "timeline_proposal", "确认部门提出的倒排工期")
        .on(id)
        .of_plan(plan.year);
    append(conn, act, entry.of_task(task.id).for_audience(Audience::Concerned)).await
}

/// The office returns an open proposal with a reason.
///
/// # Errors
/// A conflict when it was decided or superseded meanwhile.
pub(super) async fn give_back(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    task: &Task,
    (id, reason): (i64, &str),
) -> Result<()> {
    store::update_outcome(conn, act, (task.id, id), ProposalOutcome::Returned, Some(reason)).await?;
    let sentence = format!("退回部门提出的倒排工期：{reason}");
    let entry = Entry::new("timeline_returned", "timeline_proposal", sentence).on(id).of_plan(plan.year);
    append(conn, act, entry.of_task(task.id).for_audience(Audience::Concerned)).await
}
