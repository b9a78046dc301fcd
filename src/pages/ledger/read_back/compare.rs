//! What an edited file would change: three texts of each cell are compared, as it left (导出时), as it is in the file, as it
//! is in the ledger now. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::columns::{COLUMNS, Field, LedgerColumn, Rule, column_of};
use super::edited::{Cells, Edited, EditedRow};
use crate::pages::taking_over::{ThreeWay, three_way};
use crate::workbook::{Cell, Sheet};

/// A task as the ledger has it now.
#[derive(Debug, Clone)]
pub(super) struct OurRow {
    pub number: i32,
    pub title: String,
    pub cells: Cells,
}

/// What a difference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It may be taken over.
    Offered(ThreeWay),
    /// It cannot be changed in a file: why.
    NotAllowed(&'static str),
}

/// A cell in which the file differs.
#[derive(Debug, Clone)]
pub(super) struct Difference {
    pub number: i32,
    pub column: &'static LedgerColumn,
    /// As it left.
    pub base: Option<String>,
    /// In the ledger now.
    pub ours: String,
    /// In the file; departments by their full names.
    pub theirs: String,
    /// What the file says, where that is another name for it.
    pub written: Option<String>,
    pub standing: Standing,
}

impl Difference {
    /// What may be taken over; `None` where nothing may.
    pub fn field(&self) -> Option<Field> {
        match self.column.rule {
            Rule::Taken(field) => Some(field),
            Rule::Key | Rule::Elsewhere(..) => None,
        }
    }
}

/// All that can be said of a file.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    /// By number, then in the order of the columns.
    pub differences: Vec<Difference>,
    /// What of the file was not compared, in sentences.
    pub notes: Vec<String>,
    /// How many rows were compared.
    pub rows: usize,
    /// How many cells changed in the ledger since the file left and not in the file.
    pub moved: usize,
}

/// The ledger's rows, as they would leave now.
pub(super) fn rows_of(sheet: &Sheet) -> Vec<OurRow> {
    let row = |cells: &Vec<Cell>| {
        let named = sheet.columns.iter().zip(cells).filter_map(|(column, cell)| {
            let column = column_of(column.head)?;
            Some((column.head.to_owned(), column.canonical(&cell.plain())))
        });
        let cells: Cells = named.collect();
        let number = cells.get("序号").and_then(|number| number.parse().ok())?;
        Some(OurRow { number, title: cells.get("改革任务").cloned().unwrap_or_default(), cells })
    };
    sheet.rows.iter().filter_map(row).collect()
}

/// What a cell's three texts come to; `None` where there is nothing to do.
fn judge(base: Option<&str>, ours: &str, theirs: &str, rule: Rule) -> Option<Standing> {
    let differs = three_way(base, ours, theirs)?;
    match rule {
        Rule::Key => None,
        Rule::Elsewhere(why, _) => Some(Standing::NotAllowed(why)),
        Rule::Taken(_) => Some(Standing::Offered(differs)),
    }
}

/// Compares a file with the ledger.
pub(super) fn compare(edited: &Edited, ours: &[OurRow]) -> Comparison {
    let mut comparison = Comparison { notes: edited.notes.clone(), ..Comparison::default() };
    let by_number: BTreeMap<i32, &OurRow> = ours.iter().map(|row| (row.number, row)).collect();
    let by_title: HashMap<&str, i32> = ours.iter().map(|row| (row.title.as_str(), row.number)).collect();
    let mut unknown = Vec::new();
    for row in &edited.rows {
        let base = edited.base.as_ref().and_then(|base| base.rows.get(&row.number));
        let Some(ours) = by_number.get(&row.number) else {
            unknown.push(row);
            continue;
        };
        match other_task(row, base, ours, &by_title) {
            Some(sentence) => comparison.notes.push(sentence),
            None => compare_row(row, base, ours, &edited.heads, &mut comparison),
        }
    }
    comparison.notes.extend(not_in_ledger(&unknown));
    comparison.notes.extend(missing(edited, &by_number));
    comparison.differences.sort_by_key(|of| (of.number, place(of.column)));
    comparison
}

/// Rows whose numbers no task has, in one sentence: the first are named, of more their number is said.
fn not_in_ledger(unknown: &[&EditedRow]) -> Option<String> {
    const NAMED: usize = 10;
    let named = |row: &&EditedRow| {
        let title = row.cells.get("改革任务").map_or("", String::as_str);
        let title: String = title.chars().take(20).collect();
        format!("第 {} 行（序号 {}“{title}”）", row.line, row.number)
    };
    let first = unknown.iter().take(NAMED).map(named).collect::<Vec<_>>().join("、");
    let more = if unknown.len() > NAMED { format!("等共 {} 行", unknown.len()) } else { String::new() };
    let these = if unknown.len() > 1 { "这些" } else { "这个" };
    (!unknown.is_empty())
        .then(|| format!("{first}{more}台账里没有{these}序号，没有读取；新增的任务请在“新增任务”页办理。"))
}

fn place(column: &LedgerColumn) -> usize {
    COLUMNS.iter().position(|of| of == column).unwrap_or_default()
}

