//! 签收 (`acknowledgement`): every unit department named in the plan's responsibilities acknowledges the plan, once for
//! the whole of it.
//!
//! - `store.rs`: who must, who has, and the writing of it, which meets the department's duty
//! - `list_page.rs` (`/2019/acknowledgements`): who has and who has not, with the office's form
//! - `acknowledge.rs`: its target
//!
//! Rules: the department's own people acknowledge; the office records it for others (代录) with whose it was and the
//! day, which then counts. Whoever took over a merged or renamed department need not do it again.

mod acknowledge;
mod list_page;
mod store;

pub use store::{Acknowledgement, acknowledge, list_acknowledgements};

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = list_page::routes();
    routes.extend(acknowledge::routes());
    routes
}
