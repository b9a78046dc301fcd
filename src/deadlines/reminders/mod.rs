//! Reminders (催办, `reminder`): the office reminds departments of one or many duties with one action, in the ledger
//! (系统提醒) or past it (电话、当面、书面), and it stands recorded who was told, when, by which way, by whom, and when it
//! was seen.
//!
//! - [`model`]: ways, and what may be reminded of today; pure
//! - `remind.rs`: the action: one notice a person and department, however many duties; its entry in the log
//! - `forms.rs`: the forms on `/2019/deadlines` and on a duty's page
//! - `list_page.rs` (`/2019/reminders`), `sheet_page.rs` (催办单, to be printed: all a department owes now)
//! - `store.rs`: what is read and written
//!
//! A notice of a reminder stands in its reader's digest of the next working day, as those of the sweep do.

mod forms;
mod list_page;
pub mod model;
mod remind;
mod sheet_page;
mod shown;
mod store;

pub(super) use forms::{RemindForm, ways};
pub use model::Way;
pub(super) use model::may_remind;
pub use remind::{Reminded, Wanted, remind};
pub(super) use shown::{Told, told};
pub(super) use store::{DutyReminder, list_of_duty};

use crate::accounts::Routes;

/// The routes of this feature.
pub(super) fn routes() -> Routes {
    let mut routes = forms::routes();
    routes.extend(list_page::routes());
    routes.extend(sheet_page::routes());
    routes
}
