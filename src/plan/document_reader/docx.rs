//! A Word file (.docx): its paragraphs and tables as text, with what Word only shows: the numbers it makes by itself, black type
//! from runs and from styles, headings by style. Pure.
//!
//! | file | what it reads |
//! | --- | --- |
//! | `xml` | one part of the file, element by element |
//! | `styles` | what styles say of black type, headings and numbers, with the styles they are based on |
//! | `numbering` | the numbers that Word makes (一、, （一）, 第一条) |
//! | `body` | paragraphs, runs, tables with their merged cells |
//!
//! Text that was struck out as a tracked change is not there; what was inserted is. Headers, footers, notes and comments are no part of
//! a plan: what they say is given beside it, for a person to read. Black type
//! (黑体字) is bold type, or a typeface 黑体 where the document's own typeface is another.

mod body;
mod numbering;
mod styles;
mod xml;

use std::io::BufRead;

use super::ReadRefusal;
use super::source::{Beside, Block};
use crate::office_file::{Fault, OfficeFile};
use numbering::Numbering;
use styles::Styles;
use xml::{Part, attribute, last_of};

/// What stands beside the text of a Word file: the kind of relation, and what a person calls it.
const BESIDE: [(&str, &str); 5] = [
    ("header", "页眉"),
    ("footer", "页脚"),
    ("footnotes", "脚注"),
    ("endnotes", "尾注"),
    ("comments", "批注"),
];

/// The most parts of one kind beside the text: a section has three headers.
const MOST_BESIDE: usize = 30;

/// Whether a paragraph of that place stands beside the text of its file.
pub(super) fn is_beside(place: &str) -> bool {
    BESIDE.iter().any(|(_, beside)| *beside == place)
}

/// The blocks of a Word file, and what stands beside them. Rows of tables know their table, not yet their number in the document.
pub(super) fn read(mut file: OfficeFile<'_>) -> Result<(Vec<Block>, Vec<Beside>), ReadRefusal> {
    let document = related(&mut file, "_rels/.rels", "", "officeDocument")?;
    let document = document.unwrap_or_else(|| "word/document.xml".to_owned());
    let (folder, name) = document.rsplit_once('/').unwrap_or(("", &document));
    let relations = format!("{folder}/_rels/{name}.rels");
    let mut beside = Vec::new();
    for (kind, place) in BESIDE {
        for part in all_related(&mut file, &relations, folder, kind)?.into_iter().take(MOST_BESIDE) {
            let read = |part: Part<'_>| body::read(part, &Styles::default(), Numbering::default());
            let blocks = read_part(&mut file, &part, read)?.unwrap_or_default();
            beside.extend(blocks.into_iter().map(|block| Beside { place, block }));
        }
    }
    let styles = match related(&mut file, &relations, folder, "styles")? {
        Some(part) => read_part(&mut file, &part, Styles::read)?.unwrap_or_default(),
        None => Styles::default(),
    };
    let numbering = match related(&mut file, &relations, folder, "numbering")? {
        Some(part) => read_part(&mut file, &part, Numbering::read)?.unwrap_or_default(),
        None => Numbering::default(),
    };
    let read_body = |part: Part<'_>| body::read(part, &styles, numbering);
    let blocks = read_part(&mut file, &document, read_body)?.ok_or(ReadRefusal::NotOffice)?;
    Ok((blocks, beside))
}

fn read_part<T>(
    file: &mut OfficeFile<'_>,
    name: &str,
    read: impl FnOnce(Part<'_>) -> Result<T, ReadRefusal>,
) -> Result<Option<T>, ReadRefusal> {
    let part = file.part(name).map_err(refusal)?;
    part.map(|mut part| read(Part::of(&mut part as &mut dyn BufRead))).transpose()
}

/// The part to which the first relation of some kind leads.
fn related(
    file: &mut OfficeFile<'_>,
    relations: &str,
    folder: &str,
    kind: &str,
) -> Result<Option<String>, ReadRefusal> {
    Ok(all_related(file, relations, folder, kind)?.into_iter().next())
}

/// The parts to which relations of some kind lead: always such inside the file.
fn all_related(
    file: &mut OfficeFile<'_>,
    relations: &str,
    folder: &str,
    kind: &str,
) -> Result<Vec<String>, ReadRefusal> {
    let find = |mut part: Part<'_>| {
        let mut found = Vec::new();
        part.each(|element, _| {
            let external = attribute(element, "TargetMode").is_some_and(|mode| mode == "External");
            let of_kind = attribute(element, "Type").is_some_and(|of| last_of(&of, '/') == kind);
            if of_kind && !external {
                found.extend(attribute(element, "Target"));
            }
            Ok(())
        })?;
        Ok(found)
    };
    let mut targets: Vec<String> = read_part(file, relations, find)?.unwrap_or_default();
    targets.sort_unstable();
    targets.dedup();
    let whole = |target: String| match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None if folder.is_empty() => target,
        None => format!("{folder}/{target}"),
    };
    Ok(targets.into_iter().map(whole).collect())
}

/// The sentence for a fault of a Word file, or of an Office file of unknown kind.
pub(super) fn refusal(fault: Fault) -> ReadRefusal {
    match fault {
        Fault::OldOrLocked => ReadRefusal::OldOrLocked,
        Fault::NoArchive => ReadRefusal::NotOffice,
        Fault::WithMacros => ReadRefusal::WithMacros,
        Fault::TooLarge => ReadRefusal::TooMuchInside,
        Fault::Damaged => ReadRefusal::Damaged,
    }
}
