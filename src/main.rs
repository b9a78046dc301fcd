//! The binary `reform-ledger`.

use std::process::ExitCode;

fn main() -> ExitCode {
    reform_ledger::commands::run(std::env::args_os())
}
