//! A circular as its page shows it: the text around the table of departments, and each department's passage.

use super::model::TABLE_HERE;
use super::store::{CircularRow, PassageRow};
use crate::pages::drafting::{Line, lines};
use crate::web::dates;

/// A department's passage.
pub(super) struct PassageShown {
    pub department: i64,
    pub name: String,
    pub situation: Vec<String>,
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

/// When a department explained and who wrote it down; why it did not.
fn note(of: &PassageRow, while_open: bool) -> String {
    match (of.explained_on, of.explain_by) {
        (Some(on), _) => {
            let by = of.explained_by.as_ref().filter(|_| of.recorded);
            let by = by.map_or_else(String::new, |by| format!("，{by}代录"));
            let moved = if of.is_asked() { "" } else { "；说明后情况有改动，须重新征求" };
            format!("{}说明{by}{moved}", dates::plain(on))
        }
        (None, Some(day)) if while_open => format!("{}前可以说明", dates::plain(day)),
        (None, Some(_)) => "部门未作说明".to_owned(),
        (None, None) => "尚未征求说明".to_owned(),
    }
}

/// A passage with what was typed of it.
pub(super) fn passage(
    of: PassageRow,
    while_open: bool,
    (typed, error): (Option<&str>, Option<&str>),
) -> PassageShown {
    PassageShown {
        department: of.department.0,
        situation: of.situation.lines().map(str::to_owned).collect(),
        note: note(&of, while_open),
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
