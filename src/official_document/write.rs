//! The Word file: its XML parts in a zip archive.

use std::io::{Cursor, Write};

use askama::Template;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::model::OfficialDocument;
use super::parts::{
    EndMatter, LANDSCAPE_WIDTH, PORTRAIT_WIDTH, Part, annex_section, end_matter, main_section,
    provenance_lines,
};
use super::text::{Piece, pieces};
use crate::error::Result;

/// The parts that are the same in every document, in the order they are packed.
const FIXED: [(&str, &str); 8] = [
    ("[Content_Types].xml", include_str!("../../templates/official_document/content_types.xml")),
    ("_rels/.rels", include_str!("../../templates/official_document/package_rels.xml")),
    ("word/_rels/document.xml.rels", include_str!("../../templates/official_document/document_rels.xml")),
    ("word/styles.xml", include_str!("../../templates/official_document/styles.xml")),
    ("word/settings.xml", include_str!("../../templates/official_document/settings.xml")),
    ("word/fontTable.xml", include_str!("../../templates/official_document/fontTable.xml")),
    ("word/footer_odd.xml", include_str!("../../templates/official_document/footer_odd.xml")),
    ("word/footer_even.xml", include_str!("../../templates/official_document/footer_even.xml")),
];

#[derive(Template)]
#[template(path = "official_document/document.xml")]
struct DocumentXml {
    main: Vec<Part>,
    annexes: Vec<Part>,
    end: EndMatter,
    /// Of the end matter and of its left column, in twentieths of a point.
    width: u32,
    left: u32,
}

#[derive(Template)]
#[template(path = "official_document/core.xml")]
struct CoreXml {
    title: String,
    creator: String,
    provenance: String,
}

/// The document as a Word file (.docx). The same document gives the same bytes: no time of writing stands in it.
pub fn write(document: &OfficialDocument) -> Result<Vec<u8>> {
    Ok(pack(&[
        ("word/document.xml", document_xml(document).render().map_err(anyhow::Error::from)?),
        ("docProps/core.xml", core_xml(document).render().map_err(anyhow::Error::from)?),
    ])
    .map_err(anyhow::Error::from)?)
}

fn document_xml(document: &OfficialDocument) -> DocumentXml {
    let width = if document.annexes.is_empty() { PORTRAIT_WIDTH } else { LANDSCAPE_WIDTH };
    DocumentXml {
        main: main_section(document),
        annexes: annex_section(&document.annexes),
        end: end_matter(document),
        width,
        left: width * 5 / 8,
    }
}

fn core_xml(document: &OfficialDocument) -> CoreXml {
    let plain = |text: &str| {
        let piece = |piece| match piece {
            Piece::Text(text) => text,
            Piece::Hyphen => "-".to_owned(),
        };
        pieces(text).into_iter().map(piece).collect::<String>()
    };
    CoreXml {
        title: plain(&document.title.concat()),
        creator: plain(document.signature.as_ref().map_or("", |of| of.body.as_str())),
        provenance: provenance_lines(&document.provenance).join("；"),
    }
}

fn pack(own: &[(&str, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let own = own.iter().map(|(name, text)| (*name, text.as_str()));
    for (name, text) in FIXED.into_iter().chain(own) {
        archive.start_file(name, options)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}
