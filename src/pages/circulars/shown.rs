//! A circular as its page shows it: the text around the table of departments, and each department's passage.

use chrono::NaiveDate;

use super::model::{CircularStatus, TABLE_HERE};
use super::store::{CircularRow, PassageRow};
use crate::pages::drafting::{Line, lines};
use crate::web::dates;

/// A department's passage.
pub(super) struct PassageShown {
    pub department: i64,
    pub name: String,
    pub situation: Vec<String>,
    /// Said before what the department says, where it spoke of other words.
    pub label: Option<&'static str>,
    /// What the department says of it.
    pub explanation: Option<String>,
    /// When and who; why there is none.
    pub note: String,
    /// Of its field: what was typed, else what stands there.
    pub typed: String,
    /// Which explanation was seen.
    pub seen: String,
    /// What is wrong with what was typed.
    pub error: Option<String>,
}

/// The text before and behind the table of departments.
pub(super) fn around_table(row: &CircularRow, sees_all: bool) -> (Vec<Line>, Vec<Line>) {
    let (before, after) = split(&row.text);
    (lines(&before, &row.drafted, sees_all), lines(&after, &row.drafted, sees_all))
}

/// A text before and behind the line where the table stands; all of it before, where it has none.
pub(super) fn split(text: &str) -> (String, String) {
    let lines: Vec<&str> = text.lines().collect();
    let place = lines.iter().position(|line| line.trim() == TABLE_HERE);
    match place {
        Some(place) => (lines[..place].join("\n"), lines[place + 1..].join("\n")),
        None => (lines.join("\n"), String::new()),
    }
}

/// Which explanation of a department stands there, for who overwrites it.
pub(super) fn said_at(of: &PassageRow) -> String {
    of.explained_at.map_or_else(String::new, |at| at.timestamp_micros().to_string())
}

/// What stands behind an explanation of words that were changed since.
pub(super) const OF_EARLIER_WORDS: &str = "（对原情况的说明）";

/// When a department explained and who wrote it down; why it did not.
fn note(of: &PassageRow, (status, today): (CircularStatus, NaiveDate)) -> String {
    let Some(on) = of.explained_on else { return why_silent(of, (status, today)) };
    let by = of.explained_by.as_ref().filter(|_| of.recorded);
    let by = by.map_or_else(String::new, |by| format!("，{by}代录"));
    let moved = if of.has_earlier_explanation() { moved_since(of, (status, today)) } else { String::new() };
    format!("{}说明{by}{moved}", dates::plain(on))
}

/// What is to be done where a department explained words that were changed since.
fn moved_since(of: &PassageRow, (status, today): (CircularStatus, NaiveDate)) -> String {
    match (status, of.explain_by) {
        (CircularStatus::Draft, _) => "；说明后情况有改动，须重新征求".to_owned(),
        (CircularStatus::Explaining, Some(day)) if day >= today => {
            format!("；说明后情况有改动，{}前可以重新说明", dates::plain(day))
        }
        _ => OF_EARLIER_WORDS.to_owned(),
    }
}

/// Why a department says nothing.
pub(super) fn why_silent(of: &PassageRow, (status, today): (CircularStatus, NaiveDate)) -> String {
    use CircularStatus::{Draft, Explaining, ForSignature, Released, Withdrawn};
    let Some(day) = of.explain_by else { return "尚未征求说明".to_owned() };
    let day_in_words = dates::plain(day);
    match status {
        Released | Withdrawn => "部门未作说明".to_owned(),
        Draft if !of.is_settled(status, today) => "尚未作出说明，须重新征求".to_owned(),
        Explaining if day >= today => format!("{day_in_words}前可以说明"),
        Draft | Explaining | ForSignature => format!("未作说明（应于{day_in_words}前说明）"),
    }
}

/// For whom a circular waits before it can be submitted, and when it can; `None` where it waits for nobody.
pub(super) fn waits_for(status: CircularStatus, passages: &[PassageRow], today: NaiveDate) -> Option<String> {
    let waiting: Vec<&PassageRow> = passages.iter().filter(|of| !of.is_settled(status, today)).collect();
    let names: Vec<&str> = waiting.iter().map(|of| of.name.as_str()).collect();
    let names = names.join("、");
    let last = waiting.iter().filter_map(|of| of.explain_by).max();
    match (status, last) {
        _ if waiting.is_empty() => None,
        (CircularStatus::Draft, _) => {
            Some(format!("送签前须征求说明：{names}还没有对现在的文字作出说明，也没有过说明期限。"))
        }
        (CircularStatus::Explaining, Some(day)) => Some(format!(
            "点名的部门均已说明，或说明期限（最晚{}）过后，可以送签；现在还等待：{names}。",
            dates::plain(day)
        )),
        _ => None,
    }
}

/// A passage with what was typed of it.
pub(super) fn passage(
    of: PassageRow,
    (status, today): (CircularStatus, NaiveDate),
    (typed, error): (Option<&str>, Option<&str>),
) -> PassageShown {
    let is_open = matches!(status, CircularStatus::Draft | CircularStatus::Explaining);
    PassageShown {
        department: of.department.0,
        label: (is_open && of.has_earlier_explanation()).then_some("此前的说明："),
        situation: of.situation.lines().map(str::to_owned).collect(),
        note: note(&of, (status, today)),
        typed: typed.or(of.explanation.as_deref()).unwrap_or_default().to_owned(),
        seen: said_at(&of),
        error: error.map(str::to_owned),
        name: of.name,
        explanation: of.explanation,
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn the_table_stands_where_its_line_does() {
        let of = |text: &str| split(text);
        assert_eq!(of("甲\n【部门情况和说明】\n乙"), ("甲".to_owned(), "乙".to_owned()));
        assert_eq!(of("甲\n乙"), ("甲\n乙".to_owned(), String::new()), "at the end");
    }
}
