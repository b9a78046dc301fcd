//! A notice of days off (放假通知) as the office enters it: its number, its year, and what it says of days, line by line.
//!
//! A line is `2019-05-01至2019-05-04 放假 劳动节`, `2019年4月28日（星期日） 调休上班 劳动节`, `2019-05-02 恢复正常`, or one of the
//! data file (`2019-05-01,holiday,劳动节`).

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use super::working_days::{DayKind, is_weekend};
use crate::web::dates;

/// Longest run one line may name, in days: no holiday is longer, and a slip of the year is.
const LONGEST_RUN: usize = 31;

/// Longest name of a holiday, in characters.
const LONGEST_NAME: usize = 20;

/// How much of its year a notice arranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The year anew: what notices of the year said before is void.
    WholeYear,
    /// Only the days it names; the others stay.
    NamedDays,
}

/// What a notice says of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedDay {
    /// The day.
    pub date: NaiveDate,
    /// Off or worked, and for which holiday; `None` when the day is as the plain week has it again (恢复正常).
    pub arranged: Option<(DayKind, String)>,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// 国办发明电〔2019〕3号
    pub number: String,
    /// The year it arranges.
    pub year: i32,
    /// How much of it.
    pub scope: Scope,
    /// What it says, by day.
    pub days: Vec<StatedDay>,
}

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Counted from 1, empty lines and the header included.
    pub line: usize,
    /// Why, in a sentence that names the line.
    pub text: String,
}

/// The days that `text` states for a notice of `year`, by date.
///
/// # Errors
/// Every line that cannot be read, is not of the year (nor of the December before, which a New Year's holiday may
/// begin in), or names a day a second time.
pub fn read_lines(text: &str, year: i32) -> Result<Vec<StatedDay>, Vec<BadLine>> {
    let mut days: Vec<StatedDay> = Vec::new();
    let mut named: HashMap<NaiveDate, usize> = HashMap::new();
    let mut bad = Vec::new();
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let (number, line) = (index + 1, line.trim());
        if line.is_empty() || line.starts_with("date,") {
            continue;
        }
        let read = read_line(line, year).and_then(|stated| {
            let twice = stated.iter().find_map(|day| named.get(&day.date).map(|first| (day.date, *first)));
            match twice {
                Some((day, first)) => Err(format!("{} 与第 {first} 行重复。", dates::short(day))),
                None => Ok(stated),
            }
        });
        match read {
            Ok(stated) => {
                named.extend(stated.iter().map(|day| (day.date, number)));
                days.extend(stated);
            }
            Err(why) => bad.push(BadLine { line: number, text: format!("第 {number} 行：{why}") }),
        }
    }
    days.sort_by_key(|day| day.date);
    if bad.is_empty() { Ok(days) } else { Err(bad) }
}

fn read_line(line: &str, year: i32) -> Result<Vec<StatedDay>, String> {
    let (first, rest) = read_date(line)?;
    let (last, rest) = match after_any(rest, &["至", "到", "~", "～", "—"]) {
        Some(rest) => read_date(rest)?,
        None => (first, rest),
    };
    let run = run(first, last, year)?;
    let rest = after_separators(rest);
    let (kind, name) = read_kind(rest)?;
    let Some(kind) = kind else {
        return Ok(run.into_iter().map(|date| StatedDay { date, arranged: None }).collect());
    };
    if name.is_empty() {
        return Err("没有写节日名称，如“劳动节”。".to_owned());
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(format!("节日名称最多 {LONGEST_NAME} 个字。"));
    }
    if let Some(day) = run.iter().find(|day| kind == DayKind::WorkedWeekend && !is_weekend(**day)) {
        return Err(format!(
            "{}本来就是工作日，调休上班只能是星期六或星期日。",
            dates::short_with_weekday(*day)
        ));
    }
    Ok(run.into_iter().map(|date| StatedDay { date, arranged: Some((kind, name.to_owned())) }).collect())
}

fn run(first: NaiveDate, last: NaiveDate, year: i32) -> Result<Vec<NaiveDate>, String> {
    let is_of_year = |day: NaiveDate| day.year() == year || (day.year() == year - 1 && day.month() == 12);
    if let Some(day) = [first, last].into_iter().find(|day| !is_of_year(*day)) {
        return Err(format!("{} 不是 {year} 年（或上年 12 月）的日期。", dates::short(day)));
    }
    if last < first {
        return Err(format!("止日 {} 早于起日 {}。", dates::short(last), dates::short(first)));
    }
    let run: Vec<NaiveDate> = first.iter_days().take_while(|day| *day <= last).collect();
    if run.len() > LONGEST_RUN {
        return Err(format!("一行最多 {LONGEST_RUN} 天，这里是 {} 天。", run.len()));
    }
    Ok(run)
}

