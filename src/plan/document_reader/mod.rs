//! The document reader: from the text of a court's notice (年度方案, `plan`) to values, and to the doubts
//! that a person has to settle.
//!
//! Pure: no database, no files, no clock. The rules are those of the notice itself: black type marks the lead
//! departments, page breaks cut sentences, and what the notice does not say is not invented but doubted.
//!
//! | file | what it reads |
//! | --- | --- |
//! | `source`, `docx` | files of all kinds as numbered paragraphs and rows |
//! | `lines` | printed lines, black type, and what page breaks cut |
//! | `wording` | numerals, enumeration marks, dates and statements in Chinese text |
//! | `notice` | title, document number, dates, period, issuing body |
//! | `division` | the division plan (分工方案): sections, tasks, their 责任部门 lines, the closing note |
//! | `labelled` | division plans in other shapes: labels (责任单位, 牵头部门, 完成时限), no black type, any numbering |
//! | `table` | division plans that are tables |
//! | `marks`, `fields`, `numbering` | what these two share: ways of numbering, labels and heads, numbers of tasks |
//! | `headings` | a section's emphasis (以…为重点) and short title |
//! | `departments` | units, groups, bodies, aliases; lead and support |
//! | `work_points`, `links` | statements of the work points (工作要点条目), and the tasks that carry them |
//! | `due_dates` | deadlines in words |
//! | `stated_count` | how many tasks the document says it has |
//! | `doubts` | what the office has to settle, with the names of all its rules |
//! | `refusal` | the sentences for a file that is not read at all |
//!
//! The court's own shape (`division`): 责任部门 lines with the leads in black type, and a note that says so. It is read by
//! stricter rules than the others: what lacks a piece there was cut off.
//!
//! A file is read whole or not at all: anything that looks like a document cut off in the middle is refused,
//! because a plan with fewer tasks would look just like a plan.

mod departments;
mod division;
mod docx;
mod doubts;
mod due_dates;
mod fields;
mod headings;
mod labelled;
mod lines;
mod links;
mod marks;
mod model;
mod notice;
mod numbering;
mod refusal;
mod source;
mod stated_count;
mod table;
#[cfg(test)]
mod tests;
mod wording;
mod work_points;

use std::collections::BTreeSet;

use division::Division;
use lines::Line;
use notice::Taken;
use numbering::Extent;
use source::Source;
use work_points::WorkPoints;

pub use doubts::rules;
pub use model::{
    AssignmentRead, AssignmentRole, DepartmentKind, DepartmentRead, DocumentRead, DoubtRead, DueDateRead,
    ParagraphRead, PlanRead, SectionRead, SourceRead, TaskRead, WorkPointRead,
};
pub use refusal::ReadRefusal;

/// The largest file that is read, in bytes: a notice of 39 tasks has 23 thousand. Callers should ask for a
/// file's length before they read it.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;

/// The largest Word file or workbook that is read, in bytes.
pub const MAX_OFFICE_BYTES: usize = 20 * 1024 * 1024;

/// Shorter words stand in any title.
const SHORTEST_NAME: usize = 8;

/// Reads a plan: a text (UTF-8, Markdown as a converter leaves it, or pasted; byte order mark and Windows line ends are accepted), a
/// Word file (.docx) or a workbook (.xlsx). What it is, its bytes say.
///
/// # Errors
/// A file that is not such a document, or that stops in the middle, is refused with a Chinese sentence.
pub fn read(bytes: &[u8]) -> Result<DocumentRead, ReadRefusal> {
    let source = Source::read(bytes)?;
    let lines = table::flat(&source);
    let (division, start, points) = shaped(&source, &lines)?;
    let kind = if division.in_own_shape { Taken::Issued } else { Taken::Draft };
    put_together(source, &lines, (division, start, points), kind)
}

/// Reads what a supplement (补充通知) says of some tasks of the plan of `year`: a table or tasks with labels, under the numbers
/// they have in the plan. It needs no title, number or date, and gaps in its numbers are none.
///
/// # Errors
/// A file in which no task with its departments stands is refused with a Chinese sentence.
pub fn read_supplement(bytes: &[u8], year: i32) -> Result<DocumentRead, ReadRefusal> {
    let source = Source::read(bytes)?;
    let lines = table::flat(&source);
    let (division, at) = match table::head(&source) {
        Some(head) => table::read(&source, head, Extent::Supplement)?,
        None => labelled::read(&lines, source.whole, Extent::Supplement)?,
    };
    let start = place(&lines, at);
    put_together(source, &lines, (division, start, WorkPoints::default()), Taken::Supplement(year))
}

/// What a file says, paragraph by paragraph, rows of tables among them, without what stands beside its text: of any document, whether
/// it is a plan or not.
///
/// # Errors
/// A file that cannot be read is refused with a Chinese sentence.
pub fn read_paragraphs(bytes: &[u8]) -> Result<Vec<ParagraphRead>, ReadRefusal> {
    let paragraphs = Source::read(bytes)?.paragraphs;
    Ok(paragraphs.into_iter().filter(|of| !docx::is_beside(&of.place)).collect())
}

