//! Notices of supervision (督办通知单, `supervision_notice`): the office calls a department to account for one open duty, in
//! writing, numbered, in three degrees; the department signs for it, answers, and it ends with its finding.
//!
//! - [`model`]: degrees, states, the one table of steps; pure. Rules are changed there and in `degree.rs`
//! - `degree.rs`: which degree the facts of a day give, as the lights do; pure
//! - `subject.rs`: the duty a notice is about with those facts, and whether it can have one
//! - `issue.rs`: drafted or issued by the office; `decide.rs`: approved or refused by a leader, where the plan's rules say
//!   so; `take_back.rs`: a draft taken back by the office; `acknowledge.rs`: signed for by the department; `ended.rs`: who is
//!   told that it ended with its finding
//! - pages: `list_page.rs` (`/2019/supervision-notices`, with `filter.rs`), `add_page.rs`, `notice_page.rs`
//!   (`/2019/supervision-notices/3`, with `shown.rs`), its forms `decide_form.rs` and `acknowledge_form.rs`, the sheet to
//!   be printed `print_page.rs`, the same as a Word file `word.rs`
//! - `store.rs`: what is read; `writes.rs`: what is written
//!
//! How it goes on after the issue is its finding's: what was answered, returned, closed or withdrawn is read there and
//! stored here nowhere. A notice about a rectification shares that one's finding; any other opens one.
//!
//! Read by office, leaders, the task's departments and the one it is sent to; a draft by office and leaders only.

mod acknowledge;
mod acknowledge_form;
mod add_page;
mod decide;
mod decide_form;
mod degree;
mod ended;
mod filter;
mod issue;
mod list_page;
pub mod model;
mod notice_page;
mod print_page;
mod shown;
mod store;
mod subject;
mod take_back;
mod word;
mod writes;

pub use acknowledge::acknowledge;
pub use decide::{approve, refuse};
pub use ended::tell_approvers;
pub use issue::{Wording, write};
pub use model::{Degree, NoticeState};
pub use store::{NoticeRow, Which, get_notice, list_notices};
pub use subject::{Subject, find_subject};
pub use take_back::take_back;
pub(crate) use word::{ArchivedNotice, list_archived_notices};

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = list_page::routes();
    routes.extend(add_page::routes());
    routes.extend(notice_page::routes());
    routes.extend(decide_form::routes());
    routes.extend(take_back::routes());
    routes.extend(acknowledge_form::routes());
    routes.extend(print_page::routes());
    routes.extend(word::routes());
    routes
}
