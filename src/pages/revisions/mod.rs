//! 补充通知: a document that revises the plan in force, a supplement about some tasks or the whole plan issued anew. It is read,
//! and every difference from the ledger shown before anything is done.
//!
//! - `content.rs`: what was read; `model.rs`: the plan as it stands, and a difference from it; `matching.rs`: which task of the plan each
//!   of its tasks is; `compare.rs`, `parts.rs` (who answers): what it would change; all pure
//! - `reviewed.rs`: both beside each other, as the ledger stands; `store.rs`: the SQL
//! - `list_page.rs` (`/2019/revisions`): upload or paste, and what waits; `review_page.rs` (`…/7`): the differences
//! - `match_form.rs`: which task each is, where that is not certain
//! - `apply.rs`: what was ticked, through the functions of the task's own forms; `confirm.rs`: its effects, first shown by doing it and
//!   taking it back, then done in one transaction
//!
//! Rules: what the ledger decided since the document is kept where the revision only repeats the document, and is a conflict where it
//! says something else. No lead is taken away where the revision marks none. A task it does not name stays as it is; one that a whole
//! plan issued anew lacks is ended only where a person says so. What of it is not compared (work points, leaders' names, paragraphs no rule
//! took) is said. Every change rests on the document by its title and number (调整, `domain.md` 4: with source).

mod apply;
mod compare;
mod confirm;
mod content;
mod list_page;
mod match_form;
mod matching;
mod model;
mod parts;
mod review_page;
mod reviewed;
mod store;

use crate::accounts::Routes;

pub(super) fn routes() -> Routes {
    let mut routes = list_page::routes();
    routes.extend(review_page::routes());
    routes.extend(match_form::routes());
    routes.extend(confirm::routes());
    routes
}
