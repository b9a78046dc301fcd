//! Reform tasks (改革任务, `task`): their states ([`model`]), who answers for them ([`responsibilities`]), and what the
//! office changes in them. Each change is checked against the version its author saw, and recorded.
//!
//! - [`edit`] 具体举措, 预期成果, 完成标准, 限定范围, 分管院领导, 工作联系人
//! - `conflict.rs` what the second of two editors sees

mod conflict;
pub mod edit;
pub(in crate::plan) mod fields;
pub mod model;
pub mod responsibilities;
pub mod store;

pub use model::TaskStatus;
pub use responsibilities::{AssignmentRole, TaskOwner, list_owners};
pub use store::{Task, get_task};

use crate::accounts::Routes;

/// The routes of tasks; the page of one is in `pages`.
#[must_use]
pub fn routes() -> Routes {
    edit::routes()
}
