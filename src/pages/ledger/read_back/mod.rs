//! 从 Excel 读回: a ledger that left as an Excel file and was edited in WPS or Excel comes back. Every difference is shown
//! before anything is done; what cannot be done that way is said, with the page where it can; nothing in the file is passed
//! over in silence.
//!
//! - `columns.rs`: which columns may be changed so, why others may not, how their texts are compared; pure
//! - `edited.rs`: the ledger in a file's sheets, with what it was when it left (an unseen sheet of every export); pure
//! - `compare.rs`: as it left, in the file, in the ledger now: change, conflict, to check, not allowed; pure
//! - `known.rs`: the names and days that may stand in a cell, and why others may not; pure
//! - `apply.rs`: what was ticked, through the functions of the task's own forms
//! - `store.rs`: what was read waits until it is applied or discarded
//! - `list_page.rs` (`/2019/ledger/read-back`): upload, and what waits; `review_page.rs` (`…/7`): the differences;
//!   `confirm.rs`: their effects, first shown by doing it and taking it back, then done in one transaction
//!
//! How a workbook from anywhere is read within bounds is in [`workbook`](crate::workbook).

mod apply;
mod columns;
mod compare;
mod confirm;
mod edited;
mod known;
mod list_page;
mod review_page;
mod store;

pub(super) use columns::note_of;
pub(super) use edited::mark;

use crate::accounts::Routes;

pub(super) fn routes() -> Routes {
    let mut routes = list_page::routes();
    routes.extend(review_page::routes());
    routes.extend(confirm::routes());
    routes
}
