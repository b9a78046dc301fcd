//! Reading the fields that several forms of a task share.

use chrono::{NaiveDate, TimeDelta};

use crate::web::{FieldErrors, dates};

/// Text as typed, without the browser's line ends and without blanks around it.
pub(crate) fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// The most characters a field takes.
pub(crate) mod most {
    /// A name.
    pub const NAME: usize = 40;
    /// A reason, or the sentence that settles a doubt.
    pub const REASON: usize = 200;
    /// Grounds, evidence, a source.
    pub const GROUNDS: usize = 500;
    /// A title.
    pub const TITLE: usize = 200;
    /// Measures, outcome, criteria, the text of a task.
    pub const TEXT: usize = 4000;
}

/// Why `text` is too long for its field; `None` when it is not.
pub(crate) fn too_long(text: &str, most: usize) -> Option<String> {
    let count = text.chars().count();
    (count > most).then(|| format!("最多 {most} 个字，现有 {count} 个字。"))
}

/// Tidied text of at most so many characters; with more, a sentence stands beside the field.
pub(crate) fn at_most(text: &str, most: usize, field: &str, errors: &mut FieldErrors) -> String {
    let text = tidy(text);
    if let Some(sentence) = too_long(&text, most) {
        errors.add(field, sentence);
    }
    text
}

/// Text that must be there, of at most so many characters; otherwise `missing` or the limit stands beside the field.
pub(crate) fn needed(
    text: &str,
    most: usize,
    (field, missing): (&str, &str),
    errors: &mut FieldErrors,
) -> String {
    let text = at_most(text, most, field, errors);
    if text.is_empty() {
        errors.add(field, missing);
    }
    text
}

/// A date as browsers post it, of the years 1900 to 2100; `None` with a sentence beside the field when it is none.
pub(crate) fn day(text: &str, field: &str, errors: &mut FieldErrors) -> Option<NaiveDate> {
    let day = dates::read(text);
    if day.is_none() {
        let what = name_of_day(field);
        errors.add(field, format!("请填写{what}（1900 年至 2100 年），如 2019-06-28。"));
    }
    day
}

/// What a field's date is called, where it is called the same on every form.
fn name_of_day(field: &str) -> &'static str {
    match field {
        "asked_on" => "申请日期",
        "decided_on" => "决定日期",
        "given_on" => "批示日期",
        "looked_on" => "复核日期",
        "starts_on" => "开始日期",
        "on" => "完成日期",
        _ => "日期",
    }
}

/// The date a person sets for something to be done, `what` being its name on the page: from today on, and within a year, so
/// that a slip of the year is seen before anybody is told of it.
pub(crate) fn day_to_come(
    text: &str,
    (field, what): (&str, &str),
    today: NaiveDate,
    errors: &mut FieldErrors,
) -> Option<NaiveDate> {
    let day = day(text, field, errors)?;
    if day < today {
        errors.add(field, format!("{what}不能早于今天。"));
    } else if day > today + TimeDelta::days(366) {
        errors.add(field, format!("{what}不能晚于一年以后，请核对年份。"));
    }
    Some(day)
}

/// The one of `choices` whose id was chosen; `None` when nothing was, with a sentence when it is not among them.
pub(crate) fn choice<'a, T>(
    chosen: &str,
    choices: &'a [T],
    id_of: impl Fn(&T) -> i64,
    field: &str,
    errors: &mut FieldErrors,
) -> Option<&'a T> {
    if chosen.is_empty() {
        return None;
    }
    let id: Option<i64> = chosen.parse().ok();
    let found = choices.iter().find(|choice| Some(id_of(choice)) == id);
    if found.is_none() {
        errors.add(field, "所选的已不在可选之列，请重新选择。");
    }
    found
}

/// One line of a `<select>`.
pub(crate) struct Choice {
    /// What is posted.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// A line that is chosen when `value` was posted or stored.
    pub fn of(value: impl Into<String>, label: impl Into<String>, now: &str) -> Self {
        let value = value.into();
        Self { chosen: value == now, value, label: label.into() }
    }
}
