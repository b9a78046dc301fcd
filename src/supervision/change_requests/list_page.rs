//! `/2019/extensions`: all requests of a year, those that wait first.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::model::{RequestState, is_late};
use super::request_page::light;
use super::store::{Filter, RequestRow, list_requests};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::ids::DeadlineId;
use crate::plan::get_plan;
use crate::supervision::Reader;
use crate::web::{AppState, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/extensions", Access::Needs(Action::ReadLedger), show)]
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    deadline: String,
}

struct Chip {
    word: &'static str,
    path: String,
    current: bool,
}

struct Line {
    path: String,
    title: String,
    task: String,
    task_path: String,
    department: Option<String>,
    asked_on: String,
    is_late: bool,
    from: String,
    asked_due_on: String,
    /// What came of it: the granted date, who it waits for.
    outcome: String,
    state: (&'static str, &'static str, &'static str),
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/extensions.html")]
struct ListPage {
    frame: PageFrame,
    year: i32,
    chips: Vec<Chip>,
    waits: String,
    deadlines: String,
    lines: Vec<Line>,
    summary: String,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(asked): Query<Asked>,
) -> Result<ListPage> {
    let mut conn = state.db.acquire().await?;
    get_plan(&mut conn, year).await?;
    let filter = Filter {
        year: Some(year),
        id: None,
        state: RequestState::of_code(&asked.state),
        deadline: asked.deadline.parse().ok().map(DeadlineId),
    };
    let requests = list_requests(&mut conn, &Reader::of(&user, state.clocks.today()), filter).await?;
    drop(conn);
    let waiting = requests.iter().filter(|request| request.state == RequestState::Waiting).count();
    Ok(ListPage {
        frame: user.frame(&state, Some(year)),
        year,
        chips: chips(year, filter.state),
        waits: urls::waits(year),
        deadlines: urls::deadlines(year),
        summary: format!("{} 份，待决定 {waiting} 份", requests.len()),
        lines: requests.into_iter().map(line).collect(),
    })
}

fn chips(year: i32, chosen: Option<RequestState>) -> Vec<Chip> {
    let path = urls::extensions(year);
    let all = Chip { word: "全部", path: path.clone(), current: chosen.is_none() };
    let of = |state: RequestState| Chip {
        word: state.word(),
        path: format!("{path}?state={}", state.code()),
        current: chosen == Some(state),
    };
    [all].into_iter().chain(RequestState::ALL.map(of)).collect()
}

fn line(request: RequestRow) -> Line {
    let on = request.settled_on.map_or_else(String::new, dates::short);
    let outcome = match (request.state, request.granted_due_on, &request.leader_in_charge_name) {
        (RequestState::Granted, Some(to), _) => format!("{on} 同意，延至 {}", dates::short(to)),
        (RequestState::Waiting, _, Some(leader)) => format!("等待{leader}决定"),
        (RequestState::Waiting, _, None) => "分管院领导待明确".to_owned(),
        _ => on,
    };
    Line {
        path: urls::extension(request.year, request.id),
        title: request.title(),
        task: format!("{} {}", request.task_number, request.task_title),
        task_path: urls::task(request.year, request.task_number),
        department: request.department_name,
        asked_on: dates::short(request.asked_on),
        is_late: is_late(request.due_on, request.asked_on),
        from: dates::short(request.due_on),
        asked_due_on: dates::short(request.asked_due_on),
        outcome,
        state: light(request.state),
    }
}
