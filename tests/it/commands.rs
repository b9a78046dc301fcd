//! The commands, as a script runs them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use reform_ledger::database::MIGRATOR;
use reform_ledger::database::store_mark::{StoreKind, require_kind};
use sqlx::{ConnectOptions, PgPool};

use crate::private_postgres::TestFolder;
use crate::support::TestApp;
use crate::support::test_app::NOTICE;

const NOTICE_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/2019-notice.md");

/// The program on the store of `pool`.
fn program(pool: &PgPool, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reform-ledger"));
    command
        .args(arguments)
        .env("DATABASE_URL", pool.connect_options().to_url_lossy().as_str())
        .env_remove("LEDGER_LOG")
        .env_remove("LEDGER_DATA_DIR");
    command
}

pub fn run(pool: &PgPool, arguments: &[&str]) -> Output {
    program(pool, arguments).output().unwrap()
}

pub fn said(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_owned()).unwrap()
}

/// Asserts that the command ended with `code` and one sentence on standard error, and returns the sentence.
#[track_caller]
pub fn refusal(output: &Output, code: i32) -> String {
    let sentence = said(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{sentence}");
    assert_eq!(sentence.lines().count(), 1, "{sentence}");
    assert!(output.stdout.is_empty(), "{}", said(&output.stdout));
    sentence
}

#[track_caller]
pub fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", said(&output.stderr));
    said(&output.stdout)
}

async fn count(pool: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
}

async fn mark_demonstration(pool: &PgPool) {
    let app = TestApp::new(pool.clone()).await;
    let mut conn = pool.acquire().await.unwrap();
    require_kind(&mut conn, StoreKind::Demonstration, app.state.clocks.wall_now()).await.unwrap();
}

