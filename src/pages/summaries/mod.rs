//! Half-year and year summaries (半年总结、年度总结, `summary`): drafted from the ledger, written on by the office, frozen.
//!
//! - [`model`]: states and the one table of steps, what a text is made of; pure
//! - [`draft`]: from facts to text with the records each sentence rests on; pure. `facts_store.rs` reads the facts
//! - `begin.rs`, `edit.rs`, `steps.rs`, `original.rs`: what is done; `store.rs`, `writes.rs`: the SQL
//! - [`parts`]: what departments write for it first, where the office asks for it
//! - `archived.rs`: frozen versions with their originals, for the year's archive
//! - pages: `list_page.rs` (`/2019/summaries`), `summary_page.rs` (`/2019/summaries/2019-H1`), `edit_page.rs` (`…/edit`);
//!   `word.rs` (`…/docx`): the Word document; what it is written with: `pages/drafting`
//!
//! Drafts and what is sent for review are read by the office and leaders, what is frozen by all. A frozen version never
//! changes: a correction is the next version, beginning with its text. The second half's summary is about the whole year.
//! The office's duty is met when the first version is frozen.

mod archived;
mod begin;
pub mod draft;
mod edit;
mod edit_page;
mod facts_store;
mod list_page;
pub mod model;
mod original;
pub mod parts;
mod steps;
mod store;
mod summary_page;
mod word;
mod writes;

pub(in crate::pages) use archived::{ArchivedSummary, list_archived};
pub use begin::begin;
pub use draft::ReportCounts;
pub use edit::{Wording, save};
pub(in crate::pages) use facts_store::count_reports_of_year;
pub use model::{Step, SummaryStatus};
pub(crate) use original::put_beside;
pub use steps::{freeze, send};
pub use store::{SummaryRow, list_summaries};
pub use word::newest_word;
pub use writes::NewOriginal;

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = list_page::routes();
    routes.extend(summary_page::routes());
    routes.extend(begin::routes());
    routes.extend(edit::routes());
    routes.extend(steps::routes());
    routes.extend(original::routes());
    routes.extend(parts::routes());
    routes.extend(word::routes());
    routes
}
