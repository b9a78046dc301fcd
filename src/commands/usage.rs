//! Help and wrong usage, in Chinese.

use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use clap::{ArgAction, Args, CommandFactory};

const HELP: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// A command that was asked for what it never does; the sentence says what to ask instead. Exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WrongUsage(pub String);

/// `--help` and `--version`, in place of clap's English ones.
#[derive(Debug, Args)]
pub(super) struct HelpOptions {
    /// 显示帮助
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

/// The command line of `T` with Chinese help for it and all its commands.
pub(super) fn in_chinese<T: CommandFactory>() -> clap::Command {
    let chinese = |command: clap::Command| {
        command
            .help_template(HELP)
            .disable_help_flag(true)
            .disable_version_flag(true)
            .disable_help_subcommand(true)
            .subcommand_help_heading("命令")
            .subcommand_value_name("命令")
            .mut_args(|argument| argument.help_heading("选项"))
    };
    chinese(T::command()).mut_subcommands(chinese)
}

/// Prints the help that was asked for, or what was wrong.
pub(super) fn answer(refusal: &clap::Error) -> ExitCode {
    if refusal.exit_code() == 0 {
        // A reader that has gone away does not miss the help.
        let _unread = refusal.print();
        return ExitCode::SUCCESS;
    }
    eprintln!("{}", sentence_of(refusal));
    ExitCode::from(2)
}

fn sentence_of(refusal: &clap::Error) -> String {
    let told = |kind| refusal.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = told(ContextKind::InvalidArg);
    let wrong = match refusal.kind() {
        ErrorKind::UnknownArgument => format!("不认识的选项 {argument}"),
        ErrorKind::InvalidSubcommand => format!("不认识的命令 {}", told(ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{argument} 的值“{}”不对", told(ContextKind::InvalidValue))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::ArgumentConflict => format!("{argument} 不能与 {} 同用", told(ContextKind::PriorArg)),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "请指定命令".to_owned()
        }
        _ => format!("命令行不对（{}）", refusal.to_string().lines().next().unwrap_or_default()),
    };
    format!("{wrong}：用法见 reform-ledger --help")
}
