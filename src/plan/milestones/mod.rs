//! Milestones (节点, `milestone`) and planning backwards (倒排工期): a task's steps, laid out from its end on working days.
//!
//! - [`scheduler`] where each step falls and what moves with it, pure
//! - [`model`] a milestone with its dates, and what a timeline must be
//! - [`lay_out`](lay_out()) a task's timeline comes to stand; [`move_milestone`], [`withdraw`] it changes, with a reason
//! - [`meet_milestone`] done, with what shows it
//! - `patterns` 节点模板; `rows.rs` the steps of a form; `planning` one task planned, `bulk` many at once
//! - `proposals` what a lead department plans, for the office to confirm
//!
//! A milestone's date is its duty's (`deadline`, kind `milestone`), once. A later date is an extension and is not set
//! here once the task has reported.

mod bulk;
mod change;
mod lay_out;
mod meet;
pub mod model;
mod patterns;
mod planning;
mod proposals;
mod rows;
pub mod scheduler;
mod store;

pub use change::{Moved, apply_move, move_milestone, moved_with, set_dates, withdraw};
pub use lay_out::{NewTimeline, lay_out};
pub use meet::{meet_milestone, take_back};
pub use model::{Done, Milestone, NewMilestone};
pub use proposals::list_lead_departments;
pub use store::{get_milestone, list_milestones};

use crate::accounts::Routes;

/// The routes of planning; those of one milestone are beside it.
#[must_use]
pub(super) fn routes() -> Routes {
    let mut routes = planning::routes();
    routes.extend(patterns::routes());
    routes.extend(bulk::routes());
    routes
}
