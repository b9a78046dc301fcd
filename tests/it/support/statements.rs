//! How many statements a piece of work sends to the store.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry;

struct Counter(Arc<AtomicUsize>);

/// Whether an event is a statement of work, not the frame of a transaction.
#[derive(Default)]
struct Statement(bool);

impl Visit for Statement {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "summary" {
            let text = format!("{value:?}").to_lowercase();
            let frame = ["begin", "commit", "rollback", "savepoint", "release"];
            self.0 = !frame.iter().any(|word| text.trim_start_matches('"').starts_with(word));
        }
    }
}

impl<S: Subscriber> Layer<S> for Counter {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            let mut statement = Statement::default();
            event.record(&mut statement);
            self.0.fetch_add(usize::from(statement.0), Ordering::Relaxed);
        }
    }
}

/// Runs `work` and returns what it returns with the number of statements it sent.
pub async fn counted<T>(work: impl Future<Output = T>) -> (T, usize) {
    let count = Arc::new(AtomicUsize::new(0));
    let guard = tracing::subscriber::set_default(registry().with(Counter(Arc::clone(&count))));
    let result = work.await;
    drop(guard);
    (result, count.load(Ordering::Relaxed))
}
