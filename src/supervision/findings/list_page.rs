//! `/2019/findings`: the findings of a year that concern the reader, filtered in the address.

mod file;

pub(crate) use file::archived_findings;

use std::collections::BTreeMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;

use super::filter::{Asked, UNENDED};
use super::model::{FindingStatus, LONG_OPEN_DAYS, Severity, Source};
use super::store::{FindingRow, Which, list_findings};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::plan::get_plan;
use crate::plan::tasks::fields::Choice;
use crate::supervision::Reader;
use crate::web::{AppState, PageFrame, dates, urls};

/// Findings a page lists: what fits under 100 KB.
const PER_PAGE: usize = 60;

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/findings", Access::Needs(Action::ReadFindings), show),
        Route::get("/{year}/findings.xlsx", Access::Needs(Action::ReadFindings), file::download),
    ]
}

struct Chip {
    label: String,
    path: String,
    current: bool,
}

/// One line of the list.
struct Line {
    number: i32,
    path: String,
    problem: String,
    marks: Vec<String>,
    task: String,
    task_path: String,
    department: String,
    source: &'static str,
    severity: &'static str,
    opened_on: String,
    due_on: String,
    moved_from: Option<String>,
    late: Option<String>,
    state: (&'static str, &'static str, &'static str),
    ended_on: Option<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/findings.html")]
struct ListPage {
    frame: PageFrame,
    year: i32,
    path: String,
    chips: Vec<Chip>,
    asked: Asked,
    departments: Vec<Choice>,
    sources: Vec<Choice>,
    severities: Vec<Choice>,
    lines: Vec<Line>,
    summary: String,
    /// Where the office enters one.
    add: Option<String>,
    /// The same list as an Excel workbook.
    file: String,
    paging: String,
    earlier: Option<String>,
    later: Option<String>,
    long_open_days: i64,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(asked): Query<Asked>,
) -> Result<ListPage> {
    let today = state.clocks.today();
    let mut conn = state.db.acquire().await?;
    get_plan(&mut conn, year).await?;
    let which = Which { year: Some(year), ..Which::default() };
    let all = list_findings(&mut conn, &Reader::of(&user, today), which).await?;
    drop(conn);
    let departments = departments(&all, &asked);
    let mut found: Vec<&FindingRow> = all.iter().filter(|row| asked.of_the_rest(row, today)).collect();
    let chips = chips(year, &asked, &found);
    found.retain(|row| asked.of_state(row));
    in_order(&mut found);
    let pages = found.len().div_ceil(PER_PAGE).max(1);
    let page = asked.page().min(pages);
    let shown = found.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE);
    Ok(ListPage {
        frame: user.frame(&state, Some(year)),
        year,
        path: urls::findings(year),
        chips,
        departments,
        sources: choices(Source::ALL.map(|source| (source.code(), source.word())), &asked.source),
        severities: choices(Severity::ALL.map(|degree| (degree.code(), degree.word())), &asked.severity),
        lines: shown.map(|row| line(row, today)).collect(),
        summary: summary(&all, today),
        file: asked.file_path(year),
        add: user.may(Action::KeepFindings).then(|| urls::add_finding(year)),
        paging: format!("第 {page} 页，共 {pages} 页"),
        earlier: (page > 1).then(|| asked.path(year, &asked.state, page - 1)),
        later: (page < pages).then(|| asked.path(year, &asked.state, page + 1)),
        long_open_days: LONG_OPEN_DAYS,
        asked,
    })
}

/// What has not ended comes first, by its date; then the others, the latest first.
fn in_order(found: &mut [&FindingRow]) {
    found.sort_by_key(|row| {
        (row.status.has_ended(), if row.status.has_ended() { None } else { Some(row.due_on) }, -row.number)
    });
}

/// The states to choose from, each with how many of what else is asked for stand in it.
fn chips(year: i32, asked: &Asked, found: &[&FindingRow]) -> Vec<Chip> {
    let chip = |code: &str, word: &str| {
        let of_state = Asked { state: code.to_owned(), ..Asked::default() };
        let count = found.iter().filter(|row| of_state.of_state(row)).count();
        Chip {
            label: format!("{word} {count}"),
            path: asked.path(year, code, 1),
            current: asked.state == code,
        }
    };
    let states = FindingStatus::ALL.map(|status| chip(status.code(), status.word()));
    [chip("", "全部"), chip(UNENDED, "未销号")].into_iter().chain(states).collect()
}

/// The departments asked, among what the reader may see.
fn departments(all: &[FindingRow], asked: &Asked) -> Vec<Choice> {
    let names: BTreeMap<i64, &str> =
        all.iter().map(|row| (row.department.0, row.department_name.as_str())).collect();
    names.into_iter().map(|(id, name)| Choice::of(id.to_string(), name, &asked.department)).collect()
}

pub(super) fn choices<const N: usize>(of: [(&'static str, &'static str); N], now: &str) -> Vec<Choice> {
    of.into_iter().map(|(code, word)| Choice::of(code, word, now)).collect()
}

fn summary(all: &[FindingRow], today: NaiveDate) -> String {
    let open = all.iter().filter(|row| !row.status.has_ended()).count();
    let late = all.iter().filter(|row| row.days_overdue(today).is_some()).count();
    format!("共 {} 项，未销号 {open} 项，逾期未反馈 {late} 项", all.len())
}

fn line(row: &FindingRow, today: NaiveDate) -> Line {
    Line {
        number: row.number,
        path: urls::finding(row.year, row.number),
        problem: row.problem_in_a_line(),
        marks: row.marks(today),
        task: format!("{} {}", row.task_number, row.task_title),
        task_path: urls::task(row.year, row.task_number),
        department: row.department_name.clone(),
        source: row.source.word(),
        severity: row.severity.word(),
        opened_on: dates::short(row.opened_on),
        due_on: dates::short(row.due_on),
        moved_from: (row.due_on != row.original_due_on).then(|| dates::short(row.original_due_on)),
        late: row.days_overdue(today).map(|days| format!("逾期 {days} 天")),
        state: row.status.light(),
        ended_on: row.ended_on.map(dates::short),
    }
}
