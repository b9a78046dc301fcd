//! `reform-ledger verify`: checks that the operation log is whole.

use std::fmt::Write as _;

use clap::Args;

use super::StoreOptions;
use super::told::tell;
use crate::audit_trail;

#[derive(Debug, Args)]
pub(super) struct Options {}

/// What ends the command with 1: the log is not as it was written.
#[derive(Debug, thiserror::Error)]
#[error("操作日志不完整：{0}请保护现场，并报告安全管理员和审计管理员")]
struct NotWhole(String);

pub(super) async fn run(_options: &Options, store_options: &StoreOptions) -> anyhow::Result<()> {
    let store = store_options.open(&store_options.data_dir("./data")).await?;
    let verification = audit_trail::verify(&store.pool).await;
    store.close().await;
    let verification = verification?;
    if verification.is_whole() {
        tell(&format!("操作日志完整：{}", verification.sentence()));
        return Ok(());
    }
    let lines = verification.findings.iter().fold(String::new(), |mut lines, finding| {
        let _ = writeln!(lines, "{finding}");
        lines
    });
    tell(lines.trim_end());
    Err(NotWhole(verification.sentence()).into())
}
