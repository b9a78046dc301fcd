//! Look-backs (回头看, `look_back`): whether what was completed (已办结) or closed (已销号) has lasted. A round goes over a
//! sample of this year's tasks and findings and of last year's; each is found kept (成果保持) or is reopened (重新挂账).
//!
//! - [`model`]: the results, the one table of what may be decided when, how something is reopened; pure
//! - `open.rs` with `open_page.rs` (`/2019/look-backs/add`): a round is opened over a sample that people tick
//! - `list_page.rs` (`/2019/look-backs`): the rounds, and what was reopened by department; `round.rs`, `round_page.rs`
//!   (`/2019/look-backs/1`): a round as a person may read it, who looks at what; `close.rs`: it ends
//! - `desk_page.rs` (`…/items/3`), `desk_form.rs`, `desk.rs`: one item, what is typed, and what becomes of it;
//!   `decide.rs`: kept or reopened
//! - `store.rs`: what is read; `writes.rs`: what is written
//!
//! Rules: any number of rounds, at any time, of a plan that is not frozen; an item stands in at most one open round.
//! What is reopened gets a finding in the same transaction, and a task of this year's plan goes on with it (`Move::Reopen`):
//! when a leader approves the finding, where the plan's rules want that; refused, the item is decided anew;
//! nothing of last year's plan is changed: the finding is carried by a task of this year. Office and leaders read all,
//! a department its own once the round is closed. Nothing of a closed round is changed.

mod close;
mod decide;
mod desk;
mod desk_form;
mod desk_page;
mod list_page;
pub mod model;
mod open;
mod open_page;
mod round;
mod round_page;
mod store;
mod writes;

pub use close::close;
pub use decide::{keep, reopen};
pub use desk::hold;
pub use model::{LookBackResult, Way};
pub use open::open;
pub use round::RoundOf;
pub use store::{Candidate, Item, Round, Rounds, list_candidates, list_items_of_task, list_rounds};
pub use writes::NewRound;

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = list_page::routes();
    routes.extend(open_page::routes());
    routes.extend(round_page::routes());
    routes.extend(desk::routes());
    routes.extend(close::routes());
    routes
}
