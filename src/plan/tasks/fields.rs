//! Reading the fields that several forms of a task share.

use chrono::NaiveDate;

use crate::web::FieldErrors;

/// Text as typed, without the browser's line ends and without blanks around it.
pub(in crate::plan) fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// Text that must be there; otherwise `missing` stands beside the field.
pub(in crate::plan) fn needed(text: &str, field: &str, missing: &str, errors: &mut FieldErrors) -> String {
    let text = tidy(text);
    if text.is_empty() {
        errors.add(field, missing);
    }
    text
}

/// A date as browsers post it; `None` with a sentence beside the field when it is none.
pub(in crate::plan) fn day(text: &str, field: &str, errors: &mut FieldErrors) -> Option<NaiveDate> {
    let day = text.trim().parse().ok();
    if day.is_none() {
        errors.add(field, "请填写日期，如 2019-06-28。");
    }
    day
}

/// The one of `choices` whose id was chosen; `None` when nothing was, with a sentence when it is not among them.
pub(in crate::plan) fn choice<'a, T>(
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
pub(in crate::plan) struct Choice {
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