/// What a line says after its dates; the longer word stands before the shorter one it begins with.
fn read_kind(rest: &str) -> Result<(Option<DayKind>, &str), String> {
    const WORDS: [(&str, Option<DayKind>); 8] = [
        ("调休上班", Some(DayKind::WorkedWeekend)),
        ("上班", Some(DayKind::WorkedWeekend)),
        ("workday", Some(DayKind::WorkedWeekend)),
        ("放假调休", Some(DayKind::DayOff)),
        ("放假", Some(DayKind::DayOff)),
        ("holiday", Some(DayKind::DayOff)),
        ("恢复正常", None),
        ("plain", None),
    ];
    WORDS
        .iter()
        .find_map(|(word, kind)| rest.strip_prefix(word).map(|name| (*kind, after_separators(name))))
        .ok_or_else(|| "没有写明“放假”“调休上班”或“恢复正常”。".to_owned())
}

/// The date a text begins with (2019-05-01, 2019/5/1, 2019年5月1日, with or without its weekday), and what follows.
fn read_date(text: &str) -> Result<(NaiveDate, &str), String> {
    let unreadable = || "看不出日期，请写成 2019-05-01，连续几天写成 2019-05-01至2019-05-04。".to_owned();
    let text = after_separators(text);
    let (year, rest) = number(text).ok_or_else(unreadable)?;
    let rest = after_any(rest, &["-", "/", "年"]).ok_or_else(unreadable)?;
    let (month, rest) = number(rest).ok_or_else(unreadable)?;
    let rest = after_any(rest, &["-", "/", "月"]).ok_or_else(unreadable)?;
    let (day, rest) = number(rest).ok_or_else(unreadable)?;
    let rest = rest.strip_prefix('日').unwrap_or(rest);
    let written = &text[..text.len() - rest.len()];
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    let date = date.ok_or_else(|| format!("没有 {written} 这一天。"))?;
    let weekday = rest.strip_prefix("（星期").and_then(|rest| rest.split_once('）'));
    Ok((date, weekday.map_or(rest, |(_, rest)| rest)))
}

fn number(text: &str) -> Option<(u32, &str)> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    Some((text[..digits].parse().ok()?, &text[digits..]))
}

fn after_any<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let text = text.trim_start();
    words.iter().find_map(|word| text.strip_prefix(word))
}

fn after_separators(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | '：' | ':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(text: &str) -> Vec<String> {
        let word = |day: &StatedDay| match &day.arranged {
            Some((DayKind::DayOff, name)) => format!("{} 放假 {name}", day.date),
            Some((DayKind::WorkedWeekend, name)) => format!("{} 上班 {name}", day.date),
            None => format!("{} 平日", day.date),
        };
        read_lines(text, 2019).unwrap().iter().map(word).collect()
    }

    #[test]
    fn a_day_is_read_in_every_way_it_is_written() {
        for line in [
            "2019-04-28 上班 劳动节",
            "2019-04-28,workday,劳动节",
            "  2019/4/28　调休上班　劳动节  ",
            "2019年4月28日（星期日）调休上班，劳动节",
            "\u{feff}date,kind,name\r\n2019-04-28,workday,劳动节\r\n",
        ] {
            assert_eq!(stated(line), ["2019-04-28 上班 劳动节"], "{line}");
        }
        assert_eq!(stated("2019-05-02 恢复正常"), ["2019-05-02 平日"]);
        assert_eq!(
            stated("2018-12-31 放假 元旦"),
            ["2018-12-31 放假 元旦"],
            "a New Year may begin in December"
        );
    }

    #[test]
    fn a_run_is_read_day_by_day_and_all_days_stand_in_their_order() {
        assert_eq!(
            stated("2019-05-01至2019-05-03 放假 劳动节\n\n2019-04-28 上班 劳动节"),
            [
                "2019-04-28 上班 劳动节",
                "2019-05-01 放假 劳动节",
                "2019-05-02 放假 劳动节",
                "2019-05-03 放假 劳动节"
            ]
        );
        assert_eq!(stated("2019年5月1日（星期三） 至 2019年5月2日（星期四）放假 劳动节").len(), 2);
    }

    #[test]
    fn a_line_that_cannot_be_read_says_which_and_why() {
        for (line, why) in [
            ("五月一日 放假 劳动节", "看不出日期"),
            ("2019-02-30 放假 春节", "没有 2019-02-30 这一天"),
            ("2019-05-01 劳动节", "没有写明"),
            ("2019-05-01 放假", "没有写节日名称"),
            ("2019-04-29 上班 劳动节", "2019-04-29（星期一）本来就是工作日"),
            ("2019-05-04至2019-05-01 放假 劳动节", "早于起日"),
            ("2019-05-01至2019-07-01 放假 劳动节", "一行最多 31 天，这里是 62 天"),
            ("2020-01-01 放假 元旦", "不是 2019 年"),
            ("99999999999-01-01 放假 元旦", "看不出日期"),
        ] {
            let bad = read_lines(&format!("2019-10-01 放假 国庆节\n{line}"), 2019).unwrap_err();
            assert_eq!(bad.len(), 1, "{line}");
            assert_eq!(bad[0].line, 2);
            assert!(bad[0].text.starts_with("第 2 行：") && bad[0].text.contains(why), "{}", bad[0].text);
        }
        let bad = read_lines("2019-05-01至2019-05-04 放假 劳动节\n2019-05-04 上班 劳动节", 2019).unwrap_err();
        assert_eq!(bad[0].text, "第 2 行：2019-05-04 与第 1 行重复。");
    }
}
