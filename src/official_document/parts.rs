//! A document set out into the paragraphs and tables of its sections, each paragraph with its style.

use super::grid::{Grid, grid};
use super::model::{Annex, Block, Level, OfficialDocument, Provenance, Signature};
use super::text::{Piece, half_widths, pieces};
use crate::web::{dates, instants};

/// The height of a line and the width of half a character of the text, in twentieths of a point.
const LINE: u32 = 579;
const HALF_CHARACTER: u32 = 158;
/// The width of the text on the portrait and on the landscape page, in twentieths of a point.
pub(super) const PORTRAIT_WIDTH: u32 = 8844;
pub(super) const LANDSCAPE_WIDTH: u32 = 12756;

/// What stands in a section, in order.
pub(super) enum Part {
    Paragraph(Paragraph),
    Table(Grid),
}

impl Part {
    /// It stays on the page of what follows; of a table its last row does.
    fn keep_with_next(&mut self) {
        match self {
            Self::Paragraph(of) => of.keep_next = true,
            Self::Table(table) => {
                let cells = table.rows.last_mut().into_iter().flat_map(|row| &mut row.cells);
                cells.flat_map(|cell| &mut cell.paragraphs).for_each(|of| of.keep_next = true);
            }
        }
    }
}

/// A paragraph: the rest of its look is its style's.
#[derive(Default)]
pub(super) struct Paragraph {
    /// The id of its style.
    pub style: &'static str,
    /// It stays on the page of what follows.
    pub keep_next: bool,
    /// It begins a page.
    pub new_page: bool,
    /// Space above, in twentieths of a point.
    pub above: u32,
    /// Kept free at its right, in twentieths of a point.
    pub right: u32,
    /// In lines; all but a title have one.
    pub lines: Vec<Vec<Run>>,
}

/// Text of one look.
pub(super) struct Run {
    /// The id of its style, of a heading that runs on.
    pub style: Option<&'static str>,
    pub pieces: Vec<Piece>,
}

/// The end matter (版记) and, below it, where the document comes from.
pub(super) struct EndMatter {
    /// 抄送
    pub copies: Option<Paragraph>,
    /// The issuing body, and the date with 印发.
    pub issued: Option<(Paragraph, Paragraph)>,
    pub provenance: Vec<Paragraph>,
}

pub(super) fn paragraph(style: &'static str, text: &str) -> Paragraph {
    Paragraph { style, lines: vec![vec![run(None, text)]], ..Paragraph::default() }
}

fn run(style: Option<&'static str>, text: &str) -> Run {
    Run { style, pieces: pieces(text) }
}

/// The main section: from the title to the note.
pub(super) fn main_section(document: &OfficialDocument) -> Vec<Part> {
    let mut parts = heading_of(document);
    let first = parts.len();
    parts.extend(document.blocks.iter().flat_map(block));
    if let Some(Part::Paragraph(of)) = parts.get_mut(first) {
        of.above = if document.addressee.is_some() { 0 } else { LINE };
    }
    let last_of_text = parts.len().saturating_sub(1);
    parts.extend(list_of_annexes(&document.annexes).into_iter().map(Part::Paragraph));
    parts.extend(document.signature.iter().flat_map(signed).map(Part::Paragraph));
    let note = document.note.iter().map(|note| paragraph("Note", &format!("（{note}）")));
    parts.extend(note.map(Part::Paragraph));
    // What ends a document (its annexes' list, the signature, the note) never stands on a page without text.
    let end = parts.len().saturating_sub(1);
    for part in parts.iter_mut().take(end).skip(last_of_text) {
        part.keep_with_next();
    }
    parts
}

fn heading_of(document: &OfficialDocument) -> Vec<Part> {
    let title = Paragraph {
        style: "Title",
        keep_next: true,
        lines: document.title.iter().map(|line| vec![run(None, line)]).collect(),
        ..Paragraph::default()
    };
    let mut parts = vec![title];
    parts.extend(document.subtitle.as_ref().map(|text| paragraph("Subtitle", text)));
    parts.extend(document.number.as_ref().map(|text| paragraph("DocumentNumber", text)));
    if let Some(addressee) = &document.addressee {
        parts.push(Paragraph { above: LINE, ..paragraph("Addressee", &format!("{addressee}：")) });
    }
    parts.into_iter().map(Part::Paragraph).collect()
}

