//! Excel workbooks: the rows of the sheets that are shown, with their merged cells.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::super::ReadRefusal;
use super::{Block, Cell};
use crate::workbook::{self, MAX_WORKBOOK_BYTES, ReadCell, ReadSheet};

/// The most rows that merged cells may reach into, all in all.
const MOST_REACHED: usize = 200_000;

pub(super) fn blocks(bytes: &[u8]) -> Result<Vec<Block>, ReadRefusal> {
    if bytes.len() as u64 > MAX_WORKBOOK_BYTES {
        return Err(ReadRefusal::TooMuchInside);
    }
    let sheets = workbook::read(bytes).map_err(ReadRefusal::Workbook)?;
    let mut reached = MOST_REACHED;
    sheets.into_iter().filter(|sheet| sheet.shown).map(|sheet| table(&sheet, &mut reached)).collect()
}

fn table(sheet: &ReadSheet, reached: &mut usize) -> Result<Block, ReadRefusal> {
    let mut rows: BTreeMap<u32, BTreeMap<u32, Cell>> = BTreeMap::new();
    for (row, cells) in &sheet.rows {
        let cells = cells.iter().map(|(column, cell)| (*column, cell_of(*column, cell)));
        rows.insert(*row, cells.collect());
    }
    for merged in &sheet.merged {
        let (first, column) = (merged.rows.0, merged.columns.0);
        let span = merged.columns.1.saturating_sub(column) as usize + 1;
        for (row, cells) in rows.range_mut(first..=merged.rows.1.max(first)) {
            *reached = reached.checked_sub(1).ok_or(ReadRefusal::TooMuchInside)?;
            let cell =
                cells.entry(column).or_insert_with(|| Cell { column: column as usize, ..Cell::default() });
            cell.span = span;
            cell.continued = *row > first && cell.lines.is_empty();
        }
    }
    let row = |(row, cells): (u32, BTreeMap<u32, Cell>)| {
        (i32::try_from(row + 1).unwrap_or(i32::MAX), cells.into_values().collect())
    };
    let rows = rows.into_iter().map(row).collect();
    Ok(Block::Table { name: Some(format!("工作表“{}”", sheet.name)), rows })
}

fn cell_of(column: u32, cell: &ReadCell) -> Cell {
    let text = match cell {
        ReadCell::Text(text) | ReadCell::Fault(text) => text.replace('*', "＊"),
        ReadCell::Number(number) => number.to_string(),
        ReadCell::Day(day) => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
    };
    // What is no character of a text is none of the plan either.
    let text: String = text.chars().filter(|c| !c.is_control() || c.is_whitespace()).collect();
    let lines = text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
    Cell { lines: lines.collect(), column: column as usize, span: 1, continued: false }
}
