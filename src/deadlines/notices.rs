//! Notices (提醒) to be written: what the sweep and the office tell people in the ledger.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::AccountId;

/// A notice to be written.
#[derive(Debug)]
pub(super) struct NewNotice {
    pub account: AccountId,
    pub flag: i64,
    pub year: i32,
    pub message: String,
    pub path: String,
}

/// Writes notices to be read on `digest_on`, one to a person about an event; returns how many were new.
pub(super) async fn insert_notices(
    conn: &mut PgConnection,
    digest_on: NaiveDate,
    at: DateTime<Utc>,
    notices: &[NewNotice],
) -> Result<i32> {
    let accounts: Vec<i64> = notices.iter().map(|notice| notice.account.0).collect();
    let flags: Vec<i64> = notices.iter().map(|notice| notice.flag).collect();
    let years: Vec<i32> = notices.iter().map(|notice| notice.year).collect();
    let messages: Vec<String> = notices.iter().map(|notice| notice.message.clone()).collect();
    let paths: Vec<String> = notices.iter().map(|notice| notice.path.clone()).collect();
    let done = sqlx::query!(
        "insert into notice (account_id, digest_on, flag_id, plan_year, message, path, created_at)
         select n.account_id, $1, n.flag_id, n.plan_year, n.message, n.path, $2
         from unnest($3::bigint[], $4::bigint[], $5::integer[], $6::text[], $7::text[])
              as n (account_id, flag_id, plan_year, message, path)
         on conflict do nothing",
        digest_on,
        at,
        &accounts,
        &flags,
        &years,
        &messages,
        &paths
    )
    .execute(conn)
    .await?;
    Ok(i32::try_from(done.rows_affected()).unwrap_or(i32::MAX))
}