/// The whole document of its parts.
fn put_together(
    source: Source,
    lines: &[Line],
    (mut division, start, points): (Division, usize, WorkPoints),
    kind: Taken,
) -> Result<DocumentRead, ReadRefusal> {
    let notice = if division.in_own_shape {
        notice::read(lines, start, kind)?
    } else {
        // A day in a cell of the plan is no date of issue.
        let outside: Vec<Line> =
            lines.iter().filter(|line| !division.taken.contains(&line.at)).cloned().collect();
        notice::read(&outside, start, kind)?
    };
    division.shorten_titles();
    division.refuse_what_no_court_has(&points)?;
    let directory = departments::Directory::of(&division.tasks);
    let paragraphs = source.paragraphs;
    let year = notice.plan.year;
    let tasks: Vec<TaskRead> =
        division.tasks.iter().map(|task| task_read(task, &directory, year, &paragraphs)).collect();
    let named = &notice.plan.title;
    let unread = unread(&paragraphs, &lines[start..], named, [&notice.taken, &points.taken, &division.taken]);
    let sections = headings::sections(&division.sections, &points.headings);
    let work_points = points.statements.iter().map(|point| links::link(point, &division.tasks)).collect();
    let mut read = DocumentRead {
        plan: notice.plan.clone(),
        sections,
        work_points,
        departments: directory.departments(),
        stated_count: stated_count::read(&paragraphs, &tasks),
        tasks,
        doubts: Vec::new(),
        paragraphs,
        unread,
    };
    read.doubts = doubts::raise(&read, &division, &points, &notice);
    Ok(read)
}

/// The place among the lines of the paragraph `at`.
fn place(lines: &[Line], at: i32) -> usize {
    lines.iter().position(|line| line.at >= at).unwrap_or(lines.len())
}

/// The division plan by the shape the document has, its first line, and the work points before it.
fn shaped(source: &Source, lines: &[Line]) -> Result<(Division, usize, WorkPoints), ReadRefusal> {
    if let Some(head) = table::head(source) {
        let (division, at) = table::read(source, head, Extent::Plan)?;
        let start = place(lines, at);
        let points = work_points::read(&lines[..start], &division.tasks).unwrap_or_default();
        return Ok((division, start, points));
    }
    if division::in_own_shape(lines, source.whole) {
        let start = division::start(lines).ok_or(ReadRefusal::NoTasks)?;
        let division = division::read(&lines[start..])?;
        let points = work_points::read(&lines[..start], &division.tasks)?;
        return Ok((division, start, points));
    }
    let (division, at) = labelled::read(lines, source.whole, Extent::Plan)?;
    let start = place(lines, at);
    let points = work_points::read(&lines[..start], &division.tasks).unwrap_or_default();
    Ok((division, start, points))
}

/// The text of the file, with plain line ends and without byte order mark.
fn decode(bytes: &[u8]) -> Result<String, ReadRefusal> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadRefusal::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| {
        // A text in another encoding has no control characters: what has is no text at all. But UTF-16 (a text saved as “Unicode”)
        // has one in every second byte, and says so by its first two.
        let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        if !is_utf16 && bytes.iter().any(|byte| is_control(char::from(*byte)) && byte.is_ascii()) {
            ReadRefusal::NotOffice
        } else {
            ReadRefusal::NotText
        }
    })?;
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    if text.trim().is_empty() {
        return Err(ReadRefusal::Empty);
    }
    let text = text.replace('\u{c}', "\n");
    if text.chars().any(is_control) {
        return Err(ReadRefusal::NotOffice);
    }
    Ok(text)
}

/// A control character that stands in no text; a form feed is how some converters leave a page break.
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t' | '\r' | '\u{c}')
}

/// The paragraphs that no part of the reader has taken. A heading before the plan that only repeats its name says nothing more.
fn unread(paragraphs: &[ParagraphRead], plan: &[Line], title: &str, taken: [&BTreeSet<i32>; 3]) -> Vec<i32> {
    let begin = plan.first().map_or(i32::MAX, |line| line.at);
    let names_plan = |paragraph: &ParagraphRead| {
        let text = wording::without_blanks(&paragraph.text);
        let of_title = text.chars().count() >= SHORTEST_NAME && title.contains(&text);
        paragraph.number < begin && (text.ends_with("分工方案") || of_title)
    };
    paragraphs
        .iter()
        .filter(|paragraph| taken.iter().all(|part| !part.contains(&paragraph.number)))
        .filter(|paragraph| !names_plan(paragraph))
        .map(|paragraph| paragraph.number)
        .collect()
}

/// A task with its departments under their canonical names.
fn task_read(
    task: &division::PrintedTask,
    directory: &departments::Directory,
    year: i32,
    paragraphs: &[ParagraphRead],
) -> TaskRead {
    let assignments = directory.assignments(task);
    let text = task.paragraphs.join("\n");
    let (first, last) = task.places;
    let place = usize::try_from(first - 1).ok().and_then(|at| paragraphs.get(at));
    TaskRead {
        number: task.number,
        section: task.section,
        title: task.title.clone(),
        files_report: directory.files_report(&assignments),
        proposed_lead: directory.proposed_lead(&assignments),
        due_dates: task.due_dates(year),
        waits_for_superior: wording::wait_for_superior(&text),
        text,
        assignments,
        named_leader: task.leader.clone(),
        source: SourceRead {
            paragraph: first,
            last_paragraph: last,
            place: place.map_or_else(String::new, |paragraph| paragraph.place.clone()),
        },
    }
}
