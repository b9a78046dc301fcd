//! The statements the program sends to the store, as its driver logs them.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// Runs `work` on this thread and says which statements it sent, each by its first words. The test's runtime has one
/// thread only, so that nothing else is heard. What the driver itself asks a new connection about types is left out.
pub async fn sent_by<T>(work: impl Future<Output = T>) -> (T, Vec<String>) {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let subscriber = tracing_subscriber::registry().with(Listener(Arc::clone(&sent)));
    let guard = tracing::subscriber::set_default(subscriber);
    let result = work.await;
    drop(guard);
    let sent = std::mem::take(&mut *sent.lock().unwrap());
    (result, sent)
}

struct Listener(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Listener {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        if event.metadata().target() != "sqlx::query" {
            return;
        }
        let mut statement = Statement::default();
        event.record(&mut statement);
        if !statement.whole.contains("pg_catalog") {
            self.0.lock().unwrap().push(statement.summary);
        }
    }
}

#[derive(Default)]
struct Statement {
    summary: String,
    whole: String,
}

impl Visit for Statement {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let value = format!("{value:?}");
        match field.name() {
            "summary" => self.summary.clone_from(&value),
            "db.statement" => {}
            _ => return,
        }
        self.whole.push_str(&value);
    }
}
