//! The statement behind a task's monthly reports.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::TaskId;
use crate::reporting::monthly_reports::{Outcome, OwnRating, ReportStatus};

/// A month's report with its latest submission.
pub(in crate::pages) struct ReportRow {
    pub month: String,
    pub status: ReportStatus,
    pub first_submitted_on: Option<NaiveDate>,
    pub submissions: i64,
    pub latest: Option<Submission>,
}

/// The latest submission of a month.
pub(in crate::pages) struct Submission {
    pub progress_text: String,
    pub problems: String,
    pub next_steps: String,
    pub share: i32,
    pub rating: OwnRating,
    pub unchanged_reason: Option<String>,
    pub outcome: Outcome,
    pub reason: Option<String>,
    pub on_behalf_of: Option<String>,
    pub self_reviewed: bool,
}

/// The reports of a task that were begun.
pub(in crate::pages) async fn list_reports(conn: &mut PgConnection, task: TaskId) -> Result<Vec<ReportRow>> {
    let rows = sqlx::query!(
        r#"select r.month, r.status as "status: ReportStatus", f.submitted_on as "first_submitted_on?",
                  coalesce(u.number, 0)::bigint as "submissions!", u.progress_text as "progress_text?",
                  u.problems as "problems?", u.next_steps as "next_steps?", u.share as "share?", u.rating as "rating?: OwnRating",
                  u.unchanged as "unchanged?", u.unchanged_reason as "unchanged_reason?", u.outcome as "outcome?: Outcome",
                  u.reason as "reason?", u.on_behalf_of as "on_behalf_of?", u.self_reviewed as "self_reviewed?"
           from monthly_report r
           left join lateral (select * from report_submission u where u.report_id = r.id
                              order by u.number desc limit 1) u on true
           left join report_submission f on f.report_id = r.id and f.number = 1
           where r.task_id = $1"#,
        task.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let submitted = row.share.zip(row.rating).zip(row.outcome);
            let latest = submitted.map(|((share, rating), outcome)| Submission {
                progress_text: row.progress_text.unwrap_or_default(),
                problems: row.problems.unwrap_or_default(),
                next_steps: row.next_steps.unwrap_or_default(),
                share,
                rating,
                unchanged_reason: row.unchanged_reason.filter(|_| row.unchanged == Some(true)),
                outcome,
                reason: row.reason,
                on_behalf_of: row.on_behalf_of,
                self_reviewed: row.self_reviewed.unwrap_or_default(),
            });
            ReportRow {
                month: row.month,
                status: row.status,
                first_submitted_on: row.first_submitted_on,
                submissions: row.submissions,
                latest,
            }
        })
        .collect())
}
