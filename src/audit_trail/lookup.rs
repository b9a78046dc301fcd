//! The digest of an entry, for documents that name the record they rest on.

use sqlx::PgConnection;

use crate::error::Result;
use crate::official_document::Provenance;

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

/// The last thing entered about a year's plan or a department, what left the ledger set aside: of which state of the ledger
/// something speaks that is the same as long as nothing is entered. `None` of a year without entries.
///
/// # Errors
/// Only of the store.
pub async fn last_entered(conn: &mut PgConnection, year: i32) -> Result<Option<Provenance>> {
    let last = sqlx::query!(
        "select digest, at from ledger_entry
         where (plan_year = $1 or plan_year is null and subject = 'department') and result = 'done'
           and event not like '%exported'
         order by id desc limit 1",
        year
    )
    .fetch_optional(conn)
    .await?;
    Ok(last.map(|last| Provenance { fingerprint: hex::encode(last.digest), data_at: last.at }))
}
