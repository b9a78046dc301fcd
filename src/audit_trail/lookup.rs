//! The digest of an entry, for documents that name the record they rest on.

use sqlx::PgConnection;

use crate::error::Result;

/// The digest of the last entry about a thing, of that event where one is asked for; `None` where there is none.
///
/// # Errors
/// Only of the store.
pub async fn find_digest(
    conn: &mut PgConnection,
    (subject, subject_id): (&str, i64),
    event: Option<&str>,
) -> Result<Option<Vec<u8>>> {
    Ok(sqlx::query_scalar!(
        "select digest from ledger_entry
         where subject = $1 and subject_id = $2 and ($3::text is null or event = $3) order by id desc limit 1",
        subject,
        subject_id,
        event
    )
    .fetch_optional(conn)
    .await?)
}
