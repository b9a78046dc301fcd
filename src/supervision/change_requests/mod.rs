//! Extensions (延期申请, `change_request`): a department asks for a later date of a milestone or of a task's completion;
//! the leader in charge decides, or the office records the leader's decision from paper (代录).
//!
//! - [`model`]: states, who takes which step, which date may be asked for; pure
//! - `ask.rs`, `ask_page.rs` (`/2019/tasks/6/extension`): asking, with what moves along shown first
//! - `decide.rs`, `decision_form.rs`, `request_page.rs` (`/2019/extensions/3`): granting, refusing, withdrawing
//! - `list_page.rs` (`/2019/extensions`): all of a year; `preview.rs`: what a later date moves
//! - `store.rs`: the SQL
//!
//! Rules (domain 5, Extension): the original date is never lost; asked on or after the date it is marked 逾期后申请 and
//! on time is still judged by the date that was missed; never beyond the plan's end, a milestone never beyond its task's
//! completion; a date a superior set is not extended here. With no leader in charge a request waits. Reasons are for
//! those concerned. How often a duty was extended, and for how many days, is counted from granted requests.

mod ask;
mod ask_page;
mod decide;
mod decision_form;
mod list_page;
pub mod model;
mod preview;
mod request_page;
mod store;

pub use ask::ask;
pub use decide::{Decision, Ruling, decide};
pub use model::RequestState;
pub use store::{Filter, NewRequest, RequestRow, list_extendable, list_requests};

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = ask_page::routes();
    routes.extend(list_page::routes());
    routes.extend(request_page::routes());
    routes
}