fn file_of(folder: &TestFolder, bytes: &[u8]) -> PathBuf {
    let path = folder.0.join("方案.md");
    std::fs::write(&path, bytes).unwrap();
    path
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn importing_says_what_was_stored_and_again_that_nothing_changed(pool: PgPool) {
    let first = done(&run(&pool, &["import", NOTICE_FILE]));
    let doubts = count(&pool, "select count(*) from doubt").await;
    assert!(first.contains("任务 39 项") && first.contains(&format!("{doubts} 处")), "{first}");
    let entries = count(&pool, "select count(*) from ledger_entry").await;

    let again = done(&run(&pool, &["import", NOTICE_FILE]));
    assert!(again.contains("未作任何改动"), "{again}");
    assert_eq!(count(&pool, "select count(*) from ledger_entry").await, entries);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_file_that_is_no_plan_is_refused_with_a_sentence_and_nothing_is_stored(pool: PgPool) {
    let folder = TestFolder::new("import");
    let half = &NOTICE[..NOTICE.len() / 2];
    let large = vec![b'a'; 50 * 1024 * 1024];
    let cases: [(&[u8], &str); 5] = [
        (b"", "空的"),
        (b"\xff\xfe\x00", "UTF-8"),
        ("今天天气很好。".as_bytes(), "没有读入"),
        (&large, "5 MB"),
        (&half[..half.iter().rposition(|byte| *byte == b'\n').unwrap()], "没有读入"),
    ];
    for (bytes, expected) in cases {
        let file = file_of(&folder, bytes);
        let sentence = refusal(&run(&pool, &["import", text(&file)]), 1);
        assert!(sentence.contains(expected), "{sentence}");
    }
    for (file, expected) in
        [("/dev/null", "不是普通文件"), (text(&folder.0), "不是普通文件"), ("没有这个文件", "没有文件")]
    {
        let sentence = refusal(&run(&pool, &["import", file]), 1);
        assert!(sentence.contains(expected), "{sentence}");
    }
    assert_eq!(count(&pool, "select count(*) from plan").await, 0);
    assert_eq!(count(&pool, "select count(*) from ledger_entry").await, 0);
}

#[test]
fn a_dry_run_touches_no_store() {
    let folder = TestFolder::new("dry-run");
    for format in [&["--format", "json"][..], &[]] {
        let output = Command::new(env!("CARGO_BIN_EXE_reform-ledger"))
            .args(["import", NOTICE_FILE, "--dry-run", "--data-dir", text(&folder.0)])
            .args(format)
            .env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
            .output()
            .unwrap();
        assert!(!done(&output).is_empty());
    }
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn serve_and_import_refuse_a_demonstration(pool: PgPool) {
    mark_demonstration(&pool).await;
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["import", NOTICE_FILE]] {
        let sentence = refusal(&run(&pool, arguments), 1);
        assert!(sentence.contains("演示库"), "{sentence}");
    }
    assert_eq!(count(&pool, "select count(*) from account").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_export_goes_to_standard_output_or_into_a_file(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    drop(app);
    let printed = done(&run(&pool, &["export", "--format", "json"]));
    let folder = TestFolder::new("export");
    let file = folder.0.join("ledger.json");
    let silent =
        done(&run(&pool, &["export", "--format", "json", "--year", "2019", "--output", text(&file)]));
    assert!(silent.is_empty());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), printed);
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 1, "nothing else is left there");
    assert_eq!(count(&pool, "select count(*) from ledger_entry where event = 'plan_exported'").await, 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_cannot_be_exported_is_refused_with_a_sentence(pool: PgPool) {
    for format in ["json", "xlsx", "docx"] {
        let sentence = refusal(&run(&pool, &["export", "--format", format]), 1);
        assert!(sentence.contains("import"), "{sentence}");
    }
    let sentence = refusal(&run(&pool, &["export", "--format", "json", "--year", "2018"]), 1);
    assert!(sentence.contains("2018"), "{sentence}");
    refusal(&run(&pool, &["export", "--format", "csv"]), 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_sweep_is_never_before_the_last_one_nor_after_today(pool: PgPool) {
    done(&run(&pool, &["import", NOTICE_FILE]));
    let first = done(&run(&pool, &["sweep", "--today", "2019-06-26"]));
    assert!(first.contains("2019-06-26"), "{first}");
    let flags = count(&pool, "select count(*) from overdue_flag").await;
    assert!(flags > 0);
    let sentence = refusal(&run(&pool, &["sweep", "--today", "2019-06-25"]), 2);
    assert!(sentence.contains("2019-06-26"), "{sentence}");
    refusal(&run(&pool, &["sweep", "--today", "2999-01-01"]), 2);
    done(&run(&pool, &["sweep", "--today", "2019-06-26"]));
    assert_eq!(count(&pool, "select count(*) from overdue_flag").await, flags);
    done(&run(&pool, &["sweep"]));
}

/// A running server.
struct Server {
    process: Child,
    lines: Vec<String>,
    address: String,
}

impl Server {
    /// Starts it on a free port and reads what it prints, up to and with the line of its address.
    fn start(pool: &PgPool) -> Self {
        let folder = std::env::temp_dir();
        let mut command = program(pool, &["serve", "--listen", "127.0.0.1:0", "--data-dir", text(&folder)]);
        let process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut server = Self { process, lines: Vec::new(), address: String::new() };
        let mut printed = BufReader::new(server.process.stdout.take().unwrap()).lines();
        while server.address.is_empty() {
            let line = printed.next().expect("it prints its address").unwrap();
            line.strip_prefix("司改台账已启动：http://").unwrap_or_default().clone_into(&mut server.address);
            server.lines.push(line);
        }
        server
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn end(mut self, signal: Signal) -> Option<i32> {
        kill(Pid::from_raw(self.process.id().try_into().unwrap()), signal).unwrap();
        self.process.wait().unwrap().code()
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_first_start_prints_made_up_passwords_once_and_answers_until_it_is_asked_to_stop(pool: PgPool) {
    let first = Server::start(&pool);
    for name in ["office", "system_admin", "security_admin", "audit_admin"] {
        assert!(first.lines.iter().any(|line| line.trim_start().starts_with(&format!("{name}（"))));
    }
    assert!(first.get("/readyz").starts_with("HTTP/1.1 200"));
    assert!(first.get("/").contains("location: /login"));
    assert_eq!(first.end(Signal::SIGTERM), Some(0));

    let second = Server::start(&pool);
    assert_eq!(second.lines.len(), 1, "{:?}", second.lines);
    assert_eq!(second.end(Signal::SIGINT), Some(0));
    assert_eq!(count(&pool, "select count(*) from store_mark where kind = 'real'").await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_port_in_use_is_told_before_anything_is_done(pool: PgPool) {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let sentence = refusal(&run(&pool, &["serve", "--listen", &address]), 1);
    assert!(sentence.contains(&address) && sentence.contains("--listen"), "{sentence}");
    assert_eq!(count(&pool, "select count(*) from account").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_demonstration_shows_days_of_its_year_only_and_never_a_real_ledger(pool: PgPool) {
    for wrong in [&["--today", "2019-03-28"][..], &["--today", "2020-02-01"], &["--password", ""]] {
        let arguments = [&["demo", "--listen", "127.0.0.1:0"], wrong].concat();
        refusal(&run(&pool, &arguments), 2);
    }
    done(&run(&pool, &["import", NOTICE_FILE]));
    let sentence = refusal(&run(&pool, &["demo", "--listen", "127.0.0.1:0"]), 1);
    assert!(sentence.contains("正式台账"), "{sentence}");
    assert_eq!(count(&pool, "select count(*) from plan").await, 1);
}
