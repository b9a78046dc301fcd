//! The ledger's columns to one who reads an edited file back: how the texts of each are compared, which may be changed that
//! way, and why the others may not. Pure.

use chrono::{Days, NaiveDate};

use crate::web::{dates, urls};
use crate::workbook::ReadCell;

/// How what stands in a column is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// 6
    Number,
    /// Lines of text.
    Text,
    /// 审管办、研究室
    Departments,
    /// A name.
    Person,
    /// 2019-06-28
    Day,
    /// 45%
    Share,
}

/// What may be taken over from a file, in the order it is done: departments first, for contacts are of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Leads,
    Supports,
    Leader,
    Contact,
    DueOn,
    Measures,
}

impl Field {
    /// Its name in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Leads => "leads",
            Self::Supports => "supports",
            Self::Leader => "leader",
            Self::Contact => "contact",
            Self::DueOn => "due_on",
            Self::Measures => "measures",
        }
    }
}

/// Whether a column may be changed in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// It tells the rows apart.
    Key,
    /// It may.
    Taken(Field),
    /// It may not: why, and which page of the task is for it.
    Elsewhere(&'static str, Option<&'static str>),
}

/// A column.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LedgerColumn {
    pub head: &'static str,
    pub kind: Kind,
    pub rule: Rule,
}

const REPORTED: Rule =
    Rule::Elsewhere("取自部门报送的月报，不能从表格修改；有出入的，退回月报由部门更正。", None);
const COMPUTED: Rule = Rule::Elsewhere("由系统按台账情况得出，不能从表格修改。", None);

/// All columns of the ledger's file, in its order.
pub(super) const COLUMNS: [LedgerColumn; 19] = [
    of("序号", Kind::Number, Rule::Key),
    of(
        "改革任务",
        Kind::Text,
        Rule::Elsewhere("任务文字的调整须写明依据，请在“调整”页办理。", Some("adjust")),
    ),
    of("板块", Kind::Text, Rule::Elsewhere("板块在方案中确定，不能从表格修改。", None)),
    of("具体举措", Kind::Text, Rule::Taken(Field::Measures)),
    of("牵头部门", Kind::Departments, Rule::Taken(Field::Leads)),
    of("责任部门", Kind::Departments, Rule::Taken(Field::Supports)),
    of("分管院领导", Kind::Person, Rule::Taken(Field::Leader)),
    of("工作联系人", Kind::Person, Rule::Taken(Field::Contact)),
    of("起始时间", Kind::Day, Rule::Elsewhere("任务的起始时间随方案或新增任务时确定，不能修改。", None)),
    of("完成时限", Kind::Day, Rule::Taken(Field::DueOn)),
    of(
        "时间节点",
        Kind::Text,
        Rule::Elsewhere("节点改期、撤销须写明理由并看清随之变动的节点，请在任务页办理。", Some("timeline")),
    ),
    of("进度", Kind::Share, REPORTED),
    of("序时进度", Kind::Share, COMPUTED),
    of("当前进展", Kind::Text, REPORTED),
    of("存在问题", Kind::Text, REPORTED),
    of("下一步打算", Kind::Text, REPORTED),
    of("完成情况", Kind::Text, Rule::Elsewhere("任务状态的变更须有依据并按步骤办理，请在任务页办理。", None)),
    of("亮灯", Kind::Text, COMPUTED),
    of("备注", Kind::Text, COMPUTED),
];

const fn of(head: &'static str, kind: Kind, rule: Rule) -> LedgerColumn {
    LedgerColumn { head, kind, rule }
}

/// The column of a head, whatever blanks stand in it.
pub(super) fn column_of(head: &str) -> Option<&'static LedgerColumn> {
    let head = without_blanks(head);
    COLUMNS.iter().find(|column| column.head == head)
}

/// What is said on a column's head before anything is changed there: that it is not read back, and why.
pub(in crate::pages::ledger) fn note_of(head: &str) -> Option<String> {
    match column_of(head)?.rule {
        Rule::Elsewhere(why, _) => Some(format!("这一列改了也不读回：{why}")),
        Rule::Key => Some("读回时按序号认任务，请不要改动。".to_owned()),
        Rule::Taken(_) => None,
    }
}

/// The column of a field.
pub(super) fn column_of_field(field: Field) -> Option<&'static LedgerColumn> {
    COLUMNS.iter().find(|column| column.rule == Rule::Taken(field))
}

impl LedgerColumn {
    /// Where the column of that task is changed, or seen, and what the link there says.
    pub fn page(&self, year: i32, number: i32) -> (String, &'static str) {
        match self.rule {
            Rule::Elsewhere(_, Some(form)) => (urls::task_form(year, number, form), "去办理"),
            Rule::Elsewhere(_, None) | Rule::Key | Rule::Taken(_) => (urls::task(year, number), "查看任务"),
        }
    }

    /// A cell of a file in the one form in which cells are compared.
    pub fn read(&self, cell: &ReadCell) -> String {
        match (self.kind, cell) {
            (_, ReadCell::Fault(fault)) => fault.clone(),
            (_, ReadCell::Day(day)) => dates::short(*day),
            (Kind::Day, ReadCell::Number(number)) => {
                day_of_serial(*number).map_or_else(|| number.to_string(), dates::short)
            }
            (Kind::Share, ReadCell::Number(number)) if (0.0..=1.0).contains(number) => {
                format!("{}%", (number * 100.0).round())
            }
            (_, ReadCell::Number(number)) => self.canonical(&number.to_string()),
            (_, ReadCell::Text(text)) => self.canonical(text),
        }
    }

