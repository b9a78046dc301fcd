//! One task (`/2019/tasks/6`): first why its light is what it is, then its text as printed, reports and deadlines; beside
//! them who answers, what the office can do, and the records.
//!
//! Who sees what (domain, section 2): of a restricted task others see number, light and 限定范围 only. Own ratings,
//! difficulties and reasons for return are for those concerned. A page makes a fixed number of statements. `chain.rs`
//! (`/2019/tasks/6/chain`) is where it comes from and what becomes of it, link by link.

mod chain;
mod checks;
mod duties;
mod feedback;
mod findings;
mod in_charge;
mod instructions;
mod look_backs;
mod page;
mod policies;
mod store;
mod supervision_notices;

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = page::routes();
    routes.extend(chain::routes());
    routes
}
