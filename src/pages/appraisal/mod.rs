//! Appraisal (绩效考核): per department and half-year a suggested score (建议分) that explains itself, and 填报负担.
//!
//! - [`model`]: what a sheet is made of, how its score comes about; `items.rs`: from facts to points, all rules of what gives
//!   or costs one; [`rules`]: the weights with the rule each rests on, and what is never scored; all pure
//! - `read.rs`: a half-year as it stands: frozen as it was, else reckoned from the ledger of today, stored nowhere
//! - `facts_store.rs`, `store.rs`, `writes.rs`: the SQL
//! - `publish.rs` (公布核对), `object.rs`, `decide.rs`, `freeze.rs`, `false_reports.rs`, `settings_page.rs`: what is done; a half-year
//!   is frozen once it is over, its checks are closed, and the departments had their time to object and were answered
//! - pages: `list_page.rs` (`/2019/appraisal`), `sheet_page.rs` (`…/2019-H1/3`), `objection_page.rs`, `file.rs` (Excel)
//! - `burden`: what the office asked of each department (填报负担)
//!
//! The office, leaders and 考核办 read all sheets, a department's people their own. The points are suggestions to 考核办; the
//! sheets stand in the plan's order, never by score. What is frozen never changes.

mod burden;
mod decide;
mod facts_store;
mod false_reports;
mod file;
mod freeze;
mod items;
mod list_page;
pub mod model;
mod names;
mod object;
mod objection_page;
mod publish;
mod read;
pub mod rules;
mod settings_page;
mod sheet_page;
mod store;
mod writes;

pub use decide::decide;
pub(super) use decide::{decides, waits_for};
pub use false_reports::find_false;
pub(in crate::pages) use file::list_archived_appraisals;
pub use freeze::freeze;
pub use object::object;
pub use publish::publish;
pub use settings_page::set_rules;
pub use store::{ObjectionRow, get_objection};
pub(super) use store::{Which, list_objections};
pub use writes::Decided;
pub(super) use writes::take_rules_along;

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = list_page::routes();
    routes.extend(settings_page::routes());
    routes.extend(file::routes());
    routes.extend(burden::routes());
    routes.extend(false_reports::routes());
    routes.extend(objection_page::routes());
    routes.extend(publish::routes());
    routes.extend(freeze::routes());
    routes.extend(sheet_page::routes());
    routes.extend(object::routes());
    routes
}
