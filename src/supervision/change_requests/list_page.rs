//! `/2019/extensions`, `/2019/completions`: all requests of a kind in a year, those that wait first.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::model::{RequestKind, RequestState, is_late};
use super::store::{Filter, RequestRow, list_requests};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::ids::DeadlineId;
use crate::plan::get_plan;
use crate::supervision::Reader;
use crate::web::{AppState, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/extensions", Access::Needs(Action::ReadLedger), show_extensions),
        Route::get("/{year}/completions", Access::Needs(Action::ReadLedger), show_completions),
    ]
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
    /// The task, where the title is not its own.
    task: Option<(String, String)>,
    department: Option<String>,
    asked_on: String,
    is_late: bool,
    due_on: String,
    /// Whether that date is an estimate.
    estimate: bool,
    asked_due_on: Option<String>,
    /// What came of it: the granted date, who it waits for.
    outcome: String,
    state: (&'static str, &'static str, &'static str),
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/requests.html")]
struct ListPage {
    frame: PageFrame,
    year: i32,
    kind: RequestKind,
    /// What stands where there is none, and how one gets here.
    empty: (String, &'static str),
    chips: Vec<Chip>,
    /// The other kind's list.
    other: (&'static str, String),
    waits: String,
    deadlines: String,
    lines: Vec<Line>,
    /// Whether a date among them is an estimate.
    estimates: bool,
    summary: String,
}

async fn show_extensions(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(asked): Query<Asked>,
) -> Result<ListPage> {
    show(&state, &user, (year, RequestKind::Extension), &asked).await
}

async fn show_completions(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(asked): Query<Asked>,
) -> Result<ListPage> {
    show(&state, &user, (year, RequestKind::Completion), &asked).await
}

async fn show(
    state: &AppState,
    user: &CurrentUser,
    (year, kind): (i32, RequestKind),
    asked: &Asked,
) -> Result<ListPage> {
    let mut conn = state.db.acquire().await?;
    get_plan(&mut conn, year).await?;
    let filter = Filter {
        year: Some(year),
        kind: Some(kind),
        state: RequestState::of_code(&asked.state),
        deadline: asked.deadline.parse().ok().map(DeadlineId),
        ..Filter::default()
    };
    let requests = list_requests(&mut conn, &Reader::of(user, state.clocks.today()), filter).await?;
    drop(conn);
    let how = match kind {
        RequestKind::Extension => "责任部门在任务页对未完成的节点或任务完成申请延期，由分管院领导决定。",
        RequestKind::Completion => {
            "责任部门在任务页申请办结，领导小组办公室对照完成标准审查，由分管院领导决定。"
        }
    };
    let other = match kind {
        RequestKind::Extension => RequestKind::Completion,
        RequestKind::Completion => RequestKind::Extension,
    };
    Ok(ListPage {
        frame: user.frame(state, Some(year)),
        year,
        kind,
        empty: (format!("没有{}", kind.word()), how),
        chips: chips(year, kind, filter.state),
        other: (other.word(), path_of(year, other)),
        waits: urls::waits(year),
        deadlines: urls::deadlines(year),
        summary: summary(&requests, kind),
        estimates: requests.iter().any(RequestRow::is_estimate),
        lines: requests.into_iter().map(line).collect(),
    })
}

fn path_of(year: i32, kind: RequestKind) -> String {
    match kind {
        RequestKind::Extension => urls::extensions(year),
        RequestKind::Completion => urls::completions(year),
    }
}

/// 5 份，待审查 1 份，待决定 2 份.
fn summary(requests: &[RequestRow], kind: RequestKind) -> String {
    let open = kind.states().filter(|state| state.is_open()).map(|state| {
        let count = requests.iter().filter(|request| request.state == state).count();
        format!("{} {count} 份", state.word())
    });
    format!("{} 份，{}", requests.len(), open.collect::<Vec<_>>().join("，"))
}

fn chips(year: i32, kind: RequestKind, chosen: Option<RequestState>) -> Vec<Chip> {
    let path = path_of(year, kind);
    let all = Chip { word: "全部", path: path.clone(), current: chosen.is_none() };
    let of = |state: RequestState| Chip {
        word: state.word(),
        path: format!("{path}?state={}", state.code()),
        current: chosen == Some(state),
    };
    [all].into_iter().chain(kind.states().map(of)).collect()
}

/// Who is to be named before it can be decided.
fn waits_for_nobody(request: &RequestRow) -> &'static str {
    if request.task_number.is_some() { "分管院领导待明确" } else { "组长待明确" }
}

fn line(request: RequestRow) -> Line {
    let on = request.settled_on.map_or_else(String::new, dates::short);
    let outcome = match (request.state, request.granted_due_on, &request.leader_in_charge_name) {
        (RequestState::Granted, Some(to), _) => format!("{on} 同意，延至 {}", dates::short(to)),
        (RequestState::Granted, None, _) => {
            format!("{on} 同意，办结日期 {}", dates::short(request.asked_on))
        }
        (RequestState::Examining, ..) => "等待领导小组办公室审查".to_owned(),
        (RequestState::Waiting, _, Some(leader)) => format!("等待{leader}决定"),
        (RequestState::Waiting, _, None) => waits_for_nobody(&request).to_owned(),
        _ => on,
    };
    let task = request.task_name().zip(request.task_number);
    let task = task.map(|(name, number)| (name, urls::task(request.year, number)));
    let title = match (request.kind, &task) {
        (RequestKind::Completion, Some((name, _))) => name.clone(),
        _ => request.title(),
    };
    Line {
        path: request.path(),
        title,
        task,
        asked_on: dates::short(request.asked_on),
        is_late: is_late(request.kind, request.due_on, request.asked_on),
        due_on: dates::short(request.due_on),
        estimate: request.is_estimate(),
        asked_due_on: request.asked_due_on.map(dates::short),
        outcome,
        state: request.state.light(),
        department: request.department_name,
    }
}
