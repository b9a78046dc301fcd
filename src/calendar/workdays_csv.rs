//! Reading `seeds/cn-workdays.csv` (`date,kind,name`): the days that differ from the plain week, by year.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::working_days::{ArrangedDay, DayKind, WorkingCalendar};

/// The seed as shipped.
pub const SEED: &str = include_str!("../../seeds/cn-workdays.csv");

/// The name of the seed where a day must name its notice.
pub const SEED_SOURCE: &str = "cn-workdays.csv";

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("工作日数据第 {line} 行无法识别：{content}")]
pub struct UnreadableLine {
    /// Counted from 1, the header included.
    pub line: usize,
    /// The line itself.
    pub content: String,
}

/// The arranged days of a file, each naming `source` as its notice. A header line and empty lines are
/// passed over.
///
/// # Errors
/// The first line that is not a date, `holiday` or `workday`, and a name.
pub fn read(text: &str, source: &str) -> Result<Vec<ArrangedDay>, UnreadableLine> {
    text.lines()
        .enumerate()
        .filter(|(index, line)| *index > 0 || !line.starts_with("date,"))
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            day(line, source).ok_or_else(|| UnreadableLine { line: index + 1, content: line.to_owned() })
        })
        .collect()
}

/// The years a list of days announces.
#[must_use]
pub fn years(days: &[ArrangedDay]) -> BTreeSet<i32> {
    days.iter().map(|day| day.date.year()).collect()
}

/// The calendar of the shipped seed, without a store.
///
/// # Errors
/// When the seed cannot be read, which a test rules out.
pub fn seed_calendar() -> Result<WorkingCalendar, UnreadableLine> {
    let days = read(SEED, SEED_SOURCE)?;
    let announced = years(&days);
    Ok(WorkingCalendar::new(days, announced))
}

fn day(line: &str, source: &str) -> Option<ArrangedDay> {
    let mut fields = line.trim().split(',');
    let date = NaiveDate::parse_from_str(fields.next()?, "%Y-%m-%d").ok()?;
    let kind = match fields.next()? {
        "holiday" => DayKind::DayOff,
        "workday" => DayKind::WorkedWeekend,
        _ => return None,
    };
    let name = fields.next().filter(|name| !name.is_empty())?.to_owned();
    Some(ArrangedDay { date, kind, name, notice: source.to_owned() })
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;

    use super::*;

    #[test]
    fn the_seed_is_read_whole_and_works_weekends_only() {
        let days = read(SEED, SEED_SOURCE).unwrap();
        let worked: Vec<_> = days.iter().filter(|day| day.kind == DayKind::WorkedWeekend).collect();
        assert_eq!((days.len(), worked.len()), (771, 150));
        assert!(worked.iter().all(|day| matches!(day.date.weekday(), Weekday::Sat | Weekday::Sun)));
        assert_eq!(years(&days), (2004..=2026).collect());
    }

    #[test]
    fn a_line_that_is_no_day_is_named_with_its_number() {
        for line in
            ["2019-02-30,holiday,春节", "2019-05-01,feast,劳动节", "2019-05-01,holiday,", "2019-05-01"]
        {
            let fault = read(&format!("date,kind,name\n{line}\n"), "x").unwrap_err();
            assert_eq!(fault, UnreadableLine { line: 2, content: line.to_owned() });
        }
    }
}
