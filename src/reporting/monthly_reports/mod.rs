//! tmp
mod fields;
mod may_review;
mod model;
pub(super) fn routes() -> crate::accounts::Routes { Vec::new() }
