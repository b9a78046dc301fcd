//! A ledger as an edited file has it: which rows and columns are the ledger's, what they held when they left, and a sentence
//! for everything in the file that was not read. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::columns::{COLUMNS, LedgerColumn, Rule, column_of, number_of};
use crate::web::form::without_controls;
use crate::workbook::{ReadCell, ReadSheet, UNSEEN_SHEET};

/// The first cell of the unseen sheet: what it is, in which form.
const MARK: &str = "司改台账读回依据 1";

/// The header is looked for in so many rows.
const HEAD_ROWS: usize = 50;

/// So many lines of a file are named in a sentence; of more their number is said.
const LINES_NAMED: usize = 20;

/// The cells of a row by the heads of their columns, in the form in which they are compared.
pub(super) type Cells = BTreeMap<String, String>;

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Edited {
    /// What it was when it left; `None` where another program dropped it.
    pub base: Option<Base>,
    /// The columns there are to compare.
    pub heads: Vec<String>,
    /// The rows, in the order of the file.
    pub rows: Vec<EditedRow>,
    /// What was not read, in sentences.
    pub notes: Vec<String>,
}

/// The ledger when the file left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Base {
    pub year: i32,
    /// The time of its data.
    pub as_of: DateTime<Utc>,
    /// By number.
    pub rows: BTreeMap<i32, Cells>,
}

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct EditedRow {
    /// As programs number rows, from 1.
    pub line: u32,
    pub number: i32,
    pub cells: Cells,
}

/// What the unseen sheet says first of a ledger that leaves.
pub(in crate::pages::ledger) fn mark(year: i32, as_of: DateTime<Utc>) -> Vec<String> {
    vec![MARK.to_owned(), year.to_string(), as_of.to_rfc3339()]
}

/// The ledger in a file's sheets.
///
/// # Errors
/// A sentence when there is none, or when it is of another year.
pub(super) fn read_ledger(sheets: &[ReadSheet], year: i32) -> Result<Edited, String> {
    let base = sheets.iter().find(|sheet| sheet.name == UNSEEN_SHEET).and_then(read_base);
    if let Some(base) = base.as_ref().filter(|base| base.year != year) {
        return Err(format!("这份表格是 {} 年的台账，不能读回到 {year} 年。", base.year));
    }
    let others = || sheets.iter().filter(|sheet| sheet.name != UNSEEN_SHEET);
    let found = others().find_map(|sheet| find_head(sheet).map(|head| (sheet, head)));
    let (sheet, head) = found.ok_or(
        "表格里没有找到台账的表头（同一行里的“序号”和“改革任务”），没有读取。请用从台账页导出的 Excel 文件修改。",
    )?;
    let mut notes = Vec::new();
    for other in others().filter(|other| other.name != sheet.name && !other.rows.is_empty()) {
        notes.push(format!("工作表“{}”不是台账，没有读取。", other.name));
    }
    let columns = read_columns(sheet, head, &mut notes);
    let rows = read_rows(sheet, head, &columns, &mut notes);
    if rows.is_empty() {
        return Err("表头以下没有带序号的行，没有读取。".to_owned());
    }
    let heads = columns.values().map(|column| column.head.to_owned()).collect();
    Ok(Edited { base, heads, rows, notes })
}

/// The row of the header.
fn find_head(sheet: &ReadSheet) -> Option<u32> {
    let is_head = |cells: &BTreeMap<u32, ReadCell>| {
        ["序号", "改革任务"].iter().all(|wanted| {
            cells.values().any(|cell| head_of(cell).is_some_and(|column| column.head == *wanted))
        })
    };
    sheet.rows.iter().take(HEAD_ROWS).find(|(_, cells)| is_head(cells)).map(|(row, _)| *row)
}

fn head_of(cell: &ReadCell) -> Option<&'static LedgerColumn> {
    match cell {
        ReadCell::Text(text) => column_of(text),
        _ => None,
    }
}

/// The ledger's columns by their place. What stands twice is read from neither place.
fn read_columns(
    sheet: &ReadSheet,
    head: u32,
    notes: &mut Vec<String>,
) -> BTreeMap<u32, &'static LedgerColumn> {
    let mut columns: BTreeMap<u32, &'static LedgerColumn> = BTreeMap::new();
    for (place, cell) in &sheet.rows[&head] {
        match head_of(cell) {
            Some(column) => {
                columns.insert(*place, column);
            }
            None => notes.push(format!("“{}”列不是台账的列，没有读取。", shown(cell))),
        }
    }
    let all: Vec<_> = columns.values().copied().collect();
    let times = |column: &LedgerColumn| all.iter().filter(|other| other.head == column.head).count();
    columns.retain(|place, column| {
        // The numbers of the first are taken, so that the rows can be told apart at all.
        let first = sheet.rows[&head].iter().find(|(_, cell)| head_of(cell).is_some_and(|of| of == *column));
        times(column) == 1 || column.rule == Rule::Key && first.is_some_and(|(of, _)| of == place)
    });
    for column in &COLUMNS {
        match times(column) {
            0 => notes.push(format!("表中没有“{}”列，这一列不比较，台账不变。", column.head)),
            1 => {}
            _ if column.rule == Rule::Key => {
                notes.push("“序号”列有两列以上，以最左边的为准。".to_owned());
            }
            _ => notes.push(format!("“{}”列有两列以上，分不清以哪一列为准，都没有读取。", column.head)),
        }
    }
    let beyond: Vec<u32> = sheet
        .rows
        .range(head + 1..)
        .filter(|(_, cells)| cells.keys().any(|place| !sheet.rows[&head].contains_key(place)))
        .map(|(row, _)| row + 1)
        .collect();
    if !beyond.is_empty() {
        notes.push(format!("{}有内容写在没有列名的格里，没有读取。", lines(&beyond)));
    }
    columns
}

