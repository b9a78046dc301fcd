//! The year's plan (年度方案, `plan`): one year's work points and division plan, the tasks in it, who answers for them.
//!
//! - [`document_reader`]: from the text of a notice to values and doubts, pure
//! - [`import`]: storing what was read, once
//! - [`activation`]: laying out the year's duties when the plan comes into force
//! - [`sections`] sections and their short titles; [`work_points`] which tasks carry what; [`doubts`] what the reader left open
//! - `plan_page.rs` the plan with all of these; `plan_actions.rs` what the office does there; `rules_form.rs` its rules
//! - `work_point_matrix/`: 要点任务对应, many points and tasks at once, with proposals by likeness
//! - [`superior_points`]: 上级要点对照表, what superiors ask for and the tasks that carry it
//! - [`acknowledgement`]: 签收 by each department; [`appointment`]: its people named; [`succession`]: it is merged or renamed
//! - [`milestones`]: 节点, each task's steps planned backwards (倒排工期), their patterns, and what shows that they are done
//! - [`tasks`]: tasks, their states, their responsibilities, and what the office changes in them

pub mod acknowledgement;
pub mod activation;
pub mod appointment;
pub mod carried_over;
pub mod document_reader;
pub mod doubts;
pub mod import;
pub mod milestones;
mod plan_actions;
mod plan_page;
mod rules_form;
pub mod sections;
mod store;
pub mod succession;
pub mod superior_points;
pub mod tasks;
pub(crate) mod work_point_matrix;
pub mod work_points;

pub use store::{Plan, PlanStatus, find_plan, get_plan, get_plan_with_rules, list_plans};

use crate::accounts::Routes;

/// The routes of this wing.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = tasks::routes();
    routes.extend(milestones::routes());
    routes.extend(acknowledgement::routes());
    routes.extend(appointment::routes());
    routes.extend(succession::routes());
    routes.extend(plan_page::routes());
    routes.extend(plan_actions::routes());
    routes.extend(rules_form::routes());
    routes.extend(work_point_matrix::routes());
    routes.extend(superior_points::routes());
    routes
}
