//! What an entry's digest covers, in which bytes.
//!
//! Every field is fed with its length before it, so that no two entries share their bytes; instants are fed as
//! microseconds, the precision of the store; an absent field differs from an empty one.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::audit_trail::model::{Audience, EntryResult};

/// An entry's fields, as they are digested and stored.
pub(super) struct Fields<'a> {
    pub at: DateTime<Utc>,
    pub wall_at: DateTime<Utc>,
    pub account_id: Option<i64>,
    pub actor: &'a str,
    pub on_behalf_of: Option<&'a str>,
    pub address: Option<&'a str>,
    pub event: &'a str,
    pub result: EntryResult,
    pub audience: Audience,
    pub plan_year: Option<i32>,
    pub task_id: Option<i64>,
    pub department_id: Option<i64>,
    pub subject: &'a str,
    pub subject_id: Option<i64>,
}

/// The digest of what an entry says.
pub(super) fn of_content(sentence: &str, before: Option<&str>, after: Option<&str>) -> Vec<u8> {
    let mut digest = Sha256::new();
    feed(&mut digest, Some(sentence));
    feed(&mut digest, before);
    feed(&mut digest, after);
    digest.finalize().to_vec()
}

/// The digest of an entry, over its fields and its content's digest.
pub(super) fn of_entry(fields: &Fields<'_>, content_digest: &[u8]) -> Vec<u8> {
    let mut digest = Sha256::new();
    let number = |value: Option<i64>| value.map(|number| number.to_string());
    feed(&mut digest, Some(&fields.at.timestamp_micros().to_string()));
    feed(&mut digest, Some(&fields.wall_at.timestamp_micros().to_string()));
    feed(&mut digest, number(fields.account_id).as_deref());
    feed(&mut digest, Some(fields.actor));
    feed(&mut digest, fields.on_behalf_of);
    feed(&mut digest, fields.address);
    feed(&mut digest, Some(fields.event));
    feed(&mut digest, Some(fields.result.code()));
    feed(&mut digest, Some(fields.audience.code()));
    feed(&mut digest, number(fields.plan_year.map(i64::from)).as_deref());
    feed(&mut digest, number(fields.task_id).as_deref());
    feed(&mut digest, number(fields.department_id).as_deref());
    feed(&mut digest, Some(fields.subject));
    feed(&mut digest, number(fields.subject_id).as_deref());
    digest.update(content_digest);
    digest.finalize().to_vec()
}

/// The digest of a seal: over the one before and every sealed entry's id and digest, in order of id.
pub(super) fn of_seal<'a>(previous: &[u8], entries: impl Iterator<Item = (i64, &'a [u8])>) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(previous);
    for (id, entry_digest) in entries {
        digest.update(id.to_be_bytes());
        digest.update(entry_digest);
    }
    digest.finalize().to_vec()
}

fn feed(digest: &mut Sha256, field: Option<&str>) {
    match field {
        None => digest.update([0]),
        Some(text) => {
            digest.update([1]);
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text.as_bytes());
        }
    }
}
