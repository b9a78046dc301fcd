//! A person's notices.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::AccountId;

/// A notice delivered to its reader.
pub(in super::super) struct NoticeRow {
    pub id: i64,
    pub digest_on: NaiveDate,
    pub message: String,
    pub path: String,
    pub is_read: bool,
}

/// The newest notices delivered by `today`.
pub(in super::super) async fn list_notices(
    conn: &mut PgConnection,
    account: AccountId,
    today: NaiveDate,
    limit: i64,
) -> Result<Vec<NoticeRow>> {
    Ok(sqlx::query_as!(
        NoticeRow,
        r#"select id, digest_on, message, path, read_at is not null as "is_read!"
           from notice where account_id = $1 and digest_on <= $2 order by digest_on desc, id limit $3"#,
        account.0,
        today,
        limit
    )
    .fetch_all(conn)
    .await?)
}

/// Where a notice of the account leads; `None` when it has no such notice.
pub(in super::super) async fn find_path(
    conn: &mut PgConnection,
    account: AccountId,
    id: i64,
) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("select path from notice where id = $1 and account_id = $2", id, account.0)
        .fetch_optional(conn)
        .await?)
}

/// Marks a person's notices delivered by `today` as read: the one of `id`, or all. Returns how many were unread.
pub(in super::super) async fn update_read(
    conn: &mut PgConnection,
    account: AccountId,
    today: NaiveDate,
    id: Option<i64>,
    read_at: DateTime<Utc>,
) -> Result<u64> {
    let done = sqlx::query!(
        "update notice set read_at = $4
         where account_id = $1 and digest_on <= $2 and ($3::bigint is null or id = $3) and read_at is null",
        account.0,
        today,
        id,
        read_at
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
