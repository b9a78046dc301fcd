//! The store (数据库): where it is, how it is opened, brought up to date and closed.
//!
//! Postgres only: the one `DATABASE_URL` names, else the program's own in the data directory
//! ([`private_postgres`]). Migrations lie in `migrations/`, embedded in the program and run at every opening.
//! A mark keeps real ledgers and demonstrations apart ([`store_mark`]).
//! No statement depends on a session's time zone: instants are `timestamptz`, days are computed in Beijing
//! time by the program.

pub mod private_postgres;
pub mod store_mark;

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgConnection, PgPool};

use private_postgres::PrivatePostgres;

/// All migrations, embedded.
pub static MIGRATOR: Migrator = sqlx::migrate!();

/// One program's connections; several programs share the server's hundred.
const MOST_CONNECTIONS: u32 = 16;
/// How long a request waits for a free connection, and a start for an answer of the server.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Why the store could not be opened, each a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreRefusal {
    /// `DATABASE_URL` cannot be read.
    #[error("DATABASE_URL 不是有效的数据库地址（{0}）：请写成 postgres://用户:口令@主机:5432/数据库名")]
    InvalidAddress(#[source] sqlx::Error),
    /// The server does not let us in, or does not answer.
    #[error("连不上数据库 {place}（{cause}）：请检查 DATABASE_URL 中的地址、用户和口令，并确认数据库已启动")]
    Unreachable {
        /// Host or socket and database, without the password.
        place: String,
        /// What the server or the system said.
        #[source]
        cause: sqlx::Error,
    },
    /// The store has been used by a newer program.
    #[error("数据库由较新版本的程序建立（含有本程序不认识的迁移 {0}）：请改用不低于该版本的程序")]
    NewerThanProgram(i64),
    /// A migration that was run reads otherwise in this program.
    #[error("数据库执行过的迁移 {0} 与本程序所带的不一致：请改用建立该数据库的程序版本")]
    ChangedMigration(i64),
    /// A migration failed; it left nothing behind.
    #[error("数据库升级未完成（{0}）：请备份后排除所述问题，再重新启动")]
    NotMigrated(#[source] MigrateError),
}

/// An opened store, its schema up to date.
#[derive(Debug)]
pub struct Store {
    /// The connections.
    pub pool: PgPool,
    url: String,
    private: Option<PrivatePostgres>,
}

impl Store {
    /// Opens the store `database_url` names, else the private one in `data_dir`, and runs what migrations are due.
    ///
    /// # Errors
    /// [`StoreRefusal`] or [`private_postgres::StartRefusal`], whose sentence is for the reader.
    pub async fn open(database_url: Option<&str>, data_dir: &Path) -> anyhow::Result<Self> {
        if let Some(url) = database_url {
            let options: PgConnectOptions = url.parse().map_err(StoreRefusal::InvalidAddress)?;
            let pool = open_pool(options).await?;
            return Ok(Self { pool, url: url.to_owned(), private: None });
        }
        let private = PrivatePostgres::start(&data_dir.join("pg")).await?;
        match open_pool(private.connect_options()).await {
            Ok(pool) => Ok(Self { pool, url: private.url(), private: Some(private) }),
            Err(refusal) => {
                private.stop().await;
                Err(refusal.into())
            }
        }
    }

    /// The address of the store, as for `DATABASE_URL`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A connection of its own beside the pool, for as long as its holder keeps it.
    pub async fn connect(&self) -> Result<PgConnection, StoreRefusal> {
        connect(&self.pool.connect_options()).await
    }

    /// Empties the store: undoes all migrations and runs them again. Other connections must be closed.
    ///
    /// # Errors
    /// [`StoreRefusal`]; what was undone stays undone, and the next opening runs it again.
    pub async fn rebuild(&mut self) -> Result<(), StoreRefusal> {
        let options = self.pool.connect_options().as_ref().clone();
        // Types are made anew: no connection may remember the old ones.
        self.pool.close().await;
        let mut connection = connect(&options).await?;
        MIGRATOR.undo(&mut connection, 0).await.map_err(StoreRefusal::NotMigrated)?;
        close(connection).await;
        self.pool = open_pool(options).await?;
        Ok(())
    }

    /// Closes the connections, then gives the private server up.
    pub async fn close(self) {
        // A connection that is never given back must not keep the program from ending.
        if tokio::time::timeout(LONGEST_WAIT, self.pool.close()).await.is_err() {
            tracing::warn!("a connection was still in use when the store was closed");
        }
        if let Some(private) = self.private {
            private.stop().await;
        }
    }
}

async fn connect(options: &PgConnectOptions) -> Result<PgConnection, StoreRefusal> {
    let connecting = tokio::time::timeout(LONGEST_WAIT, options.connect());
    let connected =
        connecting.await.unwrap_or_else(|_| Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()));
    connected.map_err(|cause| StoreRefusal::Unreachable { place: place_of(options), cause })
}

async fn close(connection: PgConnection) {
    if let Err(error) = connection.close().await {
        tracing::debug!(%error, "a connection did not close in good order");
    }
}

async fn open_pool(options: PgConnectOptions) -> Result<PgPool, StoreRefusal> {
    // First a plain connection: the pool would tell of a timeout only, not of its cause.
    let mut connection = connect(&options).await?;
    MIGRATOR.run(&mut connection).await.map_err(|error| match error {
        MigrateError::VersionMissing(version) => StoreRefusal::NewerThanProgram(version),
        MigrateError::VersionMismatch(version) => StoreRefusal::ChangedMigration(version),
        other => StoreRefusal::NotMigrated(other),
    })?;
    close(connection).await;
    Ok(PgPoolOptions::new()
        .max_connections(MOST_CONNECTIONS)
        .acquire_timeout(LONGEST_WAIT)
        .connect_lazy_with(options))
}

fn place_of(options: &PgConnectOptions) -> String {
    let server = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    format!("{server}/{}", options.get_database().unwrap_or_default())
}
