//! Tables that leave the program (台账导出): one sheet as a Chinese office keeps it, as Excel and as CSV. Pure.
//!
//! - `xlsx.rs`: the workbook: merged title, a line with unit and day, header, thin borders, wrapped text, the header frozen
//!   and repeated on paper, landscape, 第 X 页 共 Y 页, a line 填表人 / 审核人 / 日期
//! - `csv.rs`: the same rows for other systems, UTF-8 with BOM
//! - `read.rs`: a workbook that was edited elsewhere, within bounds
//!
//! Days are real dates and numbers real numbers, so that the sheet can be sorted and counted. What the columns of a table are,
//! its feature says.

mod csv;
mod read;
mod xlsx;

use chrono::{DateTime, NaiveDate, Utc};

use crate::official_document::Provenance;
use crate::web::dates;

pub use csv::csv;
pub use read::{MAX_WORKBOOK_BYTES, Merged, ReadCell, ReadSheet, read};
pub use xlsx::{UNSEEN_SHEET, xlsx, xlsx_to_read_back};

/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The media type of the CSV.
pub const CSV: &str = "text/csv; charset=utf-8";

/// A table on one sheet.
#[derive(Debug)]
pub struct Sheet {
    /// The sheet's tab: 台账.
    pub name: String,
    /// The merged row on top, with year and name.
    pub title: String,
    /// Below it on the left: 填报单位：…; what was filtered.
    pub unit: String,
    /// When its data stand.
    pub as_of: DateTime<Utc>,
    /// Of which state of the ledger it speaks; `None` where it does not leave the program. A workbook says it at its end.
    pub origin: Option<Provenance>,
    /// Its columns, 序号 first.
    pub columns: Vec<Column>,
    /// Its rows, a cell for every column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// 改革任务
    pub head: &'static str,
    /// Its width in half-width characters, as Excel counts.
    pub width: u16,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing is said.
    Empty,
    /// A text; its lines are parted by `\n`.
    Text(String),
    /// A whole number.
    Whole(i32),
    /// A percentage, 0–100.
    Share(u32),
    /// A day.
    Day(NaiveDate),
    /// A number with two decimals, in hundredths: points.
    Hundredths(i32),
}

impl Cell {
    /// A text, or nothing where there is none.
    #[must_use]
    pub fn text(text: Option<impl Into<String>>) -> Self {
        let text = text.map(Into::into).filter(|text: &String| !text.trim().is_empty());
        text.map_or(Self::Empty, Self::Text)
    }

    /// What stands in it, as a text: 45%, 2019-06-25.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Whole(number) => number.to_string(),
            Self::Share(share) => format!("{share}%"),
            Self::Day(day) => dates::short(*day),
            Self::Hundredths(of) => {
                let sign = if *of < 0 { "-" } else { "" };
                format!("{sign}{}.{:02}", of.unsigned_abs() / 100, of.unsigned_abs() % 100)
            }
        }
    }
}
