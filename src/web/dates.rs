//! Dates in words.

use chrono::{Datelike, NaiveDate};

/// `2019年6月25日（星期二）`
#[must_use]
pub fn long(day: NaiveDate) -> String {
    let weekday = ["一", "二", "三", "四", "五", "六", "日"][day.weekday().num_days_from_monday() as usize];
    format!("{}年{}月{}日（星期{weekday}）", day.year(), day.month(), day.day())
}
