//! A text as pages show it: headings and paragraphs, each sentence with the records it rests on.

use super::paragraph::{Paragraph, Source};
use super::provenance::Origins;
use super::text::{blanks, sentences};
use crate::official_document::{Block, Level, blocks_of};

/// A sentence.
pub(in crate::pages) struct Piece {
    pub text: String,
    pub sources: Vec<Source>,
    /// A person wrote it, or changed it.
    pub by_hand: bool,
    /// A blank is left in it.
    pub blank: bool,
}

/// A line.
pub(in crate::pages) struct Line {
    /// 2 for 一、, 3 for （一）, 4 below; 0 for a paragraph.
    pub heading: u8,
    pub pieces: Vec<Piece>,
}

/// The lines of a text. Who is not the office or a leader is not told of records that concern only some.
pub(in crate::pages) fn lines(text: &str, drafted: &[Paragraph], sees_all: bool) -> Vec<Line> {
    let origins = Origins::of(drafted);
    let shown = |(line, block): (&str, Block)| {
        let heading = match block {
            Block::Heading(Level::One, _) => 2,
            Block::Heading(Level::Two, _) => 3,
            Block::Heading(..) => 4,
            _ => 0,
        };
        let piece = |sentence: &str| {
            let found = origins.find(sentence);
            let sources = found.unwrap_or_default().iter().filter(|source| sees_all || !source.concerned);
            Piece {
                blank: blanks(sentence) > 0,
                by_hand: found.is_none() && heading == 0,
                sources: sources.cloned().collect(),
                text: sentence.to_owned(),
            }
        };
        Line { heading, pieces: sentences(line).into_iter().map(piece).collect() }
    };
    // A block is a line that is not blank.
    text.lines().map(str::trim).filter(|line| !line.is_empty()).zip(blocks_of(text)).map(shown).collect()
}