fn block(block: &Block) -> Vec<Part> {
    match block {
        Block::Heading(level, text) => {
            vec![Part::Paragraph(Paragraph { keep_next: true, ..paragraph(style_of(*level), text) })]
        }
        Block::LedBy(level, heading, text) => {
            let led = vec![run(Some(lead_style_of(*level)), heading), run(None, text)];
            vec![Part::Paragraph(Paragraph { style: "Text", lines: vec![led], ..Paragraph::default() })]
        }
        Block::Paragraph(text) => vec![Part::Paragraph(paragraph("Text", text))],
        Block::Table(table) => {
            let gap = Paragraph { style: "Spacer", keep_next: true, above: LINE / 4, ..Paragraph::default() };
            vec![Part::Paragraph(gap), Part::Table(grid(table, PORTRAIT_WIDTH))]
        }
    }
}

fn style_of(level: Level) -> &'static str {
    match level {
        Level::One => "Heading1",
        Level::Two => "Heading2",
        Level::Three => "Heading3",
        Level::Four => "Heading4",
    }
}

fn lead_style_of(level: Level) -> &'static str {
    match level {
        Level::One => "Lead1",
        Level::Two => "Lead2",
        Level::Three | Level::Four => "Lead3",
    }
}

/// 附件说明: one line per annex, numbered where there are several.
fn list_of_annexes(annexes: &[Annex]) -> Vec<Paragraph> {
    let number = |at: usize| if annexes.len() > 1 { format!("{}.", at + 1) } else { String::new() };
    let line = |(at, annex): (usize, &Annex)| match at {
        0 => Paragraph {
            above: LINE,
            ..paragraph("AnnexList", &format!("附件：{}{}", number(at), annex.title))
        },
        _ => paragraph("AnnexListNext", &format!("{}{}", number(at), annex.title)),
    };
    annexes.iter().enumerate().map(line).collect()
}

/// The date ends four characters before the margin and the body is centred above it; of a body too long for that the
/// date is centred below.
fn signed(signature: &Signature) -> [Paragraph; 2] {
    let date = dates::plain(signature.date);
    let (body_width, date_width) = (half_widths(&signature.body), half_widths(&date));
    let wider = body_width.saturating_sub(date_width) / 2;
    let body_right = (8 + date_width.saturating_sub(body_width) / 2).saturating_sub(wider);
    let date_right = if wider > 8 { wider } else { 8 };
    [
        Paragraph {
            keep_next: true,
            above: 2 * LINE,
            right: body_right * HALF_CHARACTER,
            ..paragraph("Signature", &signature.body)
        },
        Paragraph { right: date_right * HALF_CHARACTER, ..paragraph("Signature", &date) },
    ]
}

/// The section of the annexes: each begins a page.
pub(super) fn annex_section(annexes: &[Annex]) -> Vec<Part> {
    let number = |at: usize| if annexes.len() > 1 { (at + 1).to_string() } else { String::new() };
    let annex = |(at, annex): (usize, &Annex)| {
        let mark = paragraph("AnnexMark", &format!("附件{}", number(at)));
        [
            Part::Paragraph(Paragraph { keep_next: true, new_page: at > 0, ..mark }),
            Part::Paragraph(Paragraph { keep_next: true, ..paragraph("AnnexTitle", &annex.title) }),
            Part::Table(grid(&annex.table, LANDSCAPE_WIDTH)),
        ]
    };
    annexes.iter().enumerate().flat_map(annex).collect()
}

/// What stands at the end of the last page.
pub(super) fn end_matter(document: &OfficialDocument) -> EndMatter {
    let copies =
        (!document.copies_to.is_empty()).then(|| format!("抄送：{}。", document.copies_to.join("，")));
    EndMatter {
        copies: copies.map(|text| Paragraph { keep_next: true, ..paragraph("EndMatterCopies", &text) }),
        issued: document.signature.as_ref().map(|of| {
            let body = Paragraph { keep_next: true, ..paragraph("EndMatter", &of.body) };
            let day = dates::plain(of.date);
            let when = if of.is_issued { format!("{day}印发") } else { "未印发".to_owned() };
            (body, Paragraph { keep_next: true, ..paragraph("EndMatterDate", &when) })
        }),
        provenance: provenance_lines(&document.provenance)
            .iter()
            .map(|text| paragraph("Provenance", text))
            .collect(),
    }
}

/// Where a document comes from, in the words of its end.
pub(crate) fn provenance_lines(of: &Provenance) -> [String; 2] {
    [
        format!("内部资料　数据截至 {}（台账时间）", instants::minute(of.data_at)),
        format!("台账指纹：{}", of.fingerprint),
    ]
}
