//! What the program's own log says of a request.

use axum::http::Request;
use tracing::Span;

/// A part of a path that is as long as this is a secret: no other part of an address of the program comes near it, and
/// a secret has 64 digits.
const SHORTEST_SECRET: usize = 32;

/// The span of a request: method and address, in which secrets are left out. Who reads the log must not be able to open
/// what only the secret opens.
pub fn of<B>(request: &Request<B>) -> Span {
    let path = without_secrets(request.uri().path());
    tracing::debug_span!("request", method = %request.method(), path, version = ?request.version())
}

/// The path with `…` for each part that is a secret.
#[must_use]
pub fn without_secrets(path: &str) -> String {
    let shown = |part: &'_ str| if part.len() < SHORTEST_SECRET { part.to_owned() } else { "…".to_owned() };
    path.split('/').map(shown).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::csrf::random_secret;
    use crate::web::urls;

    #[test]
    fn a_secret_is_left_out_of_the_path_and_the_rest_stays() {
        let secret = random_secret();
        assert_eq!(without_secrets(&urls::kiosk(&secret)), "/kiosk/…");
        assert_eq!(without_secrets(&urls::kiosk_events(&secret)), "/kiosk/…/events");
        assert_eq!(without_secrets(&format!("//kiosk/{}/", &secret[..40])), "//kiosk/…/");
        for path in ["/", "/2019/tasks/6/status/completed", "/static/0123456789ab/wall.css"] {
            assert_eq!(without_secrets(path), path);
        }
    }
}
