//! Tasks that wait (待上级 `superior_wait`, 暂缓): since when, why, by whose decision, and whether they were looked at again
//! each quarter. What is listed here is passed up to the superior.
//!
//! - [`model`]: which quarters a wait is to be looked at again, pure
//! - `list_page.rs` (`/2019/waits`): all that wait; `review_page.rs` (`/2019/waits/10`): the office looks at one again
//! - `store.rs`: the SQL
//!
//! How a task comes to wait and is worked on again is a step of the task (`plan/tasks/steps`).

mod list_page;
pub mod model;
mod review_page;
mod store;

pub use store::{Review, Wait, list_waits};

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = list_page::routes();
    routes.extend(review_page::routes());
    routes
}
