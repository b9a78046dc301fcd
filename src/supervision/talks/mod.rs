//! Talks (约谈, `accountability_talk`): with a department, about a task. Proposed by a person, never by the program;
//! decided by 组长; recorded once held with date, those present, matter and follow-up, and no more: no score, no rating.
//!
//! - [`model`]: states and the one table of steps; pure
//! - `readers.rs`: who reads talks at all, and the office persons 组长 names (`talk_reader`); which talks a reader sees
//!   stands in the statement of `store.rs`
//! - `propose.rs`, `settle.rs`: what is done; `log.rs`: what of it the operation log says
//! - pages: `list_page.rs` (`/2019/talks`, with 组长's list of named persons, handled in `naming.rs`), `add_page.rs`,
//!   `talk_page.rs` (`/2019/talks/2`; to a leader concerned `/2019/talks/3f9c…`, without a number that would betray others), whose forms are handled in `step_forms.rs`
//! - `store.rs`: what is read; `writes.rs`: what is written
//!
//! A talk is read by 组长, the leader in charge of its task, who stands in for them that day, the leader who proposed it
//! and the named office persons. Nobody else learns a word of it, the audit administrator neither: no page but these,
//! no history, no export, no notice and no entry of the log names its task, its department or its words.

mod add_page;
mod list_page;
mod log;
pub mod model;
mod naming;
mod propose;
mod readers;
mod settle;
mod step_forms;
mod store;
mod talk_page;
mod writes;

pub use model::{Step, TalkStatus};
pub use propose::propose;
pub use readers::name_reader;
pub use settle::{decide, hold, withdraw};
pub use store::{TalkReader, TalkRow, get_talk, list_talks};
pub use writes::{Held, NewTalk, Ruling};

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = list_page::routes();
    routes.extend(naming::routes());
    routes.extend(add_page::routes());
    routes.extend(talk_page::routes());
    routes.extend(step_forms::routes());
    routes
}
