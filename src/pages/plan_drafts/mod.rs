//! Drafts of plans (方案草稿, `plan_draft`): a document is read, every uncertain reading decided by a person, departments that the
//! ledger does not know matched or named as new; then it is issued (印发) and becomes a plan in force. Until then no other page
//! meets it.
//!
//! - [`content`]: all of a draft; pure. `from_document.rs`: a document as read becomes one; `hindrances.rs`: what
//!   stands in the way of issuing
//! - [`model`]: states and the one table of steps; `directory.rs`: which department each name means; pure
//! - `create.rs`: begun, from a document or from values; `new_page.rs` (`/plans/new`): upload and pasted text
//! - `review_page.rs` (`/plans/drafts/7`): document and reading side by side, with `shown.rs`, `shown_doubts.rs`, `walk.rs`;
//!   `typed.rs`: what is typed there
//! - `decide.rs`: a doubt or a department decided, or the decision taken back
//! - `task_form.rs` (`…/tasks/3`, `…/tasks/add`): a task changed, moved out and back, added; `task_typed.rs`: what is typed of
//!   it; `task_edits.rs`: pure
//! - `origins.rs` (`…/origins`): which task of the year before each goes on with
//! - `facts_form.rs` (`…/facts`): title, year, period, sections; `section_edits.rs`, `span.rs` (which days a year allows): pure
//! - `consult.rs`: 征求意见, 提交审议; `comments.rs`: what a department says, what the office answers; `consult_store.rs`: the SQL;
//!   `consulted_page.rs`: the same address for a department that was asked; `shown_comments.rs`
//! - `issue.rs`: 印发, 正本, 作废; `issue_preview.rs`: the duties it lays out, before; `to_plan.rs`: from a draft to the values
//!   of a plan; pure
//! - `superiors.rs`, `superior_documents.rs` (`…/superior-points`): 上级要点对照表 for the meeting, taken along when the draft is issued
//! - `store.rs`: the SQL
//!
//! Rules: nothing of a draft is stored elsewhere, and nobody is chased for it. What the reader was not certain of is never
//! settled by itself: a person decides it, by whom and when is kept, and it can be taken back until the draft is issued. Each
//! doubt, department and task counts its own changes; who comes second to one of them is told. The office writes; leaders read
//! from the first day on, a department from the day it is asked: the tasks, not the document, and no restricted task but its own.
//! Every comment is answered before the meeting. A document that is issued already needs neither consultation nor meeting
//! here; any other draft issued without them says why.

mod comments;
mod consult;
mod consult_store;
mod consulted_page;
pub mod content;
mod create;
mod decide;
mod directory;
mod facts_form;
mod from_document;
mod hindrances;
mod issue;
mod issue_preview;
pub mod model;
mod new_page;
mod origins;
mod review_page;
mod section_edits;
mod shown;
mod shown_comments;
mod shown_doubts;
mod span;
mod store;
mod superior_documents;
mod superiors;
mod task_edits;
mod task_form;
mod task_typed;
mod to_plan;
mod typed;
mod walk;

pub use consult_store::{Consulted, OnItsWay, WhichConsulted, list_consulted, list_on_their_way};
pub use create::create;
pub use store::{DraftLine, DraftRow, Source, list};
pub(in crate::pages) use superior_documents::form_page as superior_form;

use crate::accounts::{CurrentUser, Role, Routes};

/// Whether the person reads every draft, from the first day on.
#[must_use]
pub fn reads_all(user: &CurrentUser) -> bool {
    matches!(user.role, Role::Office | Role::Leader)
}

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = new_page::routes();
    routes.extend(review_page::routes());
    routes.extend(decide::routes());
    routes.extend(task_form::routes());
    routes.extend(facts_form::routes());
    routes.extend(origins::routes());
    routes.extend(consult::routes());
    routes.extend(comments::routes());
    routes.extend(superiors::routes());
    routes.extend(superior_documents::routes());
    routes.extend(issue::routes());
    routes
}
