//! The division plan (分工方案): sections, numbered tasks with their 责任部门 lines, and the closing note
//! that says what black type means.
//!
//! A line is joined to the paragraph before when that one lacks closing punctuation and the line does not
//! itself begin something: a heading (Markdown or not), a numbered task, a 责任部门 line, the closing 注：.

mod limits;
mod paragraphs;

pub(super) use paragraphs::{is_departments, is_lead_note};

use std::collections::BTreeSet;

use super::ReadRefusal;
use super::due_dates;
use super::fields::{self, Label};
use super::headings::Heading;
use super::lines::{Letter, Line, Paragraph, Typed, text};
use super::model::DueDateRead;
use super::wording::{section_mark, task_mark};
use paragraphs::{Kind, leading_black, names_after_label, paragraphs};

/// Whether a document has the court's own shape: 责任部门 lines, no 牵头部门 lines, and black type on the names or a note that
/// says what it means. A Word file is never cut off unseen, so it needs the note.
pub(super) fn in_own_shape(lines: &[Line], whole: bool) -> bool {
    let noted = lines.iter().any(|line| line.raw.contains('牵') && is_lead_note(&line.plain()));
    let of_departments = |line: &&Line| is_departments(&line.plain());
    let black_names = |line: &Line| !line.starts_black() && line.raw.contains("**");
    let other_leads = lines.iter().any(|line| {
        let plain = line.plain();
        let label = plain.split(['：', ':']).next().and_then(fields::label);
        label == Some(Label::Lead) && plain.contains(['：', ':'])
    });
    // In a text as printed a page break may have cut the only label.
    let labelled = lines.iter().any(|line| of_departments(&line)) || (noted && start(lines).is_some());
    // 第一条, （一）: the court's own tasks are numbered 1., 2., 3.
    let labelled = labelled && lines.iter().any(|line| task_mark(&line.plain()).is_some());
    let black = !whole && lines.iter().filter(of_departments).any(black_names);
    labelled && !other_leads && (noted || black)
}

/// The first line after the heading of the division plan; None if no 责任部门 line follows anything.
///
/// The heading is the last one before the first 责任部门 line that ends with 分工方案; without one, the plan
/// begins with its first section.
pub(super) fn start(lines: &[Line]) -> Option<usize> {
    let first = (0..lines.len()).find(|at| {
        let label = lines[*at].plain();
        let cut = lines.get(at + 1).map_or_else(String::new, Line::plain);
        is_departments(&label) || is_departments(&format!("{label}{cut}"))
    })?;
    let before = &lines[..first];
    let heading = before.iter().rposition(|line| line.plain().ends_with("分工方案")).map(|at| at + 1);
    heading.or_else(|| before.iter().rposition(|line| section_mark(&line.plain()).is_some()))
}

