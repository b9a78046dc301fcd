//! The plan as one JSON object (`export --format json`), as others rely on it: keys are only ever added, never renamed
//! or left out, and their order is that of the fields in [`model`].
//!
//! - [`of_store`](read): a stored plan as of a day, read across the wings
//! - [`DocumentExport::of`](of_document): the same object of a document that was only read (`import --dry-run`)
//!
//! Dates are `YYYY-MM-DD`, instants RFC 3339 at `+08:00`, percentages integers, states the Chinese words, texts
//! exactly as stored, lists in the order of the document.

pub mod model;
mod of_document;
mod read;
mod store;

pub use model::{DocumentExport, PlanExport};
pub use read::{newest_in_force, of_store};
