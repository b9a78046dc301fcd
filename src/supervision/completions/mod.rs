//! The pages of completions (办结申请), which take files: asking with what was achieved and its documents, examining against
//! 完成标准, deciding.
//!
//! - `ask_page.rs` (`/2019/tasks/6/completion`): the department asks, or the office records that it did (代录)
//! - `request_page.rs` (`/2019/completions/3`): one request with everything said on it, and the forms of those whose turn
//!   it is; `examine.rs`, `decide.rs`: their handlers
//!
//! The rules stand in [`supervision::change_requests`](crate::supervision::change_requests). What was achieved is for those
//! concerned until it is granted; documents and files are open to all who may see the task; what the office found, reasons
//! and scans are for those concerned.

mod ask_page;
mod decide;
mod examine;
mod request_page;

use crate::accounts::{Access, Action, Route, Routes};
use crate::plan::milestones::Milestone;
use crate::reporting::evidence::MAX_FORM_BYTES;
use crate::web::document_title::in_marks;

pub(super) fn routes() -> Routes {
    let asks = Access::Needs(Action::AskCompletion);
    vec![
        Route::get("/{year}/tasks/{number}/completion", asks, ask_page::show),
        Route::post("/{year}/tasks/{number}/completion", asks, ask_page::submit)
            .with_body_limit(MAX_FORM_BYTES),
        Route::get("/{year}/completions/{id}", Access::Needs(Action::ReadLedger), request_page::show),
        Route::post("/{year}/completions/{id}", Access::Needs(Action::DecideCompletion), decide::submit)
            .with_body_limit(MAX_FORM_BYTES),
        Route::post(
            "/{year}/completions/{id}/examine",
            Access::Needs(Action::ExamineCompletion),
            examine::submit,
        ),
    ]
}

/// What milestones met have brought already, a line each: documents, else their files.
fn brought_by(milestones: &[Milestone]) -> Vec<String> {
    let met = milestones.iter().filter(|milestone| milestone.met_on.is_some());
    met.filter_map(|milestone| {
        let document = match (milestone.document_title.as_str(), milestone.document_number.as_str()) {
            ("", "") if milestone.file.is_some() => "所附材料".to_owned(),
            ("", "") => return None,
            ("", number) => number.to_owned(),
            (title, number) => format!("{}{number}", in_marks(title)),
        };
        Some(format!("节点“{}”：{document}", milestone.title))
    })
    .collect()
}
