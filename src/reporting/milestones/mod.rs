//! What shows that milestones (节点) are done: the page of one, marking it done with a sentence, a document's number or a
//! file, and the year's list of documents (制度成果清单).
//!
//! - `page.rs` one milestone; `done.rs` it is done, or that is taken back; `change.rs` the office moves or withdraws it
//! - `deliverables_page.rs` the documents of all milestones met and completions granted; `store.rs` their SQL
//!
//! The rules stand in [`plan::milestones`](crate::plan::milestones). A milestone is marked done by the department that
//! owes it, or by the office on its behalf (代录).

mod change;
mod deliverables_page;
mod done;
mod page;
mod store;

pub use store::{DeliverableRow, list_deliverables};

use super::evidence::MAX_FORM_BYTES;
use crate::accounts::{Access, Action, Route, Routes};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::get(
            "/{year}/tasks/{number}/milestones/{milestone}",
            Access::Needs(Action::ReadLedger),
            page::show,
        ),
        Route::post(
            "/{year}/tasks/{number}/milestones/{milestone}/done",
            Access::Needs(Action::MeetMilestone),
            done::mark,
        )
        .with_body_limit(MAX_FORM_BYTES),
        Route::post("/{year}/tasks/{number}/milestones/{milestone}/take-back", keeps, done::take_back),
        Route::post("/{year}/tasks/{number}/milestones/{milestone}/move", keeps, change::change_date),
        Route::post("/{year}/tasks/{number}/milestones/{milestone}/withdraw", keeps, change::withdraw),
        Route::get("/{year}/deliverables", Access::Needs(Action::ReadLedger), deliverables_page::show),
    ]
}
