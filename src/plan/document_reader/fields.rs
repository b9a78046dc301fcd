//! Labels and what stands behind them: 责任单位：…, 牵头部门：…, 完成时限：…, on lines of their own, behind a sentence, or in
//! brackets; and the heads of tables, which use the same words.

use super::division::{Black, PrintedName};
use super::lines::{Letter, text};

/// What a label says of what stands behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// 牵头部门
    Lead,
    /// 责任单位
    Departments,
    /// 配合部门
    Support,
    /// 牵头领导
    Leader,
    /// 完成时限
    Due,
    /// 进度和工作成果要求, 工作措施: text of the task.
    Text,
}

impl Label {
    /// Whether departments stand behind it.
    pub(super) fn names_departments(self) -> bool {
        matches!(self, Self::Lead | Self::Departments | Self::Support)
    }
}

/// What a court's unit is called in a label.
const UNITS: [&str; 6] = ["部门", "单位", "处室", "庭室", "科室", "庭室（部门）"];
/// What stands before it.
const UNIT_LABELS: [(&str, Label); 16] = [
    ("牵头责任", Label::Lead),
    ("牵头", Label::Lead),
    ("主责", Label::Lead),
    ("主办", Label::Lead),
    ("主要责任", Label::Lead),
    ("共同责任", Label::Departments),
    ("配合责任", Label::Support),
    ("责任", Label::Departments),
    ("承办", Label::Departments),
    ("落实", Label::Departments),
    ("负责", Label::Departments),
    ("参加", Label::Support),
    ("参与", Label::Support),
    ("配合", Label::Support),
    ("协办", Label::Support),
    ("协同", Label::Support),
];
const OTHER_LABELS: [(&str, Label); 38] = [
    ("牵头领导", Label::Leader),
    ("牵头院领导", Label::Leader),
    ("责任领导", Label::Leader),
    ("分管领导", Label::Leader),
    ("分管院领导", Label::Leader),
    ("包抓领导", Label::Leader),
    ("完成时限", Label::Due),
    ("完成时间", Label::Due),
    ("完成期限", Label::Due),
    ("办结时限", Label::Due),
    ("时限要求", Label::Due),
    ("时间要求", Label::Due),
    ("时间节点", Label::Due),
    ("时间安排", Label::Due),
    ("时限", Label::Due),
    ("进度和工作成果要求", Label::Text),
    ("工作进度和成果要求", Label::Text),
    ("进度及成果要求", Label::Text),
    ("进度要求", Label::Text),
    ("进度安排", Label::Text),
    ("工作成果要求", Label::Text),
    ("工作成果", Label::Text),
    ("成果要求", Label::Text),
    ("成果形式", Label::Text),
    ("预期成果", Label::Text),
    ("工作目标", Label::Text),
    ("目标要求", Label::Text),
    ("完成标准", Label::Text),
    ("具体举措", Label::Text),
    ("主要举措", Label::Text),
    ("具体措施", Label::Text),
    ("主要措施", Label::Text),
    ("工作措施", Label::Text),
    ("改革举措", Label::Text),
    ("工作内容", Label::Text),
    ("工作要求", Label::Text),
    ("工作联系人", Label::Text),
    ("联系人", Label::Text),
];

/// A label with what stands behind it.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) label: Label,
    /// As printed, without colon.
    pub(super) wording: String,
    pub(super) value: Vec<Letter>,
    /// The label itself is in black type: then the whole line may be, and marks nobody.
    pub(super) black_label: bool,
}

impl Field {
    /// The label and what stands behind it, as a line of text.
    pub(super) fn line(&self) -> String {
        format!("{}：{}", self.wording, text(&self.value))
    }
}

/// The letters before the first label, and the labels with what stands behind each.
pub(super) fn split(letters: &[Letter]) -> (&[Letter], Vec<Field>) {
    let mut fields: Vec<Field> = Vec::new();
    let (mut body_end, mut value_start, mut at) = (letters.len(), 0, 0);
    while at < letters.len() {
        let Some((label, wording, end)) = stands_free(letters, at).then(|| label_at(letters, at)).flatten()
        else {
            at += 1;
            continue;
        };
        match fields.last_mut() {
            Some(before) => before.value = value(&letters[value_start..at]),
            None => body_end = at,
        }
        fields.push(Field { label, wording, value: Vec::new(), black_label: letters[at].black });
        (value_start, at) = (end, end);
    }
    if let Some(last) = fields.last_mut() {
        last.value = value(&letters[value_start..]);
    }
    let mut body = &letters[..body_end];
    if !fields.is_empty() {
        let opens =
            |c: char| c.is_whitespace() || matches!(c, '（' | '(' | '【' | '[' | '•' | '·' | '-' | '●');
        let end = body.iter().rposition(|letter| !opens(letter.char)).map_or(0, |at| at + 1);
        body = &body[..end];
    }
    (body, fields)
}

/// A label begins a line, or stands behind a sentence, a bracket, a blank.
fn stands_free(letters: &[Letter], at: usize) -> bool {
    at.checked_sub(1).is_none_or(|before| {
        let before = letters[before].char;
        before.is_whitespace()
            || matches!(
                before,
                '。' | '；'
                    | ';'
                    | '，'
                    | ','
                    | '（'
                    | '('
                    | '）'
                    | ')'
                    | '【'
                    | '['
                    | '】'
                    | ']'
                    | '|'
                    | '•'
                    | '·'
                    | '-'
                    | '●'
                    | '.'
                    | '！'
                    | '：'
                    | ':'
            )
    })
}

