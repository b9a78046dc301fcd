//! Deadlines in words (2019年6月底前, 6月30日前, 上半年, 年底前, 长期坚持).
//!
//! A day needs its 前 and a half-year or quarter its verb (上半年完成): 总结上半年工作 sets no deadline. Nor
//! does a date of an earlier year.

use chrono::{Datelike, Days, NaiveDate};

use super::model::DueDateRead;
use super::wording::{letters_without_blanks, number_at};

/// The deadlines of a text in its order; dates without a year are of the plan's `year`.
pub(super) fn read(text: &str, year: i32) -> Vec<DueDateRead> {
    text.split(['\n', '。', '；', '，', '（', '）', '：', ';', ',', '(', ')', ':'])
        .flat_map(|clause| of_clause(clause.trim(), year))
        .collect()
}

/// The deadlines of what a label or a column says of them: there a bare month or year is one, too. What names no day keeps its
/// wording.
pub(super) fn of_field(text: &str, year: i32) -> Vec<DueDateRead> {
    text.split(['\n', '。', '；', '，', '、', '（', '）', ';', ',', '(', ')'])
        .map(str::trim)
        .filter(|clause| !clause.is_empty())
        .flat_map(|clause| {
            let read = of_clause(clause, year);
            if read.is_empty() { vec![bare(clause, year)] } else { read }
        })
        .collect()
}

/// Whether a wording sets no day on purpose: 长期坚持, 持续推进.
pub(super) fn is_lasting(wording: &str) -> bool {
    ["长期", "持续", "常态", "常年"].iter().any(|word| wording.contains(word))
}

/// 2020年6月, 2020.6.30, 6月30日, 2020年3月至6月, 全年: the last day; none where no day can be told.
fn bare(clause: &str, year: i32) -> DueDateRead {
    let letters = letters_without_blanks(clause);
    let parted = letters.iter().rposition(|c| "至到—~～".contains(*c));
    let first = parted.map(|at| &letters[..at]).and_then(year_named).unwrap_or(year);
    let last = parted.map_or(&letters[..], |at| &letters[at + 1..]);
    DueDateRead { due_on: last_day(last, first), wording: clause.to_owned() }
}

fn year_named(letters: &[char]) -> Option<i32> {
    number_at(letters).filter(|(year, len)| *len == 4 && *year > 1900).map(|(year, _)| year)
}

/// The last day of a day, month or year that is all there is.
fn last_day(letters: &[char], year: i32) -> Option<NaiveDate> {
    let behind = |at: usize| letters.get(at..).unwrap_or_default();
    let mark = |at: usize, marks: &str| usize::from(letters.get(at).is_some_and(|c| marks.contains(*c)));
    let (year, mut at) = match year_named(letters) {
        Some(named) => (named, 4 + mark(4, "年.-/．")),
        None => (year, 0),
    };
    if at > 0 && at >= letters.len() || letters == ['全', '年'] {
        return last_of(year, 12);
    }
    let (month, len) = number_at(behind(at)).filter(|(month, _)| (1..=12).contains(month))?;
    let month = u32::try_from(month).ok()?;
    let mark_len = mark(at + len, "月.-/．");
    // A number alone is no month.
    if mark_len == 0 && at == 0 {
        return None;
    }
    at += len + mark_len;
    match number_at(behind(at)) {
        None if behind(at).is_empty() => last_of(year, month),
        Some((day, len)) if behind(at + len + mark(at + len, "日号")).is_empty() => {
            NaiveDate::from_ymd_opt(year, month, u32::try_from(day).ok()?)
        }
        _ => None,
    }
}

/// A deadline found at some place.
struct Found {
    len: usize,
    due_on: Option<NaiveDate>,
    /// Only a deadline where the clause says that something be done by then.
    loose: bool,
}

fn of_clause(clause: &str, year: i32) -> Vec<DueDateRead> {
    let chars: Vec<char> = clause.chars().collect();
    let mut dates = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let Some(found) = deadline_at(&chars, at, year) else {
            at += 1;
            continue;
        };
        let behind: String = chars[at + found.len..].iter().collect();
        let bare = at == 0 && behind.is_empty();
        let stands = !found.loose || bare || sets_deadline(&behind);
        if stands && found.due_on.is_none_or(|date| date.year() >= year) {
            let wording = chars[at..at + found.len].iter().collect();
            dates.push(DueDateRead { due_on: found.due_on, wording });
        }
        at += found.len;
    }
    dates
}

/// What is done by a deadline.
const VERBS: [&str; 10] = ["完成", "出台", "制定", "建成", "建立", "实现", "启动", "印发", "落实", "到位"];

/// 2020年制定: a year alone, with its verb at once behind it.
fn year_and_verb(behind: &[char], year: i32, named: usize) -> Option<(usize, Option<NaiveDate>, bool)> {
    (named > 0 && starts(behind, &VERBS).is_some()).then(|| (0, last_of(year, 12), false))
}

