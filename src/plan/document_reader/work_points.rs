//! The work points (工作要点): the part that lists what is to be done, split into single statements.

use std::collections::BTreeSet;

use super::ReadRefusal;
use super::division::PrintedTask;
use super::headings::Heading;
use super::lines::{Line, Paragraph};
use super::wording::{item_mark, section_mark, statements, without_blanks};

/// The work points as printed.
#[derive(Debug, Default)]
pub(super) struct WorkPoints {
    /// The headings of the sections, as worded in the work points.
    pub(super) headings: Vec<Heading>,
    pub(super) statements: Vec<Statement>,
    /// The numbers of the document's paragraphs that were read.
    pub(super) taken: BTreeSet<i32>,
}

/// One statement, without its 。
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) section: i32,
    pub(super) text: String,
}

/// What a paragraph before the division plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// 二、工作内容
    Part(i32),
    /// （一）…
    Item(i32),
    /// A Markdown heading without number.
    Heading,
    Plain,
}

/// A part (二、工作内容) and the paragraphs of its numbered items.
struct Part {
    title: String,
    items: Vec<(i32, Vec<String>)>,
    /// The numbers of the document's paragraphs it is read from.
    places: BTreeSet<i32>,
}

/// Reads the work points that stand before the division plan; none if there are none.
pub(super) fn read(lines: &[Line], tasks: &[PrintedTask]) -> Result<WorkPoints, ReadRefusal> {
    let parts = parts(&paragraphs(lines));
    let titles: BTreeSet<String> = tasks.iter().map(|task| without_blanks(&task.title)).collect();
    let mut best: Option<(usize, &Part)> = None;
    for part in &parts {
        let weight = weight(part, &titles);
        if weight > best.map_or(0, |(most, _)| most) {
            best = Some((weight, part));
        }
    }
    best.map_or(Ok(WorkPoints::default()), |(_, part)| work_points(part))
}

/// How much a part looks like the list of what is to be done: by how many of its statements word a task's
/// title, and by its own title only where none does.
fn weight(part: &Part, titles: &BTreeSet<String>) -> usize {
    let texts = part.items.iter().flat_map(|(_, paragraphs)| paragraphs).flat_map(|text| statements(text));
    let named = texts.filter(|text| titles.contains(&without_blanks(text))).count();
    let by_name = ["内容", "任务", "要点", "重点"].iter().any(|word| part.title.contains(word));
    2 * named + usize::from(by_name && !part.items.is_empty())
}

fn work_points(part: &Part) -> Result<WorkPoints, ReadRefusal> {
    let mut points = WorkPoints { taken: part.places.clone(), ..WorkPoints::default() };
    for (number, paragraphs) in &part.items {
        let mut texts = paragraphs.iter().flat_map(|text| statements(text));
        let title = texts.next().unwrap_or_default();
        let expected = points.headings.last().map_or(0, |heading| heading.number) + 1;
        if *number != expected {
            return Err(ReadRefusal::SectionOrder { expected, found: *number, title });
        }
        points.headings.push(Heading { number: *number, title });
        points.statements.extend(texts.map(|text| Statement { section: *number, text }));
    }
    Ok(points)
}

fn parts(paragraphs: &[Paragraph<Kind>]) -> Vec<Part> {
    let mut parts = vec![Part { title: String::new(), items: Vec::new(), places: BTreeSet::new() }];
    for paragraph in paragraphs {
        let plain = paragraph.plain().to_owned();
        let places = paragraph.places.iter().copied();
        let Some(part) = parts.last_mut() else { break };
        match paragraph.kind {
            Kind::Part(_) | Kind::Heading => {
                parts.push(Part { title: plain, items: Vec::new(), places: places.collect() });
            }
            Kind::Item(number) => {
                let text = item_mark(&plain).map_or("", |(_, text)| text).to_owned();
                part.items.push((number, vec![text]));
                part.places.extend(places);
            }
            Kind::Plain => {
                if let Some((_, texts)) = part.items.last_mut() {
                    texts.push(plain);
                    part.places.extend(places);
                }
            }
        }
    }
    parts
}

/// The paragraphs, with what page breaks cut put together again. Markdown headings are whole.
fn paragraphs(lines: &[Line]) -> Vec<Paragraph<Kind>> {
    let mut paragraphs: Vec<Paragraph<Kind>> = Vec::new();
    let mut next_part = 1;
    for line in lines {
        let kind = kind(line, next_part);
        if let Kind::Part(number) = kind {
            next_part = number + 1;
        }
        match paragraphs.last_mut() {
            Some(last) if kind == Kind::Plain && is_cut(last) => last.absorb(line),
            _ => paragraphs.push(Paragraph::new(kind, line)),
        }
    }
    paragraphs
}

fn is_cut(paragraph: &Paragraph<Kind>) -> bool {
    let in_text = matches!(paragraph.kind, Kind::Item(_) | Kind::Plain) && !paragraph.heading;
    in_text && !paragraph.is_closed()
}

/// What a line begins. A plain 三、… is a heading only where it is the next one: else a page break cut it so.
fn kind(line: &Line, next_part: i32) -> Kind {
    let plain = line.plain();
    let marked = line.heading || line.starts_black();
    if let Some((number, _)) = section_mark(&plain).filter(|(number, _)| marked || *number == next_part) {
        Kind::Part(number)
    } else if let Some((number, _)) = item_mark(&plain) {
        Kind::Item(number)
    } else if line.heading {
        Kind::Heading
    } else {
        Kind::Plain
    }
}
