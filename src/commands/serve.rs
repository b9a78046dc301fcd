//! `reform-ledger serve`: the real ledger.

use clap::Args;
use sqlx::PgPool;

use super::server::Server;
use super::told::tell;
use super::{ListenOptions, StopSignal, StoreOptions};
use crate::accounts::first_accounts::{MadeUp, create_first};
use crate::audit_trail::Act;
use crate::calendar;
use crate::clock::Clocks;
use crate::database::store_mark::{StoreKind, clocks_of, require_kind};
use crate::error::Result;
use crate::plan::list_plans;
use crate::web::{AppState, Settings};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    listen: ListenOptions,
}

pub(super) async fn run(options: &Options, store_options: &StoreOptions) -> anyhow::Result<()> {
    let mut stop = StopSignal::listen()?;
    let server = Server::bind(&options.listen).await?;
    let data_dir = store_options.data_dir("./data");
    let store = tokio::select! {
        opened = store_options.open(&data_dir) => opened?,
        () = stop.come() => return Ok(()),
    };
    let settings = Settings {
        data_dir,
        secure_cookies: options.listen.secure_cookies(),
        trusted_proxy: options.listen.trusted_proxy,
        demonstration: false,
    };
    let outcome = serve(server, &store.pool, settings, &mut stop).await;
    store.close().await;
    outcome
}

async fn serve(
    server: Server,
    pool: &PgPool,
    settings: Settings,
    stop: &mut StopSignal,
) -> anyhow::Result<()> {
    let (clocks, made_up) = prepare_real(pool).await?;
    if !made_up.is_empty() {
        tell(&first_accounts(&made_up));
    }
    tell(&format!("司改台账已启动：{}", server.address()));
    if list_plans(&mut *pool.acquire().await?).await?.is_empty() {
        tell(
            "尚无年度方案：请用 reform-ledger import 文件 读入方案（如 seeds/2019-notice.md），不必停止本程序。",
        );
    }
    server.run(AppState::new(pool.clone(), clocks, settings), stop).await
}

/// Marks a new store real and gives it what a ledger needs before its first page: working days and the first
/// accounts, whose made-up passwords are returned when they were created now.
pub async fn prepare_real(pool: &PgPool) -> Result<(Clocks, Vec<MadeUp>)> {
    let mut tx = pool.begin().await?;
    let clocks = clocks_of(&mut tx).await?;
    require_kind(&mut tx, StoreKind::Real, clocks.wall_now()).await?;
    calendar::store_seed(&mut tx, clocks.ledger_now()).await?;
    let made_up = create_first(&mut tx, &Act::of_system(&clocks)).await?;
    tx.commit().await?;
    Ok((clocks, made_up))
}

fn first_accounts(made_up: &[MadeUp]) -> String {
    let mut lines = vec!["已建立首批账号，下列初始密码只显示这一次，首次登录须修改：".to_owned()];
    lines.extend(made_up.iter().map(|account| {
        format!("  {}（{}）：{}", account.sign_in_name, account.role.word(), account.password)
    }));
    lines.join("\n")
}
