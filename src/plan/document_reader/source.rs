//! What a document says, whatever kind of file it is: numbered paragraphs, and tables row by row. Everything that is read says
//! by these numbers where it stands; what nobody takes is shown as unread.
//!
//! | file | what it makes of |
//! | --- | --- |
//! | `text` | Markdown, plain text, and what people paste: lines, Markdown tables, cells parted by tabs |
//! | `sheet` | Excel workbooks: the rows of the sheets that are shown |
//! | [`super::docx`] | Word files |

mod sheet;
mod text;

use std::collections::HashSet;

use super::lines::{self, Letter, Line, plain_of};
use super::model::ParagraphRead;
use super::{MAX_BYTES, MAX_OFFICE_BYTES, ReadRefusal, docx};
use crate::office_file::{Fault, OfficeFile, is_office_file};

/// The largest part of a Word file that is read, in bytes: a plan of a thousand tasks takes some five million.
const MOST_XML: u64 = 40 * 1024 * 1024;

/// The parts of a Word file that are read, by how their names begin.
const READ: [&str; 8] = [
    "word/document",
    "word/styles",
    "word/numbering",
    "word/header",
    "word/footer",
    "word/footnotes",
    "word/endnotes",
    "word/comments",
];

/// A paragraph or a table as the file has it.
#[derive(Debug)]
pub(super) enum Block {
    /// Its lines, with black type marked.
    Paragraph { lines: Vec<String>, heading: bool },
    /// Its rows that hold anything, with their numbers. The name (工作表“台账”) of one that has a name.
    Table { name: Option<String>, rows: Vec<(i32, Vec<Cell>)> },
}

/// What a Word file says beside its text.
#[derive(Debug)]
pub(super) struct Beside {
    /// 页眉
    pub(super) place: &'static str,
    pub(super) block: Block,
}

/// A cell of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// Its lines, with black type marked; none if it is empty.
    pub(super) lines: Vec<String>,
    /// The column it begins in, from 0.
    pub(super) column: usize,
    /// How many columns it takes.
    pub(super) span: usize,
    /// Merged with the cell above it: what that one says goes for this row, too.
    pub(super) continued: bool,
}

impl Cell {
    /// Its lines as those of the paragraph `at`.
    pub(super) fn as_lines(&self, at: i32) -> Vec<Line> {
        self.lines.iter().filter_map(|line| lines::line(at, line, false)).collect()
    }

    /// Its characters, its lines parted by `\n`.
    pub(super) fn letters(&self) -> Vec<Letter> {
        let lines: Vec<Vec<Letter>> = self.as_lines(0).iter().map(Line::letters).collect();
        lines.join(&Letter { char: '\n', black: false })
    }

    /// What it says, without marks of black type; its lines parted by `\n`.
    pub(super) fn plain(&self) -> String {
        self.lines.iter().map(|line| plain_of(line)).collect::<Vec<_>>().join("\n")
    }
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row {
    /// The number of the paragraph it counts as.
    pub(super) at: i32,
    /// Its table, counted from 1.
    pub(super) table: i32,
    pub(super) cells: Vec<Cell>,
}

/// A line or a row.
#[derive(Debug)]
pub(super) enum Part {
    Line(Line),
    Row(Row),
}

/// A document as numbered.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) paragraphs: Vec<ParagraphRead>,
    pub(super) parts: Vec<Part>,
    /// Paragraphs are whole, as a word processor keeps them. In a text as printed, page breaks and line ends may cut them.
    pub(super) whole: bool,
}

