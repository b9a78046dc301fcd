//! `/calendar`: a year's working days month by month, and which notice each arranged day comes from.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::arrangements::{Arrangement, arrangements};
use super::store::{StoredNotice, get_calendar, list_notices};
use super::working_days::{DayKind, DayType, WorkingCalendar};
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
    /// What it rested on before it was arranged anew.
    former: Option<String>,
    working_days: u32,
    years: Vec<YearLink>,
    months: Vec<Month>,
    arrangements: Vec<Arrangement>,
    /// Where the office enters a notice of the year.
    enter: Option<String>,
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
    let days = days_of(year).ok_or_else(|| AppError::NotFound(format!("没有 {year} 年的工作日历。")))?;
    let (first, last) = (days[0], days[days.len() - 1]);
    let (sources, former) = sources(&notices, year);
    let page = CalendarPage {
        frame: user.frame(&state, None),
        year,
        sources,
        former,
        working_days: calendar.count_inclusive(first, last),
        years: year_links(&calendar, &notices, year, today),
        months: (1..=12).map(|number| month(&calendar, &days, number, today)).collect(),
        arrangements: arrangements(calendar.arranged_between(first, last)),
        enter: user.may(Action::KeepCalendar).then(|| urls::enter_calendar_notice(year)),
    };
    Ok(page.into_response())
}

/// What a year rests on, and what it rested on before a notice arranged it anew; `None` for nothing.
fn sources(notices: &[StoredNotice], year: i32) -> (Option<String>, Option<String>) {
    let of_year: Vec<&StoredNotice> = notices.iter().filter(|notice| notice.year == year).collect();
    let anew = of_year.iter().rposition(|notice| notice.whole_year).unwrap_or(0);
    let (former, present) = of_year.split_at(anew);
    let words = |notices: &[&StoredNotice]| {
        let sources: Vec<&str> = notices.iter().map(|notice| notice.source.as_str()).collect();
        (!sources.is_empty()).then(|| sources.join("、"))
    };
    (words(present), words(former))
}

/// The years with a link: those stored, without a notice this year and the next, and the one shown.
fn years(notices: &[StoredNotice], shown: i32, today: NaiveDate) -> Vec<i32> {
    let mut years: Vec<i32> = notices.iter().map(|notice| notice.year).collect();
    years.extend([today.year(), today.year() + 1, shown]);
    years.sort_unstable();
    years.dedup();
    years
}

/// All days of a year; `None` for years whose dates a form does not take either.
fn days_of(year: i32) -> Option<Vec<NaiveDate>> {
    let first = dates::read(&format!("{year}-01-01"))?;
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
            label: if is_estimate { format!("{year} 年（推算）") } else { format!("{year} 年") },
            path: urls::calendar_of(year),
            is_shown: year == shown,
        }
    };
    years(notices, shown, today).into_iter().map(link).collect()
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
    let said =
        calendar.arranged(day).map(|arranged| format!("{}（{}）", arranged.kind.word(), arranged.name));
    Cell { number: day.day(), class, said }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::workdays_csv::seed_calendar;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn notice(year: i32, source: &str, whole_year: bool) -> StoredNotice {
        StoredNotice { year, source: source.into(), whole_year }
    }

    #[test]
    fn a_month_begins_on_the_weekday_it_begins_on_and_has_all_its_days() {
        let calendar = seed_calendar().unwrap();
        let may = month(&calendar, &days_of(2019).unwrap(), 5, day("2019-05-05"));
        assert_eq!(may.weeks.iter().flatten().flatten().count(), 31);
        let first_week: Vec<&str> =
            may.weeks[0].iter().map(|cell| cell.as_ref().map_or("-", |cell| cell.class)).collect();
        assert_eq!(first_week, ["-", "-", "off", "off", "off", "off", "made-up today"]);
    }

    #[test]
    fn years_stored_this_year_the_next_and_the_one_shown_have_a_link() {
        assert_eq!(years(&[notice(2019, "甲", true)], 2027, day("2021-03-01")), [2019, 2021, 2022, 2027]);
        assert_eq!([1899, 1900, 2100, 2101].map(|year| days_of(year).is_some()), [false, true, true, false]);
    }

    #[test]
    fn a_year_rests_on_the_last_notice_for_all_of_it_and_those_after() {
        let notices = [
            notice(2018, "零", true),
            notice(2019, "甲", true),
            notice(2019, "乙", false),
            notice(2019, "丙", true),
            notice(2019, "丁", false),
        ];
        let said = |year| sources(&notices, year);
        assert_eq!(said(2019), (Some("丙、丁".to_owned()), Some("甲、乙".to_owned())));
        assert_eq!(said(2018), (Some("零".to_owned()), None));
        assert_eq!(said(2020), (None, None));
    }
}
