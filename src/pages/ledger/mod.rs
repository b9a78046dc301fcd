//! The ledger (台账): the tasks of a plan as a table, to compare, filter, sort and print.
//!
//! - `selection.rs`: which tasks a view shows and in which order, as it stands in the address; pure
//! - `page.rs`: the page
//!
//! What a row says comes from [`overview`](super::overview).

mod page;
mod selection;

use crate::accounts::{Access, Action, Route, Routes};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/ledger", Access::Needs(Action::ReadLedger), page::show)]
}