impl Source {
    /// Reads a file of whatever kind its bytes say it is.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, ReadRefusal> {
        if bytes.len() > MAX_OFFICE_BYTES {
            return Err(ReadRefusal::TooLarge);
        }
        if is_office_file(bytes) {
            let (blocks, beside) = office(bytes)?;
            let mut source = Self::of(blocks, true);
            source.beside(beside);
            return Ok(source);
        }
        if bytes.starts_with(b"%PDF") || bytes.starts_with(b"{\\rtf") {
            return Err(ReadRefusal::OtherFormat);
        }
        if bytes.len() > MAX_BYTES {
            return Err(ReadRefusal::TooLarge);
        }
        Ok(Self::of(text::blocks(&super::decode(bytes)?), false))
    }

    fn of(blocks: Vec<Block>, whole: bool) -> Self {
        let mut source = Self { paragraphs: Vec::new(), parts: Vec::new(), whole };
        let mut tables = 0;
        for block in blocks {
            match block {
                Block::Paragraph { lines, heading } => source.paragraph(&lines, heading),
                Block::Table { name, rows } => {
                    tables += 1;
                    let name = name.unwrap_or_else(|| format!("表 {tables} "));
                    for (number, cells) in rows {
                        source.row(tables, format!("{name}第 {number} 行"), cells);
                    }
                }
            }
        }
        source
    }

    /// Numbers what stands beside the text behind it, each wording once and page numbers not at all: no reader takes it.
    fn beside(&mut self, beside: Vec<Beside>) {
        let mut said = HashSet::new();
        for Beside { place, block } in beside {
            let lines = match block {
                Block::Paragraph { lines, .. } => lines,
                Block::Table { rows, .. } => {
                    rows.into_iter().flat_map(|(_, cells)| cells).flat_map(|cell| cell.lines).collect()
                }
            };
            let lines = lines.iter().filter_map(|line| lines::line(0, line, false));
            let text = lines.map(|line| line.plain()).collect::<Vec<_>>().join("\n");
            let counts_pages =
                text.chars().all(|c| c.is_numeric() || c.is_whitespace() || "第共页/-—".contains(c));
            if counts_pages || !said.insert((place, text.clone())) {
                continue;
            }
            let number = self.next();
            self.paragraphs.push(ParagraphRead { number, place: place.to_owned(), text, heading: false });
        }
    }

    fn next(&self) -> i32 {
        i32::try_from(self.paragraphs.len()).unwrap_or(i32::MAX - 1) + 1
    }

    fn paragraph(&mut self, lines: &[String], heading: bool) {
        let at = self.next();
        let lines: Vec<Line> = lines.iter().filter_map(|line| lines::line(at, line, heading)).collect();
        if lines.is_empty() {
            return;
        }
        let text = lines.iter().map(Line::plain).collect::<Vec<_>>().join("\n");
        let heading = lines[0].heading;
        self.paragraphs.push(ParagraphRead { number: at, place: format!("第 {at} 段"), text, heading });
        self.parts.extend(lines.into_iter().map(Part::Line));
    }

    fn row(&mut self, table: i32, place: String, cells: Vec<Cell>) {
        let at = self.next();
        let said: Vec<String> = cells.iter().map(Cell::plain).filter(|text| !text.is_empty()).collect();
        // A row that only goes on with merged cells says nothing of its own.
        if said.is_empty() {
            return;
        }
        self.paragraphs.push(ParagraphRead { number: at, place, text: said.join(" | "), heading: false });
        self.parts.push(Part::Row(Row { at, table, cells }));
    }
}

/// A Word file or a workbook, by the parts it has.
fn office(bytes: &[u8]) -> Result<(Vec<Block>, Vec<Beside>), ReadRefusal> {
    let (mut word, mut excel) = (false, false);
    let look = |name: &str, _: &[u8], size: u64| -> Result<(), Fault> {
        word |= name.starts_with("word/document");
        excel |= name == "xl/workbook.xml";
        let too_large = READ.iter().any(|part| name.starts_with(part)) && size > MOST_XML;
        if too_large { Err(Fault::TooLarge) } else { Ok(()) }
    };
    let file = OfficeFile::open(bytes, look).map_err(docx::refusal)?;
    match (word, excel) {
        (true, _) => docx::read(file),
        (false, true) => Ok((sheet::blocks(bytes)?, Vec::new())),
        (false, false) => Err(ReadRefusal::NotOffice),
    }
}
