//! What every page and form stands on, knowing nothing of the domain: the state handed to handlers, the page
//! frame, protected forms, flash messages, refusals as pages, security headers, static files, links, dates in words,
//! names of downloads, titles of documents, answers to autosaving forms.

pub mod attachment;
pub mod autosave;
pub mod client_address;
pub mod csrf;
pub mod dates;
pub mod document_title;
pub mod error_page;
pub mod flash;
pub mod form;
pub mod instants;
pub mod live_updates;
pub mod own_address;
pub mod page_frame;
pub mod request_span;
pub mod security_headers;
pub mod state;
pub mod static_files;
pub mod urls;

pub use form::{FieldErrors, ProtectedForm};
pub use page_frame::PageFrame;
pub use state::{AppState, Settings};