/// A label at a place, and the place behind its colon.
fn label_at(letters: &[Letter], at: usize) -> Option<(Label, String, usize)> {
    let bracketed = at.checked_sub(1).is_some_and(|before| matches!(letters[before].char, '【' | '['));
    // Printers space labels: 责 任 单 位.
    let mut word = String::new();
    let mut end = at;
    for letter in &letters[at..letters.len().min(at + 40)] {
        end += 1;
        match letter.char {
            '：' | ':' => return Some((label(&word)?, word, end)),
            '】' | ']' if bracketed => {
                let colon = letters.get(end).is_some_and(|next| matches!(next.char, '：' | ':'));
                return Some((label(&word)?, word, end + usize::from(colon)));
            }
            c if c.is_whitespace() => {}
            c if word.chars().count() < 16 => word.push(c),
            _ => return None,
        }
    }
    None
}

/// What a label says: 责任部门, 牵头单位（部门）.
pub(super) fn label(word: &str) -> Option<Label> {
    let plain = word.split(['（', '(']).next().unwrap_or(word);
    if let Some((_, label)) = OTHER_LABELS.iter().find(|(other, _)| *other == plain) {
        return Some(*label);
    }
    let unit = UNITS.iter().find_map(|unit| plain.strip_suffix(unit))?;
    let (_, label) = UNIT_LABELS.iter().find(|(before, _)| *before == unit)?;
    Some(*label)
}

/// Without blanks around it and without the bracket that closes the whole.
fn value(letters: &[Letter]) -> Vec<Letter> {
    let blanks = letters.iter().take_while(|letter| letter.char.is_whitespace()).count();
    let mut letters = &letters[blanks..];
    let count = |of: [char; 2]| letters.iter().filter(|letter| of.contains(&letter.char)).count();
    let mut unopened = count(['）', ')']).saturating_sub(count(['（', '(']));
    let mut unopened_square = count(['】', ']']).saturating_sub(count(['【', '[']));
    while let Some((last, rest)) = letters.split_last() {
        let closes_more = match last.char {
            '）' | ')' => take_one(&mut unopened),
            '】' | ']' => take_one(&mut unopened_square),
            _ => false,
        };
        let loose = matches!(last.char, '；' | ';' | '，' | ',' | '（' | '(' | '【' | '[' | '•' | '·' | '|');
        if !(closes_more || loose || last.char.is_whitespace()) {
            break;
        }
        letters = rest;
    }
    letters.to_vec()
}

fn take_one(left: &mut usize) -> bool {
    let some = *left > 0;
    *left -= usize::from(some);
    some
}

/// The names between 、 outside brackets. `by_label` is what the label says of all of them; a name may say of itself that it
/// leads: 审管办（牵头）.
pub(super) fn names(letters: &[Letter], by_label: Option<Black>) -> Vec<PrintedName> {
    let count = |of: [char; 2]| letters.iter().filter(|letter| of.contains(&letter.char)).count();
    let paired = count(['（', '(']) == count(['）', ')']);
    let mut depth = 0_i32;
    let mut parts = |letter: &Letter| {
        match letter.char {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            _ => {}
        }
        let parts = matches!(letter.char, '、' | '，' | ',' | '；' | ';' | '。' | '\n' | '\t' | '/');
        parts && (depth == 0 || !paired)
    };
    let mut names: Vec<&[Letter]> = letters.split(&mut parts).collect();
    if let [all] = names[..] {
        names = by_blanks(all);
    }
    names.into_iter().filter_map(|name| printed_name(name, by_label)).collect()
}

/// Where nothing else parts the names, blanks may: but not the blanks inside 丙 庭.
fn by_blanks(letters: &[Letter]) -> Vec<&[Letter]> {
    let parts: Vec<&[Letter]> =
        letters.split(|letter| letter.char.is_whitespace()).filter(|part| !part.is_empty()).collect();
    if parts.iter().all(|part| part.len() > 1) { parts } else { vec![letters] }
}

fn printed_name(letters: &[Letter], by_label: Option<Black>) -> Option<PrintedName> {
    let solid: Vec<Letter> = letters.iter().copied().filter(|letter| !letter.char.is_whitespace()).collect();
    let wording = text(&solid);
    let leads = ["（牵头）", "(牵头)", "（主责）", "（牵头部门）", "（牵头单位）"];
    let supports = ["（配合）", "(配合)", "（参加）", "（协办）"];
    let without =
        |marks: &[&str]| marks.iter().find_map(|mark| wording.strip_suffix(mark)).map(str::to_owned);
    let (wording, black) = if let Some(name) = without(&leads) {
        (name, Black::Named)
    } else if let Some(name) = without(&supports) {
        (name, Black::Nothing)
    } else {
        let black = by_label.unwrap_or_else(|| Black::of(&solid));
        (wording, black)
    };
    wording.chars().any(char::is_alphanumeric).then_some(PrintedName { wording, black })
}
