//! The body of a Word file: paragraphs with their runs, tables with their merged cells.

use quick_xml::events::BytesStart;

use super::super::ReadRefusal;
use super::super::source::{Block, Cell};
use super::numbering::Numbering;
use super::styles::{ListPlace, Styles, Type, is_heading};
use super::xml::{Part, Piece, attribute, number};

/// The most paragraphs, line breaks, rows and cells a document may have, and the most its text may take, in bytes.
const MOST_PARAGRAPHS: usize = 100_000;
const MOST_TEXT: usize = 10 * 1024 * 1024;
/// The most columns a cell may take; Word has 63.
const MOST_COLUMNS: usize = 64;

/// What is no text of the document: struck out, a second rendering of the same, field codes, earlier formats.
const SKIPPED: [&str; 12] = [
    "del",
    "moveFrom",
    "Fallback",
    "instrText",
    "delText",
    "pPrChange",
    "rPrChange",
    "tblPrChange",
    "trPrChange",
    "tcPrChange",
    "sectPr",
    "numberingChange",
];

pub(super) fn read(
    mut part: Part<'_>,
    styles: &Styles,
    numbering: Numbering,
) -> Result<Vec<Block>, ReadRefusal> {
    let mut body = Body {
        styles,
        numbering,
        blocks: Vec::new(),
        paragraphs: Vec::new(),
        tables: Vec::new(),
        skipped: 0,
        in_text: false,
        paragraphs_left: MOST_PARAGRAPHS,
        text_left: MOST_TEXT,
    };
    part.pieces(|piece| body.take(piece))?;
    Ok(body.blocks)
}

/// A document while it is read. Paragraphs and tables lie inside one another (text boxes, tables in cells).
struct Body<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    blocks: Vec<Block>,
    paragraphs: Vec<Paragraph>,
    tables: Vec<Table>,
    /// How deep inside what is skipped.
    skipped: usize,
    in_text: bool,
    paragraphs_left: usize,
    text_left: usize,
}

#[derive(Default)]
struct Paragraph {
    style: Option<String>,
    place: ListPlace,
    outline: Option<u8>,
    /// Inside `w:pPr`.
    in_properties: bool,
    /// Inside `w:rPr` of a run.
    in_type: bool,
    run: Option<Run>,
    lines: Vec<PrintedLine>,
}

#[derive(Default)]
struct Run {
    style: Option<String>,
    typed: Type,
}

/// Stretches of text, and whether each is in black type.
type PrintedLine = Vec<(String, bool)>;

#[derive(Default)]
struct Table {
    rows: Vec<(i32, Vec<Cell>)>,
    row: Option<Vec<Cell>>,
    cell: Option<Cell>,
    counted: i32,
    /// How many paragraphs it lies in: a table in a text box lies in one.
    outside: usize,
}

impl Body<'_> {
    fn take(&mut self, piece: Piece<'_>) -> Result<(), ReadRefusal> {
        match piece {
            Piece::Start(element) => {
                let name = element.local_name();
                let name = name.as_ref();
                if self.skipped > 0 || SKIPPED.contains(&name) {
                    self.skipped += 1;
                    return Ok(());
                }
                self.start(name, &element)
            }
            Piece::End(_) if self.skipped > 0 => {
                self.skipped -= 1;
                Ok(())
            }
            Piece::End(name) => self.end(&name),
            Piece::Text(text) if self.in_text && self.skipped == 0 => self.text(&text),
            Piece::Text(_) => Ok(()),
        }
    }

    fn start(&mut self, name: &str, element: &BytesStart<'_>) -> Result<(), ReadRefusal> {
        if matches!(name, "tbl" | "tr" | "tc" | "p" | "br" | "cr") {
            self.paragraphs_left = self.paragraphs_left.checked_sub(1).ok_or(ReadRefusal::TooMuchInside)?;
        }
        match name {
            "tbl" => self.tables.push(Table { outside: self.paragraphs.len(), ..Table::default() }),
            "p" => {
                self.paragraphs.push(Paragraph { lines: vec![Vec::new()], ..Paragraph::default() });
            }
            "t" => self.in_text = true,
            "tab" | "ptab" if self.in_run() => return self.text("\u{3000}"),
            "noBreakHyphen" if self.in_run() => return self.text("-"),
            "br" | "cr" if self.in_run() => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.lines.push(Vec::new());
                }
            }
            _ => {}
        }
        let inside = self.paragraphs.len();
        if let Some(table) = self.tables.last_mut().filter(|table| table.outside == inside) {
            table.start(name, element);
        } else if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.start(name, element);
        }
        Ok(())
    }

    /// Inside a run, and not inside what describes it.
    fn in_run(&self) -> bool {
        self.paragraphs.last().is_some_and(|paragraph| {
            paragraph.run.is_some() && !paragraph.in_type && !paragraph.in_properties
        })
    }

    fn text(&mut self, text: &str) -> Result<(), ReadRefusal> {
        self.text_left = self.text_left.checked_sub(text.len()).ok_or(ReadRefusal::TooMuchInside)?;
        let Some(paragraph) = self.paragraphs.last_mut() else { return Ok(()) };
        let run = paragraph.run.as_ref();
        if run.is_some_and(|run| run.typed.hidden == Some(true)) {
            return Ok(());
        }
        let black = run.is_some_and(|run| {
            self.styles.is_black(&run.typed, run.style.as_deref(), paragraph.style.as_deref())
        });
        // Two asterisks mark black type from here on; printed ones are as good in full width.
        let text: String = text
            .chars()
            .filter(|c| !c.is_control() || c.is_whitespace())
            .map(|c| match c {
                '*' => '＊',
                '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
                other => other,
            })
            .collect();
        if let Some(line) = paragraph.lines.last_mut() {
            match line.last_mut().filter(|(_, before)| *before == black) {
                Some((before, _)) => before.push_str(&text),
                None => line.push((text, black)),
            }
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), ReadRefusal> {
        match name {
            "t" => self.in_text = false,
            "p" => return self.end_paragraph(),
            "tbl" => self.end_table(),
            name => {
                let inside = self.paragraphs.len();
                if let Some(table) = self.tables.last_mut().filter(|table| table.outside == inside) {
                    table.end(name);
                } else if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.end(name);
                }
            }
        }
        Ok(())
    }

    fn end_paragraph(&mut self) -> Result<(), ReadRefusal> {
        let Some(mut paragraph) = self.paragraphs.pop() else { return Ok(()) };
        let style = paragraph.style.as_deref();
        let of_style = self.styles.place(style);
        let place = ListPlace {
            list: paragraph.place.list.or(of_style.list),
            level: paragraph.place.level.or(of_style.level),
        };
        let says_something = paragraph.lines.iter().flatten().any(|(text, _)| !text.trim().is_empty());
        let mark = if says_something || place.list.is_some() {
            self.numbering.next(place, style)
        } else {
            String::new()
        };
        self.text_left = self.text_left.checked_sub(mark.len()).ok_or(ReadRefusal::TooMuchInside)?;
        let heading = paragraph.outline.map_or_else(|| self.styles.is_heading(style), is_heading);
        put_mark(&mut paragraph.lines[0], &mark);
        let lines: Vec<String> = paragraph.lines.iter().map(marked).collect();
        match self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            Some(cell) => cell.lines.extend(lines.into_iter().filter(|line| !line.trim().is_empty())),
            None => self.blocks.push(Block::Paragraph { lines, heading }),
        }
        Ok(())
    }

    /// A table inside a cell becomes lines of that cell.
    fn end_table(&mut self) {
        let Some(mut table) = self.tables.pop() else { return };
        table.end("tr");
        match self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            Some(cell) => {
                let cells = table.rows.into_iter().flat_map(|(_, cells)| cells);
                cell.lines.extend(cells.flat_map(|cell| cell.lines));
            }
            None => self.blocks.push(Block::Table { name: None, rows: table.rows }),
        }
    }
}

