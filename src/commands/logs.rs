//! Logs go to standard error, for people or, as JSON, for machines.

use std::io::IsTerminal;

use clap::{Args, ValueEnum};
use tracing_subscriber::EnvFilter;

use super::usage::WrongUsage;

/// What is never logged: the origin check, which tells the whole path of every request, secrets included
/// (`web/request_span.rs` leaves them out).
const NEVER: &str = "tower_http::csrf=off";

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogFormat {
    Plain,
    Json,
}

/// What is logged, and how.
#[derive(Debug, Args)]
pub(super) struct LogOptions {
    /// 日志级别：error、warn、info、debug、trace（环境变量 LEDGER_LOG）
    #[arg(long = "log", global = true, value_name = "级别", env = "LEDGER_LOG", hide_env = true)]
    level: Option<String>,
    /// 日志格式：plain 或 json（环境变量 LEDGER_LOG_FORMAT）
    #[arg(
        long,
        global = true,
        value_name = "格式",
        env = "LEDGER_LOG_FORMAT",
        hide_env = true,
        default_value = "plain",
        hide_default_value = true,
        hide_possible_values = true
    )]
    log_format: LogFormat,
}

impl LogOptions {
    /// Begins to log, at `usual_level` where none is given.
    pub(super) fn start(&self, usual_level: &str) -> Result<(), WrongUsage> {
        let level = self.level.as_deref().filter(|level| !level.is_empty()).unwrap_or(usual_level);
        let filter = EnvFilter::try_new(format!("{level},{NEVER}")).map_err(|_| {
            WrongUsage(format!("日志级别 {level} 不对：请用 error、warn、info、debug 或 trace"))
        })?;
        let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        match self.log_format {
            LogFormat::Json => logs.json().init(),
            LogFormat::Plain => logs.with_ansi(std::io::stderr().is_terminal()).init(),
        }
        Ok(())
    }
}
