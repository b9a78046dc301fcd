//! Paragraphs of a plan with labels: their number, their text, their labels.

use super::super::division::is_lead_note;
use super::super::fields::{self, Field, Label};
use super::super::lines::{Letter, Line, Paragraph, is_closed};
use super::super::marks::{Mark, Style, mark};
use super::super::wording::is_enumerated;

/// A shorter line is whole, even if it ends no sentence: a title.
const SHORTEST_CUT: usize = 30;

/// A paragraph.
pub(super) struct Piece {
    pub(super) places: Vec<i32>,
    pub(super) plain: String,
    pub(super) heading: bool,
    pub(super) mark: Option<Mark>,
    /// What stands before the first label, number included.
    pub(super) body: Vec<Letter>,
    pub(super) fields: Vec<Field>,
    pub(super) unclosed_mark: bool,
}

impl Piece {
    fn new(paragraph: &Paragraph<()>) -> Self {
        let typed = paragraph.typed();
        let (body, fields) = fields::split(&typed.letters);
        let plain = paragraph.plain().to_owned();
        Self {
            places: paragraph.places.clone(),
            mark: mark(&plain),
            heading: paragraph.heading,
            body: body.to_vec(),
            unclosed_mark: typed.unclosed_mark && !fields.is_empty(),
            fields,
            plain,
        }
    }

    /// How it is numbered, or that it is a heading.
    pub(super) fn style(&self) -> Option<Style> {
        let heading = (self.heading && self.fields.is_empty()).then_some(Style::Heading);
        self.mark.map(|mark| mark.style).or(heading)
    }

    /// Its number; 0 if it has none.
    pub(super) fn number(&self) -> i32 {
        self.mark.map_or(0, |mark| mark.number)
    }

    pub(super) fn names_departments(&self) -> bool {
        self.fields.iter().any(|field| field.label.names_departments())
    }

    pub(super) fn is_lead_note(&self) -> bool {
        is_lead_note(&self.plain) && self.fields.is_empty()
    }

    /// Names, and not the whole line, stand in black type.
    pub(super) fn marks_names(&self) -> bool {
        self.fields.iter().any(|field| {
            field.label == Label::Departments
                && !field.black_label
                && field.value.iter().any(|letter| letter.black)
        })
    }
}

/// The paragraphs of a document. In a text as printed, those that a page break or the end of a line has cut are put together.
pub(super) fn pieces(lines: &[Line], whole: bool) -> Vec<Piece> {
    let mut paragraphs: Vec<Paragraph<()>> = Vec::new();
    for line in lines {
        match paragraphs.last_mut().filter(|last| !whole && goes_on(last, line)) {
            Some(last) => last.absorb(line),
            None => paragraphs.push(Paragraph::new((), line)),
        }
    }
    paragraphs.iter().map(Piece::new).collect()
}

/// Whether a line is the rest of the paragraph before.
fn goes_on(before: &Paragraph<()>, line: &Line) -> bool {
    let plain = line.plain();
    if before.heading || line.heading || line.starts_black() || begins_something(&plain) {
        return false;
    }
    let last = before.plain();
    let open = last.ends_with(['、', '，']);
    let long = || last.chars().nth(SHORTEST_CUT).is_some() && !last.ends_with(['；', '：', ';', ':']);
    open || (!is_closed(last) && long())
}

fn begins_something(plain: &str) -> bool {
    let note = ["注：", "注:", "备注", "附件"].iter().any(|word| plain.starts_with(word));
    let letters: Vec<Letter> = plain.chars().map(|char| Letter { char, black: false }).collect();
    let (body, fields) = fields::split(&letters);
    let label_first = body.is_empty() && !fields.is_empty();
    note || label_first || mark(plain).is_some() || is_enumerated(plain)
}