impl Paragraph {
    fn start(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "pPr" => self.in_properties = true,
            "r" => self.run = Some(Run::default()),
            "rPr" if self.in_properties => {}
            "rPr" => self.in_type = true,
            "pStyle" if self.in_properties => self.style = attribute(element, "val"),
            "numId" if self.in_properties => self.place.list = number(element, "val"),
            "ilvl" if self.in_properties => self.place.level = number(element, "val"),
            "outlineLvl" if self.in_properties => self.outline = number(element, "val"),
            name if self.in_type => {
                if let Some(run) = &mut self.run {
                    match name {
                        "rStyle" => run.style = attribute(element, "val"),
                        name => run.typed.take(name, element),
                    }
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "pPr" => self.in_properties = false,
            "rPr" => self.in_type = false,
            "r" => self.run = None,
            _ => {}
        }
    }
}

impl Table {
    fn start(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "tr" => {
                self.counted += 1;
                self.row = Some(Vec::new());
            }
            "tc" => {
                let column = self.row.iter().flatten().last().map_or(0, |cell| cell.column + cell.span);
                self.cell = Some(Cell { column, span: 1, ..Cell::default() });
            }
            "gridSpan" => {
                if let Some(cell) = &mut self.cell {
                    cell.span = number::<usize>(element, "val").unwrap_or(1).clamp(1, MOST_COLUMNS);
                }
            }
            // Without a value it goes on with the cell above.
            "vMerge" => {
                if let Some(cell) = &mut self.cell {
                    cell.continued = attribute(element, "val").is_none_or(|val| val != "restart");
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "tc" => {
                if let (Some(row), Some(mut cell)) = (&mut self.row, self.cell.take()) {
                    // Some programs leave the text in a cell that is merged away.
                    cell.continued &= cell.lines.is_empty();
                    row.push(cell);
                }
            }
            "tr" => {
                if let Some(cells) = self.row.take() {
                    self.rows.push((self.counted, cells));
                }
            }
            _ => {}
        }
    }
}

/// Puts a number that Word made before a line, in black type if the line begins so.
fn put_mark(line: &mut PrintedLine, mark: &str) {
    if mark.is_empty() {
        return;
    }
    let mark = mark.replace('*', "＊");
    let begins = line.iter().flat_map(|(text, _)| text.chars()).find(|c| !c.is_whitespace());
    // 1.2020年… would be a decimal number.
    let apart = begins.is_some_and(|c| c.is_ascii_digit()) || !mark.ends_with(['、', '.', '．', '）', ')']);
    let blank = if apart { " " } else { "" };
    let said = line.iter().find(|(text, _)| !text.trim().is_empty());
    let in_black = said.is_some_and(|(_, black)| *black);
    match line.first_mut().filter(|(_, black)| *black == in_black) {
        Some((text, _)) => *text = format!("{mark}{blank}{}", text.trim_start()),
        None => line.insert(0, (format!("{mark}{blank}"), in_black)),
    }
}

/// A line with its black type marked. Blanks are neither black nor not: they stay outside the marks.
fn marked(line: &PrintedLine) -> String {
    let mut text = String::new();
    for (stretch, black) in line {
        let inner = stretch.trim();
        if *black && !inner.is_empty() {
            let start = stretch.len() - stretch.trim_start().len();
            text.push_str(&stretch[..start]);
            text.push_str("**");
            text.push_str(inner);
            text.push_str("**");
            text.push_str(&stretch[start + inner.len()..]);
        } else {
            text.push_str(stretch);
        }
    }
    // Two stretches that only a blank parts.
    text.replace("****", "")
}
