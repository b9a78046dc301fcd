//! One task (`/2019/tasks/6`): first why its light is what it is, then its text as printed, reports and deadlines; beside
//! them who answers, what the office can do, and the records.
//!
//! Who sees what (domain, section 2): of a restricted task others see number, light and 限定范围 only. Own ratings,
//! difficulties and reasons for return are for those concerned. A page makes a fixed number of statements.

mod duties;
mod findings;
mod in_charge;
mod instructions;
mod page;
mod reports;
mod store;

pub(in crate::pages) use reports::{ReportLine, lines as report_lines};
pub(in crate::pages) use store::list_reports;

use crate::accounts::Routes;

/// The route of the page.
#[must_use]
pub fn routes() -> Routes {
    page::routes()
}
