//! `/2019/checks`: the quarters of a year, and how far their checks are.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use chrono::NaiveDate;

use super::store::{Quarter, list_quarters};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::calendar::{WorkingCalendar, get_calendar};
use crate::error::Result;
use crate::plan::get_plan;
use crate::web::{AppState, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/checks", Access::Needs(Action::ReadChecks), show)]
}

struct Line {
    name: String,
    path: String,
    due_on: String,
    estimate: bool,
    state: (&'static str, &'static str, String),
    /// 已定 30 / 39 项
    done: String,
    opened: String,
    closed: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/checks/list.html")]
struct ListPage {
    frame: PageFrame,
    year: i32,
    lines: Vec<Line>,
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<ListPage> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let quarters = list_quarters(&mut conn, plan.id).await?;
    let calendar = get_calendar(&mut conn).await?;
    drop(conn);
    let today = state.clocks.today();
    let lines = quarters.iter().map(|quarter| line(year, quarter, today, &calendar)).collect();
    Ok(ListPage { frame: user.frame(&state, Some(year)), year, lines })
}

fn line(year: i32, quarter: &Quarter, today: NaiveDate, calendar: &WorkingCalendar) -> Line {
    let round = quarter.round.as_ref();
    let by = |on: NaiveDate, who: &str| format!("{}，{who}", dates::short(on));
    Line {
        name: quarter.period.words(),
        path: urls::check(year, &quarter.period.to_string()),
        due_on: dates::short_with_weekday(quarter.due_on),
        estimate: calendar.is_estimate(quarter.due_on),
        state: state_of(quarter, today),
        done: round.map_or_else(String::new, |_| format!("{} / {}", quarter.decided, quarter.tasks)),
        opened: round.map_or_else(String::new, |round| {
            by(round.opened_on, round.opened_by.as_deref().unwrap_or("自动开始"))
        }),
        closed: round
            .and_then(|round| round.closed.as_ref())
            .map_or_else(String::new, |(on, who)| by(*on, who)),
    }
}

/// How a quarter's check stands: kind, symbol, words.
pub(super) fn state_of(quarter: &Quarter, today: NaiveDate) -> (&'static str, &'static str, String) {
    let late = (today - quarter.due_on).num_days();
    let is_closed = quarter.round.as_ref().map(|round| round.closed.is_some());
    match (is_closed, quarter.met_on) {
        (Some(true), _) => ("green", "✔", "已结束".to_owned()),
        (None, Some(met_on)) => ("green", "✔", format!("{} 已完成", dates::short(met_on))),
        _ if quarter.waived => ("grey", "○", "不再要求".to_owned()),
        _ if late > 0 => ("red", "▲", format!("逾期 {late} 天")),
        (Some(false), _) => ("blue", "●", "检查中".to_owned()),
        _ if quarter.period.last_day() >= today => ("grey", "○", "季度未结束".to_owned()),
        _ => ("yellow", "◆", "待开始".to_owned()),
    }
}
