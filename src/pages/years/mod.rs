//! From one year to the next: a draft of next year's plan from this year's, and two years beside each other.
//!
//! - `next_page.rs` (`/plans/next?from=2019`): the office ticks what goes on; `carry.rs`: from a plan to a draft, pure
//! - `compare_page.rs` (`/2020/compare`): carried, new, dropped, and on time then and now; `comparison.rs`: pure
//! - `store.rs`: the SQL
//!
//! Rules: what is carried over becomes a draft like any other ([`super::plan_drafts`]): nothing of it is in force until it is
//! issued, and the plan it comes from is only read. What is taken along besides stands in [`super::taken_along`]. On time is
//! judged as everywhere: reports by their first submission against the date owed then, completions through the end of their
//! day; a year that is not over is counted as far as it is due, and the page says so.

mod carry;
mod compare_page;
mod comparison;
mod next_page;
mod store;

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = next_page::routes();
    routes.extend(compare_page::routes());
    routes
}
