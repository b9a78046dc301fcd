//! `reform-ledger database`: keeps the store open for other programs, such as psql, sqlx and the tests.

use std::io::Write;

use clap::Args;

use super::{StopSignal, StoreOptions};
use crate::database::private_postgres::PrivatePostgres;

#[derive(Debug, Args)]
pub(super) struct Options {
    /// 在临时目录新建一个空数据库供测试使用，不防断电，结束时删除
    #[arg(long)]
    scratch: bool,
}

pub(super) async fn run(options: &Options, store: &StoreOptions) -> anyhow::Result<()> {
    let mut stop = StopSignal::listen()?;
    if options.scratch {
        let scratch = tokio::select! {
            started = PrivatePostgres::start_scratch() => started?,
            () = stop.come() => return Ok(()),
        };
        tell(&scratch.url());
        stop.come().await;
        scratch.stop().await;
        return Ok(());
    }
    let data_dir = store.data_dir("./data");
    let store = tokio::select! {
        opened = store.open(&data_dir) => opened?,
        () = stop.come() => return Ok(()),
    };
    tell(store.url());
    stop.come().await;
    store.close().await;
    Ok(())
}

/// Prints the address; a reader that has gone away is no reason to end.
fn tell(url: &str) {
    let mut out = std::io::stdout();
    let _unread = writeln!(out, "{url}").and_then(|()| out.flush());
}
