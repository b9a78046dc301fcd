//! An exported ledger as somebody edits it in a spreadsheet program and saves it again.

use std::io::{Cursor, Read, Write};

use calamine::{Data, DataType, Reader, Xlsx};
use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

/// The sheet nobody sees.
pub const UNSEEN: &str = "读回依据";

/// The sheets of a workbook, cell by cell.
#[derive(Clone)]
pub struct Book {
    /// Title, unit, header, a row a task, an empty row, the line to sign.
    pub rows: Vec<Vec<Data>>,
    /// The unseen sheet; a program may drop it.
    pub unseen: Option<Vec<Vec<Data>>>,
    /// More sheets, each with one text.
    pub others: Vec<(String, String)>,
}

impl Book {
    /// A workbook as exported.
    pub fn read(bytes: &[u8]) -> Self {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let mut rows =
            |name: &str| book.worksheet_range(name).map(|of| of.rows().map(<[Data]>::to_vec).collect()).ok();
        Self { rows: rows("台账").unwrap(), unseen: rows(UNSEEN), others: Vec::new() }
    }

    fn column(&self, head: &str) -> usize {
        let is_it = |cell: &Data| cell.get_string() == Some(head);
        self.rows[2].iter().position(is_it).unwrap_or_else(|| panic!("column {head}"))
    }

    /// Where the row of a task is.
    pub fn row(&self, number: i64) -> usize {
        self.rows.iter().position(|row| row[0].as_i64() == Some(number)).unwrap()
    }

    /// Puts something else into a task's cell.
    pub fn put(mut self, number: i64, head: &str, cell: impl Into<Data>) -> Self {
        let (row, column) = (self.row(number), self.column(head));
        self.rows[row][column] = cell.into();
        self
    }

    /// Puts a text into a cell by its place.
    pub fn put_at(mut self, (row, column): (usize, usize), cell: impl Into<Data>) -> Self {
        let width = self.rows[row].len().max(column + 1);
        self.rows[row].resize(width, Data::Empty);
        self.rows[row][column] = cell.into();
        self
    }

    /// The bytes as saved.
    pub fn saved(&self) -> Vec<u8> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.set_name("台账").unwrap();
        write(sheet, &self.rows);
        for (name, text) in &self.others {
            let sheet = workbook.add_worksheet();
            sheet.set_name(name).unwrap().write_string(0, 0, text).unwrap();
        }
        if let Some(unseen) = &self.unseen {
            let sheet = workbook.add_worksheet();
            sheet.set_name(UNSEEN).unwrap().set_very_hidden(true);
            write(sheet, unseen);
        }
        workbook.save_to_buffer().unwrap()
    }
}

fn write(sheet: &mut Worksheet, rows: &[Vec<Data>]) {
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Data::String(text) => sheet.write_string(row, column, text).unwrap(),
                Data::Int(number) => {
                    sheet.write_number(row, column, i32::try_from(*number).unwrap()).unwrap()
                }
                Data::Float(number) => sheet.write_number(row, column, *number).unwrap(),
                Data::DateTime(at) => {
                    let on: NaiveDate = at.as_datetime().unwrap().date();
                    sheet.write_datetime_with_format(row, column, on, &day).unwrap()
                }
                _ => continue,
            };
        }
    }
}

/// The same file with a text replaced in all its parts: every other byte is as it was exported.
pub fn with_text_replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut saved = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        let content = match String::from_utf8(content) {
            Ok(text) => text.replace(from, to).into_bytes(),
            Err(other) => other.into_bytes(),
        };
        let name = part.name().unwrap().into_owned();
        saved.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        saved.write_all(&content).unwrap();
    }
    saved.finish().unwrap().into_inner()
}
