//! 上级要点对照表 (`/2019/superior-points`): what the Supreme, the provincial and the intermediate court and the party committees
//! ask for, as further sources of work points: typed or pasted, one statement a line. Each goes to tasks of the plan or is
//! 不涉及 with a reason, through [`work_points`](super::work_points) as the plan's own do; one with neither is a 任务盲区.
//!
//! - [`model`]: levels of superiors, and how pasted text becomes statements; pure
//! - `document_form.rs`: what is typed of a document; `enter.rs`, `store.rs`: what is done, and the SQL
//! - pages: `table_page.rs`, printed for the meeting that approves the plan, and `form_page.rs`; `actions.rs`
//!
//! All read it; who is not concerned with a restricted task is not told that it carries a point. The office keeps it.

mod actions;
mod document_form;
mod enter;
mod form_page;
pub mod model;
mod store;
mod table_page;

pub(crate) use document_form::DocumentForm;
pub use enter::enter;
pub(crate) use form_page::page as form_page_with;
pub use model::Level;
pub use store::{NewDocument, SuperiorPoint, list_points};

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = table_page::routes();
    routes.extend(form_page::routes());
    routes.extend(actions::routes());
    routes
}
