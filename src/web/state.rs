//! What every handler is handed.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use sqlx::PgPool;

use crate::clock::Clocks;
use crate::web::live_updates::LiveUpdates;

/// Settings of the running server; what a plan or the security administrator sets stands in the store.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where files of evidence live.
    pub data_dir: PathBuf,
    /// Whether cookies are for https only (the public URL is https).
    pub secure_cookies: bool,
    /// The proxy whose `X-Forwarded-For` is believed.
    pub trusted_proxy: Option<IpAddr>,
    /// Whether the store is a demonstration: pages say so.
    pub demonstration: bool,
}

/// State shared by all handlers; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The store.
    pub db: PgPool,
    /// The two clocks.
    pub clocks: Clocks,
    /// Settings of this server.
    pub settings: Arc<Settings>,
    /// News that the ledger has changed, for pages that renew themselves.
    pub live: LiveUpdates,
}

impl AppState {
    /// State over an opened store.
    #[must_use]
    pub fn new(db: PgPool, clocks: Clocks, settings: Settings) -> Self {
        Self { db, clocks, settings: Arc::new(settings), live: LiveUpdates::default() }
    }
}
