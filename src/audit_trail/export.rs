//! What leaves the ledger says of which state of it it speaks.

use serde_json::json;
use sqlx::PgConnection;

use crate::audit_trail::{Act, Audience, Entry, append, seal};
use crate::error::Result;
use crate::official_document::Provenance;

/// Records that `act` takes a document out of the ledger, and returns what the document says of its origin: the digest of
/// the seal that covers every entry committed so far, and the ledger's instant. Call it in a transaction, after the
/// document's data were read; the next seal waits for its end.
///
/// The entry keeps the fingerprint as well, so that the log leads from a paper to the export it came from; it is for the
/// audit administrator.
pub async fn append_export(conn: &mut PgConnection, act: &Act, entry: Entry) -> Result<Provenance> {
    seal(&mut *conn, act.wall_at).await?;
    let digest = sqlx::query_scalar!("select digest from ledger_seal order by id desc limit 1")
        .fetch_optional(&mut *conn)
        .await?
        .unwrap_or_default();
    let fingerprint = hex::encode(digest);
    let entry = entry.for_audience(Audience::Administrators);
    append(conn, act, entry.with_change(None, Some(json!({ "fingerprint": fingerprint })))).await?;
    Ok(Provenance { fingerprint, data_at: act.at })
}
