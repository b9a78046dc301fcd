//! The dull loop around the daily round.

use std::time::Duration;

use super::{DailyReport, daily_round};
use crate::audit_trail::Act;
use crate::deadlines::sweep::{Cause, next_run};
use crate::error::Result;
use crate::web::AppState;

/// How often the loop looks at the clock: clocks drift, machines sleep, and a demonstration's day is moved on.
const LOOKS_EVERY: Duration = Duration::from_secs(20);

/// Sweeps at start and at every 00:05 Beijing time until the task is dropped. A failure is logged; the next run is the
/// retry.
pub async fn run_for_ever(state: AppState) {
    let mut cause = Cause::Start;
    let mut next = state.clocks.ledger_now();
    loop {
        let now = state.clocks.ledger_now();
        if now >= next {
            match sweep_now(&state, cause).await {
                Ok(report) => tracing::info!(%report, "swept"),
                Err(error) => tracing::error!(error = ?error, "the sweep failed; the next run will catch up"),
            }
            next = next_run(now);
            cause = Cause::Schedule;
        }
        tokio::time::sleep(LOOKS_EVERY).await;
    }
}

async fn sweep_now(state: &AppState, cause: Cause) -> Result<DailyReport> {
    let mut conn = state.db.acquire().await?;
    daily_round(&mut conn, &Act::of_system(&state.clocks), cause).await
}
