//! `/2019/supervision-notices`: the notices of a year that concern the reader, filtered in the address.

use std::collections::BTreeMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};

use super::filter::{Asked, UNENDED};
use super::model::{Degree, NoticeState};
use super::store::{NoticeRow, Which, list_notices};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::plan::get_plan;
use crate::plan::tasks::fields::Choice;
use crate::supervision::Reader;
use crate::web::{AppState, PageFrame, dates, urls};

/// Notices a page lists: what fits under 100 KB.
const PER_PAGE: usize = 60;

pub(super) fn routes() -> Routes {
    let reads = Access::Needs(Action::ReadSupervisionNotices);
    vec![Route::get("/{year}/supervision-notices", reads, show)]
}

struct Chip {
    label: String,
    path: String,
    current: bool,
}

/// One line of the list.
struct Line {
    number: String,
    path: String,
    degree: (&'static str, &'static str, &'static str),
    duty: String,
    task: String,
    task_path: String,
    department: String,
    issued_on: Option<String>,
    answer_by: String,
    signed: Option<String>,
    state: (&'static str, &'static str, &'static str),
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/notices.html")]
struct ListPage {
    frame: PageFrame,
    year: i32,
    path: String,
    chips: Vec<Chip>,
    asked: Asked,
    departments: Vec<Choice>,
    degrees: Vec<Choice>,
    lines: Vec<Line>,
    summary: String,
    /// The office is told how one is begun.
    may_keep: bool,
    paging: String,
    earlier: Option<String>,
    later: Option<String>,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(asked): Query<Asked>,
) -> Result<ListPage> {
    let mut conn = state.db.acquire().await?;
    get_plan(&mut conn, year).await?;
    let which = Which { year: Some(year), ..Which::default() };
    let all = list_notices(&mut conn, &Reader::of(&user, state.clocks.today()), which).await?;
    drop(conn);
    let departments = departments(&all, &asked);
    let mut found: Vec<&NoticeRow> = all.iter().filter(|row| asked.of_the_rest(row)).collect();
    let chips = chips(year, &asked, &found, user.may(Action::KeepSupervisionNotices));
    found.retain(|row| asked.of_state(row));
    // What has not ended comes first, by its date; then the others, the latest first.
    found.sort_by_key(|row| {
        let ended = row.state().has_ended();
        (ended, if ended { None } else { Some(row.answer_by) }, -row.number)
    });
    let pages = found.len().div_ceil(PER_PAGE).max(1);
    let page = asked.page().min(pages);
    let shown = found.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE);
    Ok(ListPage {
        frame: user.frame(&state, Some(year)),
        year,
        path: urls::supervision_notices(year),
        chips,
        departments,
        degrees: Degree::ALL
            .into_iter()
            .map(|degree| Choice::of(degree.code(), degree.word(), &asked.degree))
            .collect(),
        lines: shown.map(|row| line(row)).collect(),
        summary: summary(&all),
        may_keep: user.may(Action::KeepSupervisionNotices),
        paging: format!("第 {page} 页，共 {pages} 页"),
        earlier: (page > 1).then(|| asked.path(year, &asked.state, page - 1)),
        later: (page < pages).then(|| asked.path(year, &asked.state, page + 1)),
        asked,
    })
}

/// The states to choose from, each with how many of what else is asked for stand in it; drafts are the office's and the
/// leaders' only, who may have some.
fn chips(year: i32, asked: &Asked, found: &[&NoticeRow], with_drafts: bool) -> Vec<Chip> {
    let chip = |code: &str, word: &str| {
        let of_state = Asked { state: code.to_owned(), ..Asked::default() };
        let count = found.iter().filter(|row| of_state.of_state(row)).count();
        let chip = Chip {
            label: format!("{word} {count}"),
            path: asked.path(year, code, 1),
            current: asked.state == code,
        };
        (chip, count)
    };
    let all = [chip("", "全部").0, chip(UNENDED, "未办结").0];
    let states = NoticeState::ALL.into_iter().filter_map(|state| {
        let (chip, count) = chip(state.code(), state.word());
        (state.is_issued() || with_drafts || count > 0).then_some(chip)
    });
    all.into_iter().chain(states).collect()
}

/// The departments they are sent to, among what the reader may see.
fn departments(all: &[NoticeRow], asked: &Asked) -> Vec<Choice> {
    let names: BTreeMap<i64, &str> =
        all.iter().map(|row| (row.department.0, row.department_name.as_str())).collect();
    names.into_iter().map(|(id, name)| Choice::of(id.to_string(), name, &asked.department)).collect()
}

fn summary(all: &[NoticeRow]) -> String {
    let issued = all.iter().filter(|row| row.state().is_issued()).count();
    let open = all.iter().filter(|row| row.state().is_issued() && !row.state().has_ended()).count();
    let unsigned = all.iter().filter(|row| row.waits_for_signature()).count();
    format!("签发 {issued} 份，未办结 {open} 份，未签收 {unsigned} 份")
}

fn line(row: &NoticeRow) -> Line {
    Line {
        number: row.words(),
        path: urls::supervision_notice(row.year, row.number),
        degree: row.degree.light(),
        duty: row.duty_title(),
        task: format!("{} {}", row.task_number, row.task_title),
        task_path: urls::task(row.year, row.task_number),
        department: row.department_name.clone(),
        issued_on: row.issued_on.map(dates::short),
        answer_by: dates::short(row.answer_by),
        signed: row.acknowledged_by.as_ref().map(|by| super::shown::signer(row, by)),
        state: row.state().light(),
    }
}
