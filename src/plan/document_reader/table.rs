//! Plans that are tables: a task a row, in columns of any order and wording (序号, 任务, 牵头单位, 责任单位, 完成时限).
//!
//! The head says what a column holds; a head may take two rows. A row that is one cell across heads a section. Merged cells go on
//! for every row they reach. A row without a task of its own goes on with the task above. A lead is one that a column, or
//! （牵头） behind a name, says is one; black type only where a note says so.

mod columns;
mod rows;

use super::ReadRefusal;
use super::division::{Division, is_lead_note};
use super::lines::Line;
use super::marks::{Style, mark};
use super::numbering::Extent;
use super::source::{Cell, Part, Row, Source};
use columns::Columns;
use rows::Reading;

/// Whether a row is the head of a table of tasks.
pub(super) fn is_header(cells: &[Cell]) -> bool {
    Columns::of(cells).is_some()
}

/// The place among the parts of the first head of a table of tasks.
pub(super) fn head(source: &Source) -> Option<usize> {
    let rows = |at: usize| match &source.parts[at] {
        Part::Row(row) => Some(row),
        Part::Line(_) => None,
    };
    (0..source.parts.len()).find(|at| {
        let row = rows(*at);
        row.is_some_and(|row| head_at(row, source.parts.get(at + 1)).is_some())
    })
}

/// The columns that a row heads, alone or with the row below it, and whether it takes both.
fn head_at(row: &Row, below: Option<&Part>) -> Option<(Columns, bool)> {
    if let Some(columns) = Columns::of(&row.cells) {
        // A head of two rows: the lower one says more of some columns.
        return match below {
            Some(Part::Row(lower)) if lower.table == row.table && Columns::go_on_in(&lower.cells) => {
                Columns::of_two(&row.cells, &lower.cells).map(|columns| (columns, true))
            }
            _ => Some((columns, false)),
        };
    }
    match below {
        Some(Part::Row(lower)) if lower.table == row.table => {
            let two = Columns::of_two(&row.cells, &lower.cells)?;
            Some((two, true))
        }
        _ => None,
    }
}

/// The division plan, and the number of the paragraph with which it begins.
pub(super) fn read(source: &Source, head: usize, extent: Extent) -> Result<(Division, i32), ReadRefusal> {
    let parts = &source.parts;
    let black_marks = source.paragraphs.iter().any(|paragraph| is_lead_note(&paragraph.text));
    let begin = head.checked_sub(1).filter(|before| heads_a_table(&parts[*before])).unwrap_or(head);
    let mut reading = Reading::new(black_marks, extent);
    let mut at = begin;
    while at < parts.len() {
        match &parts[at] {
            Part::Line(line) => {
                let before_row = matches!(parts.get(at + 1), Some(Part::Row(_)));
                reading.line(line, before_row && heads_a_table(&parts[at]));
            }
            Part::Row(row) => match head_at(row, parts.get(at + 1)) {
                Some((columns, two)) => {
                    reading.head(row, columns);
                    if let Some(Part::Row(lower)) = parts.get(at + 1).filter(|_| two) {
                        reading.taken(lower.at);
                        at += 1;
                    }
                }
                None => reading.row(row)?,
            },
        }
        at += 1;
    }
    let at = match &parts[begin] {
        Part::Line(line) => line.at,
        Part::Row(row) => row.at,
    };
    Ok((reading.finish()?, at))
}

/// A line that heads the table below it: 一、…, （一）…, 第一章….
fn heads_a_table(part: &Part) -> bool {
    let Part::Line(line) = part else { return false };
    let style = mark(&line.plain()).map(|mark| mark.style);
    matches!(style, Some(Style::Section | Style::Item | Style::Chapter))
}

/// All that a document says as lines: the cells of rows among them.
pub(super) fn flat(source: &Source) -> Vec<Line> {
    let lines = |part: &Part| match part {
        Part::Line(line) => vec![line.clone()],
        Part::Row(row) => row.cells.iter().flat_map(|cell| cell.as_lines(row.at)).collect(),
    };
    source.parts.iter().flat_map(lines).collect()
}
