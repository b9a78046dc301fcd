//! Numerals, enumeration marks, dates and references to superior courts in Chinese text.

use chrono::NaiveDate;

/// The value of a Chinese digit (一 … 九, 〇).
fn digit(c: char) -> Option<i32> {
    match c {
        '〇' | '○' | '零' => Some(0),
        '一' => Some(1),
        '二' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        // Converters leave full-width figures as they are.
        '0'..='9' => Some(i32::try_from(u32::from(c) - u32::from('0')).ok()?),
        '０'..='９' => Some(i32::try_from(u32::from(c) - u32::from('０')).ok()?),
        _ => None,
    }
}

/// A number at the start of the letters, in figures or Chinese numerals up to 99, and how many letters it takes.
pub(super) fn number_at(chars: &[char]) -> Option<(i32, usize)> {
    let len = chars.iter().take(4).take_while(|c| digit(**c).is_some() || **c == '十').count();
    let value = &chars[..len];
    let number = match value.iter().position(|c| *c == '十') {
        None => value.iter().try_fold(0, |sum, c| Some(sum * 10 + digit(*c)?))?,
        Some(ten) => {
            let tens = if ten == 0 { 1 } else { digit(value[0])? };
            let ones = value.get(ten + 1).map_or(Some(0), |c| digit(*c))?;
            if ten > 1 || value.len() > ten + 2 {
                return None;
            }
            tens * 10 + ones
        }
    };
    (len > 0).then_some((number, len))
}

/// `一、…`: the number of a section heading and what follows it.
pub(super) fn section_mark(plain: &str) -> Option<(i32, &str)> {
    let chars: Vec<char> = plain.chars().take(4).collect();
    if !chars.first().is_some_and(|c| "一二三四五六七八九十".contains(*c)) {
        return None;
    }
    let (number, len) = number_at(&chars)?;
    let mut rest = plain.chars();
    rest.by_ref().take(len).for_each(drop);
    let rest = rest.as_str().trim_start().strip_prefix(['、', '．', '.'])?;
    Some((number, rest.trim()))
}

/// `（一）…`: the number of a work point's heading and what follows it.
pub(super) fn item_mark(plain: &str) -> Option<(i32, &str)> {
    let (inner, rest) = plain.strip_prefix(['（', '('])?.split_once(['）', ')'])?;
    let chars: Vec<char> = inner.trim().chars().collect();
    let starts_chinese = chars.first().is_some_and(|c| "一二三四五六七八九十".contains(*c));
    let (number, len) = number_at(&chars).filter(|_| starts_chinese)?;
    (len == chars.len()).then_some((number, rest.trim()))
}

/// `12.…`: a task's number, and how many characters number and mark take.
pub(super) fn task_mark(plain: &str) -> Option<(i32, usize)> {
    let chars: Vec<char> = plain.chars().collect();
    let figures = chars.iter().take_while(|c| c.is_ascii_digit() || ('０'..='９').contains(*c)).count();
    if figures == 0 || figures > 4 {
        return None;
    }
    // A plan of more than a thousand tasks is possible; 2019、2020 are years.
    let (number, len) = number_at(&chars[..figures]).filter(|(number, _)| *number < 1900)?;
    let mark = len + chars[len..].iter().take_while(|c| c.is_whitespace()).count();
    let is_mark = matches!(chars.get(mark)?, '.' | '．' | '、');
    let decimal = chars.get(mark + 1).is_some_and(char::is_ascii_digit);
    (is_mark && !decimal).then_some((number, mark + 1))
}

/// Whether a line begins like a member of a list inside a text: （1）, (二), ①, 1., 一是.
pub(super) fn is_enumerated(plain: &str) -> bool {
    let mut chars = plain.chars();
    let (first, second) = (chars.next(), chars.next());
    let circled = first.is_some_and(|c| ('①'..='⑳').contains(&c));
    let ordinal = first.is_some_and(|c| digit(c).is_some()) && second == Some('是');
    let bracket =
        matches!(first, Some('（' | '(')) && second.is_some_and(|c| c == '十' || digit(c).is_some());
    circled || ordinal || bracket || task_mark(plain).is_some()
}

/// A full date (2019年3月28日, 二〇一九年三月二十八日) at the start of the letters, and how many it takes.
pub(super) fn date_at(chars: &[char]) -> Option<(NaiveDate, usize)> {
    let (year, year_len) = number_at(chars).filter(|(_, len)| *len == 4)?;
    let mut at = after(chars, year_len, '年')?;
    let (month, month_len) = number_at(&chars[at..])?;
    at = after(chars, at + month_len, '月')?;
    let (day, day_len) = number_at(&chars[at..])?;
    at = after(chars, at + day_len, '日')?;
    let date = NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)?;
    Some((date, at))
}

/// The place behind `word`, if it stands there.
fn after(chars: &[char], at: usize, word: char) -> Option<usize> {
    (chars.get(at) == Some(&word)).then_some(at + 1)
}

/// A text without any blanks, as characters.
pub(super) fn letters_without_blanks(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A text without any blanks: printers space figures, and pages break headings, as they like.
pub(super) fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The statements of a text: split at 。 outside quotes and brackets, without the final 。
pub(super) fn statements(text: &str) -> Vec<String> {
    let pairs = [('“', '”'), ('（', '）')];
    // A quote that nothing closes must not swallow what follows.
    let paired =
        pairs.iter().all(|(open, close)| text.matches(*open).count() == text.matches(*close).count());
    let mut depth = 0_i32;
    let split = text.split(|c: char| {
        for (open, close) in pairs {
            depth += i32::from(c == open) - i32::from(c == close);
        }
        c == '。' && (depth == 0 || !paired)
    });
    split.map(|statement| statement.trim().to_owned()).filter(|statement| !statement.is_empty()).collect()
}

/// The first sentence that says the task waits for a superior court: 待…高院…后.
pub(super) fn wait_for_superior(text: &str) -> Option<String> {
    text.split('\n').flat_map(statements).find(|sentence| {
        sentence.split(['，', '；']).any(|clause| {
            clause.split_once('待').is_some_and(|(_, rest)| names_superior(rest) && rest.contains('后'))
        })
    })
}

/// Whether a text speaks of a superior court.
pub(super) fn names_superior(text: &str) -> bool {
    const NAMES: [&str; 8] = [
        "最高人民法院",
        "最高法",
        "高级人民法院",
        "中级人民法院",
        "上级法院",
        "上级人民法院",
        "全省法院",
        "全市法院",
    ];
    NAMES.iter().any(|name| text.contains(name)) || names_short(text, "高院") || names_short(text, "中院")
}

/// `short` (高院, 中院) as a court's name, and not by accident, as in 提高院领导 or 其中院长.
fn names_short(text: &str, short: &str) -> bool {
    text.match_indices(short).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + short.len()..].chars().next();
        before.is_some_and(|c| !"提其".contains(c)) && !after.is_some_and(|c| "长领庭".contains(c))
    })
}
