//! What moved (变化, `/2019/changes`): the plan beside one of its baselines, or two baselines beside each other: dates,
//! shares, lights, states, responsibilities and milestones, in sentences and as a table.
//!
//! - `sides.rs`: which two days an address compares; pure
//! - `comparison.rs`: what differs between two pictures of a plan; pure
//! - `words.rs`: a difference as a sentence and as cells; pure
//! - `selection.rs`: which of the changes a view shows, as it stands in the address; pure
//! - `page.rs`: the page
//!
//! Of restricted tasks (限定范围) only those that are open to the reader today are compared; the others are in no count. What is
//! kept and when is decided in [`baselines`](super::baselines).

mod comparison;
mod page;
mod selection;
mod sides;
mod words;

use crate::accounts::{Access, Action, Route, Routes};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/changes", Access::Needs(Action::ReadLedger), page::show)]
}
