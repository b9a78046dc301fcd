//! A table as an Excel workbook.

use rust_xlsxwriter::{
    DocProperties, Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet, XlsxError,
};

use super::{Cell, Sheet};
use crate::clock::BEIJING;
use crate::error::Result;
use crate::official_document::provenance_lines;
use crate::web::dates;

/// The rows above the first of the table: title, unit and day, header.
const HEAD_ROWS: u32 = 3;

/// A4 and A3, as Excel numbers paper.
const A4: u8 = 9;
const A3: u8 = 8;

/// A sheet wider than so many characters is printed on A3.
const WIDE: u32 = 150;

/// The workbook; the same sheet gives the same bytes.
///
/// # Errors
/// When a text is longer than Excel's cell (32,767 characters).
pub fn xlsx(sheet: &Sheet) -> Result<Vec<u8>> {
    xlsx_of(&[sheet])
}

/// A workbook of several sheets, each with a tab and a title of its own; it is called by the first's title.
///
/// # Errors
/// As [`xlsx`].
pub fn xlsx_of(sheets: &[&Sheet]) -> Result<Vec<u8>> {
    write(sheets, None).map_err(|cause| anyhow::Error::from(cause).into())
}

/// The tab of the sheet nobody sees, which says what the others held when they left.
pub const UNSEEN_SHEET: &str = "读回依据";

/// The workbook with one sheet more that programs do not show: `mark` in its first row, then heads and rows as texts, so that
/// what was changed in the file can be told from what has changed since in the ledger. Heads with a note carry it (批注): what is
/// to be known before anything is changed there.
///
/// # Errors
/// As [`xlsx`].
pub fn xlsx_to_read_back(
    sheet: &Sheet,
    mark: &[String],
    note: impl Fn(&str) -> Option<String>,
) -> Result<Vec<u8>> {
    let notes: Vec<Option<String>> = sheet.columns.iter().map(|column| note(column.head)).collect();
    write(&[sheet], Some((mark, &notes))).map_err(|cause| anyhow::Error::from(cause).into())
}

fn write(sheets: &[&Sheet], back: Option<(&[String], &[Option<String>])>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    if let Some(first) = sheets.first() {
        let made = first.as_of.with_timezone(&BEIJING).naive_local();
        let properties = DocProperties::new().set_title(&first.title);
        workbook.set_properties(&properties.set_creation_datetime(&made.and_utc()));
    }
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(&sheet.name)?;
        lay_out(worksheet, sheet)?;
        put_head(worksheet, sheet)?;
        put_rows(worksheet, sheet)?;
        for (column, note) in (0..).zip(back.map_or(&[][..], |(_, notes)| notes)) {
            if let Some(note) = note {
                worksheet.insert_note(HEAD_ROWS - 1, column, &Note::new(note).set_width(240))?;
            }
        }
    }
    if let Some(((mark, _), sheet)) = back.zip(sheets.first()) {
        put_unseen(workbook.add_worksheet(), sheet, mark)?;
    }
    workbook.save_to_buffer()
}

fn put_unseen(worksheet: &mut Worksheet, sheet: &Sheet, mark: &[String]) -> Result<(), XlsxError> {
    worksheet.set_name(UNSEEN_SHEET)?;
    worksheet.set_very_hidden(true);
    let heads = sheet.columns.iter().map(|column| column.head.to_owned()).collect();
    let rows = sheet.rows.iter().map(|cells| cells.iter().map(Cell::plain).collect());
    let lines: Vec<Vec<String>> = [mark.to_vec(), heads].into_iter().chain(rows).collect();
    for (row, line) in (0..).zip(&lines) {
        for (column, text) in (0..).zip(line).filter(|(_, text)| !text.is_empty()) {
            worksheet.write_string(row, column, text)?;
        }
    }
    Ok(())
}

/// Widths, paper, what is frozen and what is repeated.
fn lay_out(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    for (column, width) in (0..).zip(sheet.columns.iter().map(|column| column.width)) {
        worksheet.set_column_width(column, width)?;
    }
    let width: u32 = sheet.columns.iter().map(|column| u32::from(column.width)).sum();
    worksheet.set_landscape();
    worksheet.set_paper_size(if width > WIDE { A3 } else { A4 });
    worksheet.set_print_fit_to_pages(1, 0);
    worksheet.set_repeat_rows(0, HEAD_ROWS - 1)?;
    worksheet.set_freeze_panes(HEAD_ROWS, 2)?;
    worksheet.set_header_footer_scale_with_doc(false);
    worksheet.set_footer("&L内部资料&C第 &P 页 共 &N 页");
    worksheet.set_margins(0.5, 0.5, 0.6, 0.7, 0.3, 0.3);
    let last = HEAD_ROWS + u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX).saturating_sub(1);
    if !sheet.rows.is_empty() {
        worksheet.autofilter(HEAD_ROWS - 1, 0, last, last_column(sheet))?;
    }
    Ok(())
}

