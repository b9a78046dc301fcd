//! The administrators' pages.

use crate::accounts::Routes;

/// The routes of the administrators' pages.
#[must_use]
pub fn routes() -> Routes {
    Vec::new()
}
