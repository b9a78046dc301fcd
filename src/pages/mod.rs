//! Pages that read across the wings. Nobody reads them.
//!
//! - `demonstration.rs`: moving a demonstration's day on (演示日期)
//! - [`export`]: the whole plan as one JSON object, for other programs
//! - [`overview`]: every task of a plan with its light, computed once for wall, ledger, worklist and export
//! - [`history`]: the year's records (办理记录), filtered by what the reader may see
//! - [`operation_log`]: the whole log (操作日志), for the audit administrator

mod demonstration;
pub mod export;
pub mod history;
pub mod operation_log;
pub mod overview;

use crate::accounts::Routes;

/// The routes of this wing.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = history::routes();
    routes.extend(demonstration::routes());
    routes.extend(operation_log::routes());
    routes
}