/// Why a row is not that of its number: it carries the title of another task, as when rows were numbered anew.
fn other_task(
    row: &EditedRow,
    base: Option<&Cells>,
    ours: &OurRow,
    by_title: &HashMap<&str, i32>,
) -> Option<String> {
    let title = row.cells.get("改革任务")?;
    let is_its_own =
        *title == ours.title || base.and_then(|base| base.get("改革任务")).is_some_and(|of| of == title);
    let other = by_title.get(title.as_str()).filter(|_| !is_its_own)?;
    Some(format!(
        "第 {} 行的序号是 {}，任务却是台账中序号 {other} 的“{title}”，分不清是哪一项，整行没有读取。",
        row.line, row.number
    ))
}

fn compare_row(
    row: &EditedRow,
    base: Option<&Cells>,
    ours: &OurRow,
    heads: &[String],
    comparison: &mut Comparison,
) {
    comparison.rows += 1;
    for head in heads {
        let Some(column) = column_of(head) else { continue };
        let text = |cells: &Cells| cells.get(head).cloned().unwrap_or_default();
        let (theirs, now) = (text(&row.cells), text(&ours.cells));
        let base = base.map(text);
        match judge(base.as_deref(), &now, &theirs, column.rule) {
            Some(standing) => comparison.differences.push(Difference {
                number: row.number,
                column,
                base,
                ours: now,
                theirs,
                written: None,
                standing,
            }),
            None if base.is_some_and(|base| base != now && theirs != now) => comparison.moved += 1,
            None => {}
        }
    }
}

/// Rows that left and did not come back; where that cannot be told, tasks that are not in the file.
fn missing(edited: &Edited, ours: &BTreeMap<i32, &OurRow>) -> Option<String> {
    let there: BTreeSet<i32> = edited.rows.iter().map(|row| row.number).collect();
    let (gone, words): (Vec<i32>, _) = match &edited.base {
        Some(base) => (base.rows.keys().copied().collect(), "导出时有、表中没有读到的任务"),
        None => (ours.keys().copied().collect(), "台账里有、表中没有读到的任务"),
    };
    let gone: Vec<String> =
        gone.into_iter().filter(|number| !there.contains(number)).map(|number| number.to_string()).collect();
    (!gone.is_empty()).then(|| {
        format!(
            "{words} {} 项（序号 {}），台账不变；表格里删去一行不等于删除任务。",
            gone.len(),
            gone.join("、")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(of: &[(&str, &str)]) -> Cells {
        of.iter().map(|(head, text)| ((*head).to_owned(), (*text).to_owned())).collect()
    }

    fn row(line: u32, number: i32, of: &[(&str, &str)]) -> EditedRow {
        EditedRow { line, number, cells: cells(of) }
    }

    fn our(number: i32, title: &str, measures: &str) -> OurRow {
        let cells = cells(&[("改革任务", title), ("具体举措", measures), ("亮灯", "● 正常")]);
        OurRow { number, title: title.to_owned(), cells }
    }

    #[test]
    fn three_texts_come_to_what_the_table_says() {
        let taken = Rule::Taken(Field::Measures);
        let no = Rule::Elsewhere("不能", None);
        for (base, ours, theirs, rule, standing) in [
            (Some("甲"), "甲", "甲", taken, None),
            (Some("甲"), "甲", "乙", taken, Some(Standing::Offered(ThreeWay::Change))),
            // Changed in the ledger only: the file has nothing to say.
            (Some("甲"), "乙", "甲", taken, None),
            (Some("甲"), "乙", "丙", taken, Some(Standing::Offered(ThreeWay::Conflict))),
            // Both came to the same.
            (Some("甲"), "乙", "乙", taken, None),
            (Some("甲"), "甲", "", taken, Some(Standing::Offered(ThreeWay::Change))),
            (None, "甲", "甲", taken, None),
            (None, "甲", "乙", taken, Some(Standing::Offered(ThreeWay::ToCheck))),
            (Some("甲"), "乙", "甲", no, None),
            (Some("甲"), "甲", "乙", no, Some(Standing::NotAllowed("不能"))),
            (None, "甲", "乙", no, Some(Standing::NotAllowed("不能"))),
        ] {
            assert_eq!(judge(base, ours, theirs, rule), standing, "{base:?} {ours} {theirs}");
        }
    }

    #[test]
    fn nothing_of_a_file_is_dropped_without_a_sentence() {
        let ours = [our(1, "甲", ""), our(2, "乙", ""), our(3, "丙", "")];
        let heads = vec!["改革任务".to_owned(), "具体举措".to_owned()];
        let edited = Edited {
            base: None,
            heads,
            rows: vec![
                row(4, 1, &[("改革任务", "甲"), ("具体举措", "起草")]),
                // Numbered anew: the title is another task's.
                row(5, 2, &[("改革任务", "丙"), ("具体举措", "印发")]),
                row(6, 40, &[("改革任务", "丁"), ("具体举措", "新增")]),
            ],
            notes: vec!["“附注”列不是台账的列，没有读取。".to_owned()],
        };
        let comparison = compare(&edited, &ours);
        assert_eq!(comparison.differences.len(), 1);
        assert_eq!(comparison.differences[0].standing, Standing::Offered(ThreeWay::ToCheck));
        let notes = comparison.notes.join("\n");
        for said in
            ["“附注”列", "第 5 行的序号是 2，任务却是台账中序号 3", "第 6 行（序号 40“丁”）", "序号 3）"]
        {
            assert!(notes.contains(said), "{said}: {notes}");
        }
    }
}
