//! How programs reach the server: a Unix socket, the user and the database `ledger`.

use std::fmt::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// The database's owner and its name.
pub(super) const LEDGER: &str = "ledger";

/// Options that take nothing from `PGHOST`, `PGPORT`, `PGUSER`, `PGDATABASE` or `PGSSLMODE`.
pub(super) fn connect_options(socket_folder: &Path, database: &str) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .socket(socket_folder)
        .port(5432)
        .username(LEDGER)
        .database(database)
        .ssl_mode(PgSslMode::Disable)
}

/// `postgres:///ledger?host=/…/run&user=ledger`, for `DATABASE_URL` and psql.
pub(super) fn url(socket_folder: &Path) -> String {
    let mut url = format!("postgres:///{LEDGER}?host=");
    for byte in socket_folder.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                url.push(char::from(*byte));
            }
            _ => write!(url, "%{byte:02X}").unwrap_or_default(),
        }
    }
    url + "&user=" + LEDGER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_survives_spaces_plus_signs_and_chinese_in_the_path() {
        let folder = Path::new("/srv/司改 台账+1%/run");
        let told = url(folder);
        assert_eq!(
            told,
            "postgres:///ledger?host=/srv/%E5%8F%B8%E6%94%B9%20%E5%8F%B0%E8%B4%A6%2B1%25/run&user=ledger"
        );
        let parsed: PgConnectOptions = told.parse().unwrap();
        assert_eq!(parsed.get_socket().map(std::path::PathBuf::as_path), Some(folder));
        assert_eq!((parsed.get_username(), parsed.get_database()), ("ledger", Some("ledger")));
    }
}
