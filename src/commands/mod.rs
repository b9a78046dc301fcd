//! The command line (命令行): one file per command, and what they share.
//!
//! To add a command: a file with its `Options` and `run`, a variant of `Command` and its two lines in
//! `Command::run` and `Command::usual_log_level`. Exit codes: 0 done; 2 wrong usage; 1 anything else,
//! with one sentence on standard error. What others rely on stands in the README.

mod account;
mod database;
pub mod demo;
pub mod export;
pub mod import;
mod listen_options;
mod logs;
pub mod serve;
mod server;
mod stop_signal;
mod store_options;
pub mod sweep;
mod told;
mod usage;
mod verify;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{FromArgMatches, Parser, Subcommand};

pub use listen_options::ListenOptions;
pub use stop_signal::StopSignal;
pub use store_options::StoreOptions;
pub use usage::WrongUsage;

#[derive(Debug, Parser)]
#[command(name = "reform-ledger", version, about = "司改台账：一年司法体制改革任务的登记、月报、督办与亮灯")]
struct CommandLine {
    #[command(flatten)]
    store: StoreOptions,
    #[command(flatten)]
    logs: logs::LogOptions,
    #[command(flatten)]
    _help: usage::HelpOptions,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 启动正式台账，直到收到 SIGTERM 或 SIGINT
    Serve(serve::Options),
    /// 启动演示台账：2019 年方案和虚构的办理情况，均标明演示数据
    Demo(demo::Options),
    /// 巡查一次：登记到期和逾期，发出提醒，封存办理记录
    Sweep(sweep::Options),
    /// 读入一份通知，存为年度方案并施行
    Import(import::Options),
    /// 导出年度方案，供其他程序使用
    Export(export::Options),
    /// 建立、重置或列出账号
    Account(account::Options),
    /// 核验操作日志是否完整
    Verify(verify::Options),
    /// 打开数据库并输出其地址，直到收到 SIGTERM 或 SIGINT
    Database(database::Options),
}

impl Command {
    async fn run(self, store: &StoreOptions) -> anyhow::Result<()> {
        match self {
            Self::Serve(options) => serve::run(&options, store).await,
            Self::Demo(options) => demo::run(&options, store).await,
            Self::Sweep(options) => sweep::run(&options, store).await,
            Self::Import(options) => import::run(&options, store).await,
            Self::Export(options) => export::run(&options, store).await,
            Self::Account(options) => account::run(&options, store).await,
            Self::Verify(options) => verify::run(&options, store).await,
            Self::Database(options) => database::run(&options, store).await,
        }
    }

    /// What is logged unless `LEDGER_LOG` says otherwise: a command that serves tells more than one that ends.
    fn usual_log_level(&self) -> &'static str {
        match self {
            Self::Serve(_) | Self::Demo(_) => "info,sqlx=warn",
            Self::Sweep(_)
            | Self::Import(_)
            | Self::Export(_)
            | Self::Account(_)
            | Self::Verify(_)
            | Self::Database(_) => "warn",
        }
    }
}

/// Runs the command that `arguments` (the program's name first) ask for.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let parsed = usage::in_chinese::<CommandLine>()
        .try_get_matches_from(arguments)
        .and_then(|mut matches| CommandLine::from_arg_matches_mut(&mut matches));
    let line = match parsed {
        Ok(line) => line,
        Err(refusal) => return usage::answer(&refusal),
    };
    match execute(line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::debug!(?error, "the command failed");
            eprintln!("{}", sentence_of(&error));
            ExitCode::from(if error.is::<WrongUsage>() { 2 } else { 1 })
        }
    }
}

fn execute(line: CommandLine) -> anyhow::Result<()> {
    line.logs.start(line.command.usual_log_level())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(line.command.run(&line.store))
}

/// The outermost sentence of an error in one line; a fault that nobody put into words is called one.
fn sentence_of(error: &anyhow::Error) -> String {
    let sentence = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    if sentence.is_ascii() {
        return format!("程序出错（{error:#}）：请以 LEDGER_LOG=debug 重新运行，并把日志交给维护人员");
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_in_one_line() {
        let told = sentence_of(&anyhow::anyhow!("cause").context("连不上数据库：\n  请检查"));
        assert_eq!(told, "连不上数据库： 请检查");
    }

    #[test]
    fn a_fault_without_a_sentence_says_what_to_do_and_names_its_causes() {
        let told = sentence_of(&anyhow::anyhow!("root").context("outer"));
        assert!(told.contains("outer: root") && told.contains("LEDGER_LOG=debug"), "{told}");
    }

    #[test]
    fn the_command_line_is_well_formed() {
        usage::in_chinese::<CommandLine>().debug_assert();
    }
}
