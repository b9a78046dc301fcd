//! `reform-ledger sweep`: one sweep (每日巡查), on whatever store, beside a running server or without one.

use chrono::NaiveDate;
use clap::Args;
use sqlx::{PgConnection, PgPool};

use super::told::tell;
use super::{StoreOptions, WrongUsage};
use crate::audit_trail::Act;
use crate::clock::beijing_instant;
use crate::database::store_mark::clocks_of;
use crate::deadlines::sweep::{Cause, find_last_run};
use crate::pages::daily_round::{DailyReport, daily_round};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// 按这一天巡查，不早于上次巡查，不晚于台账的今天；默认今天
    #[arg(long, value_name = "日期")]
    today: Option<NaiveDate>,
}

pub(super) async fn run(options: &Options, store_options: &StoreOptions) -> anyhow::Result<()> {
    let store = store_options.open(&store_options.data_dir("./data")).await?;
    let swept = sweep_once(&store.pool, options.today).await;
    store.close().await;
    tell(&swept?.to_string());
    Ok(())
}

/// One sweep as of `day`, else of the store's own today.
///
/// # Errors
/// [`WrongUsage`] for a day before the last sweep, which would undo what it knew, or after the store's own today.
pub async fn sweep_once(pool: &PgPool, day: Option<NaiveDate>) -> anyhow::Result<DailyReport> {
    let mut conn = pool.acquire().await?;
    let clocks = clocks_of(&mut conn).await?;
    let today = clocks.today();
    if let Some(day) = day {
        require_sweepable(&mut conn, day, today).await?;
    }
    let mut act = Act::of_system(&clocks);
    // A past day is swept as at its own time of sweeping.
    if let Some(day) = day.filter(|day| *day < today) {
        act.at = beijing_instant(day, 0, 5);
    }
    Ok(daily_round(&mut conn, &act, Cause::Command).await?)
}

async fn require_sweepable(conn: &mut PgConnection, day: NaiveDate, today: NaiveDate) -> anyhow::Result<()> {
    if day > today {
        return Err(WrongUsage(format!("{day} 还没有到：台账的今天是 {today}，--today 不能晚于今天")).into());
    }
    match find_last_run(conn).await? {
        Some(last) if day < last.ledger_day => {
            let last = last.ledger_day;
            Err(WrongUsage(format!("已巡查到 {last}：--today 不能早于上次巡查的 {last}")).into())
        }
        _ => Ok(()),
    }
}
