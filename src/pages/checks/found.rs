//! What the closed rounds found of a task, for its page.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::{Risk, Verdict};
use super::store::read_period;
use crate::deadlines::Period;
use crate::error::Result;
use crate::ids::TaskId;
use crate::reporting::monthly_reports::OwnRating;

/// What a closed round found of a task.
pub struct Found {
    /// The quarter.
    pub period: Period,
    /// When the round was closed.
    pub closed_on: NaiveDate,
    /// 检查结论
    pub verdict: Verdict,
    /// 自评 and 核定
    pub ratings: (Option<OwnRating>, OwnRating),
    /// 年底完成风险
    pub risk: Risk,
}

/// What the closed rounds found of a task, the latest first.
pub async fn list_found(conn: &mut PgConnection, task: TaskId) -> Result<Vec<Found>> {
    let rows = sqlx::query!(
        r#"select q.period, q.closed_on as "closed_on!", c.verdict as "verdict!: Verdict", c.own_rating as "own: OwnRating",
                  c.verified_rating as "verified!: OwnRating", c.risk as "risk!: Risk"
           from quarterly_check_task c join quarterly_check q on q.id = c.check_id
           where c.task_id = $1 and q.closed_on is not null order by q.period desc"#,
        task.0
    )
    .fetch_all(conn)
    .await?;
    let found = rows.into_iter().map(|row| {
        let (period, ratings) = (read_period(&row.period)?, (row.own, row.verified));
        Ok(Found { period, closed_on: row.closed_on, verdict: row.verdict, ratings, risk: row.risk })
    });
    found.collect()
}
