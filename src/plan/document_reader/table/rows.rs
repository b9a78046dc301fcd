//! The rows of a table of tasks, one after the other.

use super::super::ReadRefusal;
use super::super::division::{Division, PrintedTask, is_lead_note};
use super::super::doubts::rules;
use super::super::fields::{Field, Label};
use super::super::headings::Heading;
use super::super::labelled::{no_section, title_and_text};
use super::super::lines::{Letter, Line, text};
use super::super::marks::{Style, mark, ordinal};
use super::super::numbering::{Extent, Numbers};
use super::super::source::{Cell, Row};
use super::columns::{Column, Columns, Holds};

/// A plan while its rows are read.
pub(super) struct Reading {
    black_marks: bool,
    division: Division,
    numbers: Numbers,
    columns: Columns,
    /// The table of the head, and how many columns it has.
    table: i32,
    /// What the last cell of each column said that had anything: merged cells go on saying it.
    above: Vec<Cell>,
}

impl Reading {
    pub(super) fn new(black_marks: bool, extent: Extent) -> Self {
        Self {
            black_marks,
            division: Division { by_black_type: black_marks, ..Division::default() },
            numbers: Numbers::of(extent),
            columns: Columns(Vec::new()),
            table: 0,
            above: Vec::new(),
        }
    }

    pub(super) fn head(&mut self, row: &Row, columns: Columns) {
        if self.table != row.table {
            // In another table the numbers may begin anew.
            self.numbers.section_begins();
        }
        self.above = vec![Cell::default(); columns.0.len()];
        self.columns = columns;
        self.table = row.table;
        self.taken(row.at);
    }

    /// A line between tables.
    pub(super) fn line(&mut self, line: &Line, heads_a_table: bool) {
        let plain = line.plain();
        if heads_a_table {
            self.section(&plain, line.at);
        } else if is_lead_note(&plain) {
            self.taken(line.at);
        }
    }

    pub(super) fn row(&mut self, row: &Row) -> Result<(), ReadRefusal> {
        if row.table != self.table {
            // A table without head goes on with the one before where it has the same columns; a page break parted them.
            if row.cells.len() != self.columns.0.len() {
                return Ok(());
            }
            self.table = row.table;
        }
        if let Some(one) = only_cell(row) {
            let plain = one.plain();
            if is_lead_note(&plain) {
                self.taken(row.at);
                return Ok(());
            }
            if is_remark(&plain) {
                return Ok(());
            }
            if self.heads_a_section(one, &plain) {
                self.section(&plain, row.at);
                return Ok(());
            }
        }
        self.section_of(row);
        let task = self.column(Holds::Task);
        match task.and_then(|column| Columns::cell(&column, &row.cells)).filter(|cell| !cell.lines.is_empty())
        {
            Some(cell) => self.task(row, &cell.clone())?,
            None => self.goes_on(row),
        }
        Ok(())
    }

    /// One cell alone heads a section if it goes across, or is numbered as sections are.
    fn heads_a_section(&self, cell: &Cell, plain: &str) -> bool {
        let numbered =
            matches!(mark(plain).map(|mark| mark.style), Some(Style::Section | Style::Item | Style::Chapter));
        let first = self.columns.0.first().is_some_and(|column| column.from == cell.column);
        let of_task = self.column(Holds::Task).is_some_and(|column| column.from == cell.column);
        cell.span > 1 || numbered || (first && !of_task)
    }

    fn column(&self, holds: Holds) -> Option<Column> {
        self.columns.0.iter().find(|column| column.holds == holds).cloned()
    }

    /// The section that a column of its own names.
    fn section_of(&mut self, row: &Row) {
        let Some(column) = self.column(Holds::Section) else { return };
        let Some(cell) = Columns::cell(&column, &row.cells).filter(|cell| !cell.lines.is_empty()) else {
            return;
        };
        let title = section_title(&cell.plain());
        if self.division.sections.last().is_none_or(|last| last.title != title) {
            self.begin_section(title);
        }
    }

    fn section(&mut self, plain: &str, at: i32) {
        self.begin_section(section_title(plain));
        self.taken(at);
    }

    fn begin_section(&mut self, title: String) {
        let number = self.division.sections.last().map_or(1, |last| last.number + 1);
        self.division.sections.push(Heading { number, title });
        self.numbers.section_begins();
    }

