//! The form of a notice, as typed, and read.

use serde::Deserialize;

use crate::calendar::WorkingCalendar;
use crate::calendar::notice::{Notice, Scope, StatedDay, read_lines};
use crate::web::form::FieldError;
use crate::web::{FieldErrors, dates};

/// Longest number of a notice, in characters.
const LONGEST_NUMBER: usize = 60;

/// Wrong lines told at once: who sees twenty has the wrong file.
const MOST_BAD_LINES: usize = 20;

/// The fields as posted.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct NoticeForm {
    #[serde(default)]
    pub number: String,
    #[serde(default)]
    pub year: String,
    /// `whole` or `named`.
    #[serde(default)]
    pub scope: String,
    #[serde(default)]
    pub lines: String,
    /// The content of the file, where one was chosen: it takes the place of lines not typed.
    #[serde(default)]
    pub file: String,
    /// The digest of the preview seen.
    #[serde(default)]
    pub seen: String,
    /// `confirm` or `edit`, from the preview.
    #[serde(default)]
    pub step: String,
}

impl NoticeForm {
    /// Puts the file's lines where lines are typed, so that they are seen and can be mended.
    pub fn take_file(&mut self, errors: &mut FieldErrors) {
        let file = std::mem::take(&mut self.file);
        if file.trim().is_empty() {
            return;
        }
        if file.contains('\u{fffd}') {
            errors.add("file", "文件不是 UTF-8 编码的文本；请另存为 CSV（UTF-8）后再选。");
        } else if self.lines.trim().is_empty() {
            file.trim_start_matches('\u{feff}').clone_into(&mut self.lines);
        } else {
            errors.add("file", "已经填写了逐日安排，文件没有读取；请只用一种方式。");
        }
    }

    /// The notice, or a sentence beside each field and for each line.
    pub fn read(&self, calendar: &WorkingCalendar, mut errors: FieldErrors) -> Result<Notice, FieldErrors> {
        let number = self.number.trim();
        if number.is_empty() {
            errors.add("number", "请填写通知文号，如 国办发明电〔2019〕3号。");
        } else if number.chars().count() > LONGEST_NUMBER {
            errors.add("number", format!("文号最多 {LONGEST_NUMBER} 个字。"));
        }
        let first = self.year.trim().parse::<i32>().ok().filter(|year| (2000..=2100).contains(year));
        let first = first.and_then(|year| dates::read(&format!("{year}-01-01")).map(|first| (year, first)));
        let Some((year, first)) = first else {
            errors.add("year", "请填写 2000 至 2100 之间的年份。");
            return Err(errors);
        };
        let scope = if self.scope == "named" { Scope::NamedDays } else { Scope::WholeYear };
        if scope == Scope::NamedDays && calendar.is_estimate(first) {
            errors.add("scope", format!("还没有 {year} 年的放假通知，请先录入全年安排。"));
        }
        let days = self.read_days(year, &mut errors);
        if errors.is_empty() {
            Ok(Notice { number: number.to_owned(), year, scope, days })
        } else {
            Err(errors)
        }
    }

    fn read_days(&self, year: i32, errors: &mut FieldErrors) -> Vec<StatedDay> {
        match read_lines(&self.lines, year) {
            Ok(days) if days.is_empty() => {
                errors.add("lines", "请逐行填写放假和调休上班的日期，或选择文件。");
                days
            }
            Ok(days) => days,
            Err(bad) => {
                let told = bad.into_iter().take(MOST_BAD_LINES);
                let told = told.map(|line| FieldError { field: "lines".to_owned(), text: line.text });
                errors.list.extend(told);
                Vec::new()
            }
        }
    }

    /// By name: what goes along unseen while the notice is confirmed.
    pub fn pairs(&self) -> [(&'static str, &str); 4] {
        [("number", &self.number), ("year", &self.year), ("scope", &self.scope), ("lines", &self.lines)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::workdays_csv::seed_calendar;

    fn form(number: &str, year: &str, scope: &str, lines: &str) -> NoticeForm {
        let [number, year, scope, lines] = [number, year, scope, lines].map(str::to_owned);
        NoticeForm { number, year, scope, lines, ..NoticeForm::default() }
    }

    #[test]
    fn each_field_that_is_wrong_has_its_sentence_and_each_line() {
        let calendar = seed_calendar().unwrap();
        let wrong = form("", "2027", "named", "2027-05-01 劳动节\n2027-13-01 放假 劳动节");
        let errors = wrong.read(&calendar, FieldErrors::default()).unwrap_err();
        let fields: Vec<&str> = errors.list.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["number", "scope", "lines", "lines"]);
        let far = form("甲", "20190", "whole", "").read(&calendar, FieldErrors::default()).unwrap_err();
        assert!(far.of("year").is_some());
        let empty = form("甲", "2019", "whole", " \n").read(&calendar, FieldErrors::default()).unwrap_err();
        assert!(empty.of("lines").is_some());
    }

    #[test]
    fn a_file_takes_the_place_of_lines_and_nothing_else() {
        for (typed, file, lines, refused) in [
            ("", "\u{feff}date,kind,name\n", "date,kind,name\n", false),
            ("甲", "乙", "甲", true),
            ("", "\u{fffd}\u{fffd}", "", true),
            ("甲", "", "甲", false),
        ] {
            let mut form = form("", "", "", typed);
            file.clone_into(&mut form.file);
            let mut errors = FieldErrors::default();
            form.take_file(&mut errors);
            assert_eq!((form.lines.as_str(), errors.of("file").is_some()), (lines, refused));
        }
    }
}
