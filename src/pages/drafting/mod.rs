//! What the office writes on after the ledger drafted it (总结, 通报): lines of sentences with the records they rest on.
//!
//! - `paragraph.rs`: what a draft is made of
//! - `text.rs`: the text as it is kept, its sentences, its blanks (【待补】)
//! - `provenance.rs`: what of a text still stands as drafted, what the ledger says otherwise by now, taking that over
//! - `shown.rs`: a text as pages show it
//!
//! Pure. What is drafted from which facts stands with each document.

mod paragraph;
mod provenance;
mod shown;
mod text;

pub use paragraph::{Paragraph, Sentence, Source};
pub(in crate::pages) use provenance::{Missing, insert_below, missing, replace, take_over};
pub(in crate::pages) use shown::{Line, lines};
pub use text::BLANK;
pub(in crate::pages) use text::{blanks, cleaned, mark_blanks, one_line, require_filled_in};
