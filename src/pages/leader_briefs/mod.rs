//! Briefs for leaders (领导专报): one A4 page of what is done, what is stuck and what waits for their decision, from the ledger
//! as it stands; for one leader in charge their tasks, for 组长 all.
//!
//! - `brief.rs`: what stands on a brief, whole; `fitting.rs`: as much of it as one page of Word holds; both pure
//! - `brief_page.rs`: `/2019/leader-briefs`, whose there are, and `/2019/leader-briefs/7`, to be read and printed; `word.rs` the
//!   same as an official document
//!
//! Rules: counts first, then the worst first, then how many more stand in the ledger. The office reads all, a leader their own,
//! 组长 besides that of all tasks. What waits for a decision is what the worklist of that leader lists. Talks stand on none: who
//! else may read a brief is not who may read of talks.

mod brief;
mod brief_page;
mod fitting;
mod word;

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = brief_page::routes();
    routes.extend(word::routes());
    routes
}
