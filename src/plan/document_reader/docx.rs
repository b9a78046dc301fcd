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
//! Text that was struck out as a tracked change is not there; what was inserted is. Headers and footers are not read. Black type
//! (黑体字) is bold type, or a typeface 黑体 where the document's own typeface is another.

mod body;
mod numbering;
mod styles;
mod xml;

use std::io::BufRead;

use super::ReadRefusal;
use super::source::Block;
use crate::office_file::{Fault, OfficeFile};
use numbering::Numbering;
use styles::Styles;
use xml::{Part, attribute, last_of};

/// The blocks of a Word file. Rows of tables know their table, not yet their number in the document.
pub(super) fn read(mut file: OfficeFile<'_>) -> Result<Vec<Block>, ReadRefusal> {
    let document = related(&mut file, "_rels/.rels", "", "officeDocument")?;
    let document = document.unwrap_or_else(|| "word/document.xml".to_owned());
    let (folder, name) = document.rsplit_once('/').unwrap_or(("", &document));
    let relations = format!("{folder}/_rels/{name}.rels");
    let styles = match related(&mut file, &relations, folder, "styles")? {
        Some(part) => read_part(&mut file, &part, Styles::read)?.unwrap_or_default(),
        None => Styles::default(),
    };
    let numbering = match related(&mut file, &relations, folder, "numbering")? {
        Some(part) => read_part(&mut file, &part, Numbering::read)?.unwrap_or_default(),
        None => Numbering::default(),
    };
    let read_body = |part: Part<'_>| body::read(part, &styles, numbering);
    read_part(&mut file, &document, read_body)?.ok_or(ReadRefusal::NotOffice)
}

fn read_part<T>(
    file: &mut OfficeFile<'_>,
    name: &str,
    read: impl FnOnce(Part<'_>) -> Result<T, ReadRefusal>,
) -> Result<Option<T>, ReadRefusal> {
    let part = file.part(name).map_err(refusal)?;
    part.map(|mut part| read(Part::of(&mut part as &mut dyn BufRead))).transpose()
}

/// The part to which a relation of some kind leads: always one inside the file.
fn related(
    file: &mut OfficeFile<'_>,
    relations: &str,
    folder: &str,
    kind: &str,
) -> Result<Option<String>, ReadRefusal> {
    let find = |mut part: Part<'_>| {
        let mut found = None;
        part.each(|element, _| {
            let external = attribute(element, "TargetMode").is_some_and(|mode| mode == "External");
            let of_kind = attribute(element, "Type").is_some_and(|of| last_of(&of, '/') == kind);
            if of_kind && !external && found.is_none() {
                found = attribute(element, "Target");
            }
            Ok(())
        })?;
        Ok(found)
    };
    let target = read_part(file, relations, find)?.flatten();
    Ok(target.map(|target| match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None if folder.is_empty() => target,
        None => format!("{folder}/{target}"),
    }))
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