    fn task(&mut self, row: &Row, cell: &Cell) -> Result<(), ReadRefusal> {
        if self.division.sections.is_empty() {
            self.division.sections.push(no_section(&mut self.division.noticed));
        }
        let lines: Vec<Vec<Letter>> = cell.as_lines(row.at).iter().map(Line::letters).collect();
        let first = lines.first().cloned().unwrap_or_default();
        let own = mark(&text(&first));
        let column = self.column(Holds::Number);
        let printed = column.and_then(|column| Columns::cell(&column, &row.cells)).and_then(number_in);
        let own = own.filter(|mark| printed.is_none_or(|printed| printed == mark.number));
        let next = self.numbers.last_printed() + 1;
        self.numbers.take(printed.or(own.map(|mark| mark.number)).unwrap_or(next))?;
        let number = self.numbers.count();
        let (title, rest) = title_and_text(first.get(own.map_or(0, |mark| mark.len)..).unwrap_or_default());
        if title.is_empty() {
            return Err(ReadRefusal::TaskWithoutTitle { number });
        }
        let rest = std::iter::once(rest).chain(lines[1..].iter().map(|line| text(line)));
        self.division.tasks.push(PrintedTask {
            number,
            section: self.division.sections.last().map_or(1, |section| section.number),
            title,
            paragraphs: rest.filter(|text| !text.is_empty()).collect(),
            places: (row.at, row.at),
            ..PrintedTask::default()
        });
        self.cells(row, true);
        Ok(())
    }

    /// A row without a task of its own.
    fn goes_on(&mut self, row: &Row) {
        let Some(task) = self.division.tasks.last_mut() else { return };
        let number = task.number;
        if task.noticed.iter().all(|(rule, _)| *rule != rules::ROWS_JOINED) {
            let message = format!("任务 {number} 由表格中的几行合并读入，请核对责任部门和内容。");
            task.noticed.push((rules::ROWS_JOINED, message));
        }
        task.places.1 = row.at;
        self.cells(row, false);
    }

    /// Takes in the cells of a row. What merged cells say goes for the first row of every task they reach.
    fn cells(&mut self, row: &Row, of_new_task: bool) {
        self.taken(row.at);
        let Some(task) = self.division.tasks.last_mut() else { return };
        for (column, above) in self.columns.0.iter().zip(&mut self.above) {
            let Some(cell) = Columns::cell(column, &row.cells) else { continue };
            let cell = if cell.continued && cell.lines.is_empty() {
                if !of_new_task {
                    continue;
                }
                above.clone()
            } else {
                *above = cell.clone();
                cell.clone()
            };
            if cell.lines.is_empty() {
                continue;
            }
            let value = cell.letters();
            let field = |label: Label| Field {
                label,
                wording: column.wording.clone(),
                value: value.clone(),
                black_label: false,
            };
            match column.holds {
                Holds::Number | Holds::Section | Holds::Task | Holds::Before => {}
                Holds::Field(label) if label.names_departments() => {
                    task.take_names(label, &value, self.black_marks);
                }
                Holds::Field(Label::Due) => task.take_field(&field(Label::Due)),
                Holds::Field(Label::Leader) => task.take_leader(&column.wording, &text(&value)),
                Holds::Field(_) | Holds::Other => task.take_field(&field(Label::Text)),
            }
        }
    }

    pub(super) fn taken(&mut self, at: i32) {
        self.division.taken.insert(at);
    }

    pub(super) fn finish(mut self) -> Result<Division, ReadRefusal> {
        if self.division.tasks.is_empty() {
            return Err(ReadRefusal::NoTasks);
        }
        self.division.noticed.extend(self.numbers.doubt());
        Ok(self.division)
    }
}

/// The only cell of a row that says anything.
fn only_cell(row: &Row) -> Option<&Cell> {
    let mut filled = row.cells.iter().filter(|cell| !cell.lines.is_empty());
    let one = filled.next()?;
    let goes_on = row.cells.iter().any(|cell| cell.continued);
    (filled.next().is_none() && !goes_on).then_some(one)
}

fn is_remark(plain: &str) -> bool {
    ["注", "备注", "说明", "填表", "制表", "审核"].iter().any(|word| plain.starts_with(word))
}

/// A title without its number: 一、, （一）, 第一章.
fn section_title(plain: &str) -> String {
    let numbered = mark(plain).filter(|mark| !matches!(mark.style, Style::Figure | Style::FigureInBrackets));
    let title: String = plain.chars().skip(numbered.map_or(0, |mark| mark.len)).collect();
    let title = title.replace('\n', "").trim().trim_end_matches('。').to_owned();
    if title.is_empty() { plain.to_owned() } else { title }
}

/// The number in a cell: 12, 12., 第十二, （三）.
fn number_in(cell: &Cell) -> Option<i32> {
    let plain = cell.plain();
    let chars: Vec<char> =
        plain.chars().filter(|c| !c.is_whitespace()).skip_while(|c| matches!(c, '第' | '（' | '(')).collect();
    ordinal(&chars).map(|(number, _)| number).filter(|number| *number > 0)
}
