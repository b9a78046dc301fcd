//! The text an office writes on: its sentences, how it is kept, what is left to fill in. Pure.

use crate::web::FieldErrors;

/// What stands where the ledger has nothing to say: a person fills it in before the text is frozen.
pub const BLANK: &str = "【待补】";

/// How a blank begins; a person may have written what is missing: 【待补：中院文号】.
const BLANK_BEGINS: &str = "【待补";

/// The sentences of a line, each with its own full stop; what follows the last one is a sentence, too. A full stop inside
/// 《》, “” or （） ends none.
#[must_use]
pub fn sentences(line: &str) -> Vec<&str> {
    let (mut found, mut from, mut depth) = (Vec::new(), 0, 0_i32);
    for (at, c) in line.char_indices() {
        match c {
            '《' | '“' | '（' | '〔' => depth += 1,
            '》' | '”' | '）' | '〕' => depth = (depth - 1).max(0),
            '。' | '！' | '？' if depth == 0 => {
                let end = at + c.len_utf8();
                found.push(&line[from..end]);
                from = end;
            }
            _ => {}
        }
    }
    if from < line.len() {
        found.push(&line[from..]);
    }
    found
}

/// What somebody wrote as one line of a document, with a full stop.
#[must_use]
pub(in crate::pages) fn one_line(text: &str) -> String {
    let line: String = text.lines().map(str::trim).collect();
    if line.ends_with(['。', '！', '？']) { line } else { format!("{line}。") }
}

/// The text as it is kept: one kind of line end, no blanks at line ends, no empty lines at its ends.
#[must_use]
pub fn cleaned(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// How many blanks are left in a text.
#[must_use]
pub fn blanks(text: &str) -> usize {
    text.matches(BLANK_BEGINS).count()
}

/// That nothing is left to fill in where these texts go out to be reviewed, explained, signed or sent: one rule for all
/// documents.
///
/// # Errors
/// How many blanks are left.
pub(in crate::pages) fn require_filled_in<'a>(
    texts: impl IntoIterator<Item = &'a str>,
) -> Result<(), String> {
    match texts.into_iter().map(blanks).sum::<usize>() {
        0 => Ok(()),
        left => Err(format!("正文还有 {left} 处{BLANK}，请先修改补齐。")),
    }
}

/// Puts what is left to fill in beside the text it is left in (`text`).
pub(in crate::pages) fn mark_blanks<'a>(texts: impl IntoIterator<Item = &'a str>, errors: &mut FieldErrors) {
    if let Err(sentence) = require_filled_in(texts) {
        errors.add("text", sentence);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_falls_into_its_sentences() {
        let table: [(&str, &[&str]); 5] = [
            ("", &[]),
            ("一、总体情况", &["一、总体情况"]),
            ("甲。乙。", &["甲。", "乙。"]),
            ("甲。乙", &["甲。", "乙"]),
            ("印发《意见。试行》。（见附件。）", &["印发《意见。试行》。", "（见附件。）"]),
        ];
        for (line, expected) in table {
            assert_eq!(sentences(line), expected, "{line}");
        }
    }

    #[test]
    fn a_text_is_kept_without_what_nobody_sees() {
        assert_eq!(cleaned("\r\n甲 \r\n\r\n乙\n\n"), "甲\n\n乙");
        assert_eq!(blanks("甲【待补】乙【待补】"), 2);
        assert_eq!(blanks("甲【待补：中院文号】【待补 数据】乙【待补】待补充"), 3, "however it goes on");
        assert_eq!(require_filled_in(["甲", "乙"]), Ok(()));
        assert!(require_filled_in(["甲【待补】", "【待补】"]).unwrap_err().contains("2 处【待补】"));
    }
}
