//! Quarterly checks (季度检查, `quarterly_check`): the office goes through the tasks after each quarter and says of each whether
//! it goes by its timeline, how it rates it beside the department's own rating, and how likely it misses the year's end.
//!
//! - [`model`]: verdicts, risks, what a decision needs, which tasks are checked; pure
//! - `open.rs`: a round is opened, by the daily round or by the office; `close.rs`: it ends, and its figures are frozen;
//!   `frozen.rs`: how reports, findings and the office's own duties stood then
//! - `list_page.rs` (`/2019/checks`), `round_page.rs` (`/2019/checks/2019-Q2`), `stocktake_page.rs`: one page for the leading
//!   group; `for_circular.rs`: what a closed round has to say in a circular (通报); `round.rs`: a round as a person may read it;
//!   `assign.rs`: who checks what
//! - `desk_page.rs` (`…/tasks/6`), `desk_form.rs`, `desk.rs`: one task, what is typed, and what becomes of it
//! - `problems.rs`, `finding.rs`: the findings a check holds against a task, entered from its page or counted
//! - `found.rs`: what closed rounds found of a task, for its page
//! - `store.rs`, `held_store.rs`, `late_store.rs`: the SQL
//!
//! Rules: one round a quarter that the plan owes, after the quarter's last day; all tasks, or a sample with its reason.
//! While it runs, office and leaders read it; once it is closed, each department reads its own tasks. Nothing of it is
//! changed afterwards: its pages state all as of that day, and mark with 现 what stands otherwise since. A task that does not conform needs a finding.

mod assign;
mod close;
mod desk;
mod desk_form;
mod desk_page;
mod finding;
mod for_circular;
mod found;
mod frozen;
mod held_store;
mod late_store;
mod list_page;
mod model;
mod open;
mod problems;
mod round;
mod round_page;
mod stocktake_page;
mod store;

pub use close::close;
pub use desk::{decide, open};
pub use finding::{count_problem, enter_problem};
pub(in crate::pages) use for_circular::{RoundSaid, TaskSaid, list_closed_rounds, said_of_round};
pub use found::{Found, list_found};
pub use frozen::Frozen;
pub use held_store::Held;
pub(in crate::pages) use late_store::{OfficeLate, OwedReport, count_office_late, list_owed_reports};
pub use model::{Judgement, Risk, Verdict};
pub use open::{Opened, open_due};
pub use round::RoundOf;
pub(in crate::pages) use stocktake_page::list_archived_stocktakes;
pub use store::{Checked, Figures, LightSeen, Quarter, Round};

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = list_page::routes();
    routes.extend(open::routes());
    routes.extend(round_page::routes());
    routes.extend(assign::routes());
    routes.extend(desk::routes());
    routes.extend(finding::routes());
    routes.extend(close::routes());
    routes.extend(stocktake_page::routes());
    routes
}
