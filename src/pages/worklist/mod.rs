//! The worklist (我的待办): what waits for its reader, and their notices.
//!
//! - `page.rs`: the page; `office.rs`, `contact.rs`, `leader.rs`: what it lists for whom
//! - `requests.rs`: 延期申请 and 办结申请: to examine, to decide, sent back
//! - `blind_spots.rs`: open blind spots, acceptances that lapse soon, for the office
//! - `circulars.rs`: 通报: to explain, to sign, on the office's hands
//! - `plan_drafts.rs`: 方案草稿: to be commented on, on the office's hands
//! - `findings.rs`, `instructions.rs`: what waits to be settled; a leader's own instructions
//! - `look_backs.rs`: open rounds of 回头看, and what of them is given to the reader
//! - `appraisal.rs`: 考核异议 to decide
//! - `waits.rs`: waiting tasks that nobody looked at again in a quarter, for the office
//! - `talks.rs`: 约谈, for 组长 and the named office persons, without a word of them
//! - `supervision_notices.rs`: 督办通知单: to approve, to sign for
//! - `notices.rs`: in-app notices by day, read one by one or all at once
//! - `items.rs`: what a list shows; `store/`: the statements, a fixed number for each role
//!
//! It covers every plan in force: in January last year's plan still waits for its check and summary.

mod appraisal;
mod blind_spots;
mod circulars;
mod contact;
mod findings;
mod instructions;
mod items;
mod leader;
mod look_backs;
mod notices;
mod office;
mod page;
mod plan_drafts;
mod requests;
mod store;
mod supervision_notices;
mod talks;
mod waits;

pub(in crate::pages) use items::spans;
pub(in crate::pages) use leader::{Matter, Where, list_to_decide};
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