/// The division plan as printed.
#[derive(Debug, Default)]
pub(super) struct Division {
    pub(super) sections: Vec<Heading>,
    pub(super) tasks: Vec<PrintedTask>,
    /// Paragraphs that belong to nothing, and the last task before each.
    pub(super) strays: Vec<(Option<i32>, String)>,
    /// The numbers of the document's paragraphs that were read.
    pub(super) taken: BTreeSet<i32>,
    /// The rules its own reader was in doubt by, and the sentence for each.
    pub(super) noticed: Vec<(&'static str, String)>,
    /// Black type marks the leads.
    pub(super) by_black_type: bool,
    /// In the court's own shape, of which it is known what must be there.
    pub(super) in_own_shape: bool,
}

/// A task as printed.
#[derive(Debug, Default)]
pub(super) struct PrintedTask {
    pub(super) number: i32,
    pub(super) section: i32,
    pub(super) title: String,
    pub(super) paragraphs: Vec<String>,
    pub(super) names: Vec<PrintedName>,
    /// The 责任部门 line has a mark of black type without counterpart.
    pub(super) unclosed_mark: bool,
    /// A paragraph after the 责任部门 line was taken as text.
    pub(super) text_behind: bool,
    /// The first and the last of the document's paragraphs that belong to it.
    pub(super) places: (i32, i32),
    /// Its deadlines as their label or column words them, each with its place among the paragraphs.
    pub(super) due: Vec<(usize, String)>,
    /// 牵头领导, where a label or column names one.
    pub(super) leader: Option<String>,
    /// The rules its reader was in doubt by, and the sentence for each.
    pub(super) noticed: Vec<(&'static str, String)>,
}

/// A name on a 责任部门 line.
#[derive(Debug)]
pub(super) struct PrintedName {
    pub(super) wording: String,
    pub(super) black: Black,
}

/// How much of a name is in black type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Black {
    Nothing,
    /// A page break has cut the name out of its black type.
    Part,
    All,
    /// No matter: the document names it as lead, by a label, a column or （牵头）.
    Named,
}

impl Black {
    pub(super) fn of(name: &[Letter]) -> Self {
        match name.iter().filter(|letter| letter.black).count() {
            0 => Self::Nothing,
            count if count == name.len() => Self::All,
            _ => Self::Part,
        }
    }
}

impl PrintedTask {
    /// Its deadlines in words, in the order of the text.
    pub(super) fn due_dates(&self, year: i32) -> Vec<DueDateRead> {
        let mut dates = due_dates::read(&self.title, year);
        for (place, paragraph) in self.paragraphs.iter().enumerate() {
            match self.due.iter().find(|(at, _)| *at == place) {
                Some((_, wording)) => dates.extend(due_dates::of_field(wording, year)),
                None => dates.extend(due_dates::read(paragraph, year)),
            }
        }
        dates
    }
}

/// Reads the lines of a division plan.
pub(super) fn read(lines: &[Line]) -> Result<Division, ReadRefusal> {
    let mut reading = Reading::default();
    (reading.division.by_black_type, reading.division.in_own_shape) = (true, true);
    for paragraph in paragraphs(lines) {
        reading.take(&paragraph)?;
    }
    reading.finish()
}

/// A division plan while it is read.
#[derive(Default)]
struct Reading {
    division: Division,
    /// The last task still lacks its 责任部门 line.
    open: bool,
    noted: bool,
}

impl Reading {
    fn take(&mut self, paragraph: &Paragraph<Kind>) -> Result<(), ReadRefusal> {
        match paragraph.kind {
            Kind::Section(number) => self.section(number, paragraph),
            Kind::Task(number) => self.task(number, paragraph),
            Kind::Departments => self.departments(paragraph),
            Kind::Note => self.note(paragraph),
            Kind::Heading | Kind::Plain => {
                self.plain(paragraph);
                Ok(())
            }
        }
    }

    fn section(&mut self, number: i32, paragraph: &Paragraph<Kind>) -> Result<(), ReadRefusal> {
        self.nothing_open()?;
        let title =
            section_mark(paragraph.plain()).map_or("", |(_, title)| title).trim_end_matches('。').to_owned();
        let expected = next(self.division.sections.last().map(|section| section.number));
        if number != expected {
            return Err(ReadRefusal::SectionOrder { expected, found: number, title });
        }
        self.division.sections.push(Heading { number, title });
        self.taken(paragraph);
        Ok(())
    }

    fn task(&mut self, number: i32, paragraph: &Paragraph<Kind>) -> Result<(), ReadRefusal> {
        self.nothing_open()?;
        if self.noted {
            return Err(ReadRefusal::TaskAfterNote { number });
        }
        let expected = next(self.last_number());
        if self.division.tasks.iter().any(|task| task.number == number) {
            return Err(ReadRefusal::NumberTwice { number });
        } else if number != expected {
            return Err(ReadRefusal::NumberGap { expected, found: number });
        }
        let Some(section) = self.division.sections.last().map(|section| section.number) else {
            return Err(ReadRefusal::TaskOutsideSection { number });
        };
        let (title, text) = title_and_text(paragraph);
        if title.is_empty() {
            return Err(ReadRefusal::TaskWithoutTitle { number });
        }
        self.division.tasks.push(PrintedTask {
            number,
            section,
            title,
            paragraphs: if text.is_empty() { Vec::new() } else { vec![text] },
            places: (paragraph.places[0], paragraph.places[0]),
            ..PrintedTask::default()
        });
        self.open = true;
        self.taken_by_task(paragraph);
        Ok(())
    }

