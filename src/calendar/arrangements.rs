//! Neighbouring days of one holiday and one notice, as one row of a list.

use chrono::{Days, NaiveDate};

use super::working_days::{ArrangedDay, DayKind};
use crate::web::dates;

/// Neighbouring days of one holiday and one notice.
pub(super) struct Arrangement {
    /// `2019-05-01（星期三） 至 2019-05-04（星期六）`
    pub days: String,
    pub kind: DayKind,
    pub name: String,
    pub notice: String,
}

/// What notices say of days, in the order of `days`.
pub(super) fn arrangements<'a>(days: impl Iterator<Item = &'a ArrangedDay>) -> Vec<Arrangement> {
    let mut runs: Vec<(&ArrangedDay, NaiveDate)> = Vec::new();
    for arranged in days {
        match runs.last_mut() {
            Some((first, last)) if is_continued(first, *last, arranged) => *last = arranged.date,
            _ => runs.push((arranged, arranged.date)),
        }
    }
    let row = |(first, last): (&ArrangedDay, NaiveDate)| Arrangement {
        days: if first.date == last {
            dates::short_with_weekday(last)
        } else {
            format!("{} 至 {}", dates::short_with_weekday(first.date), dates::short_with_weekday(last))
        },
        kind: first.kind,
        name: first.name.clone(),
        notice: first.notice.clone(),
    };
    runs.into_iter().map(row).collect()
}

fn is_continued(first: &ArrangedDay, last: NaiveDate, next: &ArrangedDay) -> bool {
    last.checked_add_days(Days::new(1)) == Some(next.date)
        && (first.kind, &first.name, &first.notice) == (next.kind, &next.name, &next.notice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::workdays_csv::seed_calendar;

    #[test]
    fn neighbouring_days_of_a_holiday_stand_in_one_row() {
        let calendar = seed_calendar().unwrap();
        let (first, last) = ("2019-05-01".parse().unwrap(), "2019-05-31".parse().unwrap());
        let rows = arrangements(calendar.arranged_between(first, last));
        let labour_day: Vec<&str> = rows.iter().map(|row| row.days.as_str()).collect();
        assert_eq!(labour_day, ["2019-05-01（星期三） 至 2019-05-04（星期六）", "2019-05-05（星期日）"]);
    }
}