fn last_column(sheet: &Sheet) -> u16 {
    u16::try_from(sheet.columns.len()).unwrap_or(u16::MAX).saturating_sub(1)
}

fn put_head(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let title = Format::new()
        .set_font_name("方正小标宋简体")
        .set_font_size(18)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter);
    let beneath = Format::new().set_font_name("仿宋").set_font_size(11);
    let head = bordered()
        .set_font_name("黑体")
        .set_background_color(0x00EE_F1F6)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter);
    let last = last_column(sheet);
    worksheet.merge_range(0, 0, 0, last, &sheet.title, &title)?;
    worksheet.set_row_height(0, 32)?;
    let as_of = sheet.as_of.with_timezone(&BEIJING);
    let day = format!("数据截至 {} {}", dates::plain(as_of.date_naive()), as_of.format("%H:%M"));
    worksheet.merge_range(1, 0, 1, last, &format!("{}　　{day}", sheet.unit), &beneath)?;
    worksheet.set_row_height(1, 20)?;
    for (column, head_of) in (0..).zip(&sheet.columns) {
        worksheet.write_with_format(HEAD_ROWS - 1, column, head_of.head, &head)?;
    }
    worksheet.set_row_height(HEAD_ROWS - 1, 28)?;
    Ok(())
}

fn put_rows(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let text = bordered().set_text_wrap();
    let middle = bordered().set_align(FormatAlign::Center);
    let day = middle.clone().set_num_format("yyyy-mm-dd");
    let share = middle.clone().set_num_format("0%");
    let points = middle.clone().set_num_format("0.00");
    for (row, cells) in (HEAD_ROWS..).zip(&sheet.rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => worksheet.write_blank(row, column, &text)?,
                Cell::Text(words) => worksheet.write_string_with_format(row, column, words, &text)?,
                Cell::Whole(number) => worksheet.write_number_with_format(row, column, *number, &middle)?,
                Cell::Share(of) => {
                    worksheet.write_number_with_format(row, column, f64::from(*of) / 100.0, &share)?
                }
                Cell::Day(on) => worksheet.write_datetime_with_format(row, column, on, &day)?,
                Cell::Hundredths(of) => {
                    worksheet.write_number_with_format(row, column, f64::from(*of) / 100.0, &points)?
                }
            };
        }
        worksheet.set_row_height(row, height(sheet, cells))?;
    }
    let foot = HEAD_ROWS + u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX) + 1;
    let beneath = Format::new().set_font_name("仿宋").set_font_size(11);
    let signed = "填表人：　　　　　　　　审核人：　　　　　　　　日期：　　　　　　　　";
    worksheet.merge_range(foot, 0, foot, last_column(sheet), signed, &beneath)?;
    if let Some(origin) = &sheet.origin {
        let words = provenance_lines(origin).join("　");
        let small = Format::new().set_font_name("仿宋").set_font_size(9);
        worksheet.merge_range(foot + 1, 0, foot + 1, last_column(sheet), &words, &small)?;
    }
    Ok(())
}

fn bordered() -> Format {
    Format::new()
        .set_font_name("仿宋")
        .set_font_size(11)
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Top)
}

/// A line of text takes so many points, and Excel allows a row no more than 409.
const LINE_POINTS: u32 = 15;
const MOST_POINTS: u32 = 405;

/// The height the fullest cell needs: programs other than Excel do not always find it by themselves.
fn height(sheet: &Sheet, cells: &[Cell]) -> u32 {
    let lines = |(cell, width): (&Cell, u16)| match cell {
        Cell::Text(text) => text
            .lines()
            .map(|line| half_widths(line).div_ceil(u32::from(width).saturating_sub(2).max(1)).max(1))
            .sum(),
        _ => 1,
    };
    let widths = sheet.columns.iter().map(|column| column.width);
    let most: u32 = cells.iter().zip(widths).map(lines).max().unwrap_or(1);
    (most * LINE_POINTS + 4).min(MOST_POINTS)
}

/// How wide a line is: a Chinese character takes two places.
fn half_widths(line: &str) -> u32 {
    line.chars().map(|of| if of.is_ascii() { 1 } else { 2 }).sum()
}