    /// A text in that form.
    pub fn canonical(&self, text: &str) -> String {
        match self.kind {
            Kind::Text => tidy_lines(text),
            Kind::Person => named(without_blanks(text)),
            Kind::Departments => named(departments(text).join("、")),
            Kind::Day => day_of(text).map_or_else(|| text.trim().to_owned(), dates::short),
            Kind::Number | Kind::Share => without_blanks(text).replace('％', "%"),
        }
    }
}

/// Nothing, where the ledger says 待明确 or a dash stands for it.
fn named(text: String) -> String {
    if matches!(text.as_str(), "待明确" | "—" | "-" | "/" | "无") { String::new() } else { text }
}

/// The departments of a cell, however they are parted.
pub(super) fn departments(text: &str) -> Vec<String> {
    let parts =
        |c: char| matches!(c, '、' | '，' | ',' | '；' | ';' | '\n' | '\r' | '\t' | '/' | ' ' | '\u{3000}');
    text.split(parts).map(without_blanks).filter(|name| !name.is_empty()).collect()
}

/// Lines without blanks at their ends, and no empty ones before the first and after the last.
fn tidy_lines(text: &str) -> String {
    let text = text.replace("_x000D_", "").replace("\r\n", "\n").replace('\r', "\n").replace('\u{a0}', " ");
    let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').collect()
}

/// The task's number in a cell of 序号: 6, 6.0, ６.
pub(super) fn number_of(cell: &ReadCell) -> Option<i32> {
    let text = match cell {
        ReadCell::Number(number) => number.to_string(),
        ReadCell::Text(text) => without_blanks(text),
        ReadCell::Day(_) | ReadCell::Fault(_) => return None,
    };
    let half = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        other => other,
    };
    let text: String = text.chars().map(half).collect();
    text.trim_end_matches(['.', '、', '．']).parse().ok()
}

/// The day of a text as people write days in tables; blanks do not matter.
pub(super) fn day_of(text: &str) -> Option<NaiveDate> {
    let text = without_blanks(text);
    let text = text.trim_end_matches(['日', '号']);
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).collect();
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    // A time of day behind it is not meant.
    let day = day.split_once('T').map_or(*day, |(day, _)| day);
    let (month, day): (u32, u32) = (month.parse().ok()?, day.parse().ok()?);
    dates::read(&format!("{year}-{month:02}-{day:02}"))
}

/// The day of a number as Excel counts days.
fn day_of_serial(number: f64) -> Option<NaiveDate> {
    const LAST: f64 = 73_050.0; // the end of 2099
    if !(61.0..=LAST).contains(&number) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of days in bounds")]
    let days = number.floor() as u64;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::ledger::sheet;

    #[test]
    fn every_column_of_the_file_has_its_rule() {
        let heads = sheet::COLUMNS.map(|(head, _)| head);
        assert_eq!(COLUMNS.each_ref().map(|column| column.head), heads);
    }

    #[test]
    fn what_programs_make_of_a_cell_is_read_as_what_was_meant() {
        let text = |text: &str| ReadCell::Text(text.to_owned());
        for (head, cell, meant) in [
            ("完成时限", text("2019-12-31"), "2019-12-31"),
            ("完成时限", text(" 2019/7/5"), "2019-07-05"),
            ("完成时限", text("2019年7月5日"), "2019-07-05"),
            ("完成时限", text("2019.7.5"), "2019-07-05"),
            ("完成时限", ReadCell::Number(43_651.0), "2019-07-05"),
            ("完成时限", ReadCell::Day(NaiveDate::from_ymd_opt(2019, 7, 5).unwrap()), "2019-07-05"),
            ("完成时限", text("年底"), "年底"),
            ("完成时限", ReadCell::Number(7.0), "7"),
            ("具体举措", text("　一、起草_x000D_\n二、印发  \r\n\r\n"), "一、起草\n二、印发"),
            ("具体举措", ReadCell::Number(3.0), "3"),
            ("牵头部门", text("审管办， 研究室"), "审管办、研究室"),
            ("牵头部门", text("待明确"), ""),
            ("分管院领导", text("张　三 "), "张三"),
            ("分管院领导", text("—"), ""),
            ("进度", ReadCell::Number(0.45), "45%"),
            ("进度", ReadCell::Number(1.0), "100%"),
            ("进度", text("45 %"), "45%"),
            ("亮灯", ReadCell::Fault("#N/A".to_owned()), "#N/A"),
        ] {
            let column = column_of(head).unwrap();
            assert_eq!(column.read(&cell), meant, "{head}: {cell:?}");
        }
    }

    #[test]
    fn rows_are_told_apart_by_their_number_however_it_is_written() {
        let text = |text: &str| ReadCell::Text(text.to_owned());
        for (cell, number) in [
            (ReadCell::Number(6.0), Some(6)),
            (text(" 6 "), Some(6)),
            (text("１２"), Some(12)),
            (text("6."), Some(6)),
            (ReadCell::Number(6.5), None),
            (text("合计"), None),
        ] {
            assert_eq!(number_of(&cell), number, "{cell:?}");
        }
    }
}
