//! The worklist (我的待办): what waits for its reader, and their notices.
//!
//! - `page.rs`: the page; `office.rs`, `contact.rs`, `leader.rs`: what it lists for whom
//! - `requests.rs`: 延期申请 and 办结申请: to examine, to decide, sent back
//! - `findings.rs`, `instructions.rs`: what waits to be settled; a leader's own instructions
//! - `waits.rs`: waiting tasks that nobody looked at again in a quarter, for the office
//! - `notices.rs`: in-app notices by day, read one by one or all at once
//! - `items.rs`: what a list shows; `store/`: the statements, a fixed number for each role
//!
//! It covers every plan in force: in January last year's plan still waits for its check and summary.

mod contact;
mod findings;
mod instructions;
mod items;
mod leader;
mod notices;
mod office;
mod page;
mod requests;
mod store;
mod waits;

pub(in crate::pages) use items::spans;
pub use notices::mark_read;

use crate::accounts::{Access, Action, Route, Routes};
use crate::web::urls;

pub(super) fn routes() -> Routes {
    let access = Access::Needs(Action::ReadWorklist);
    vec![
        Route::get(urls::WORKLIST, access, page::show),
        Route::post(urls::NOTICES_READ, access, notices::read_all),
        Route::post("/notices/{id}/read", access, notices::read_one),
    ]
}
