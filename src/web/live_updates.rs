//! News that a year's ledger has changed, from Postgres to the pages that renew themselves.
//!
//! Every ledger entry notifies the channel [`CHANNEL`] with its plan's year when its transaction commits; one
//! listener an instance passes it on to all open event streams.

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::broadcast;

/// The Postgres channel; the payload is the plan's year.
pub const CHANNEL: &str = "ledger_changed";

/// After a lost connection the listener waits this long before it tries again.
const RECONNECT_AFTER: Duration = Duration::from_secs(2);

/// What an open page is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// The ledger of this year has changed.
    Changed(i32),
    /// News may have been missed: look again.
    LookAgain,
}

/// The handle event streams subscribe to; clones share one channel.
#[derive(Debug, Clone)]
pub struct LiveUpdates(broadcast::Sender<News>);

impl Default for LiveUpdates {
    fn default() -> Self {
        Self(broadcast::channel(64).0)
    }
}

impl LiveUpdates {
    /// A receiver of all news from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<News> {
        self.0.subscribe()
    }

    /// Listens until the pool is closed, reconnecting by itself.
    pub async fn listen(self, pool: PgPool) {
        while !pool.is_closed() {
            if let Err(error) = self.pass_on(&pool).await {
                tracing::warn!(%error, "the listener for changes lost its connection");
            }
            let _ = self.0.send(News::LookAgain);
            tokio::time::sleep(RECONNECT_AFTER).await;
        }
    }

    async fn pass_on(&self, pool: &PgPool) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        while let Some(notification) = listener.try_recv().await? {
            if let Ok(year) = notification.payload().parse() {
                // No subscriber is no failure: nobody has the wall open.
                let _ = self.0.send(News::Changed(year));
            }
        }
        Ok(())
    }
}
