//! Circulars (通报, `circular`) of a closed quarterly check or of a month: drafted from the ledger by the office, explained by the
//! departments they name, signed by a leader, then open to all.
//!
//! - [`model`]: states and the one table of steps, how it is called; pure
//! - `draft.rs`: from facts to text and passages; pure. `facts.rs`, `facts_store.rs`: the facts
//! - `begin.rs`, `edit.rs`: drafted, written on; `steps.rs`: 征求说明, 收回修改, 送签, 撤销; `explain.rs`: a department explains;
//!   `sign.rs`: 签发 and 退回; `store.rs`, `writes.rs`: the SQL
//! - pages: `list_page.rs` (`/2019/circulars`), `circular_page.rs` (`/2019/circulars/2019-06`, `…/2019-Q2`) with `shown.rs`,
//!   `edit_page.rs` (`…/edit`); `word.rs` (`…/docx`): the Word document
//!
//! Rules: it names departments, never persons, leaders or 院党组, and of a restricted task its number only. Before a leader has
//! signed it the office and leaders read it; a department it names reads its own passage while it may explain that. It is
//! submitted when each department has explained the very words that stand there, or had its time; until then a draft is put to
//! those who did neither. What one explained of words changed since stays, is offered to it again, and is released as 对原情况的
//! 说明 where it says nothing new. Nobody records the signature for what they submitted themselves, where the office has another
//! account. Once released it never changes; it is withdrawn with a reason, its number kept, and the next one for the same period is a version of its own. What begins needs
//! a plan that is not frozen; what began is carried to its end.

mod begin;
mod circular_page;
mod draft;
mod edit;
mod edit_page;
mod explain;
mod facts;
mod facts_store;
mod list_page;
pub mod model;
mod shown;
mod sign;
mod steps;
mod store;
mod word;
mod writes;

pub use begin::begin;
pub use explain::explain;
pub use model::CircularStatus;
pub(crate) use sign::release;
pub use steps::{ask, submit};
pub use store::{CircularRow, PassageRow, lock_current, passages_of};
pub(in crate::pages) use store::{Which, list_circulars, list_passages};
pub(in crate::pages) use word::list_archived_circulars;

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = list_page::routes();
    routes.extend(circular_page::routes());
    routes.extend(begin::routes());
    routes.extend(edit::routes());
    routes.extend(steps::routes());
    routes.extend(explain::routes());
    routes.extend(sign::routes());
    routes.extend(word::routes());
    routes
}
