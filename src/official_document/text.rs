//! Text as Word keeps it: without what XML cannot carry, numbers and names untorn.

use chrono::NaiveDate;

use crate::web::dates;

/// A title of more characters does not fit a line (二号, 156 mm) and is broken behind the court's name.
const TITLE_LINE: usize = 20;

/// A piece of a run.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// As it is.
    Text(String),
    /// A hyphen at which no line ends.
    Hyphen,
}

/// The pieces of one line of text. A hyphen between letters or digits (2019-07-10) and a space beside a digit (18 个,
/// 任务 6) never end a line; characters XML 1.0 does not allow are dropped, other white space is a space.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let text: Vec<char> = text.chars().filter(|c| is_allowed(*c)).collect();
    let mut pieces = Vec::new();
    let mut plain = String::new();
    for (at, &c) in text.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| text.get(at)).copied().unwrap_or(' ');
        let after = text.get(at + 1).copied().unwrap_or(' ');
        match c {
            '-' if before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric() => {
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Hyphen);
            }
            ' ' if before.is_ascii_digit() || after.is_ascii_digit() => plain.push('\u{a0}'),
            '\t' | '\n' | '\r' => plain.push(' '),
            _ => plain.push(c),
        }
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}

/// The `Char` of XML 1.0.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// How wide a text is set, in half characters: letters and digits are half as wide as Han characters.
#[must_use]
pub fn half_widths(text: &str) -> u32 {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// A sentence of a page as official text writes it: 2019年6月28日 for 2019-06-28 and for 2019年6月28日（星期五）, and no space between a
/// number and a word (已逾期22天).
#[must_use]
pub fn wording(text: &str) -> String {
    let text: Vec<char> = text.chars().collect();
    let mut said = String::new();
    let mut at = 0;
    while let Some(&c) = text.get(at) {
        let rest = &text[at..];
        let before = at.checked_sub(1).map_or(' ', |at| text[at]);
        if let Some(day) = date_of_table(rest).filter(|_| !before.is_ascii_alphanumeric() && before != '-') {
            said.push_str(&dates::plain(day));
            at += DATE_OF_TABLE;
            continue;
        }
        if before == '日' && is_weekday(rest) {
            at += WEEKDAY;
            continue;
        }
        let after = rest.get(1).copied().unwrap_or(' ');
        if c != ' ' || !(is_number(before) && is_word(after) || is_word(before) && is_number(after)) {
            said.push(c);
        }
        at += 1;
    }
    said
}

/// 2019-06-28 and （星期五）, in characters.
const DATE_OF_TABLE: usize = 10;
const WEEKDAY: usize = 5;

fn date_of_table(text: &[char]) -> Option<NaiveDate> {
    let goes_on = text.get(DATE_OF_TABLE).is_some_and(|c| c.is_ascii_alphanumeric() || *c == '-');
    let date: String = text.get(..DATE_OF_TABLE)?.iter().collect();
    dates::read(&date).filter(|day| !goes_on && dates::short(*day) == date)
}

fn is_weekday(text: &[char]) -> bool {
    matches!(text, ['（', '星', '期', _, '）', ..])
}

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || c == '%'
}

fn is_word(c: char) -> bool {
    c.is_alphabetic() && !c.is_ascii()
}

/// A long title in two lines: the court, and what it is.
#[must_use]
pub fn title_lines(title: &str, court: &str) -> Vec<String> {
    match title.strip_prefix(court) {
        Some(rest) if title.chars().count() > TITLE_LINE && !rest.is_empty() && !court.is_empty() => {
            vec![court.to_owned(), rest.to_owned()]
        }
        _ => vec![title.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_of_a_page_is_worded_as_official_text() {
        for (page, official) in [
            (
                "审管办于 2019-07-09 申请由 2019-06-28 延至 2019-07-20：材料",
                "审管办于2019年7月9日申请由2019年6月28日延至2019年7月20日：材料",
            ),
            (
                "节点“起草”应于 2019年6月28日（星期五）完成，已逾期 12 天（自然日）",
                "节点“起草”应于2019年6月28日完成，已逾期12天（自然日）",
            ),
            ("序时进度 48%，滞后 18 个百分点", "序时进度48%，滞后18个百分点"),
            ("编号 A-2019-06-28，2019-13-01，12 2019-07-0", "编号 A-2019-06-28，2019-13-01，12 2019-07-0"),
        ] {
            assert_eq!(wording(page), official);
        }
    }

    #[test]
    fn numbers_are_kept_together() {
        assert_eq!(
            pieces("2019-07 a-b -- 滞后 18 个百分点"),
            [
                Piece::Text("2019".to_owned()),
                Piece::Hyphen,
                Piece::Text("07\u{a0}a".to_owned()),
                Piece::Hyphen,
                Piece::Text("b -- 滞后\u{a0}18\u{a0}个百分点".to_owned()),
            ]
        );
    }

    #[test]
    fn what_xml_cannot_carry_is_dropped() {
        assert_eq!(pieces("办\u{0}\u{b}\u{1f}结\u{ffff}\t了𠮷"), [Piece::Text("办结 了𠮷".to_owned())]);
        assert_eq!(pieces("\u{1}"), []);
    }

    #[test]
    fn a_long_title_is_broken_behind_the_court() {
        let lines = |title: &str| title_lines(title, "抚松县人民法院");
        let long = "抚松县人民法院2019年上半年司法改革工作总结";
        assert_eq!(lines(long), ["抚松县人民法院", "2019年上半年司法改革工作总结"]);
        assert_eq!(lines("抚松县人民法院工作总结"), ["抚松县人民法院工作总结"]);
        assert_eq!(
            lines("关于2019年上半年司法改革工作情况的总结报告"),
            ["关于2019年上半年司法改革工作情况的总结报告"]
        );
    }
}
