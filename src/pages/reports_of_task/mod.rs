//! A task's monthly reports, a line a month, as its page and the desk of a quarterly check show them. What of a report is
//! for those concerned only is decided in `lines.rs`.

mod lines;
mod store;

pub(super) use lines::{ReportLine, lines};
pub(super) use store::list_reports;
