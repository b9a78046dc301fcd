//! `reform-ledger demo`: the plan of 2019 as issued, its year lived through to a day with made-up activity marked
//! 演示数据, by calling the same functions the pages call.
//!
//! - `people.rs`, `script.rs`, `reports.rs`, `milestones.rs`: who takes part, what happens, what is reported, which steps
//!   are done when: tables, to be changed there
//! - `life.rs`, `events.rs`, `reporting.rs`, `timelines.rs`, `requests.rs`, `findings.rs`, `checks.rs`, `look_backs.rs`,
//!   `supervision_notices.rs`, `talks.rs`, `summaries.rs`, `superior_court.rs`, `appraisal.rs`, `circulars.rs`:
//!   living through them; `store.rs` looks up what pages offer
//! - the office moves the day on afterwards: `pages/demonstration`
//!
//! Nothing is left to chance, so that the same day gives the same data. `serve` contains none of this.

mod appraisal;
mod checks;
mod circulars;
mod events;
mod findings;
mod instructions;
mod life;
mod look_backs;
mod milestones;
mod people;
mod reminders;
mod reporting;
mod reports;
mod requests;
mod script;
mod store;
mod summaries;
mod superior_court;
mod supervision_notices;
mod talks;
mod timelines;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use clap::Args;
use sqlx::{Connection, PgConnection, PgPool};

use super::server::Server;
use super::told::tell;
use super::{ListenOptions, StopSignal, StoreOptions, WrongUsage};
use crate::accounts::passwords;
use crate::clock::{Clock, SystemClock, beijing_instant};
use crate::database::Store;
use crate::database::store_mark::{StoreKind, clocks_of, find_mark, mark_built, require_kind};
use crate::error::Result;
use crate::web::{AppState, Settings};
use life::Life;

/// The first day that can be shown: the day after the issue.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2019, 3, 29).expect("a day");
/// The last: the year is wound up.
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2020, 1, 31).expect("a day");
/// Only one program builds or serves a demonstration at a time: the number of their advisory lock.
const IN_USE_LOCK: i64 = 0xDE30;

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    listen: ListenOptions,
    /// 演示日期，2019-03-29 至 2020-01-31，默认 2019-07-10
    #[arg(long, value_name = "日期", default_value = "2019-07-10", hide_default_value = true)]
    today: NaiveDate,
    /// 全部演示账号的密码，默认随机生成并显示
    #[arg(long, value_name = "密码")]
    password: Option<String>,
}

pub(super) async fn run(options: &Options, store_options: &StoreOptions) -> anyhow::Result<()> {
    if !(FIRST_DAY..=LAST_DAY).contains(&options.today) {
        return Err(WrongUsage(format!("演示日期须在 {FIRST_DAY} 与 {LAST_DAY} 之间")).into());
    }
    if options.password.as_deref() == Some("") {
        return Err(WrongUsage("--password 不能是空的".into()).into());
    }
    let mut stop = StopSignal::listen()?;
    let server = Server::bind(&options.listen).await?;
    let data_dir = store_options.data_dir("./data/demo");
    let mut store = tokio::select! {
        opened = store_options.open(&data_dir) => opened?,
        () = stop.come() => return Ok(()),
    };
    let settings = Settings {
        data_dir,
        secure_cookies: options.listen.secure_cookies(),
        trusted_proxy: options.listen.trusted_proxy,
        demonstration: true,
    };
    let outcome = prepare_and_serve(options, server, &mut store, settings, &mut stop).await;
    store.close().await;
    outcome
}

async fn prepare_and_serve(
    options: &Options,
    server: Server,
    store: &mut Store,
    settings: Settings,
    stop: &mut StopSignal,
) -> anyhow::Result<()> {
    let mut in_use = store.connect().await?;
    require_free(&mut in_use).await?;
    let password = tokio::select! {
        prepared = prepare(store, options.today, options.password.as_deref()) => prepared?,
        () = stop.come() => return Ok(()),
    };
    let clocks = clocks_of(&mut *store.pool.acquire().await?).await?;
    tell(&format!("演示台账已启动：{}（演示日期 {}）", server.address(), clocks.today()));
    tell(&sign_in_names(&password));
    let outcome = server.run(AppState::new(store.pool.clone(), clocks, settings), stop).await;
    // The lock falls with its connection, which must not outlive the store.
    if let Err(error) = in_use.close().await {
        tracing::debug!(%error, "the connection with the lock did not close in good order");
    }
    outcome
}

async fn require_free(conn: &mut PgConnection) -> anyhow::Result<()> {
    let free = sqlx::query_scalar!(r#"select pg_try_advisory_lock($1) as "free!""#, IN_USE_LOCK);
    if free.fetch_one(conn).await? {
        return Ok(());
    }
    anyhow::bail!("另一个 demo 程序正在使用这个演示库：请先停掉它，或用 --data-dir 另选一个目录")
}

/// Makes the store the demonstration of `today` with `password`: one that stands for that day and password already goes
/// on where it stood, with a new password where none is asked for; anything else is built anew. Returns the password.
///
/// # Errors
/// A sentence when the store is a real one.
pub async fn prepare(store: &mut Store, today: NaiveDate, password: Option<&str>) -> anyhow::Result<String> {
    let wall_now = SystemClock.now();
    let mut conn = store.pool.acquire().await?;
    require_kind(&mut conn, StoreKind::Demonstration, wall_now).await?;
    let mark = find_mark(&mut conn).await?;
    let stands =
        mark.filter(|mark| mark.demonstration_day == Some(today)).and_then(|mark| mark.demonstration_secret);
    let given = password.map_or_else(passwords::made_up, str::to_owned);
    match (stands, password) {
        (Some(secret), Some(password))
            if passwords::verify(password.to_owned(), Some(secret.clone())).await? => {}
        (Some(_), None) => {
            let hash = passwords::hash(given.clone()).await?;
            store::update_passwords(&mut conn, &hash, wall_now).await?;
        }
        _ => {
            drop(conn);
            tell(&format!("正在生成演示数据（截至 {today}），约需数秒……"));
            store.rebuild().await?;
            build(&store.pool, wall_now, today, &given).await?;
        }
    }
    Ok(given)
}

/// Builds the demonstration of `today` in an empty store, whole or not at all.
pub async fn build(pool: &PgPool, wall_now: DateTime<Utc>, today: NaiveDate, password: &str) -> Result<()> {
    let hash = passwords::hash(password.to_owned()).await?;
    require_kind(&mut *pool.acquire().await?, StoreKind::Demonstration, wall_now).await?;
    let mut tx = pool.begin().await?;
    Life::begin(&mut tx, wall_now, &hash).await?.live_until(today).await?;
    let offset: Duration = beijing_instant(today, 9, 0) - SystemClock.now();
    mark_built(&mut tx, today, &hash, offset).await?;
    tx.commit().await?;
    Ok(())
}

fn sign_in_names(password: &str) -> String {
    let mut lines = vec![format!("演示账号（密码都是 {password}）：")];
    let everyone = people::everyone();
    let shown = everyone.iter().map(|person| format!("  {}（{}）", person.sign_in_name, person.display_name));
    lines.extend(shown);
    lines.join("\n")
}
