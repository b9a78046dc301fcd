//! Change requests (`change_request`): a department asks, the leader in charge decides, or the office records the leader's
//! decision from paper (代录). Two kinds: 延期申请, for a later date of a milestone or of a task's completion; 办结申请, for
//! the completion itself.
//!
//! - [`model`]: kinds, states, who takes which step, which date may be asked for; pure
//! - `ask.rs`, `ask_page.rs` (`/2019/tasks/6/extension`, `/2019/instructions/3/extension`): asking for an extension, with what moves along shown first
//! - `request_page.rs` (`/2019/extensions/3`): an extension, decided or withdrawn; `preview.rs`: what a later date moves
//! - [`completion`]: asking for a completion, examining it against 完成标准, what its decision does. Its pages take files
//!   and stand in `supervision::completions`
//! - `decide.rs`, `decision_form.rs`: deciding, of both kinds; `list_page.rs` (`/2019/extensions`, `/2019/completions`)
//! - `store.rs`, `extendable_store.rs`, `completion_store.rs`, `decider_store.rs`: the SQL
//!
//! Rules (domain 5, Extension): the original date is never lost; asked on or after the date it is marked 逾期后申请 and
//! on time is still judged by the date that was missed; never beyond the plan's end, a milestone never beyond its task's
//! completion; a date a superior set is not extended here. With no leader in charge a request waits; of an instruction on no
//! task the leader whose it is decides, of a meeting's 组长 (`duty_leaders` in `migrations/`). Reasons are for
//! those concerned. How often a duty was extended, and for how many days, is counted from granted requests.
//! (Domain 4): a completion is asked by the department, examined by the office, decided by the leader; returned by either
//! with a reason the task goes on. Nobody examines or decides what they asked for.

mod ask;
mod ask_page;
pub mod completion;
mod completion_store;
mod decide;
mod decider_store;
mod decision_form;
mod extendable_store;
mod list_page;
pub mod model;
mod preview;
mod request_page;
mod store;

pub use ask::ask;
pub(crate) use ask::read_asker;
pub use completion_store::{
    Document, SentBack, Verdict, find_latest_completion, has_another_office, list_documents, list_sent_back,
    list_verdicts,
};
pub use decide::{Decision, Ruling, decide, who_decides};
pub use decider_store::{list_deciders, list_possible_deciders};
pub(crate) use decision_form::leader_choices;
pub use decision_form::{Deciders, DecisionForm, recorded};
pub use extendable_store::list_extendable;
pub use model::{RequestKind, RequestState};
pub use store::{Filter, NewRequest, RequestRow, get_request, list_requests};

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = ask_page::routes();
    routes.extend(list_page::routes());
    routes.extend(request_page::routes());
    routes
}
