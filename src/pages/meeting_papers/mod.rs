//! Papers for a meeting of the leading group (领导小组会议材料): composed from the ledger as it stands, of the parts the office
//! ticks, with the table of all tasks on landscape pages. Nothing of it is stored but that it was taken.
//!
//! - `parts.rs`: the parts and what stands in them; pure
//! - `papers_page.rs` (`/2019/meeting-papers`): the ticks, and what comes of them; `word.rs` (`…/docx`): the Word document
//!
//! It is for those who sit there, leaders and the office: restricted tasks stand in it whole, and are marked.

mod papers_page;
mod parts;
mod word;

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = papers_page::routes();
    routes.extend(word::routes());
    routes
}
