//! What happens by itself every day at 00:05 Beijing time: baselines of the month that ended with their counts of blind spots, checks of the quarter that
//! ended, then the sweep. The server, the office's button, the command and the demonstration all call [`daily_round`].
//!
//! It stands above the sweep because a baseline needs lights, which the sweep knows nothing of.

mod by_office;
mod schedule;

use std::fmt;

use sqlx::{Acquire, PgConnection};

pub use schedule::run_for_ever;

use super::baselines::{Frozen, freeze_due};
use super::blind_spots::keep_counts;
use super::checks::{Opened, open_due};
use crate::accounts::Routes;
use crate::audit_trail::Act;
use crate::deadlines::sweep::{Cause, SweepReport, sweep};
use crate::error::Result;

/// The routes of the daily round.
#[must_use]
pub fn routes() -> Routes {
    by_office::routes()
}

/// What a daily round did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyReport {
    /// Baselines frozen; none on most days.
    pub frozen: Vec<Frozen>,
    /// Quarterly checks opened; none on most days.
    pub opened: Vec<Opened>,
    /// What the sweep did.
    pub swept: SweepReport,
}

impl fmt::Display for DailyReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.swept.fmt(f)?;
        for frozen in &self.frozen {
            write!(f, "，{frozen}")?;
        }
        for opened in &self.opened {
            write!(f, "，{opened}")?;
        }
        Ok(())
    }
}

/// Freezes the baselines that are due, opens the checks that are due, and sweeps, in one transaction (inside the caller's, when there is one): safe to
/// repeat, to kill, and to run in several instances. Baselines come first, because the sweep may freeze a plan, and a
/// frozen plan gets no baseline.
pub async fn daily_round(conn: &mut PgConnection, act: &Act, cause: Cause) -> Result<DailyReport> {
    let mut tx = conn.begin().await?;
    let frozen = freeze_due(&mut tx, act).await?;
    keep_counts(&mut tx, &frozen).await?;
    let opened = open_due(&mut tx, act).await?;
    let swept = sweep(&mut tx, act, cause).await?;
    tx.commit().await?;
    Ok(DailyReport { frozen, opened, swept })
}
