//! The program's own private Postgres, with real servers and real kills.
//!
//! As root the server runs as a lesser user, otherwise as whoever runs the tests; both must pass.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, geteuid};
use reform_ledger::database::private_postgres::PrivatePostgres;
use sqlx::{Connection, PgConnection};

/// A new folder in the temporary folder, removed at the end of the test with any server left in it.
pub(crate) struct TestFolder(pub(crate) PathBuf);

impl TestFolder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("reform-ledger-it-{name}-{}", std::process::id()));
        std::fs::create_dir(&path).unwrap();
        // Whoever the server runs as must be able to pass.
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        Self(path)
    }

    /// The private Postgres' folder, not yet there.
    pub(crate) fn pg(&self) -> PathBuf {
        self.0.join("pg")
    }
}

impl Drop for TestFolder {
    fn drop(&mut self) {
        if let Some(postmaster) = postmaster_of(&self.pg()) {
            let _already_gone = kill(postmaster, Signal::SIGKILL);
        }
        let _kept_for_a_look = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn postmaster_of(pg: &Path) -> Option<Pid> {
    let file = std::fs::read_to_string(pg.join("data/postmaster.pid")).ok()?;
    file.lines().next()?.parse().ok().map(Pid::from_raw)
}

/// The program itself, holding a private Postgres.
struct Program {
    process: Child,
    url: String,
}

impl Program {
    fn start(folder: &TestFolder) -> Self {
        Self::start_by(&mut Self::command(folder))
    }

    fn command(folder: &TestFolder) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reform-ledger"));
        command.arg("database").arg("--data-dir").arg(&folder.0).env_remove("DATABASE_URL");
        command
    }

    fn start_by(command: &mut Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { process, url: url.trim().to_owned() }
    }

    /// Ends it with `signal` and waits until it is gone.
    fn end(mut self, signal: Signal) -> std::process::ExitStatus {
        kill(Pid::from_raw(self.process.id().try_into().unwrap()), signal).unwrap();
        self.process.wait().unwrap()
    }
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.unwrap()
}

async fn remember(url: &str, word: &str) {
    let mut connection = connect(url).await;
    sqlx::query("create table if not exists memory (word text)").execute(&mut connection).await.unwrap();
    sqlx::query("insert into memory values ($1)").bind(word).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

async fn remembered(url: &str) -> Vec<String> {
    let mut connection = connect(url).await;
    let words = sqlx::query_scalar("select word from memory").fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    words
}

/// Waits for something that comes about by itself.
fn wait_until(what: &str, mut come: impl FnMut() -> bool) {
    let since = Instant::now();
    while !come() {
        assert!(since.elapsed() < Duration::from_secs(30), "{what} did not come about");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test]
async fn what_was_written_is_there_after_a_stop_and_a_second_start() {
    let folder = TestFolder::new("second-start");
    let first = PrivatePostgres::start(&folder.pg()).await.unwrap();
    remember(&first.url(), "司改").await;
    first.stop().await;
    assert_eq!(postmaster_of(&folder.pg()), None, "the last one out stops the server");

    let second = PrivatePostgres::start(&folder.pg()).await.unwrap();
    assert_eq!(remembered(&second.url()).await, ["司改"]);
    second.stop().await;
}

#[tokio::test]
async fn two_cold_starts_at_once_share_one_server_that_stops_with_the_second() {
    let folder = TestFolder::new("two-at-once");
    let dir = folder.pg();
    let (one, other) = tokio::join!(PrivatePostgres::start(&dir), PrivatePostgres::start(&dir));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.url(), other.url());
    remember(&one.url(), "共用").await;

    let server = postmaster_of(&dir);
    one.stop().await;
    assert_eq!(postmaster_of(&dir), server, "the other one still uses it");
    assert_eq!(remembered(&other.url()).await, ["共用"]);
    other.stop().await;
    assert_eq!(postmaster_of(&dir), None);
}

#[tokio::test]
async fn a_dropped_one_stops_its_server_too() {
    let folder = TestFolder::new("dropped");
    drop(PrivatePostgres::start(&folder.pg()).await.unwrap());
    assert_eq!(postmaster_of(&folder.pg()), None);
}

#[tokio::test]
async fn the_orphan_of_a_killed_program_is_adopted() {
    let folder = TestFolder::new("orphan");
    let killed = Program::start(&folder);
    remember(&killed.url, "孤儿").await;
    killed.end(Signal::SIGKILL);
    let orphan = postmaster_of(&folder.pg());
    assert!(orphan.is_some());

    let heir = PrivatePostgres::start(&folder.pg()).await.unwrap();
    assert_eq!(postmaster_of(&folder.pg()), orphan, "the same server goes on");
    assert_eq!(remembered(&heir.url()).await, ["孤儿"]);
    heir.stop().await;
    assert_eq!(postmaster_of(&folder.pg()), None, "the heir is the last one out");
}

#[tokio::test]
async fn a_server_killed_together_with_its_program_recovers_at_the_next_start() {
    let folder = TestFolder::new("both-killed");
    for round in 0..3 {
        let program = Program::start(&folder);
        remember(&program.url, &round.to_string()).await;
        let postmaster = postmaster_of(&folder.pg()).unwrap();
        program.end(Signal::SIGKILL);
        kill(postmaster, Signal::SIGKILL).unwrap();
    }
    let next = PrivatePostgres::start(&folder.pg()).await.unwrap();
    assert_eq!(remembered(&next.url()).await, ["0", "1", "2"]);
    next.stop().await;
}

#[tokio::test]
async fn a_server_killed_under_a_running_program_is_started_again() {
    let folder = TestFolder::new("revived");
    let private = PrivatePostgres::start(&folder.pg()).await.unwrap();
    remember(&private.url(), "还在").await;
    let killed = postmaster_of(&folder.pg()).unwrap();
    kill(killed, Signal::SIGKILL).unwrap();
    wait_until("a new server", || {
        postmaster_of(&folder.pg()).is_some_and(|it| it != killed)
            && std::os::unix::net::UnixStream::connect(folder.pg().join("run/.s.PGSQL.5432")).is_ok()
    });
    // A start waits for recovery to end, so this one also proves that both share the new server.
    let other = PrivatePostgres::start(&folder.pg()).await.unwrap();
    assert_eq!(remembered(&private.url()).await, ["还在"]);
    other.stop().await;
    private.stop().await;
}

#[tokio::test]
async fn lock_files_that_name_a_foreign_process_or_nothing_do_not_hinder_a_start() {
    let folder = TestFolder::new("stale");
    PrivatePostgres::start(&folder.pg()).await.unwrap().stop().await;
    let owner = std::fs::metadata(folder.pg().join("data")).unwrap();
    let mut foreign = {
        use std::os::unix::process::CommandExt;
        let mut sleep = Command::new("sleep");
        if geteuid().is_root() {
            sleep.uid(owner.uid()).gid(owner.gid());
        }
        sleep.arg("60").spawn().unwrap()
    };
    let old_pid_file = format!("{}\n{}\n1\n5432\n\n\n\n", foreign.id(), folder.pg().join("data").display());
    for (pid_file, socket_lock) in
        [(old_pid_file.as_str(), format!("{}\n", foreign.id())), ("", String::new())]
    {
        std::fs::write(folder.pg().join("data/postmaster.pid"), pid_file).unwrap();
        std::fs::write(folder.pg().join("run/.s.PGSQL.5432.lock"), socket_lock).unwrap();
        let private = PrivatePostgres::start(&folder.pg()).await.unwrap();
        connect(&private.url()).await;
        private.stop().await;
    }
    assert!(foreign.try_wait().unwrap().is_none(), "the foreign process is left alone");
    foreign.kill().unwrap();
    foreign.wait().unwrap();
}

#[tokio::test]
async fn half_made_database_files_of_a_killed_start_are_thrown_away() {
    let folder = TestFolder::new("half-made");
    std::fs::create_dir_all(folder.pg().join("data.new/base")).unwrap();
    std::fs::write(folder.pg().join("data.new/PG_VERSION"), "15\n").unwrap();
    let private = PrivatePostgres::start(&folder.pg()).await.unwrap();
    remember(&private.url(), "完整").await;
    private.stop().await;
    assert!(!folder.pg().join("data.new").exists());
}

#[tokio::test]
async fn a_folder_whose_name_is_too_long_for_a_socket_works_all_the_same() {
    let folder = TestFolder::new("long");
    let deep = folder.0.join("很长的目录名".repeat(5)).join("数据, \"库\"");
    let private = PrivatePostgres::start(&deep).await.unwrap();
    remember(&private.url(), "够长").await;
    assert!(private.url().contains("host=/tmp/reform-ledger-"), "{}", private.url());
    private.stop().await;
    let again = PrivatePostgres::start(&deep).await.unwrap();
    assert_eq!(remembered(&again.url()).await, ["够长"]);
    let stand_in = again.connect_options().get_socket().unwrap().clone();
    again.stop().await;
    assert!(!stand_in.exists(), "nothing stays in the temporary folder");
}

#[tokio::test]
async fn names_with_spaces_commas_and_quotes_reach_the_server_whole() {
    let folder = TestFolder::new("names");
    let odd = folder.0.join("a, \"b\" + 司改");
    let private = PrivatePostgres::start(&odd).await.unwrap();
    remember(&private.url(), "怪名").await;
    assert!(odd.join("run/.s.PGSQL.5432").exists());
    private.stop().await;
}

#[tokio::test]
async fn a_hostile_environment_changes_nothing() {
    let folder = TestFolder::new("hostile");
    let program = Program::start_by(
        Program::command(&folder)
            .envs([("PGHOST", "203.0.113.1"), ("PGPORT", "1"), ("PGUSER", "nobody"), ("PGDATABASE", "x")])
            .envs([
                ("PGSSLMODE", "verify-full"),
                ("PGDATA", "/nonexistent"),
                ("LC_ALL", "xx_XX"),
                ("TZ", "Mars"),
            ]),
    );
    remember(&program.url, "无恙").await;
    assert!(program.end(Signal::SIGTERM).success());
}

#[test]
fn only_the_owner_can_reach_the_database() {
    let folder = TestFolder::new("closed");
    let program = Program::start(&folder);
    for private in ["", "data", "run"] {
        let mode = std::fs::metadata(folder.pg().join(private)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "pg/{private}");
    }
    let server = std::fs::metadata(format!("/proc/{}", postmaster_of(&folder.pg()).unwrap())).unwrap();
    assert_ne!(server.uid(), 0, "never as root");
    assert!(program.end(Signal::SIGINT).success());
}

#[tokio::test]
async fn data_of_another_major_version_are_refused_and_left_alone() {
    let folder = TestFolder::new("version");
    PrivatePostgres::start(&folder.pg()).await.unwrap().stop().await;
    std::fs::write(folder.pg().join("data/PG_VERSION"), "9\n").unwrap();
    let sentence = PrivatePostgres::start(&folder.pg()).await.unwrap_err().to_string();
    assert!(sentence.contains("由 PostgreSQL 9 建立"), "{sentence}");
}

#[tokio::test]
async fn a_server_that_cannot_start_says_why_and_where_to_look() {
    let folder = TestFolder::new("broken");
    PrivatePostgres::start(&folder.pg()).await.unwrap().stop().await;
    std::fs::write(folder.pg().join("data/global/pg_control"), "torn").unwrap();
    let sentence = PrivatePostgres::start(&folder.pg()).await.unwrap_err().to_string();
    assert!(sentence.contains("pg_control") && sentence.contains("server.log"), "{sentence}");
    assert!(!sentence.contains('\n'), "{sentence}");
}

#[tokio::test]
async fn a_folder_that_is_closed_to_the_server_is_refused_with_a_place_that_is_open() {
    if !geteuid().is_root() {
        return; // as an ordinary user the server runs as ourselves
    }
    let folder = TestFolder::new("shut");
    let shut = folder.0.join("shut");
    std::fs::create_dir(&shut).unwrap();
    std::fs::set_permissions(&shut, std::fs::Permissions::from_mode(0o700)).unwrap();
    let sentence = PrivatePostgres::start(&shut.join("data/pg")).await.unwrap_err().to_string();
    assert!(sentence.contains(&format!("进不了 {}：", shut.display())), "{sentence}");
    assert!(sentence.contains("/var/lib/reform-ledger"), "{sentence}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_refused_with_the_option_to_change() {
    let sentence = PrivatePostgres::start(Path::new("/proc/ledger/pg")).await.unwrap_err().to_string();
    assert!(sentence.contains("--data-dir"), "{sentence}");
}

#[tokio::test]
async fn a_scratch_server_leaves_nothing_behind() {
    let scratch = PrivatePostgres::start_scratch().await.unwrap();
    remember(&scratch.url(), "一时").await;
    let options = scratch.connect_options();
    let top = options.get_socket().unwrap().parent().unwrap().to_owned();
    assert!(top.exists());
    scratch.stop().await;
    assert!(!top.exists());
}
