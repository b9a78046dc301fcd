//! Reform tasks (改革任务): their states and who may change them. The rules live in [`model`].

pub mod model;

pub use model::TaskStatus;
