//! Official documents (公文) as GB/T 9704-2012 lays them out, written as Word files. Pure: no database, no clock.
//!
//! - [`OfficialDocument`]: what a document holds, in the order of the standard (`model.rs`)
//! - [`blocks_of()`]: reads a text as an office writes it; what makes a line a heading stands in `blocks_of.rs`
//! - [`write()`]: the .docx; the same document gives the same bytes. `parts.rs` sets the document out into paragraphs and
//!   tables, `grid.rs` gives columns their widths, `text.rs` keeps together what must not be torn, `templates/official_document/` holds the XML
//!
//! Sizes, margins and fonts are the standard's (`docs/look.md` is for pages only) and stand in one place:
//! `templates/official_document/styles.xml`, and the paper in `document.xml`.

mod blocks_of;
mod grid;
mod model;
mod parts;
mod text;
mod write;

pub use blocks_of::blocks_of;
pub use model::{Annex, Block, Column, Level, OfficialDocument, Provenance, Signature, Table};
pub(crate) use parts::provenance_lines;
pub use text::{half_widths, title_lines, wording};
pub use write::write;
