//! 部门供稿 (`summary_part`): where the office asks for it, a department writes what stands in a summary about the tasks it
//! files for, and what stands in its way; the office takes it over into its draft.
//!
//! - [`model`]: states and the one table of steps, the draft of a part; pure
//! - `ask.rs`: the office asks, gives up asking; `write.rs`: the department saves and hands in, the office returns
//! - `section.rs`: the parts on the summary's page; `take.rs`: into the office's draft
//! - `part_page.rs` (`/2019/summaries/2019-H1/parts/3`), `writes.rs`, `store.rs`: the page and the SQL
//!
//! A part is asked for and written while the summary is a draft. The date is a request (请于…前供稿), no duty of the ledger. It is
//! read by its department, the office and leaders; restricted tasks are not asked about, for a summary is read by all.

mod ask;
pub(super) mod model;
mod part_page;
pub(super) mod section;
pub(super) mod store;
pub(super) mod take;
mod write;
mod writes;

pub use ask::{Asking, ask};
pub use model::PartStatus;
pub use store::{AskedPart, Filer, list_asked_parts, list_filers};

use crate::accounts::{Access, Action, Route, Routes};

pub(super) use ask::AskForm;

pub(super) fn routes() -> Routes {
    let (keeps, writes) = (Access::Needs(Action::KeepSummaries), Access::Needs(Action::WriteSummaryPart));
    vec![
        Route::post("/{year}/summaries/{half}/parts", keeps, ask::submit),
        Route::get(
            "/{year}/summaries/{half}/parts/{id}",
            Access::Needs(Action::ReadSummaries),
            part_page::show,
        ),
        Route::post("/{year}/summaries/{half}/parts/{id}", writes, write::submit),
        Route::post("/{year}/summaries/{half}/parts/{id}/draft", writes, write::autosave),
        Route::post("/{year}/summaries/{half}/parts/{id}/return", keeps, write::give_back),
        Route::post("/{year}/summaries/{half}/parts/{id}/withdraw", keeps, ask::withdraw),
    ]
}
