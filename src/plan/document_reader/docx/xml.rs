//! One part of the file, element by element.

use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::super::ReadRefusal;

/// Deeper than any word processor nests.
const MOST_DEPTH: usize = 500;

/// A part while it is read.
pub(super) struct Part<'a> {
    reader: Reader<&'a mut dyn BufRead>,
}

/// What comes next in a part.
pub(super) enum Piece<'a> {
    Start(BytesStart<'a>),
    End(String),
    Text(String),
}

impl<'a> Part<'a> {
    pub(super) fn of(part: &'a mut dyn BufRead) -> Self {
        let mut reader = Reader::from_reader(part);
        reader.config_mut().expand_empty_elements = true;
        Self { reader }
    }

    /// Hands over every piece of the part in its order, with how deep it stands.
    pub(super) fn pieces(
        &mut self,
        mut take: impl FnMut(Piece<'_>) -> Result<(), ReadRefusal>,
    ) -> Result<(), ReadRefusal> {
        let (mut buffer, mut depth, mut begun) = (Vec::new(), 0_usize, false);
        loop {
            buffer.clear();
            let piece = match self.reader.read_event_into(&mut buffer).map_err(|_| ReadRefusal::Damaged)? {
                Event::Start(start) => {
                    (depth, begun) = (depth + 1, true);
                    if depth > MOST_DEPTH {
                        return Err(ReadRefusal::Damaged);
                    }
                    Piece::Start(start)
                }
                Event::End(end) => {
                    depth = depth.saturating_sub(1);
                    Piece::End(end.local_name().as_ref().to_owned())
                }
                Event::Text(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(name) => match resolved(&name) {
                    Some(char) => Piece::Text(char.to_string()),
                    None => continue,
                },
                // What ends before its elements do was cut off.
                Event::Eof if depth == 0 && begun => return Ok(()),
                Event::Eof => return Err(ReadRefusal::Damaged),
                _ => continue,
            };
            take(piece)?;
        }
    }

    /// Hands over every element's beginning, and the local names of those around it, outermost first.
    pub(super) fn each(
        &mut self,
        mut take: impl FnMut(&BytesStart<'_>, &[String]) -> Result<(), ReadRefusal>,
    ) -> Result<(), ReadRefusal> {
        let mut around: Vec<String> = Vec::new();
        self.pieces(|piece| {
            match piece {
                Piece::Start(element) => {
                    take(&element, &around)?;
                    around.push(element.local_name().as_ref().to_owned());
                }
                Piece::End(_) => {
                    around.pop();
                }
                Piece::Text(_) => {}
            }
            Ok(())
        })
    }
}

/// The character a reference stands for; names that a document type declares are never looked up.
fn resolved(name: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(char)) = name.resolve_char_ref() {
        return Some(char);
    }
    match name.xml10_content().as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// An attribute by its name without prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let found = attributes.with_checks(false).flatten().find(|at| at.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Explicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// `w:val` as a number.
pub(super) fn number<T: std::str::FromStr>(element: &BytesStart<'_>, name: &str) -> Option<T> {
    attribute(element, name)?.trim().parse().ok()
}

/// `w:val` of a switch: on where it says nothing.
pub(super) fn is_on(element: &BytesStart<'_>) -> bool {
    attribute(element, "val").is_none_or(|val| !matches!(val.as_str(), "0" | "false" | "off" | "none"))
}

/// What stands behind the last `mark`.
pub(super) fn last_of(text: &str, mark: char) -> &str {
    text.rsplit(mark).next().unwrap_or(text)
}
