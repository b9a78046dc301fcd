//! Monthly reports (月报, `monthly_report`): one a task and month, filed by its department on one page for all its tasks.
//!
//! - `model`: states, steps and their refusals; `fields`: what a submission needs, what a month starts from;
//!   `may_review`: nobody accepts what they filed. These three are pure, and are where the rules are changed.
//! - `month`: one month of a plan; `item`: one task's report in it; `desk`: a department's month, opened
//! - `drafting`, `filing`, `reviewing`: what is done to reports; each submission is a version (`report_submission`)
//! - `duties`: what that does to deadlines and tasks
//! - pages: `department_page` (with `posted`, `save_and_submit`, `conflict_page`), `grid_page`, `review_page`,
//!   `contributions` (请补充); a month for Excel: `month_file`
//!
//! 进度 of a task is the share in its latest submitted report that was not returned; it is typed nowhere else.

mod conflict_page;
mod contribution_store;
mod contributions;
mod department_page;
mod desk;
mod drafting;
mod duties;
mod entry;
mod fields;
mod filing;
mod grid_page;
mod grid_store;
mod item;
mod may_review;
mod model;
mod month;
mod month_file;
mod no_department;
mod page_store;
mod posted;
mod review_page;
mod review_store;
mod reviewing;
mod save_and_submit;
mod store;

pub use drafting::save_draft;
pub use fields::{FiledFields, ReportFields};
pub use filing::{ToFile, pass, submit};
pub use item::{EarlierReport, LastSubmission, ReportItem, StoredReport};
pub use model::{Outcome, OwnRating, ReportStatus, Step};
pub use month::{MonthOf, months_of};
pub(crate) use month_file::archived_month;
pub use page_store::list_items;
pub use review_store::{PendingReport, list_pending};
pub use reviewing::{accept, return_report};
pub use store::list_progress;

use crate::accounts::{Access, Action, Route, Routes};
use crate::reporting::evidence::MAX_FORM_BYTES;

pub(super) fn routes() -> Routes {
    let (file, review) = (Access::Needs(Action::FileReport), Access::Needs(Action::ReviewReport));
    vec![
        Route::get("/{year}/reports", file, grid_page::show),
        Route::get("/{year}/reports/{month}", file, department_page::show),
        Route::post("/{year}/reports/{month}", file, save_and_submit::post).with_body_limit(MAX_FORM_BYTES),
        Route::post("/{year}/reports/{month}/draft", file, save_and_submit::autosave),
        Route::get("/{year}/reports/{month}/ask/{number}", file, contributions::show_ask),
        Route::post("/{year}/reports/{month}/ask/{number}", file, contributions::ask),
        Route::post("/{year}/reports/{month}/contributions/{id}", file, contributions::answer),
        Route::get("/{year}/reports/{month}/xlsx", review, month_file::download),
        Route::get("/{year}/reports/{month}/review", review, review_page::show),
        Route::post("/{year}/reports/{month}/review/accept", review, review_page::accept),
        Route::post("/{year}/reports/{month}/review/return", review, review_page::return_report),
    ]
}
