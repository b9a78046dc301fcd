//! Where the store is.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::database::Store;

/// The options every command takes.
#[derive(Debug, Args)]
pub struct StoreOptions {
    /// 数据库地址；不给时使用数据目录中自带的数据库（环境变量 DATABASE_URL）
    #[arg(long, global = true, value_name = "地址", env = "DATABASE_URL", hide_env = true)]
    database_url: Option<String>,
    /// 数据目录，文件总是存在这里；默认 ./data，演示为 ./data/demo（环境变量 LEDGER_DATA_DIR）
    #[arg(long, global = true, value_name = "目录", env = "LEDGER_DATA_DIR", hide_env = true)]
    data_dir: Option<PathBuf>,
}

impl StoreOptions {
    /// The data directory, `usual` where none is given: `./data`, or `./data/demo` for the demonstration.
    #[must_use]
    pub fn data_dir(&self, usual: &str) -> PathBuf {
        match &self.data_dir {
            Some(given) if !given.as_os_str().is_empty() => given.clone(),
            _ => PathBuf::from(usual),
        }
    }

    /// Opens the store; an empty `DATABASE_URL` counts as none.
    pub async fn open(&self, data_dir: &Path) -> anyhow::Result<Store> {
        Store::open(self.database_url.as_deref().filter(|url| !url.is_empty()), data_dir).await
    }
}
