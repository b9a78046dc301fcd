//! Reading a workbook that people edited elsewhere (WPS, Excel, LibreOffice): its sheets, cell by cell, within bounds. Pure.
//!
//! A file may come from anywhere. Its archive is looked at first ([`OfficeFile`]), and its cells are taken one by one, so that
//! neither a packed mountain nor one cell in the farthest corner fills the memory.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, DataType, Dimensions, Reader, SheetType, SheetVisible, Xlsx};
use chrono::NaiveDate;

use crate::office_file::{Fault, OfficeFile};

/// The largest workbook read, in bytes.
pub const MAX_WORKBOOK_BYTES: u64 = 10 * 1024 * 1024;
/// The most sheets, filled and merged cells it may have, and the most its texts may take, in bytes.
const MOST_SHEETS: usize = 50;
const MOST_CELLS: usize = 200_000;
const MOST_TEXT: usize = 20 * 1024 * 1024;

const NOT_A_WORKBOOK: &str =
    "这不是 Excel 工作簿（.xlsx），没有读取。请选择从台账导出、修改后另存的 .xlsx 文件。";
const OLD_OR_LOCKED: &str = "这是旧格式（.xls、.et）的表格，或者设了打开密码，没有读取。请在 WPS 或 Excel 中取消密码，另存为“Excel 工作簿（.xlsx）”后再传。";
const WITH_MACROS: &str = "这份表格带有宏，没有读取。请另存为不含宏的“Excel 工作簿（.xlsx）”后再传。";
const TOO_LARGE: &str =
    "这份表格的内容过多，没有读取。请只保留台账的工作表，删去多余的工作表、图片和空行后再传。";
const DAMAGED: &str = "这份表格已损坏或不完整，读不出来。请在 WPS 或 Excel 中重新另存一次再传。";

/// A sheet as it was found; empty cells are not kept.
#[derive(Debug)]
pub struct ReadSheet {
    /// Its tab.
    pub name: String,
    /// Whether its tab is shown.
    pub shown: bool,
    /// Its cells by row and column, both counted from 0.
    pub rows: BTreeMap<u32, BTreeMap<u32, ReadCell>>,
    /// Its merged cells; what they hold stands in their first.
    pub merged: Vec<Merged>,
}

/// Cells merged into one, by their first and last row and column, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// The first and the last row.
    pub rows: (u32, u32),
    /// The first and the last column.
    pub columns: (u32, u32),
}

/// A cell that holds something.
#[derive(Debug, Clone, PartialEq)]
pub enum ReadCell {
    /// A text.
    Text(String),
    /// A number; a day that lost its format is one, too.
    Number(f64),
    /// A day.
    Day(NaiveDate),
    /// A formula that failed: `#N/A`.
    Fault(String),
}

/// The sheets of a workbook.
///
/// # Errors
/// A sentence for its reader when it is none, is too large, holds macros or cannot be read.
pub fn read(bytes: &[u8]) -> Result<Vec<ReadSheet>, String> {
    refuse_what_cannot_be_read(bytes)?;
    let damaged = |_| DAMAGED.to_owned();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let sheets: Vec<(String, bool)> =
        sheets.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect();
    if sheets.len() > MOST_SHEETS {
        return Err(TOO_LARGE.to_owned());
    }
    let mut room = Room { cells: MOST_CELLS, text: MOST_TEXT };
    sheets
        .into_iter()
        .map(|(name, shown)| {
            let rows = read_cells(&mut book, &name, &mut room)?;
            let merged = read_merged(&mut book, &name, &mut room)?;
            Ok(ReadSheet { name, shown, rows, merged })
        })
        .collect()
}

fn read_merged(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str, room: &mut Room) -> Result<Vec<Merged>, String> {
    let merged = book.merge_cells_by_sheet_name(sheet).map_err(|_| DAMAGED.to_owned())?;
    let cells = |of: Dimensions| {
        room.take(0)?;
        Ok(Merged { rows: (of.start.0, of.end.0), columns: (of.start.1, of.end.1) })
    };
    merged.into_iter().map(cells).collect()
}

/// How much may still be taken.
struct Room {
    cells: usize,
    text: usize,
}

impl Room {
    fn take(&mut self, text: usize) -> Result<(), String> {
        let left = self.cells.checked_sub(1).zip(self.text.checked_sub(text));
        (self.cells, self.text) = left.ok_or_else(|| TOO_LARGE.to_owned())?;
        Ok(())
    }
}

fn read_cells(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    room: &mut Room,
) -> Result<BTreeMap<u32, BTreeMap<u32, ReadCell>>, String> {
    let damaged = |_| DAMAGED.to_owned();
    let mut reader = book.worksheet_cells_reader(sheet).map_err(damaged)?;
    let mut rows: BTreeMap<u32, BTreeMap<u32, ReadCell>> = BTreeMap::new();
    while let Some(cell) = reader.next_cell().map_err(damaged)? {
        let (row, column) = cell.get_position();
        let value = cell.get_value();
        if value.is_empty() {
            continue;
        }
        room.take(value.get_string().map_or(0, str::len))?;
        if let Some(value) = read_value(value) {
            rows.entry(row).or_default().insert(column, value);
        }
    }
    Ok(rows)
}

