//! The operation log (办理记录, `ledger_entry`): who did what to what, when, from where, before and after.
//!
//! - [`append()`] is called by every write, in the transaction of the change; the database refuses to change or delete
//!   an entry (`migrations/…_audit_trail.up.sql`).
//! - An entry carries the digest of its content, which stands apart from it, so that wrongly entered content can be
//!   destroyed and the log still verifies.
//! - [`seal()`] chains batches of entries (called by the sweep), [`verify()`] finds changed, missing and added ones.
//!   What is digested, and in which bytes, stands in `digest.rs`.
//! - [`find_digest()`]: the digest of an entry, for documents that name the record they rest on.
//! - [`append_export()`] records what leaves the ledger, and says of which sealed state it speaks.
//! - Who may read which entry is decided by its [`Audience`]; the pages are `pages/history`.

mod act;
mod append;
mod digest;
mod export;
mod lookup;
mod model;
mod seal;
mod verify;

pub use act::{Act, Actor};
pub use append::{Entry, append, append_refusal};
pub use export::append_export;
pub use lookup::{find_digest, last_entered};
pub use model::{Audience, EntryResult};
pub use seal::seal;
pub use verify::{Finding, Verification, verify};
