//! What departments report and show: monthly reports (月报), milestones done (节点) and evidence (完成证明).

pub mod evidence;
pub mod milestones;
pub mod monthly_reports;

use crate::accounts::Routes;

/// The routes of this wing.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = monthly_reports::routes();
    routes.extend(evidence::routes());
    routes.extend(milestones::routes());
    routes
}
