//! What the program says and how it ends, as a script sees it.

use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_reform-ledger"))
        .args(arguments)
        .env_remove("DATABASE_URL")
        .env_remove("LEDGER_LOG")
        .output()
        .unwrap()
}

fn said(output: &[u8]) -> String {
    String::from_utf8(output.to_owned()).unwrap()
}

#[test]
fn help_and_version_are_answered_on_standard_output() {
    let help = run(&["--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(said(&help.stdout).contains("LEDGER_DATA_DIR"), "{}", said(&help.stdout));
    let version = run(&["--version"]);
    assert_eq!(said(&version.stdout), format!("reform-ledger {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_usage_ends_with_2_and_one_sentence() {
    for arguments in [&[][..], &["没有的命令"], &["database", "--no-such"], &["database", "--log", "a=b=c"]]
    {
        let refused = run(arguments);
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}");
        assert_eq!(said(&refused.stderr).lines().count(), 1, "{}", said(&refused.stderr));
        assert!(refused.stdout.is_empty());
    }
}

#[test]
fn a_store_that_cannot_be_opened_ends_with_1_and_one_sentence() {
    let refused = run(&["database", "--database-url", "postgres://u@127.0.0.1:1/x"]);
    assert_eq!(refused.status.code(), Some(1));
    let sentence = said(&refused.stderr);
    assert!(sentence.lines().count() == 1 && sentence.contains("DATABASE_URL"), "{sentence}");
}
