//! The server process: made, started, adopted, revived, stopped.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::net::UnixStream;
use std::process::{Child, Command};
use std::sync::Mutex;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Durability;
use super::address::LEDGER;
use super::folder::{Folder, unusable};
use super::processes;
use super::programs::{Programs, Search};
use super::refusal::StartRefusal;
use super::server_user::ServerUser;

const POLL: Duration = Duration::from_millis(15);
/// For an old server to serve or end, and for a new one to replay its log after a crash.
const LONGEST_WAIT: Duration = Duration::from_mins(2);
/// A killed server's shared memory may outlive it for a moment.
const ATTEMPTS: usize = 3;
/// The log is begun anew at a start that finds it larger.
const LARGEST_LOG: u64 = 10 * 1024 * 1024;

/// One server in one folder.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) folder: Folder,
    pub(super) user: ServerUser,
    programs: Programs,
    durability: Durability,
    /// The server process if it is our child, to be reaped.
    child: Mutex<Option<Child>>,
}

impl Server {
    /// A server for `folder`, not yet running.
    pub(super) fn new(
        folder: Folder,
        user: ServerUser,
        durability: Durability,
    ) -> Result<Self, StartRefusal> {
        let programs = Search::of_this_machine().find(&folder.data(), folder.data_version())?;
        Ok(Self { folder, user, programs, durability, child: Mutex::new(None) })
    }

    /// Adopts the server that runs, or makes and starts one. Call with the start lock held.
    pub(super) fn ensure_running(&self) -> Result<(), StartRefusal> {
        if self.is_ready() || self.wait_for_old_server()? {
            return Ok(());
        }
        self.reap(false);
        self.folder.prepare_socket_folder(&self.user)?;
        if self.folder.data_version().is_none() {
            self.make_data()?;
        }
        let told_before = self.shorten_log().map_err(|cause| unusable(&self.folder.log(), cause))?;
        for attempt in 1..=ATTEMPTS {
            processes::remove_stale_lock_files(&self.folder)
                .map_err(|cause| unusable(self.folder.top(), cause))?;
            if self.start_once(told_before)? {
                self.sync_in_background();
                return Ok(());
            }
            tracing::debug!(attempt, "the private Postgres ended while starting");
            sleep(Duration::from_millis(300));
        }
        Err(self.not_started(told_before))
    }

    /// Starts the server again if it was killed. Cheap when it lives.
    pub(super) fn revive_if_dead(&self) {
        if processes::postmaster_lives(&self.folder) || self.folder.data_version().is_none() {
            return;
        }
        tracing::warn!("the private Postgres is gone: starting it again");
        let revived = self.folder.lock_start(&self.user).and_then(|_held| self.ensure_running());
        if let Err(refusal) = revived {
            tracing::error!("{refusal}");
        }
    }

    /// Stops the server in good order. Call with the start lock held.
    pub(super) fn stop(&self) {
        let stopped = self
            .user
            .command(self.programs.pg_ctl())
            .args(["stop", "--silent", "--mode=fast", "--timeout=60", "--pgdata"])
            .arg(self.folder.data())
            .current_dir(self.folder.top())
            .output();
        match stopped {
            Ok(told) if told.status.success() => self.reap(true),
            Ok(told) => {
                tracing::warn!(told = %last_line(&told.stderr), "the private Postgres was not stopped");
                self.reap(false);
            }
            Err(cause) => tracing::warn!(%cause, "pg_ctl could not be run"),
        }
    }

    /// Waits while an old server starts up or shuts down. `true`: it serves; `false`: there is none.
    fn wait_for_old_server(&self) -> Result<bool, StartRefusal> {
        let since = Instant::now();
        while processes::any_server_process(&self.folder) {
            if self.is_ready() {
                return Ok(true);
            }
            if since.elapsed() > LONGEST_WAIT {
                return Err(StartRefusal::Busy { folder: self.folder.top().to_owned() });
            }
            sleep(POLL);
        }
        Ok(false)
    }

