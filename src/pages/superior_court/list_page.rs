//! `/2019/superior-court`, `/2019/bulletins`: the papers of a year that the reader may see.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::kind::Kind;
use super::model::PaperStatus;
use super::store::{PaperRow, Which, list_papers};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::pages::worklist::spans;
use crate::plan::get_plan;
use crate::supervision::Reader;
use crate::web::{AppState, PageFrame, dates};

/// Papers a page lists.
const PER_PAGE: usize = 60;

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/superior-court", Access::Needs(Action::ReadFeedback), show),
        Route::get("/{year}/bulletins", Access::Needs(Action::ReadBulletins), show),
    ]
}

/// What the address asks for; words it does not know ask for nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// A state's code; empty for all.
    state: String,
    page: String,
}

struct Chip {
    label: String,
    path: String,
    current: bool,
}

struct Line {
    path: String,
    number: i32,
    title: String,
    tasks: String,
    addressee: String,
    sent: Option<String>,
    settled: Option<String>,
    state: (&'static str, &'static str, &'static str),
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/superior_court/list.html")]
struct ListPage {
    frame: PageFrame,
    kind: Kind,
    year: i32,
    summary: String,
    chips: Vec<Chip>,
    lines: Vec<Line>,
    /// Where the office gathers.
    gather: Option<String>,
    paging: String,
    earlier: Option<String>,
    later: Option<String>,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    kind: Kind,
    Path(year): Path<i32>,
    Query(asked): Query<Asked>,
) -> Result<ListPage> {
    let mut conn = state.db.acquire().await?;
    get_plan(&mut conn, year).await?;
    let which = Which { kind: Some(kind), year: Some(year), ..Which::default() };
    let mut all = list_papers(&mut conn, &Reader::of(&user, state.clocks.today()), which).await?;
    drop(conn);
    let (summary, chips) = (summary(kind, &all), chips((kind, year), &asked, &all));
    all.retain(|paper| asked.state.is_empty() || paper.status.code() == asked.state);
    let pages = all.len().div_ceil(PER_PAGE).max(1);
    let page = asked.page.parse().unwrap_or(1).clamp(1, pages);
    let link = |page: usize| format!("{}?state={}&page={page}", kind.list_path(year), asked.state);
    Ok(ListPage {
        frame: user.frame(&state, Some(year)),
        kind,
        year,
        summary,
        chips,
        lines: all.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE).map(line).collect(),
        gather: user.may(kind.keeping()).then(|| kind.gather_path(year)),
        paging: format!("第 {page} 页，共 {pages} 页"),
        earlier: (page > 1).then(|| link(page - 1)),
        later: (page < pages).then(|| link(page + 1)),
    })
}

fn count(all: &[PaperRow], status: PaperStatus) -> usize {
    all.iter().filter(|paper| paper.status == status).count()
}

fn summary(kind: Kind, all: &[PaperRow]) -> String {
    let of = |status| count(all, status);
    let sent =
        all.iter().filter(|paper| paper.sent_on.is_some() && paper.status != PaperStatus::Withdrawn).count();
    match kind {
        Kind::Feedback => format!("已报送 {sent} 项，其中已答复 {} 项", of(PaperStatus::Answered)),
        Kind::Bulletin => format!("已上报 {sent} 期，其中采用 {} 期", of(PaperStatus::Adopted)),
    }
}

/// The states to choose from, each with how many stand in it; states nothing stands in are left out.
fn chips((kind, year): (Kind, i32), asked: &Asked, all: &[PaperRow]) -> Vec<Chip> {
    let list = kind.list_path(year);
    let whole =
        Chip { label: format!("全部 {}", all.len()), path: list.clone(), current: asked.state.is_empty() };
    let of_states = PaperStatus::of_kind(kind).iter().filter_map(|status| {
        let count = count(all, *status);
        let chip = Chip {
            label: format!("{} {count}", status.word(kind)),
            path: format!("{list}?state={}", status.code()),
            current: asked.state == status.code(),
        };
        (count > 0 || chip.current).then_some(chip)
    });
    std::iter::once(whole).chain(of_states).collect()
}

fn line(paper: &PaperRow) -> Line {
    let numbered = |on: chrono::NaiveDate, number: Option<&String>| match number {
        Some(number) if !number.is_empty() => format!("{} {number}", dates::short(on)),
        _ => dates::short(on),
    };
    Line {
        path: paper.path(),
        number: paper.number,
        title: paper.title.clone(),
        tasks: spans(&paper.task_numbers),
        addressee: paper.addressee.clone(),
        sent: paper.sent_on.map(|on| numbered(on, paper.sent_number.as_ref())),
        settled: paper.settled_on.map(|on| numbered(on, paper.outcome_number.as_ref())),
        state: paper.light(),
    }
}
