//! The ledger (台账): the tasks of a plan as a table, to compare, filter, sort and print.
//!
//! - `selection.rs`: which tasks a view shows and in which order, as it stands in the address; pure
//! - `page.rs`: the page
//! - `sheet.rs`, `sheet_store.rs`, `file.rs`: the same view as a file for Excel, or as CSV
//! - `read_back/`: such a file, edited elsewhere, comes back
//!
//! What a row says comes from [`overview`](super::overview).

mod file;
mod page;
mod read_back;
mod selection;
mod sheet;
mod sheet_store;

pub(in crate::pages) use file::archived_ledger;
pub use file::ledger_xlsx;

use crate::accounts::{Access, Action, Route, Routes};

pub(super) fn routes() -> Routes {
    let access = Access::Needs(Action::ReadLedger);
    let mut routes = vec![
        Route::get("/{year}/ledger", access, page::show),
        Route::get("/{year}/ledger.xlsx", access, file::xlsx),
        Route::get("/{year}/ledger.csv", access, file::csv),
    ];
    routes.extend(read_back::routes());
    routes
}
