//! How many statements a piece of work sends to the store.

use std::cell::Cell;
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry;

thread_local! {
    /// Statements sent from this thread: each test runs on one of its own.
    static SENT: Cell<usize> = const { Cell::new(0) };
}

/// One subscriber for all tests: those of single threads would switch one another off.
static SUBSCRIBED: Once = Once::new();

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
            SENT.set(SENT.get() + usize::from(statement.0));
        }
    }
}

/// Runs `work` and returns what it returns with the number of statements it sent.
pub async fn counted<T>(work: impl Future<Output = T>) -> (T, usize) {
    SUBSCRIBED.call_once(|| tracing::subscriber::set_global_default(registry().with(Counter)).unwrap());
    let before = SENT.get();
    let result = work.await;
    (result, SENT.get() - before)
}