    fn departments(&mut self, paragraph: &Paragraph<Kind>) -> Result<(), ReadRefusal> {
        let after = self.last_number().unwrap_or(0);
        let open = std::mem::take(&mut self.open);
        let Some(task) = self.division.tasks.last_mut().filter(|_| open) else {
            return Err(ReadRefusal::DepartmentsWithoutTask { after });
        };
        let typed = paragraph.typed();
        task.names = names(&names_after_label(&typed));
        task.unclosed_mark = typed.unclosed_mark;
        if task.names.is_empty() {
            return Err(ReadRefusal::TaskWithoutDepartments { number: task.number });
        }
        self.taken_by_task(paragraph);
        Ok(())
    }

    fn note(&mut self, paragraph: &Paragraph<Kind>) -> Result<(), ReadRefusal> {
        self.nothing_open()?;
        if is_lead_note(paragraph.plain()) {
            self.noted = true;
            self.taken(paragraph);
        } else {
            self.stray(paragraph);
        }
        Ok(())
    }

    /// Text of the open task; behind a 责任部门 line, text of that task all the same, but doubted.
    fn plain(&mut self, paragraph: &Paragraph<Kind>) {
        let behind = !self.open;
        let after_task = matches!(paragraph.kind, Kind::Plain) && !self.noted;
        let in_section = self.division.sections.last().map(|section| section.number);
        match self.division.tasks.last_mut().filter(|task| Some(task.section) == in_section) {
            Some(task) if !behind || after_task => {
                task.paragraphs.push(paragraph.plain().to_owned());
                task.text_behind |= behind;
                self.taken_by_task(paragraph);
            }
            // What stands before the first section only introduces the plan.
            _ if in_section.is_some() => self.stray(paragraph),
            _ => {}
        }
    }

    fn stray(&mut self, paragraph: &Paragraph<Kind>) {
        self.division.strays.push((self.last_number(), paragraph.plain().to_owned()));
    }

    fn taken(&mut self, paragraph: &Paragraph<Kind>) {
        self.division.taken.extend(&paragraph.places);
    }

    /// The paragraph belongs to the last task.
    fn taken_by_task(&mut self, paragraph: &Paragraph<Kind>) {
        self.taken(paragraph);
        if let (Some(task), Some(last)) = (self.division.tasks.last_mut(), paragraph.places.last()) {
            task.places.1 = *last;
        }
    }

    fn last_number(&self) -> Option<i32> {
        self.division.tasks.last().map(|task| task.number)
    }

    fn nothing_open(&self) -> Result<(), ReadRefusal> {
        match self.last_number() {
            Some(number) if self.open => Err(ReadRefusal::TaskWithoutDepartments { number }),
            _ => Ok(()),
        }
    }

    fn finish(self) -> Result<Division, ReadRefusal> {
        self.nothing_open()?;
        if self.division.tasks.is_empty() {
            Err(ReadRefusal::NoTasks)
        } else if self.noted {
            Ok(self.division)
        } else {
            Err(ReadRefusal::NoClosingNote)
        }
    }
}

fn next(last: Option<i32>) -> i32 {
    last.unwrap_or(0) + 1
}

/// A task's title and the text behind it. The title is what stands in black type (or in the heading), at most
/// up to the first 。; where a page break cut the title out of its black type, exactly up to the first 。.
fn title_and_text(paragraph: &Paragraph<Kind>) -> (String, String) {
    let typed = paragraph.typed();
    let (letters, marked) = leading_black(&typed, paragraph.heading);
    let stop = letters.iter().position(|letter| letter.char == '。');
    let cut = marked > 0 && typed.cuts.contains(&(typed.letters.len() - letters.len() + marked));
    let end = match stop {
        Some(stop) if marked == 0 || stop <= marked || cut => stop,
        None if marked == 0 || cut => letters.len(),
        _ => marked,
    };
    let rest = &letters[end..];
    let rest = if stop == Some(end) { &rest[1..] } else { rest };
    (text(&letters[..end]), text(rest))
}

/// The names between 、, with their black type.
fn names(letters: &[Letter]) -> Vec<PrintedName> {
    letters
        .split(|letter| matches!(letter.char, '、' | '，' | ',' | '；' | ';' | '。'))
        .filter(|name| name.iter().any(|letter| letter.char.is_alphanumeric()))
        .map(|name| PrintedName { wording: text(name), black: Black::of(name) })
        .collect()
}
