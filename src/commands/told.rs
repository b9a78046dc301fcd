//! What a command tells on standard output.

use std::io::Write;

/// Prints lines; a reader that has gone away is no reason to end.
pub(super) fn tell(lines: &str) {
    write(lines.as_bytes());
    write(b"\n");
}

/// Prints bytes as they are.
pub(super) fn write(bytes: &[u8]) {
    let mut out = std::io::stdout();
    let _unread = out.write_all(bytes).and_then(|()| out.flush());
}
