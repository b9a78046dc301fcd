//! How many statements a piece of work sends to the store.

use std::sync::Arc;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry;

tokio::task_local! {
    /// The count of the work under way; tests beside it count for themselves.
    static COUNT: Arc<AtomicUsize>;
}

struct Counter;

/// Whether an event is a statement of work: not the frame of a transaction, nor a new connection learning its types.
#[derive(Default)]
struct Statement(bool);

impl Visit for Statement {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "summary" {
            let text = format!("{value:?}").to_lowercase();
            let frame = ["begin", "commit", "rollback", "savepoint", "release"];
            let frames = frame.iter().any(|word| text.trim_start_matches('"').starts_with(word));
            self.0 = !frames && !text.contains("pg_type");
        }
    }
}

impl<S: Subscriber> Layer<S> for Counter {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            let mut statement = Statement::default();
            event.record(&mut statement);
            let _ = COUNT.try_with(|count| count.fetch_add(usize::from(statement.0), Ordering::Relaxed));
        }
    }
}

/// Runs `work` and returns what it returns with the number of statements it sent.
pub async fn counted<T>(work: impl Future<Output = T>) -> (T, usize) {
    // One subscriber for all tests: one of a test's own would come and go under the others.
    static LISTEN: Once = Once::new();
    LISTEN.call_once(|| tracing::subscriber::set_global_default(registry().with(Counter)).unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let result = COUNT.scope(Arc::clone(&count), work).await;
    (result, count.load(Ordering::Relaxed))
}
