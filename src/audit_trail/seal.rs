//! Sealing: batches of entries chained by digest, so that writers never queue.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::audit_trail::digest;
use crate::error::Result;

/// The number of the advisory lock that keeps two sealers apart; the chain must not fork.
const SEALING_LOCK: i64 = 0x5EA1;

/// Seals every entry no seal covers yet, chaining to the seal before; returns how many.
///
/// An entry written by a transaction still open is not seen and goes into the next seal. Call it in a transaction:
/// the lock is held until its end.
pub async fn seal(conn: &mut PgConnection, wall_now: DateTime<Utc>) -> Result<i32> {
    sqlx::query!("select pg_advisory_xact_lock($1)", SEALING_LOCK).fetch_one(&mut *conn).await?;
    let entries = sqlx::query!(
        "select id, digest from ledger_entry e
         where not exists (select from ledger_seal_entry s where s.entry_id = e.id) order by id"
    )
    .fetch_all(&mut *conn)
    .await?;
    if entries.is_empty() {
        return Ok(0);
    }
    let previous = sqlx::query_scalar!("select digest from ledger_seal order by id desc limit 1")
        .fetch_optional(&mut *conn)
        .await?
        .unwrap_or_default();
    let seal_digest =
        digest::of_seal(&previous, entries.iter().map(|entry| (entry.id, entry.digest.as_slice())));
    let count = i32::try_from(entries.len()).unwrap_or(i32::MAX);
    let (ids, digests): (Vec<i64>, Vec<Vec<u8>>) =
        entries.into_iter().map(|entry| (entry.id, entry.digest)).unzip();
    sqlx::query!(
        "with seal as (
             insert into ledger_seal (sealed_at, entries, previous_digest, digest) values ($1, $2, $3, $4) returning id
         )
         insert into ledger_seal_entry (seal_id, entry_id, digest)
         select seal.id, e.id, e.digest from seal, unnest($5::bigint[], $6::bytea[]) as e (id, digest)",
        wall_now,
        count,
        previous,
        seal_digest,
        &ids,
        &digests,
    )
    .execute(conn)
    .await?;
    Ok(count)
}