/// Whether what follows says that something be done by then.
fn sets_deadline(behind: &str) -> bool {
    VERBS.iter().any(|verb| behind.contains(verb))
}

fn deadline_at(chars: &[char], at: usize, year: i32) -> Option<Found> {
    let before = at.checked_sub(1).map(|before| chars[before]);
    let rest = &chars[at..];
    if let Some(len) = starts(rest, &["长期坚持"]) {
        return Some(Found { len, due_on: None, loose: false });
    }
    if let Some(len) = starts(rest, &["长期"]).filter(|len| at == 0 && *len == chars.len()) {
        return Some(Found { len, due_on: None, loose: false });
    }
    let (named, len) = year_at(rest, year).unwrap_or((year, 0));
    let behind = &rest[len..];
    let of_year = year_end(behind, len > 0, before).map(|end| (end, last_of(named, 12), false));
    let (more, due_on, loose) = of_year
        .or_else(|| month(behind, named))
        .or_else(|| part(behind, named, before))
        .or_else(|| year_and_verb(behind, named, len))?;
    Some(Found { len: len + more, due_on, loose })
}

/// 2019年, 今年, 明年 and how many characters they take; 年 stays where 年底 follows.
fn year_at(rest: &[char], year: i32) -> Option<(i32, usize)> {
    let (named, len) = if starts(rest, &["今年", "本年"]).is_some() {
        (year, 1)
    } else if starts(rest, &["明年"]).is_some() {
        (year + 1, 1)
    } else {
        number_at(rest).filter(|(_, len)| *len == 4)?
    };
    let year_word = rest.get(len) == Some(&'年');
    let end_follows = starts(&rest[len..], &["年底", "年末", "年内"]).is_some();
    year_word.then_some((named, if end_follows { len } else { len + 1 }))
}

/// 年底前, 年内: the length.
fn year_end(rest: &[char], year_named: bool, before: Option<char>) -> Option<usize> {
    // 三年内 is a span of time, 每年年底 a habit.
    let other = before.is_some_and(|c| number_at(&[c]).is_some() || "每去上半两几年".contains(c));
    let len = starts(rest, &["年底", "年末", "年内"]).filter(|_| year_named || !other)?;
    Some(len + starts(&rest[len..], &["之前", "以前", "前"]).unwrap_or(0))
}

/// 6月底前, 6月30日前, 6月中旬前; 6月前 names no day.
fn month(rest: &[char], year: i32) -> Option<(usize, Option<NaiveDate>, bool)> {
    let (month, len) = number_at(rest).filter(|(month, _)| (1..=12).contains(month))?;
    let month = u32::try_from(month).ok()?;
    let at = len + starts(&rest[len..], &["月份", "月"])?;
    let behind = &rest[at..];
    let before_word = |from: usize| starts(&behind[from..], &["之前", "以前", "前"]);
    let (place, due_on) = if let Some(len) = starts(behind, &["底", "末", "下旬"]) {
        (len + before_word(len).unwrap_or(0), last_of(year, month))
    } else if let Some(len) = starts(behind, &["上旬"]) {
        (len + before_word(len)?, NaiveDate::from_ymd_opt(year, month, 10))
    } else if let Some(len) = starts(behind, &["中旬"]) {
        (len + before_word(len)?, NaiveDate::from_ymd_opt(year, month, 20))
    } else if let Some((day, len)) = number_at(behind) {
        let len = len + starts(&behind[len..], &["日", "号"])?;
        let due_on = u32::try_from(day).ok().and_then(|day| NaiveDate::from_ymd_opt(year, month, day));
        (len + before_word(len)?, due_on)
    } else {
        (before_word(0)?, None)
    };
    Some((at + place, due_on, false))
}

/// 上半年, 下半年, 第二季度末.
fn part(rest: &[char], year: i32, before: Option<char>) -> Option<(usize, Option<NaiveDate>, bool)> {
    if before == Some('每') {
        return None;
    }
    let halves = [("上半年", 6), ("下半年", 12)];
    let quarters = [("一季度", 3), ("二季度", 6), ("三季度", 9), ("四季度", 12)];
    let ordinal = starts(rest, &["第"]).unwrap_or(0);
    let named = |(word, month): &(&str, u32)| Some((starts(&rest[ordinal..], &[*word])?, *month));
    let (len, month) = halves.iter().chain(&quarters).find_map(named)?;
    let mut end = ordinal + len;
    end += starts(&rest[end..], &["末", "底", "内"]).unwrap_or(0);
    end += starts(&rest[end..], &["之前", "以前", "前"]).unwrap_or(0);
    Some((end, last_of(year, month), end == ordinal + len))
}

fn starts(rest: &[char], words: &[&str]) -> Option<usize> {
    let word = words.iter().find(|word| rest.iter().copied().take(word.chars().count()).eq(word.chars()))?;
    Some(word.chars().count())
}

/// The last day of a month.
fn last_of(year: i32, month: u32) -> Option<NaiveDate> {
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    NaiveDate::from_ymd_opt(year, month, 1)?.checked_sub_days(Days::new(1))
}
