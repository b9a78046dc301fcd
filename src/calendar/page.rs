//! `/calendar`: a year's working days month by month, and which notice each arranged day comes from.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, Days, NaiveDate};
use serde::Deserialize;

use super::store::{StoredNotice, get_calendar, list_notices};
use super::working_days::{ArrangedDay, DayKind, DayType, WorkingCalendar};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::web::{AppState, PageFrame, dates, urls};

/// The routes of this wing.
#[must_use]
pub fn routes() -> Routes {
    vec![Route::get(urls::CALENDAR, Access::Needs(Action::ReadLedger), show)]
}

#[derive(Deserialize)]
struct Asked {
    year: Option<i32>,
}

#[derive(Template, WebTemplate)]
#[template(path = "calendar/calendar.html")]
struct CalendarPage {
    frame: PageFrame,
    year: i32,
    /// What the year rests on; `None` when it is an estimate.
    sources: Option<String>,
    working_days: u32,
    years: Vec<YearLink>,
    months: Vec<Month>,
    arrangements: Vec<Arrangement>,
}

struct YearLink {
    label: String,
    path: String,
    is_shown: bool,
}

struct Month {
    number: u32,
    weeks: Vec<Vec<Option<Cell>>>,
}

struct Cell {
    number: u32,
    class: &'static str,
    /// What a notice says of the day, for those who do not see colours.
    said: Option<String>,
}

/// Neighbouring days of one holiday and one notice.
struct Arrangement {
    days: String,
    is_off: bool,
    name: String,
    notice: String,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let today = state.clocks.today();
    let mut conn = state.db.acquire().await?;
    let calendar = get_calendar(&mut conn).await?;
    let notices = list_notices(&mut conn).await?;
    drop(conn);
    let year = asked.year.unwrap_or(today.year());
    let days = days_of(year, &notices, today)
        .ok_or_else(|| AppError::NotFound(format!("没有 {year} 年的工作日历。")))?;
    let (first, last) = (days[0], days[days.len() - 1]);
    let sources: Vec<&str> =
        notices.iter().filter(|notice| notice.year == year).map(|notice| notice.source.as_str()).collect();
    let page = CalendarPage {
        frame: user.frame(&state, None),
        year,
        sources: (!calendar.is_estimate(first)).then(|| sources.join("、")),
        working_days: calendar.count_inclusive(first, last),
        years: year_links(&calendar, &notices, year, today),
        months: (1..=12).map(|number| month(&calendar, &days, number, today)).collect(),
        arrangements: arrangements(&calendar, &days),
    };
    Ok(page.into_response())
}

/// The years that can be shown: those stored, and without a notice this year and the next.
fn years(notices: &[StoredNotice], today: NaiveDate) -> Vec<i32> {
    let mut years: Vec<i32> = notices.iter().map(|notice| notice.year).collect();
    years.extend([today.year(), today.year() + 1]);
    years.sort_unstable();
    years.dedup();
    years
}

/// All days of a year that can be shown.
fn days_of(year: i32, notices: &[StoredNotice], today: NaiveDate) -> Option<Vec<NaiveDate>> {
    let first = NaiveDate::from_yo_opt(year, 1).filter(|_| years(notices, today).contains(&year))?;
    Some(first.iter_days().take_while(|day| day.year() == year).collect())
}

fn year_links(
    calendar: &WorkingCalendar,
    notices: &[StoredNotice],
    shown: i32,
    today: NaiveDate,
) -> Vec<YearLink> {
    let link = |year: i32| {
        let is_estimate = NaiveDate::from_yo_opt(year, 1).is_some_and(|first| calendar.is_estimate(first));
        YearLink {
            label: if is_estimate { format!("{year} 年（估算）") } else { format!("{year} 年") },
            path: format!("{}?year={year}", urls::CALENDAR),
            is_shown: year == shown,
        }
    };
    years(notices, today).into_iter().map(link).collect()
}

/// A month in weeks that begin on Monday; days of other months are left out.
fn month(calendar: &WorkingCalendar, days: &[NaiveDate], number: u32, today: NaiveDate) -> Month {
    let mut weeks: Vec<Vec<Option<Cell>>> = Vec::new();
    for day in days.iter().filter(|day| day.month() == number) {
        let place = day.weekday().num_days_from_monday() as usize;
        if weeks.is_empty() || place == 0 {
            weeks.push((0..7).map(|_| None).collect());
        }
        if let Some(week) = weeks.last_mut() {
            week[place] = Some(cell(calendar, *day, today));
        }
    }
    Month { number, weeks }
}

fn cell(calendar: &WorkingCalendar, day: NaiveDate, today: NaiveDate) -> Cell {
    let class = match (calendar.day_type(day), day == today) {
        (DayType::Working, false) => "",
        (DayType::Working, true) => "today",
        (DayType::DayOff, false) => "off",
        (DayType::DayOff, true) => "off today",
        (DayType::MakeUpWorking, false) => "made-up",
        (DayType::MakeUpWorking, true) => "made-up today",
    };
    let said = calendar.arranged(day).map(|arranged| format!("{}（{}）", word(arranged.kind), arranged.name));
    Cell { number: day.day(), class, said }
}

fn word(kind: DayKind) -> &'static str {
    match kind {
        DayKind::DayOff => "放假",
        DayKind::WorkedWeekend => "调休上班",
    }
}

/// What notices say of the year's days, neighbouring days of one holiday together.
fn arrangements(calendar: &WorkingCalendar, days: &[NaiveDate]) -> Vec<Arrangement> {
    let mut runs: Vec<(&ArrangedDay, NaiveDate)> = Vec::new();
    for arranged in days.iter().filter_map(|day| calendar.arranged(*day)) {
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
        is_off: first.kind == DayKind::DayOff,
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

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn notice(year: i32) -> StoredNotice {
        StoredNotice { year, source: "国办发明电〔2018〕15号".into() }
    }

    #[test]
    fn a_month_begins_on_the_weekday_it_begins_on_and_has_all_its_days() {
        let calendar = seed_calendar().unwrap();
        let days = days_of(2019, &[notice(2019)], day("2019-05-05")).unwrap();
        let may = month(&calendar, &days, 5, day("2019-05-05"));
        assert_eq!(may.weeks.iter().flatten().flatten().count(), 31);
        let first_week: Vec<&str> =
            may.weeks[0].iter().map(|cell| cell.as_ref().map_or("-", |cell| cell.class)).collect();
        assert_eq!(first_week, ["-", "-", "off", "off", "off", "off", "made-up today"]);
    }

    #[test]
    fn neighbouring_days_of_a_holiday_stand_in_one_row() {
        let calendar = seed_calendar().unwrap();
        let days = days_of(2019, &[notice(2019)], day("2019-05-05")).unwrap();
        let rows = arrangements(&calendar, &days);
        let labour_day: Vec<&str> =
            rows.iter().filter(|row| row.days.contains("2019-05-0")).map(|row| row.days.as_str()).collect();
        assert_eq!(labour_day, ["2019-05-01（星期三） 至 2019-05-04（星期六）", "2019-05-05（星期日）"]);
    }

    #[test]
    fn only_years_stored_and_this_year_and_the_next_can_be_shown() {
        let notices = [notice(2019)];
        let shown = |year| days_of(year, &notices, day("2021-03-01")).is_some();
        assert_eq!([2018, 2019, 2020, 2021, 2022, 2023].map(shown), [false, true, false, true, true, false]);
    }
}
