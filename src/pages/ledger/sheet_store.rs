//! What the sheet says of tasks beyond the overview, in one statement.

use std::collections::HashMap;

use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::{PlanId, TaskId};
use crate::reporting::monthly_reports::Outcome;

/// 具体举措, and the latest report that was submitted and not returned.
pub(super) struct Reported {
    pub measures: String,
    progress_text: String,
    /// The reason of 本月无变化; empty where there is progress.
    unchanged_reason: String,
    pub next_steps: String,
    /// `None` while nothing was submitted.
    outcome: Option<Outcome>,
}

impl Reported {
    /// 当前进展; to those not `concerned` only where the office accepted an account of progress.
    pub(super) fn progress(&self, concerned: bool) -> Option<String> {
        let outcome = self.outcome?;
        if !self.unchanged_reason.is_empty() {
            return concerned.then(|| format!("本月无变化：{}", self.unchanged_reason));
        }
        (concerned || outcome == Outcome::Accepted).then(|| self.progress_text.clone())
    }
}

/// Of every task of a plan.
pub(super) async fn list_reported(
    conn: &mut PgConnection,
    plan: PlanId,
) -> Result<HashMap<TaskId, Reported>> {
    let rows = sqlx::query!(
        r#"select t.id, t.measures, u.progress_text as "progress_text?", u.unchanged_reason as "unchanged_reason?",
                  u.next_steps as "next_steps?", u.outcome as "outcome?: Outcome"
           from task t
           left join lateral (
               select s.progress_text, s.unchanged_reason, s.next_steps, s.outcome
               from monthly_report m join report_submission s on s.report_id = m.id
               where m.task_id = t.id and s.outcome in ('pending', 'accepted')
               order by m.month desc, s.number desc limit 1) u on true
           where t.plan_id = $1"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let of_task = rows.into_iter().map(|row| {
        let reported = Reported {
            measures: row.measures,
            progress_text: row.progress_text.unwrap_or_default(),
            unchanged_reason: row.unchanged_reason.unwrap_or_default(),
            next_steps: row.next_steps.unwrap_or_default(),
            outcome: row.outcome,
        };
        (TaskId(row.id), reported)
    });
    Ok(of_task.collect())
}
