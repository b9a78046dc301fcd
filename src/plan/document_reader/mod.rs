//! The document reader: from the text of a court's notice (年度方案, `plan`) to values, and to the doubts
//! that a person has to settle.
//!
//! Pure: no database, no files, no clock. The rules are those of the notice itself: black type marks the lead
//! departments, page breaks cut sentences, and what the notice does not say is not invented but doubted.
//!
//! | file | what it reads |
//! | --- | --- |
//! | `lines` | printed lines, black type, and what page breaks cut |
//! | `wording` | numerals, enumeration marks, dates and statements in Chinese text |
//! | `notice` | title, document number, dates, period, issuing body |
//! | `division` | the division plan (分工方案): sections, tasks, their 责任部门 lines, the closing note |
//! | `headings` | a section's emphasis (以…为重点) and short title |
//! | `departments` | units, groups, bodies, aliases; lead and support |
//! | `work_points`, `links` | statements of the work points (工作要点条目), and the tasks that carry them |
//! | `due_dates` | deadlines in words |
//! | `stated_count` | how many tasks the document says it has |
//! | `doubts` | what the office has to settle, with the names of all its rules |
//! | `refusal` | the sentences for a file that is not read at all |
//!
//! A file is read whole or not at all: anything that looks like a document cut off in the middle is refused,
//! because a plan with fewer tasks would look just like a plan.

mod departments;
mod division;
mod doubts;
mod due_dates;
mod headings;
mod lines;
mod links;
mod model;
mod notice;
mod refusal;
mod stated_count;
#[cfg(test)]
mod tests;
mod wording;
mod work_points;

use std::collections::BTreeSet;

use lines::Line;

pub use doubts::rules;
pub use model::{
    AssignmentRead, AssignmentRole, DepartmentKind, DepartmentRead, DocumentRead, DoubtRead, DueDateRead,
    ParagraphRead, PlanRead, SectionRead, SourceRead, TaskRead, WorkPointRead,
};
pub use refusal::ReadRefusal;

/// The largest file that is read, in bytes: a notice of 39 tasks has 23 thousand. Callers should ask for a
/// file's length before they read it.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;

/// Reads the text of a notice (UTF-8, Markdown as a converter leaves it; byte order mark and Windows line ends
/// are accepted).
///
/// # Errors
/// A file that is not such a document, or that stops in the middle, is refused with a Chinese sentence.
pub fn read(bytes: &[u8]) -> Result<DocumentRead, ReadRefusal> {
    let text = decode(bytes)?;
    let lines = lines::printed_lines(&text);
    let start = division::start(&lines).ok_or(ReadRefusal::NoTasks)?;
    let division = division::read(&lines[start..])?;
    let notice = notice::read(&lines, start)?;
    let points = work_points::read(&lines[..start], &division.tasks)?;
    let directory = departments::Directory::of(&division.tasks);
    let paragraphs = paragraphs(&lines);
    let tasks: Vec<TaskRead> = division
        .tasks
        .iter()
        .map(|task| task_read(task, &directory, notice.plan.year, &paragraphs))
        .collect();
    let unread = unread(&paragraphs, &lines[start..], [&notice.taken, &points.taken, &division.taken]);
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

/// The text of the file, with plain line ends and without byte order mark.
fn decode(bytes: &[u8]) -> Result<String, ReadRefusal> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadRefusal::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ReadRefusal::NotText)?;
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    if text.trim().is_empty() {
        return Err(ReadRefusal::Empty);
    }
    // A form feed is how some converters leave a page break; any other control character means binary data.
    let text = text.replace('\u{c}', "\n");
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(ReadRefusal::NotText);
    }
    Ok(text)
}

/// What the document says, by its lines.
fn paragraphs(lines: &[Line]) -> Vec<ParagraphRead> {
    let read = |line: &Line| ParagraphRead {
        number: line.at,
        place: format!("第 {} 段", line.at),
        text: line.plain(),
        heading: line.heading,
    };
    lines.iter().map(read).collect()
}

/// The paragraphs that no part of the reader has taken; the heading of the division plan says where it begins.
fn unread(paragraphs: &[ParagraphRead], plan: &[Line], taken: [&BTreeSet<i32>; 3]) -> Vec<i32> {
    let heading = plan.first().map(|line| line.at - 1);
    let is_heading =
        |paragraph: &ParagraphRead| heading == Some(paragraph.number) && paragraph.text.ends_with("分工方案");
    paragraphs
        .iter()
        .filter(|paragraph| taken.iter().all(|part| !part.contains(&paragraph.number)))
        .filter(|paragraph| !is_heading(paragraph))
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
    let place = paragraphs.iter().find(|paragraph| paragraph.number == first);
    TaskRead {
        number: task.number,
        section: task.section,
        title: task.title.clone(),
        files_report: directory.files_report(&assignments),
        proposed_lead: directory.proposed_lead(&assignments),
        due_dates: due_dates::read(&format!("{}\n{text}", task.title), year),
        waits_for_superior: wording::wait_for_superior(&text),
        text,
        assignments,
        named_leader: None,
        source: SourceRead {
            paragraph: first,
            last_paragraph: last,
            place: place.map_or_else(String::new, |paragraph| paragraph.place.clone()),
        },
    }
}
