//! Deadlines (时限): one table of every dated duty of whatever kind, and one sweep over it.
//!
//! What is overdue is computed from dates when it is read; the sweep records events and sends notices.
//! This wing knows nothing of what a report or a finding is: those above it set, move, meet and waive
//! their duties here, in their own transaction.
//!
//! - [`model`] kinds, levels and duties as values
//! - [`periods`] months, quarters and half-years, and which of them are owed
//! - [`rules`] the plan's numbers, all settings
//! - [`due_dates`] when each kind is due, with how the date came about
//! - [`changes`] what a pause, a completion or a new department does to duties, pure; [`of_task`] does it
//! - [`escalation`] which level falls on which day, and whom it tells, pure; [`sweep`] does it
//! - [`by_office`] what the office does by hand: hold a duty, decide proposals
//! - `to_leader.rs` what goes to the leader in charge, by the office or by the sweep; `notices.rs` writes notices
//! - `calendar_revision` what a notice of days off does to open deadlines: previewed, then done
//! - `list_page.rs`, `duty_page.rs` what is due and overdue, and how each date came about
//! - [`reminders`] 催办: the office reminds departments, and when it was seen
//! - [`of_department`] what a department owes for the whole plan, and what its successor takes over

pub mod by_office;
mod calendar_revision;
pub mod changes;
pub mod due_dates;
mod duties_of_task;
mod duty_page;
mod duty_store;
pub mod escalation;
mod list_page;
pub mod model;
mod notices;
pub mod of_department;
pub mod of_task;
mod page_store;
pub mod periods;
pub mod reminders;
pub mod rules;
mod shown;
mod store;
pub mod sweep;
mod to_leader;

pub use duties_of_task::{
    DutyChange, DutyOfTask, compare, list_duties_beside, list_duties_of_task, pass_overdue,
};
pub use model::{DeadlineKind, Level};
pub use periods::Period;
pub(crate) use rules::rules_of_row;
pub use rules::{PlanRules, find_rules_of_year, get_rules};
pub use store::{
    DutyCount, DutyKey, NewDuty, count_of_plan, date_judged_by, keep_lateness, lay_out, mark_set_by_superior,
    meet, move_to, owe_again, unmeet, waive_one,
};

use crate::accounts::Routes;

/// The routes of this wing.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = list_page::routes();
    routes.extend(duty_page::routes());
    routes.extend(calendar_revision::routes());
    routes.extend(reminders::routes());
    routes
}