#[expect(clippy::cast_precision_loss, reason = "whole numbers in cells are numbers of rows or days")]
fn read_value(value: &DataRef<'_>) -> Option<ReadCell> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => ReadCell::Number(*number as f64),
        DataRef::Float(number) => ReadCell::Number(*number),
        DataRef::Bool(of) => ReadCell::Text(if *of { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::Error(fault) => ReadCell::Fault(fault.to_string()),
        DataRef::DateTime(at) if at.is_duration() => ReadCell::Number(at.as_f64()),
        DataRef::DateTime(at) => value.as_date().map_or_else(|| ReadCell::Number(at.as_f64()), ReadCell::Day),
        DataRef::DateTimeIso(text) => {
            value.as_date().map_or_else(|| ReadCell::Text(text.clone()), ReadCell::Day)
        }
        DataRef::String(text) | DataRef::DurationIso(text) => text_cell(text)?,
        DataRef::SharedString(text) => text_cell(text)?,
    })
}

fn text_cell(text: &str) -> Option<ReadCell> {
    (!text.trim().is_empty()).then(|| ReadCell::Text(text.to_owned()))
}

/// Looks at the archive before anything of it is kept.
fn refuse_what_cannot_be_read(bytes: &[u8]) -> Result<(), String> {
    let mut is_workbook = false;
    let look = |name: &str, head: &[u8], size: u64| {
        is_workbook |= name == "xl/workbook.xml";
        let texts = name.ends_with("sharedstrings.xml");
        if texts { refuse_more_texts_than_there_is_room_for(head, size) } else { Ok(()) }
    };
    OfficeFile::open(bytes, look).map_err(|fault| sentence(fault).to_owned())?;
    if is_workbook { Ok(()) } else { Err(NOT_A_WORKBOOK.to_owned()) }
}

fn sentence(fault: Fault) -> &'static str {
    match fault {
        Fault::OldOrLocked => OLD_OR_LOCKED,
        Fault::NoArchive => NOT_A_WORKBOOK,
        Fault::WithMacros => WITH_MACROS,
        Fault::TooLarge => TOO_LARGE,
        Fault::Damaged => DAMAGED,
    }
}

/// The reader sets as much room aside as the file says it has texts; each takes at least the nine bytes of `<si></si>`, or
/// the five of `<si/>`.
fn refuse_more_texts_than_there_is_room_for(head: &[u8], size: u64) -> Result<(), Fault> {
    let head = String::from_utf8_lossy(head);
    let said = head.split("niqueCount").nth(1).map(|rest| {
        let digits = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
        digits.chars().take_while(char::is_ascii_digit).collect::<String>()
    });
    // What is no number, or one too large for any, is refused as well.
    let fits =
        said.is_none_or(|said| said.is_empty() || said.parse::<u64>().is_ok_and(|said| said <= size / 5 + 1));
    if fits { Ok(()) } else { Err(Fault::TooLarge) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use rust_xlsxwriter::Workbook;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::office_file::MOST_UNPACKED;

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            archive.start_file(*name, SimpleFileOptions::default()).unwrap();
            archive.write_all(content).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn what_is_no_workbook_or_too_large_is_refused_with_a_sentence() {
        let zeros = vec![0; usize::try_from(MOST_UNPACKED).unwrap() + 1];
        let bomb = archive(&[("xl/workbook.xml", b"<workbook/>"), ("xl/media/image1.png", &zeros)]);
        assert!(bomb.len() < 1024 * 1024, "packed it is small");
        for (bytes, sentence) in [
            (b"".to_vec(), NOT_A_WORKBOOK),
            (b"1,2,3".to_vec(), NOT_A_WORKBOOK),
            (b"PK but no archive".to_vec(), DAMAGED),
            (vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0], OLD_OR_LOCKED),
            (archive(&[("word/document.xml", b"<document/>")]), NOT_A_WORKBOOK),
            (archive(&[("xl/workbook.xml", b"<wor")]), DAMAGED),
            (archive(&[("xl/workbook.xml", b"<workbook/>"), ("xl/vbaProject.bin", b"x")]), WITH_MACROS),
            (bomb, TOO_LARGE),
            (
                archive(&[
                    ("xl/workbook.xml", b"<workbook/>"),
                    ("xl/sharedStrings.xml", br#"<sst count="1" uniqueCount="1000000000000"><si/></sst>"#),
                ]),
                TOO_LARGE,
            ),
        ] {
            assert_eq!(read(&bytes).unwrap_err(), sentence);
        }
    }

    #[test]
    fn one_cell_in_the_farthest_corner_takes_no_more_room_than_another() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write_string(0, 0, "甲").unwrap();
        sheet.write_number(1_048_575, 16_383, 6).unwrap();
        let sheets = read(&workbook.save_to_buffer().unwrap()).unwrap();
        assert_eq!(sheets[0].rows.len(), 2);
        assert_eq!(sheets[0].rows[&1_048_575][&16_383], ReadCell::Number(6.0));
    }

    #[test]
    fn more_cells_or_more_text_than_any_ledger_has_are_refused() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        // One text, stored once, in so many cells that it would take 40 MB.
        let long = "长".repeat(10_000);
        for row in 0..1_400 {
            sheet.write_string(row, 0, &long).unwrap();
        }
        assert_eq!(read(&workbook.save_to_buffer().unwrap()).unwrap_err(), TOO_LARGE);
    }
}
