//! Dates in the words of the page: 2019年6月25日（星期二） in sentences, 2019-06-25 in tables.

use chrono::{Datelike, NaiveDate, Weekday};

/// The day of the week: 星期二.
#[must_use]
pub fn weekday(day: NaiveDate) -> &'static str {
    match day.weekday() {
        Weekday::Mon => "星期一",
        Weekday::Tue => "星期二",
        Weekday::Wed => "星期三",
        Weekday::Thu => "星期四",
        Weekday::Fri => "星期五",
        Weekday::Sat => "星期六",
        Weekday::Sun => "星期日",
    }
}

/// A date in a sentence: 2019年6月25日（星期二）.
#[must_use]
pub fn long(day: NaiveDate) -> String {
    format!("{}（{}）", plain(day), weekday(day))
}

/// A date as official documents write it, without zero padding (GB/T 9704-2012): 2019年6月25日.
#[must_use]
pub fn plain(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// A date in a table: 2019-06-25.
#[must_use]
pub fn short(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// A date in a table, with its day of the week: 2019-06-25（星期二）.
#[must_use]
pub fn short_with_weekday(day: NaiveDate) -> String {
    format!("{}（{}）", short(day), weekday(day))
}

/// The day a form says (2019-06-25), of the years 1900 to 2100; `None` for anything else. Farther years can be read but
/// not stored, and are slips of the hand.
#[must_use]
pub fn read(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.trim().parse().ok()?;
    (1900..=2100).contains(&day.year()).then_some(day)
}

/// The month a date lies in: 2019年6月.
#[must_use]
pub fn month_words(day: NaiveDate) -> String {
    format!("{}年{}月", day.year(), day.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_reads_as_the_page_writes_it() {
        let day = NaiveDate::from_ymd_opt(2019, 6, 5).unwrap();
        assert_eq!(long(day), "2019年6月5日（星期三）");
        assert_eq!(short(day), "2019-06-05");
        assert_eq!(short_with_weekday(day), "2019-06-05（星期三）");
        assert_eq!(month_words(day), "2019年6月");
    }

    #[test]
    fn a_day_is_read_when_it_can_be_one_of_this_age() {
        assert_eq!(read(" 2019-06-05 "), NaiveDate::from_ymd_opt(2019, 6, 5));
        for first_or_last in ["1900-01-01", "2100-12-31"] {
            assert!(read(first_or_last).is_some(), "{first_or_last}");
        }
        for other in ["", "昨天", "2019-02-29", "1899-12-31", "2101-01-01", "-262143-01-01", "+262142-12-31"]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
