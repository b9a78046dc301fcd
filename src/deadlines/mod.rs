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
//! - [`changes`] what a return, a pause, a completion or a new department does to duties
//! - [`escalation`] which level falls on which day, and whom it tells

pub mod changes;
pub mod due_dates;
pub mod escalation;
pub mod model;
pub mod periods;
pub mod rules;
mod store;

pub use model::{DeadlineKind, Level};
pub use periods::Period;
pub use rules::PlanRules;
pub use store::{DutyKey, NewDuty, lay_out, meet, owe_again};
