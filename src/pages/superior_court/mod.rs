//! What the office passes up to the superior court (`/2019/superior-court`): difficulties, as numbered items of feedback
//! (向上级反映问题), and reform information, as bulletins (改革信息, `/2019/bulletins`). Both are papers written from what accepted
//! reports and waiting tasks say, sent, and settled by what comes back; [`Kind`] says in what they differ.
//!
//! - `kind.rs`, [`model`]: the two kinds, their states and the one table of steps; pure
//! - `draft.rs`: from what was gathered to a first text; pure. `gathering.rs` reads what there is to gather
//! - `begin.rs`, `edit.rs`, `steps.rs`: what is done; `store.rs`, `writes.rs`: the SQL; `telling.rs`: who is told
//! - pages: `list_page.rs`, `gather_page.rs`, `edit_page.rs`, `paper_page.rs` with the forms of `step_forms.rs`; `word.rs`
//!
//! Who reads: drafts are for the office and leaders. Feedback that was sent is for those concerned with a task of it, its text
//! for those concerned with all of them, as difficulties are. A bulletin that was submitted is for all, unless a task of it
//! is restricted; a paper about a restricted task is about no other. Bulletins are counted, never scored.

mod begin;
mod draft;
mod edit;
mod edit_page;
mod gather_page;
mod gathering;
mod kind;
mod list_page;
pub mod model;
mod paper_page;
mod step_forms;
mod steps;
mod store;
mod telling;
mod word;
mod writes;

pub use begin::{NewPaper, begin};
pub use gathering::gather_of;
pub use kind::Kind;
pub use model::{PaperStatus, Step};
pub(crate) use steps::settle;
pub use steps::{Sending, Settlement, send};
pub use store::{PaperRow, Passed, Which, get_paper, list_papers, list_passed_up};
pub(in crate::pages) use word::list_archived_papers;
pub use writes::Gathered;

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = list_page::routes();
    routes.extend(gather_page::routes());
    routes.extend(edit::routes());
    routes.extend(paper_page::routes());
    routes.extend(step_forms::routes());
    routes.extend(word::routes());
    routes
}
