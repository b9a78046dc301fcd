//! Reform tasks (改革任务, `task`): their states ([`model`]), who answers for them ([`responsibilities`]), and what the
//! office changes in them.

pub mod model;
pub mod responsibilities;

pub use model::TaskStatus;
pub use responsibilities::{AssignmentRole, TaskOwner, list_owners};
