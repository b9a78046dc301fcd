//! Supervision (督办): what keeps the plan honest between its reports. It stands on the plan and on reporting.
//!
//! - [`findings`]: 问题清单, what was found wrong, held until the office closes it
//! - [`supervision_notices`]: 督办通知单, about one open duty, in three degrees, signed for by the department
//! - [`instructions`]: 批示、议定事项, what leaders instruct and meetings resolve, handed to a department or filed as read
//! - [`change_requests`]: 延期申请 and 办结申请, asked by a department, decided by the leader in charge
//! - `completions`: the pages of 办结申请, with documents and files
//! - [`look_backs`]: 回头看, whether what was completed or closed has lasted; what has not is reopened
//! - [`talks`]: 约谈, for 组长, the leaders concerned and named office persons only
//! - [`waits`]: tasks in 待上级 or 暂缓, looked at again each quarter
//!
//! Who may confirm what a department answered to a finding or an instruction stands once, in `may_confirm.rs`; who approves
//! what the office drafts (notices, findings) where the plan's rules want it, in `approval.rs`.

mod approval;
pub mod change_requests;
mod completions;
pub mod findings;
pub mod instructions;
pub mod look_backs;
mod may_confirm;
mod reader;
pub mod supervision_notices;
pub mod talks;
mod telling;
pub mod waits;

pub use approval::Verdict;
pub use reader::Reader;
pub(crate) use telling::{settle, tell_department, tell_persons};

use crate::accounts::Routes;

/// The routes of this wing.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = change_requests::routes();
    routes.extend(completions::routes());
    routes.extend(waits::routes());
    routes.extend(findings::routes());
    routes.extend(look_backs::routes());
    routes.extend(talks::routes());
    routes.extend(supervision_notices::routes());
    routes.extend(instructions::routes());
    routes
}
