//! Findings (问题清单, `finding`): what was found wrong with a task, asked of one of its departments by a day, answered
//! with measures and evidence, and held until the office closes it (销号).
//!
//! - [`model`]: sources, states, the one table of steps, what stands out; pure. Nobody closes what their own department
//!   answered, nor what they recorded for it: `may_confirm.rs` of this wing; pure. Rules are changed in these two.
//! - `fields.rs`, `finding_form.rs`: what every form that enters a finding asks for
//! - `open.rs`, `answer.rs`, `settle.rs`: what is done to a finding; each answer is a version (`finding_answer`);
//!   `approve.rs`: one that waits for a leader, where the plan's rules want it; `reopen.rs`: a completed task goes on with it
//! - `duties.rs`: its deadline (kind rectification)
//! - pages: `list_page.rs` (`/2019/findings`, with `filter.rs`), `add_page.rs`, `finding_page.rs` (`/2019/findings/3`,
//!   with `road.rs`), whose forms are handled in `step_forms.rs`, `settle_forms.rs` and `approval_form.rs`
//! - `store.rs`: what is read; `writes.rs`: what is written; `approval_store.rs`: both, of those that wait
//!
//! Findings are no reading for all: office, leaders, the task's own departments, and the one it is asked of. Every entry
//! of the operation log says so, too.

mod add_page;
mod answer;
mod approval_form;
mod approval_store;
mod approve;
mod duties;
mod fields;
mod filter;
mod finding_form;
mod finding_page;
mod list_page;
pub mod model;
mod open;
mod reopen;
mod road;
mod settle;
mod settle_forms;
mod step_forms;
mod store;
mod writes;

pub use add_page::entered;
pub use answer::{Given, answer, take_up};
pub use approve::{ToApprove, approve, enter, enter_reopening, list_to_approve, refuse};
pub use fields::FindingFields;
pub use finding_form::FindingForm;
pub(crate) use list_page::archived_findings;
pub use model::{FindingStatus, Severity, Source, Step};
pub use open::{NewFinding, open};
pub use settle::{Settler, ToSettle, close, list_to_settle, return_answer, withdraw};
pub use store::{FindingRow, Which, get_finding, list_departments_of, list_findings};

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = list_page::routes();
    routes.extend(add_page::routes());
    routes.extend(finding_page::routes());
    routes.extend(step_forms::routes());
    routes.extend(settle_forms::routes());
    routes.extend(approval_form::routes());
    routes
}