/// The rows of tasks. A number that stands twice is read from neither row.
fn read_rows(
    sheet: &ReadSheet,
    head: u32,
    columns: &BTreeMap<u32, &'static LedgerColumn>,
    notes: &mut Vec<String>,
) -> Vec<EditedRow> {
    let key = columns.iter().find(|(_, column)| column.rule == Rule::Key).map(|(place, _)| *place);
    let mut rows: Vec<EditedRow> = Vec::new();
    let mut without_number = Vec::new();
    for (row, cells) in sheet.rows.range(head + 1..) {
        match key.and_then(|key| cells.get(&key)).and_then(number_of) {
            Some(number) => rows.push(EditedRow { line: row + 1, number, cells: read_cells(cells, columns) }),
            None if is_end_matter(cells) => {}
            None => without_number.push(row + 1),
        }
    }
    if !without_number.is_empty() {
        notes.push(format!("{}没有序号，没有读取；新增的任务请在“新增任务”页办理。", lines(&without_number)));
    }
    let mut by_number: BTreeMap<i32, Vec<u32>> = BTreeMap::new();
    for row in &rows {
        by_number.entry(row.number).or_default().push(row.line);
    }
    by_number.retain(|_, lines| lines.len() > 1);
    for (number, of) in &by_number {
        notes.push(format!("序号 {number} 出现了 {} 次（{}），都没有读取。", of.len(), lines(of)));
    }
    rows.retain(|row| !by_number.contains_key(&row.number));
    rows
}

fn read_cells(cells: &BTreeMap<u32, ReadCell>, columns: &BTreeMap<u32, &'static LedgerColumn>) -> Cells {
    let cell = |(place, column): (&u32, &&'static LedgerColumn)| {
        let value = cells.get(place).map(|cell| without_controls(column.read(cell))).unwrap_or_default();
        (column.head.to_owned(), value)
    };
    columns.iter().map(cell).collect()
}

/// The lines below the table which every export has.
fn is_end_matter(cells: &BTreeMap<u32, ReadCell>) -> bool {
    let first = cells.values().next();
    matches!(first, Some(ReadCell::Text(text)) if ["填表人：", "内部资料"].iter().any(|of| text.starts_with(of)))
        && cells.len() == 1
}

/// The ledger when the file left, as its unseen sheet has it; `None` where that was written by something else.
fn read_base(sheet: &ReadSheet) -> Option<Base> {
    let text = |row: u32, column: u32| match sheet.rows.get(&row)?.get(&column)? {
        ReadCell::Text(text) => Some(text.as_str()),
        _ => None,
    };
    if text(0, 0)? != MARK {
        return None;
    }
    let heads = sheet.rows.get(&1)?;
    let columns = heads.iter().filter_map(|(place, cell)| Some((*place, head_of(cell)?)));
    let columns: BTreeMap<u32, &'static LedgerColumn> = columns.collect();
    let key = columns.iter().find(|(_, column)| column.rule == Rule::Key).map(|(place, _)| *place)?;
    let row =
        |cells: &BTreeMap<u32, ReadCell>| Some((number_of(cells.get(&key)?)?, read_cells(cells, &columns)));
    Some(Base {
        year: text(0, 1)?.parse().ok()?,
        as_of: text(0, 2)?.parse().ok()?,
        rows: sheet.rows.range(2..).filter_map(|(_, cells)| row(cells)).collect(),
    })
}

fn shown(cell: &ReadCell) -> String {
    match cell {
        ReadCell::Text(text) => without_controls(text.trim().chars().take(40).collect()),
        ReadCell::Number(number) => number.to_string(),
        ReadCell::Day(day) => day.to_string(),
        ReadCell::Fault(fault) => fault.clone(),
    }
}

/// 第 5、9 行
fn lines(all: &[u32]) -> String {
    let named: Vec<String> = all.iter().take(LINES_NAMED).map(ToString::to_string).collect();
    let more = if all.len() > LINES_NAMED { format!("等共 {} ", all.len()) } else { String::new() };
    format!("第 {} {more}行", named.join("、"))
}
