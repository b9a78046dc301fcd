//! Pages that read across the wings. Nobody reads them.
//!
//! - [`overview`]: every task of a plan with its light, computed once for wall, ledger, worklist and export
//! - `wall/`: 挂图作战, all tasks at a glance, renewing itself
//! - `ledger/`: 台账, the tasks as a table to compare, filter and print
//! - `plans.rs`: the plans stored, or how to load one

mod ledger;
pub mod overview;
mod plans;
mod wall;

use crate::accounts::Routes;

/// The routes of this wing.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = wall::routes();
    routes.extend(ledger::routes());
    routes.extend(plans::routes());
    routes
}
