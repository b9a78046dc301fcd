//! What the program logs while a test listens.

use std::io::{Result, Write};
use std::sync::{Arc, Mutex};

use tracing::subscriber::DefaultGuard;

/// All the log of this thread, down to traces, from [`ProgramLog::listen`] until [`ProgramLog::text`].
pub struct ProgramLog {
    written: Written,
    guard: DefaultGuard,
}

impl ProgramLog {
    pub fn listen() -> Self {
        let written = Written::default();
        let writer = written.clone();
        // The origin check is switched off in commands/logs.rs, too.
        let log = tracing_subscriber::fmt()
            .with_env_filter("trace,tower_http::csrf=off")
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        Self { written, guard: tracing::subscriber::set_default(log) }
    }

    /// What was logged; stops listening.
    pub fn text(self) -> String {
        drop(self.guard);
        String::from_utf8(self.written.0.lock().unwrap().clone()).unwrap()
    }
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
