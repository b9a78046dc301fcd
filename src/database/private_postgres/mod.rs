//! The program's own private Postgres (自带数据库), used when no `DATABASE_URL` is given.
//!
//! It runs from the Postgres programs installed on the machine, in a folder of the data directory, on a Unix
//! socket in a folder closed to all but its user and root. Several programs share one server: the first
//! starts it, the others adopt it, the last one out stops it. It survives a `kill -9` of a program (the next
//! one adopts the orphan) and its own (a program that uses it starts it again). As root it runs as the owner
//! of its data, else `LEDGER_PG_USER`, `postgres` or `nobody`. `LEDGER_PG_BIN` names the programs' folder
//! where they are not found by themselves.
//!
//! Not covered: two containers that share one data folder but not their process ids; give both a
//! `DATABASE_URL`.

mod address;
mod folder;
mod processes;
mod programs;
mod refusal;
mod server;
mod server_user;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection};

use address::LEDGER;
use folder::Folder;
pub use refusal::StartRefusal;
use server::Server;

/// How soon a killed server is noticed by the programs that use it.
const LOOK_AFTER_EVERY: Duration = Duration::from_secs(1);
const NO_SUCH_DATABASE: &str = "3D000";
/// A duplicate database, or its name met in the catalogue's unique index.
const MADE_BY_ANOTHER: [&str; 2] = ["42P04", "23505"];

/// Whether what is written must outlive a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// A real store.
    Kept,
    /// For tests: faster, and removed at the end.
    Scratch,
}

/// A running private Postgres, held for as long as this value lives.
#[derive(Debug)]
pub struct PrivatePostgres {
    server: Arc<Server>,
    /// The shared lock that counts us among the server's users.
    users: Option<File>,
    keeper: Option<Keeper>,
    durability: Durability,
}

impl PrivatePostgres {
    /// Starts the private Postgres in `dir`, or joins the programs that already use it there.
    pub async fn start(dir: &Path) -> Result<Self, StartRefusal> {
        Self::start_with(dir.to_owned(), Durability::Kept).await
    }

    /// Starts one in a new temporary folder, without care for power cuts; the folder goes when it stops.
    pub async fn start_scratch() -> Result<Self, StartRefusal> {
        let mut random = [0; 8];
        // Without randomness the process id still keeps two apart.
        getrandom::fill(&mut random).unwrap_or_default();
        let name = format!("reform-ledger-scratch-{}-{}", std::process::id(), hex::encode(random));
        Self::start_with(std::env::temp_dir().join(name), Durability::Scratch).await
    }

    async fn start_with(dir: PathBuf, durability: Durability) -> Result<Self, StartRefusal> {
        let starting = tokio::task::spawn_blocking(move || Self::enter(&dir, durability));
        let private = starting.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
        match private.ensure_database().await {
            Ok(()) => Ok(private),
            Err(cause) => {
                private.stop().await;
                Err(StartRefusal::NoDatabase(cause))
            }
        }
    }

    fn enter(dir: &Path, durability: Durability) -> Result<Self, StartRefusal> {
        let (folder, user) = Folder::prepare(dir)?;
        let start = folder.lock_start(&user)?;
        // Whoever held the lock may have made the data; ask for the programs only now.
        let server = Arc::new(Server::new(folder, user, durability)?);
        let users = server.folder.lock_as_user(&server.user)?;
        server.ensure_running()?;
        drop(start);
        let keeper = Some(Keeper::of(Arc::clone(&server)));
        Ok(Self { server, users: Some(users), keeper, durability })
    }

    /// How the program connects to the ledger's database.
    #[must_use]
    pub fn connect_options(&self) -> PgConnectOptions {
        address::connect_options(self.server.folder.socket_folder(), LEDGER)
    }

    /// The same as an address, for `DATABASE_URL` and psql: `postgres:///ledger?host=/…/run&user=ledger`.
    #[must_use]
    pub fn url(&self) -> String {
        address::url(self.server.folder.socket_folder())
    }

    /// Gives the server up; the last one to do so stops it.
    pub async fn stop(mut self) {
        let leaving = tokio::task::spawn_blocking(move || self.leave());
        leaving.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
    }

    fn leave(&mut self) {
        let Some(users) = self.users.take() else { return };
        if let Some(keeper) = self.keeper.take() {
            keeper.dismiss();
        }
        let start = match self.server.folder.lock_start(&self.server.user) {
            Ok(start) => start,
            // The lock on `users` falls with the file; whoever comes next adopts the server.
            Err(refusal) => return tracing::warn!("{refusal}"),
        };
        // Unlocked by name: a child process between fork and exec may hold the same open file.
        let alone = users.unlock().is_ok() && users.try_lock().is_ok();
        if alone {
            self.server.stop();
            self.server.folder.remove_stand_in();
        }
        if alone && self.durability == Durability::Scratch {
            self.remove_scratch();
        }
        drop(start);
    }

    fn remove_scratch(&self) {
        let top = self.server.folder.top();
        if let Err(cause) = fs::remove_dir_all(top) {
            tracing::warn!(%cause, folder = %top.display(), "the scratch folder stays");
        }
    }

    /// Makes the database `ledger` where it is missing; two programs may do so at once.
    async fn ensure_database(&self) -> sqlx::Result<()> {
        match self.connect_options().connect().await {
            Ok(connection) => return connection.close().await,
            Err(error) if has_code(&error, &[NO_SUCH_DATABASE]) => {}
            Err(error) => return Err(error),
        }
        let mut postgres: PgConnection =
            address::connect_options(self.server.folder.socket_folder(), "postgres").connect().await?;
        match postgres.execute("create database ledger").await {
            Err(error) if !has_code(&error, &MADE_BY_ANOTHER) => return Err(error),
            _ => {}
        }
        postgres.close().await
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        self.leave();
    }
}

fn has_code(error: &sqlx::Error, codes: &[&str]) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| codes.contains(&&*code))
}

/// The thread that starts the server again when it was killed under us.
#[derive(Debug)]
struct Keeper {
    dismissal: Sender<()>,
    thread: JoinHandle<()>,
}

impl Keeper {
    fn of(server: Arc<Server>) -> Self {
        let (dismissal, dismissed) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            while dismissed.recv_timeout(LOOK_AFTER_EVERY) == Err(RecvTimeoutError::Timeout) {
                server.revive_if_dead();
            }
        });
        Self { dismissal, thread }
    }

    fn dismiss(self) {
        drop(self.dismissal);
        if self.thread.join().is_err() {
            tracing::error!("the keeper of the private Postgres had panicked");
        }
    }
}
