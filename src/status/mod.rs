//! Lights (亮灯), 序时进度 and marks: pure, over values handed in, computed whenever a page is read.
//!
//! - [`lights`] the five lights in their order, each with a sentence that says why (亮灯说明)
//! - [`schedule`] 序时进度: where a task should stand today
//! - [`marks`] 未报 N 天 and 待完善, beside the light
//!
//! Thresholds are settings of the plan ([`crate::deadlines::PlanRules`]).

pub mod lights;
pub mod marks;
pub mod schedule;

pub use lights::{
    Light, LightShown, Pressing, TaskDuty, TaskFacts, light_for_all, light_of, pressing, unreported_months,
};
pub use marks::{
    COMPLETION_WAITS, CONTACT_LEFT, EXTENSION_WAITS, LEADER_LEFT, Mark, Responsibility, mark_of_extensions,
    marks_of,
};
pub use schedule::{PlannedStep, scheduled_share};
