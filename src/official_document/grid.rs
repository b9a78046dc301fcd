//! Tables: how wide their columns are, and which cells keep to one line.

use super::model::{Column, Table};
use super::parts::{Paragraph, paragraph};
use super::text::half_widths;

/// The longest text that is a name and is kept on one line in a centred column, in half characters.
const LONGEST_NAME: u32 = 16;
/// What half a character of a table takes, with room for fonts wider than the one named; and a cell's margins.
const HALF_CHARACTER: u32 = 150;
const MARGINS: u32 = 180;
/// What the column that makes room for others keeps, in twentieths of a point.
const LEAST: u32 = 1500;
/// A row of so many lines stays on one page; a page has some 30 in a table's type.
const MOST_WHOLE: u32 = 12;

/// A table with the widths of its columns, in twentieths of a point.
pub(super) struct Grid {
    pub widths: Vec<u32>,
    pub head: Vec<Cell>,
    pub rows: Vec<Row>,
}

/// A row of a table.
pub(super) struct Row {
    pub cells: Vec<Cell>,
    /// It stays on one page; one so long that it would leave half a page empty before it may break.
    pub whole: bool,
}

impl Grid {
    /// Of all columns.
    pub fn width(&self) -> u32 {
        self.widths.iter().sum()
    }
}

/// A cell of a table.
pub(super) struct Cell {
    pub width: u32,
    /// It holds a number, a date or a name: one line.
    pub one_line: bool,
    pub paragraphs: Vec<Paragraph>,
}

/// The table in a space of this width.
pub(super) fn grid(table: &Table, width: u32) -> Grid {
    let widths = widths(table, width);
    let head = table.columns.iter().zip(&widths);
    let row = |row: &Vec<String>| {
        let cells = row.iter().zip(&table.columns).zip(&widths);
        let longest = cells.clone().map(|((text, _), width)| lines(text, *width)).max();
        Row {
            cells: cells.map(|((text, column), width)| cell(text, *width, column.centred)).collect(),
            whole: longest.is_none_or(|lines| lines <= MOST_WHOLE),
        }
    };
    Grid {
        head: head.map(|(column, width)| head_cell(&column.title, *width)).collect(),
        rows: table.rows.iter().map(row).collect(),
        widths,
    }
}

/// How many lines a text takes in a column, near enough.
fn lines(text: &str, width: u32) -> u32 {
    let room = (width.saturating_sub(MARGINS) / HALF_CHARACTER).max(1);
    text.lines().map(|line| half_widths(line).div_ceil(room).max(1)).sum()
}

/// By their shares; a column of numbers, dates or names is at least as wide as the widest of them, at the cost of the
/// widest column.
fn widths(table: &Table, width: u32) -> Vec<u32> {
    let sum = table.columns.iter().map(|column| column.share).sum::<u32>().max(1);
    let mut widths: Vec<u32> = table.columns.iter().map(|column| width * column.share / sum).collect();
    for (at, column) in table.columns.iter().enumerate() {
        let lacking = least_width(table, at, column).saturating_sub(widths[at]);
        let widest = widths.iter().copied().enumerate().max_by_key(|(_, width)| *width);
        if let Some((giver, has)) = widest.filter(|(giver, _)| *giver != at) {
            let given = lacking.min(has.saturating_sub(LEAST));
            widths[giver] -= given;
            widths[at] += given;
        }
    }
    widths
}

fn least_width(table: &Table, at: usize, column: &Column) -> u32 {
    if !column.centred {
        return 0;
    }
    let texts = table.rows.iter().filter_map(|row| row.get(at)).flat_map(|text| text.lines());
    let long = texts.map(half_widths).filter(|width| *width <= LONGEST_NAME).max();
    long.map_or(0, |width| width * HALF_CHARACTER + MARGINS)
}

fn head_cell(title: &str, width: u32) -> Cell {
    Cell {
        width,
        one_line: false,
        paragraphs: vec![Paragraph { keep_next: true, ..paragraph("TableHead", title) }],
    }
}

fn cell(text: &str, width: u32, centred: bool) -> Cell {
    let style = if centred { "TableCentred" } else { "TableText" };
    // A cell has a paragraph even where it has no text.
    let lines: Vec<&str> = if text.is_empty() { vec![""] } else { text.lines().collect() };
    let is_number = |c: char| c.is_ascii_digit() || "-.%〔〕号年月日第".contains(c);
    Cell {
        width,
        one_line: !text.is_empty() && text.chars().all(is_number),
        paragraphs: lines.into_iter().map(|line| paragraph(style, line)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths_of(columns: Vec<Column>, row: &[&str]) -> Vec<u32> {
        let rows = vec![row.iter().map(|text| (*text).to_owned()).collect()];
        widths(&Table { columns, rows }, 9000)
    }

    #[test]
    fn columns_share_the_width() {
        let columns = vec![Column::text("板块", 2), Column::text("进展", 4)];
        assert_eq!(widths_of(columns, &["一", "二"]), [3000, 6000]);
    }

    #[test]
    fn a_date_and_a_name_get_the_room_they_need_from_the_widest() {
        let columns = vec![Column::centred("节点", 1), Column::centred("部门", 1), Column::text("进展", 8)];
        let given = widths_of(columns, &["2019-06-28", "审判管理办公室", "进展"]);
        assert_eq!(given, [1680, 2280, 5040]);
        assert_eq!(given.iter().sum::<u32>(), 9000);
    }

    #[test]
    fn no_column_is_taken_all_its_room() {
        let columns = (0..8).map(|_| Column::centred("部门", 1)).collect();
        let given = widths_of(columns, &["审判管理办公室"; 8]);
        assert!(given.iter().all(|width| *width >= 1125), "{given:?}");
    }

    #[test]
    fn a_row_stays_on_its_page_unless_it_is_longer_than_a_third_of_it() {
        let columns = vec![Column::centred("部门", 1), Column::text("情况", 3)];
        let row = |text: String| vec!["审管办".to_owned(), text];
        let rows = vec![
            row("月报未报送。".repeat(10)),
            row("月报未报送。\n".repeat(13)),
            row("月报未报送。".repeat(80)),
        ];
        let grid = grid(&Table { columns, rows }, 8844);
        assert_eq!(grid.rows.iter().map(|row| row.whole).collect::<Vec<_>>(), [true, false, false]);
    }
}
