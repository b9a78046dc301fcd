//! What is read of summaries.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::draft::{Figures, Paragraph};
use super::model::SummaryStatus;
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::ids::{AccountId, PlanId, SubmissionId, SummaryId};
use crate::reporting::evidence::KeptBytes;

/// A version of a summary.
#[derive(Debug, Clone)]
pub struct SummaryRow {
    /// The version.
    pub id: SummaryId,
    /// `2019-H1`
    pub period: String,
    /// 第几版
    pub version: i32,
    /// Where it stands.
    pub status: SummaryStatus,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
    /// What was drafted of it or taken over.
    pub drafted: Json<Vec<Paragraph>>,
    /// Frozen with the text.
    pub figures: Option<Json<Figures>>,
    /// The day it was drafted.
    pub drafted_on: NaiveDate,
    /// Why the one before was corrected.
    pub correction_reason: Option<String>,
    /// When its text was last saved.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: String,
    /// 送审
    pub sent_on: Option<NaiveDate>,
    /// 定稿
    pub frozen_on: Option<NaiveDate>,
    /// By whom.
    pub frozen_by: Option<String>,
    /// The instant of that.
    pub frozen_at: Option<DateTime<Utc>>,
    /// Counts its changes.
    pub row_version: i32,
}

/// All versions of a plan's summaries, by half-year, then the newest first.
pub async fn list_summaries(
    conn: &mut PgConnection,
    plan: PlanId,
    period: Option<Period>,
) -> Result<Vec<SummaryRow>> {
    Ok(sqlx::query_as!(
        SummaryRow,
        r#"select s.id, s.period, s.version, s.status as "status: SummaryStatus", s.title, s.text,
                  s.drafted as "drafted: Json<Vec<Paragraph>>", s.figures as "figures: Json<Figures>", s.drafted_on,
                  s.correction_reason, s.saved_at, saver.display_name as saved_by, s.sent_on, s.frozen_on,
                  freezer.display_name as "frozen_by?", s.frozen_at, s.row_version
           from summary s join account saver on saver.id = s.saved_by left join account freezer on freezer.id = s.frozen_by
           where s.plan_id = $1 and ($2::text is null or s.period = $2)
           order by s.period, s.version desc"#,
        plan.0,
        period.map(|period| period.to_string())
    )
    .fetch_all(conn)
    .await?)
}

/// A half-year a plan owes a summary of.
pub(super) struct Owed {
    /// 2019-H1, 2019-H2
    pub period: Period,
    /// By when.
    pub due_on: NaiveDate,
}

/// The half-years a plan owes a summary of, in order.
pub(super) async fn list_owed(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<Owed>> {
    let rows = sqlx::query!(
        r#"select period as "period!", due_on from deadline
           where plan_id = $1 and kind = 'half_year_summary' and waived_on is null order by period"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let owed = rows.into_iter().map(|row| {
        let period = row.period.parse().map_err(anyhow::Error::from)?;
        Ok(Owed { period, due_on: row.due_on })
    });
    owed.collect()
}

/// The half-year of an address, which the plan owes a summary of.
pub(super) async fn get_owed(conn: &mut PgConnection, plan: PlanId, half: &str) -> Result<Owed> {
    let owed = list_owed(conn, plan).await?;
    let found = owed.into_iter().find(|owed| owed.period.to_string() == half);
    found.ok_or_else(|| AppError::NotFound("本年度没有这个时段的总结。".into()))
}

/// The version that is written on or under review, held until the transaction ends; `None` where none is.
pub(super) async fn lock_current(
    conn: &mut PgConnection,
    plan: PlanId,
    period: Period,
) -> Result<Option<SummaryRow>> {
    sqlx::query!(
        "select id from summary where plan_id = $1 and period = $2 and status <> 'frozen' for update",
        plan.0,
        period.to_string()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let all = list_summaries(conn, plan, Some(period)).await?;
    Ok(all.into_iter().find(|of| of.status != SummaryStatus::Frozen))
}

/// The leaders of the day, who review a summary.
pub(super) async fn list_leaders(conn: &mut PgConnection) -> Result<Vec<AccountId>> {
    let leaders = sqlx::query_scalar!(
        r#"select id as "id: AccountId" from account where role = 'leader' and disabled_at is null order by id"#
    );
    Ok(leaders.fetch_all(conn).await?)
}

/// What an accepted report says was done in a month.
#[derive(Debug, Clone)]
pub(super) struct Measure {
    /// The submission accepted.
    pub id: SubmissionId,
    /// The task's number.
    pub task: i32,
    /// Its title.
    pub title: String,
    /// `2019-06`
    pub month: String,
    /// 本月工作进展
    pub text: String,
    /// 存在问题及需上级协调事项
    pub problems: String,
}

/// The accepted reports of these months that say something, by task and month. Restricted tasks are told by number only,
/// nothing of theirs is taken over.
pub(super) async fn list_measures(
    conn: &mut PgConnection,
    plan: PlanId,
    months: &[String],
) -> Result<Vec<Measure>> {
    Ok(sqlx::query_as!(
        Measure,
        r#"select u.id, t.number as task, t.title, m.month, u.progress_text as text, u.problems
           from monthly_report m
           join task t on t.id = m.task_id
           join lateral (select s.id, s.progress_text, s.problems from report_submission s
                         where s.report_id = m.id and s.outcome = 'accepted' order by s.number desc limit 1) u on true
           where t.plan_id = $1 and m.status = 'accepted' and m.month = any($2) and not t.restricted
             and (u.progress_text <> '' or u.problems <> '')
           order by t.number, m.month"#,
        plan.0,
        months
    )
    .fetch_all(conn)
    .await?)
}

/// A signed original.
#[derive(Debug, Clone)]
pub(super) struct OriginalRow {
    pub id: i64,
    /// The version it belongs to.
    pub summary: SummaryId,
    pub number: String,
    pub signer: String,
    pub signed_on: NaiveDate,
    /// Its scan, where there is one.
    pub scan: Option<KeptBytes>,
    pub added_at: DateTime<Utc>,
    pub added_by: String,
}

/// The originals put beside these versions, the newest first.
pub(super) async fn list_originals(
    conn: &mut PgConnection,
    versions: &[SummaryId],
) -> Result<Vec<OriginalRow>> {
    let versions: Vec<i64> = versions.iter().map(|version| version.0).collect();
    let rows = sqlx::query!(
        r#"select o.id, o.summary_id as "summary: SummaryId", o.number, o.signer, o.signed_on, o.original_name, o.size, o.media_type, o.digest, o.added_at,
                a.display_name as added_by
         from summary_original o join account a on a.id = o.added_by
         where o.summary_id = any($1) order by o.id desc"#,
        &versions
    )
    .fetch_all(conn)
    .await?;
    let original = rows.into_iter().map(|row| {
        let scan = row.digest.zip(row.size).zip(row.original_name.zip(row.media_type));
        OriginalRow {
            id: row.id,
            summary: row.summary,
            number: row.number,
            signer: row.signer,
            signed_on: row.signed_on,
            scan: scan.map(|((digest, size), (name, media_type))| KeptBytes {
                digest,
                size,
                name,
                media_type,
            }),
            added_at: row.added_at,
            added_by: row.added_by,
        }
    });
    Ok(original.collect())
}