    /// Makes the database files aside and moves them into place when they are whole.
    fn make_data(&self) -> Result<(), StartRefusal> {
        let half_made = self.folder.half_made_data();
        let in_folder = |cause| unusable(self.folder.top(), cause);
        match fs::remove_dir_all(&half_made) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(in_folder(cause)),
            _ => {}
        }
        let mut initdb = self.user.command(self.programs.initdb());
        initdb
            .args(["--no-sync", "--encoding=UTF8", "--locale=C", "--auth-local=trust", "--auth-host=reject"])
            .arg(format!("--username={LEDGER}"))
            .arg("--pgdata")
            .arg(&half_made)
            .current_dir(self.folder.top());
        let told = initdb.output().map_err(|cause| not_runnable(&initdb, cause))?;
        if !told.status.success() {
            let (data, detail) = (self.folder.data(), last_line(&told.stderr));
            return Err(StartRefusal::NotInitialized { data, detail });
        }
        if self.durability == Durability::Kept {
            File::create(self.folder.unsynced_mark()).map_err(in_folder)?;
        }
        fs::rename(half_made, self.folder.data()).map_err(in_folder)
    }

    /// Brings files made with `--no-sync` safely to disk, once, while the server already works.
    fn sync_in_background(&self) {
        let mark = self.folder.unsynced_mark();
        if !mark.exists() {
            return;
        }
        let mut sync = self.user.command(self.programs.initdb());
        sync.arg("--sync-only").arg("--pgdata").arg(self.folder.data()).current_dir(self.folder.top());
        // Ended with the program half-way, it is done again at the next start.
        std::thread::spawn(move || match sync.output() {
            Ok(told) if told.status.success() => drop(fs::remove_file(mark)),
            told => tracing::warn!(?told, "the new database files are not yet synced to disk"),
        });
    }

    /// One try. `false`: the server ended before it was ready. What it says stands in the log behind `told_before`.
    fn start_once(&self, told_before: usize) -> Result<bool, StartRefusal> {
        let log = self.open_log().map_err(|cause| unusable(&self.folder.log(), cause))?;
        let log_too = log.try_clone().map_err(|cause| unusable(&self.folder.log(), cause))?;
        let mut postgres = self.user.command(self.programs.postgres());
        postgres.arg("-D").arg(self.folder.data()).current_dir(self.folder.top()).stdout(log).stderr(log_too);
        for setting in self.settings() {
            postgres.arg("-c").arg(setting);
        }
        let mut child = postgres.spawn().map_err(|cause| not_runnable(&postgres, cause))?;
        let since = Instant::now();
        loop {
            if self.is_ready() {
                self.keep(child);
                return Ok(true);
            }
            if !matches!(child.try_wait(), Ok(None)) {
                return Ok(false);
            }
            if since.elapsed() > LONGEST_WAIT {
                self.keep(child);
                return Err(self.not_started(told_before));
            }
            sleep(POLL);
        }
    }

    fn settings(&self) -> Vec<String> {
        // The setting is a list: a path is quoted, lest a comma in it divide it.
        let socket_folder = self.folder.socket_folder().to_string_lossy().replace('"', "\"\"");
        let mut settings = vec![
            "listen_addresses=".to_owned(),
            "port=5432".to_owned(),
            format!("unix_socket_directories=\"{socket_folder}\""),
            "unix_socket_permissions=0700".to_owned(),
            "logging_collector=off".to_owned(),
        ];
        if self.durability == Durability::Scratch {
            settings
                .extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"].map(str::to_owned));
        }
        settings
    }

    /// Begins the log anew when it has grown large; its length then.
    fn shorten_log(&self) -> io::Result<usize> {
        let path = self.folder.log();
        let length = fs::metadata(&path).map_or(0, |it| it.len());
        if length <= LARGEST_LOG {
            return Ok(usize::try_from(length).unwrap_or(0));
        }
        fs::remove_file(&path)?;
        Ok(0)
    }

    fn open_log(&self) -> io::Result<File> {
        let path = self.folder.log();
        let log = OpenOptions::new().append(true).create(true).mode(0o600).open(&path)?;
        self.user.own(&path)?;
        Ok(log)
    }

    /// Whether the server lets a session in: a raw start-up packet is answered with `R`.
    fn is_ready(&self) -> bool {
        self.ask_to_enter().is_ok_and(|answer| answer == b'R')
    }

    fn ask_to_enter(&self) -> io::Result<u8> {
        let mut stream = UnixStream::connect(self.folder.socket())?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream.set_write_timeout(Some(Duration::from_secs(2)))?;
        stream.write_all(&startup_packet())?;
        let mut answer = [0];
        stream.read_exact(&mut answer)?;
        // Terminate, so that the log does not tell of a client that vanished.
        stream.write_all(b"X\0\0\0\x04")?;
        Ok(answer[0])
    }

    fn keep(&self, child: Child) {
        *self.child.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(child);
    }

    /// Takes leave of an ended child, so that it is no zombie; with `ending`, waits until it has ended.
    fn reap(&self, ending: bool) {
        let mut kept = self.child.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let Some(child) = kept.as_mut() else { return };
        let ended = if ending { child.wait().map(Some) } else { child.try_wait() };
        if !matches!(ended, Ok(None)) {
            *kept = None;
        }
    }

    fn not_started(&self, told_before: usize) -> StartRefusal {
        let log = self.folder.log();
        let told = fs::read(&log).unwrap_or_default();
        let detail = last_line(told.get(told_before..).unwrap_or_default());
        StartRefusal::NotStarted { log, detail }
    }
}

/// Protocol 3.0, user `ledger`, the database every server has.
fn startup_packet() -> Vec<u8> {
    let body =
        [&196_608_u32.to_be_bytes()[..], b"user\0", LEDGER.as_bytes(), b"\0database\0postgres\0\0"].concat();
    let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    [&length.to_be_bytes()[..], &body].concat()
}

fn not_runnable(command: &Command, cause: io::Error) -> StartRefusal {
    StartRefusal::ProgramNotRunnable { program: command.get_program().into(), cause }
}

/// What a program said worst: its last line that tells of an error, from that word on, else its last line.
fn last_line(told: &[u8]) -> String {
    let told = String::from_utf8_lossy(told);
    let mut lines = told.lines().map(str::trim).filter(|line| !line.is_empty()).rev();
    let worst = lines.clone().find_map(|line| {
        let severity = ["PANIC:", "FATAL:", "error:"].iter().find_map(|word| line.find(word))?;
        Some(&line[severity..])
    });
    worst.or_else(|| lines.next()).unwrap_or("没有说明原因").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_startup_packet_tells_its_own_length() {
        let packet = startup_packet();
        assert_eq!(packet[..4], u32::try_from(packet.len()).unwrap().to_be_bytes());
        assert_eq!(packet[4..8], [0, 3, 0, 0]);
        assert!(packet.ends_with(b"user\0ledger\0database\0postgres\0\0"));
    }

    #[test]
    fn the_last_words_are_the_error_not_the_hint_after_it() {
        let told = b"LOG:  starting\n2026-11-23 00:35:57 UTC [7] FATAL:  no space left\nHINT:  make room\n\n";
        assert_eq!(last_line(told), "FATAL:  no space left");
        assert_eq!(last_line(b"one\ntwo\n"), "two");
        assert_eq!(last_line(b""), "没有说明原因");
    }
}
