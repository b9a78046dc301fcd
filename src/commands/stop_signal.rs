//! `SIGTERM` and `SIGINT`, which ask the program to finish what is in flight and end.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Listens from the moment it is made, so that a signal during a long start is not lost.
#[derive(Debug)]
pub struct StopSignal {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignal {
    /// Begins to listen. Call within the runtime.
    pub fn listen() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Returns when one of the two has come.
    pub async fn come(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
