//! Reform tasks (改革任务, `task`): their states ([`model`]), who answers for them ([`responsibilities`]), and what the
//! office changes in them. Each change is checked against the version its author saw, and recorded.
//!
//! - [`edit`] 具体举措, 预期成果, 完成标准, 限定范围, 分管院领导, 工作联系人
//! - [`in_charge`] leader and contact, dated; `handing_over` what passes with a change, shown before it is confirmed
//! - [`change_responsibilities`], `responsibilities_form.rs` who answers, dated
//! - [`bulk`] leader, completion date or state of many tasks at once
//! - [`steps`] the steps of a task that the office takes; `start.rs` the one it takes by itself
//! - [`adjust`] text and completion date, with source; [`add`] a task mid-year
//! - `numbers.rs` tasks named by their numbers in one field
//! - `conflict.rs` what the second of two editors sees

pub mod add;
pub mod adjust;
pub mod bulk;
pub mod change_responsibilities;
pub(in crate::plan) mod conflict;
pub mod edit;
pub(crate) mod fields;
pub(in crate::plan) mod handing_over;
pub mod in_charge;
pub mod model;
pub(crate) mod numbers;
pub mod responsibilities;
mod responsibilities_form;
pub mod responsibility_store;
mod start;
pub mod steps;
pub mod store;

pub use model::TaskStatus;
pub use responsibilities::{AssignmentRole, TaskOwner, list_concerned, list_owners};
pub use start::start;
pub use store::{Task, get_task};

use crate::accounts::Routes;

/// The routes of tasks; the page of one is in `pages`.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = edit::routes();
    routes.extend(adjust::routes());
    routes.extend(add::routes());
    routes.extend(responsibilities_form::routes());
    routes.extend(steps::routes());
    routes.extend(bulk::routes());
    routes
}
