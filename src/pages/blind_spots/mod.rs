//! 盲区排查 (`/2019/blind-spots`): no work point without a task, no task without who answers for it, none without timeline,
//! reports and evidence. Computed from what stands in the ledger whenever it is read, never typed in; zero is shown as zero,
//! with the time it was looked at.
//!
//! - `rule.rs`: the three checks and their rules, in words; `subject.rs`: where a case is found and mended; pure
//! - [`audit`]: from facts to cases; `deliverables.rs`: what a work point names and a text carries; pure
//! - `acceptance.rs`: one is accepted with a reason until a day; `trend.rs`: the counts kept with each baseline
//! - `store.rs`: the statements that no other page has
//! - pages: `page.rs`, and `case_page.rs` for one of them
//!
//! Who reads: all signed-in, each what is open to them. What is amiss with a restricted task, and which finding is overdue, is
//! for those concerned; it is in nobody else's counts, and the trend, which counts all, is for the office and leaders.

mod acceptance;
mod audit;
mod case_page;
mod deliverables;
mod page;
mod rule;
mod store;
mod subject;
mod trend;

use chrono::NaiveDate;
use sqlx::PgConnection;

pub use audit::Case;
pub use rule::{Check, Rule};
pub use store::Acceptance;
pub use subject::Subject;
pub use trend::keep_counts;

use crate::accounts::Routes;
use crate::error::Result;
use crate::pages::overview::Overview;
use crate::plan::superior_points::list_points;
use crate::plan::work_points::list_work_points;
use crate::reporting::milestones::list_deliverables;
use crate::supervision::Reader;
use crate::supervision::findings::{Which, list_findings};

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = page::routes();
    routes.extend(case_page::routes());
    routes
}

/// All blind spots and notes of a plan as of its overview's day, for nobody's eyes in particular, in six statements. The
/// overview must not be reduced for a reader.
pub async fn list_cases(conn: &mut PgConnection, overview: &Overview) -> Result<Vec<Case>> {
    let (plan, on): (_, NaiveDate) = (overview.plan.id, overview.today);
    let which = Which { year: Some(overview.plan.year), ..Which::default() };
    let lacking = store::list_lacking(conn, plan, on).await?;
    Ok(audit::audit(&audit::Facts {
        today: on,
        unreported_months: overview.rules.unreported_months,
        tasks: &overview.tasks,
        points: list_work_points(conn, plan).await?,
        superior_points: list_points(conn, plan).await?,
        texts: store::list_texts(conn, plan).await?,
        empty_groups: lacking.empty_groups,
        without_account: lacking.without_account,
        late_reviews: lacking.late_reviews,
        documents: list_deliverables(conn, plan, on, (true, &[])).await?,
        findings: list_findings(conn, &Reader::of_all(on), which).await?,
    }))
}

/// A case, and what was accepted of it.
#[derive(Debug, Clone)]
pub struct Audited {
    /// The case.
    pub case: Case,
    /// The acceptance that holds.
    pub accepted: Option<Acceptance>,
    /// The last day of one that has lapsed, where none holds.
    pub lapsed_on: Option<NaiveDate>,
}

/// The same with what was accepted of each, and all acceptances of the plan besides; one statement more.
pub async fn list_audited(
    conn: &mut PgConnection,
    overview: &Overview,
) -> Result<(Vec<Audited>, Vec<Acceptance>)> {
    let cases = list_cases(conn, overview).await?;
    let acceptances = store::list_acceptances(conn, overview.plan.id).await?;
    let today = overview.today;
    let audited = cases.into_iter().map(|case| Audited {
        accepted: acceptance::standing(&acceptances, &case, today).cloned(),
        lapsed_on: acceptance::lapsed(&acceptances, &case, today),
        case,
    });
    Ok((audited.collect(), acceptances))
}

/// What the office's worklist says of a plan.
#[derive(Debug)]
pub struct ForOffice {
    /// Open blind spots of each check, without notes.
    pub open: [(Check, usize); 3],
    /// What is accepted for a few days more only: what, and the last day.
    pub lapsing: Vec<(String, NaiveDate)>,
}

/// Counts a plan's open blind spots, and lists the acceptances that lapse within the warning days of its rules.
pub async fn for_office(conn: &mut PgConnection, overview: &Overview) -> Result<ForOffice> {
    let (cases, _) = list_audited(conn, overview).await?;
    let counts = trend::tally(&cases);
    let soon = |until_on| {
        overview.calendar.subtract_working_days(until_on, overview.rules.warning_days) <= overview.today
    };
    let lapsing = cases.iter().filter_map(|audited| {
        let accepted = audited.accepted.as_ref().filter(|accepted| soon(accepted.until_on))?;
        Some((format!("{}：{}", audited.case.subject.name(), audited.case.rule.word()), accepted.until_on))
    });
    Ok(ForOffice {
        open: Check::ALL.map(|check| (check, trend::open_of(&counts, check))),
        lapsing: lapsing.collect(),
    })
}
