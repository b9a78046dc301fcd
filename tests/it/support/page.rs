//! An answer, asked by status, location and selector.

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use scraper::{Html, Selector};

/// An answer of the program.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    /// The body as it came, of a file.
    pub bytes: Bytes,
}

impl Page {
    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get("location").map_or("", |value| value.to_str().unwrap())
    }

    /// The text of every element the selector matches, white space folded.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        let fold = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        html.select(&parse(selector)).map(|element| fold(element.text().collect())).collect()
    }

    /// The text of the first element the selector matches; panics with the page when there is none.
    pub fn text(&self, selector: &str) -> String {
        let found = self.texts(selector).into_iter().next();
        found.unwrap_or_else(|| panic!("no {selector} in {}", self.body))
    }

    /// An attribute of every element the selector matches.
    pub fn attributes(&self, selector: &str, attribute: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        html.select(&parse(selector))
            .filter_map(|element| element.value().attr(attribute))
            .map(str::to_owned)
            .collect()
    }

    /// How many elements the selector matches.
    pub fn count(&self, selector: &str) -> usize {
        Html::parse_document(&self.body).select(&parse(selector)).count()
    }

    /// Asserts a redirect to `path`.
    #[track_caller]
    pub fn assert_redirect(&self, path: &str) {
        assert_eq!((self.status, self.location()), (StatusCode::SEE_OTHER, path), "{}", self.body);
    }

    /// Asserts the status, showing the page otherwise.
    #[track_caller]
    pub fn assert_status(&self, status: u16) {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
    }
}

fn parse(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"))
}
