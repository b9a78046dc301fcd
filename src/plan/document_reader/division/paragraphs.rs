//! Paragraphs of a division plan: what each begins, and which lines page breaks have cut.

use super::{Letter, Line, Paragraph, Typed, section_mark, task_mark};
use crate::plan::document_reader::lines::is_closed;
use crate::plan::document_reader::wording::is_enumerated;

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// 一、…
    Section(i32),
    /// 12.…
    Task(i32),
    /// 责任部门：…
    Departments,
    /// 注：…
    Note,
    /// A Markdown heading without number.
    Heading,
    /// Anything else.
    Plain,
}

/// The paragraphs of a division plan, with what page breaks cut put together again.
pub(super) fn paragraphs(lines: &[Line]) -> Vec<Paragraph<Kind>> {
    let mut joining = Joining { titles_close: titles_close(lines), ..Joining::default() };
    for line in lines {
        joining.take(line);
    }
    joining.paragraphs
}

/// Paragraphs while they are put together.
#[derive(Default)]
struct Joining {
    paragraphs: Vec<Paragraph<Kind>>,
    /// Titles end with 。 in this document.
    titles_close: bool,
    /// The last task still lacks its 责任部门 line.
    task_open: bool,
    /// Of the last task, only its title was read.
    title_only: bool,
}

impl Joining {
    fn take(&mut self, line: &Line) {
        let kind = kind(line, self.task_open);
        let goes_on = kind == Kind::Plain && self.goes_on(line);
        let kind = if let Some(last) = self.paragraphs.last_mut().filter(|_| goes_on) {
            last.absorb(line);
            // The label itself may have been cut: 责任部 | 门：审管办.
            if last.kind == Kind::Plain && is_departments(last.plain()) {
                last.kind = Kind::Departments;
            }
            last.kind
        } else {
            self.paragraphs.push(Paragraph::new(kind, line));
            kind
        };
        match kind {
            Kind::Task(_) => {
                self.title_only = (self.title_only || !goes_on) && is_title_only(line);
                self.task_open = true;
            }
            Kind::Section(_) | Kind::Departments | Kind::Note => self.task_open = false,
            Kind::Heading | Kind::Plain => {}
        }
    }

    /// Whether a plain line is the rest of the paragraph before, cut off by a page break.
    fn goes_on(&self, line: &Line) -> bool {
        let Some(last) = self.paragraphs.last().filter(|last| !last.is_closed()) else { return false };
        let plain = line.plain();
        match last.kind {
            // Between a heading and the first task may stand an introduction: that is a sentence of its own.
            Kind::Section(_) => !is_closed(&plain),
            Kind::Task(_) if !self.titles_close && self.title_only => line.starts_black(),
            Kind::Task(_) | Kind::Plain => !is_next_of_list(last.plain(), &plain),
            Kind::Departments => !plain.contains(['：', ':', '。']),
            Kind::Note => true,
            Kind::Heading => false,
        }
    }
}

/// What a line begins. Inside an open task, a plain line that looks like a section's heading or a task
/// (二、…, 2.…) belongs to the task's text.
fn kind(line: &Line, task_open: bool) -> Kind {
    let plain = line.plain();
    let marked = line.heading || line.starts_black();
    if is_departments(&plain) {
        Kind::Departments
    } else if is_note(&plain) {
        Kind::Note
    } else if let Some((number, _)) = section_mark(&plain).filter(|_| marked || !task_open) {
        Kind::Section(number)
    } else if let Some((number, _)) = task_mark(&plain).filter(|_| marked || !task_open) {
        Kind::Task(number)
    } else if line.heading {
        Kind::Heading
    } else {
        Kind::Plain
    }
}

/// A list's members are paragraphs of their own although ；or ：closes no sentence.
fn is_next_of_list(before: &str, plain: &str) -> bool {
    before.ends_with(['；', '：', ';', ':']) && is_enumerated(plain)
}

/// Whether titles end with 。 in this document. Where they do, a title without 。 is one that is cut.
fn titles_close(lines: &[Line]) -> bool {
    let titles: Vec<bool> = lines
        .iter()
        .filter(|line| (line.heading || line.starts_black()) && task_mark(&line.plain()).is_some())
        .map(|line| {
            let typed = Paragraph::new(Kind::Plain, line).typed();
            let (letters, marked) = leading_black(&typed, line.heading);
            letters.iter().take(marked + 1).any(|letter| letter.char == '。')
        })
        .collect();
    titles.iter().filter(|closes| **closes).count() * 2 >= titles.len()
}

/// Whether all of a line is marked as title.
fn is_title_only(line: &Line) -> bool {
    let typed = Paragraph::new(Kind::Plain, line).typed();
    let (letters, marked) = leading_black(&typed, line.heading);
    marked == letters.len()
}

/// The letters of a task behind its number, and how many of them are marked as title: by black type, or as the
/// first piece of a heading.
pub(super) fn leading_black(typed: &Typed, heading: bool) -> (&[Letter], usize) {
    let plain: String = typed.letters.iter().map(|letter| letter.char).collect();
    let mark = task_mark(&plain).map_or(0, |(_, len)| len);
    let blanks = typed.letters[mark..].iter().take_while(|letter| letter.char.is_whitespace()).count();
    let letters = &typed.letters[mark + blanks..];
    let black = letters.iter().take_while(|letter| letter.black).count();
    let first_piece = typed.cuts.first().copied().unwrap_or(typed.letters.len()) - (mark + blanks);
    (letters, if heading { black.max(first_piece) } else { black })
}

/// The letters behind the label of a 责任部门 line, without blanks.
pub(super) fn names_after_label(typed: &Typed) -> Vec<Letter> {
    let colon = typed.letters.iter().position(|letter| matches!(letter.char, '：' | ':'));
    let behind = colon.map_or(0, |at| at + 1);
    typed.letters[behind..].iter().copied().filter(|letter| !letter.char.is_whitespace()).collect()
}

/// Whether a line begins with the label 责任部门：.
pub(in super::super) fn is_departments(plain: &str) -> bool {
    let rest = ["责任部门", "责任单位"].iter().find_map(|label| plain.strip_prefix(label));
    rest.is_some_and(|rest| rest.trim_start().starts_with(['：', ':']))
}

fn is_note(plain: &str) -> bool {
    ["注：", "注:", "备注：", "备注:", "说明：", "说明:"].iter().any(|label| plain.starts_with(label))
}

/// Whether a note says, to its end, that black type marks the leads.
pub(in super::super) fn is_lead_note(plain: &str) -> bool {
    let black = ["黑体", "加粗", "粗体"].iter().find_map(|word| plain.find(word));
    let lead = plain.rfind("牵头");
    let sentence = plain.trim_end_matches('。');
    let whole = ["部门", "单位"].iter().any(|last| sentence.ends_with(last));
    whole && matches!((black, lead), (Some(black), Some(lead)) if black < lead)
}
