//! `/2019/look-backs`: the rounds of a year, and what they reopened.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};

use super::store::{ReopenedRow, Round, Rounds, list_reopened, list_rounds};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::plan::get_plan;
use crate::supervision::Reader;
use crate::web::{AppState, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/look-backs", Access::Needs(Action::ReadLookBacks), show)]
}

struct Line {
    name: String,
    title: String,
    path: String,
    opened: String,
    closed: Option<String>,
    items: i64,
    /// Kept and reopened; none for those who read only their own.
    counts: Option<(i64, i64)>,
    state: (&'static str, &'static str, String),
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/look_backs/list.html")]
struct ListPage {
    frame: PageFrame,
    year: i32,
    lines: Vec<Line>,
    /// What was reopened by department; for office and leaders.
    reopened: Option<Vec<ReopenedRow>>,
    /// How many items that is.
    total: i64,
    /// Where the office opens a round.
    add: Option<String>,
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<ListPage> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let which = Rounds { year: Some(year), ..Rounds::default() };
    let rounds = list_rounds(&mut conn, which, user.account_id).await?;
    let sees_all = Reader::of(&user, state.clocks.today()).sees_all;
    let reopened = if sees_all { Some(list_reopened(&mut conn, plan.id).await?) } else { None };
    drop(conn);
    Ok(ListPage {
        frame: user.frame(&state, Some(year)),
        year,
        total: rounds.iter().map(|round| round.reopened).sum(),
        lines: rounds.iter().map(|round| line(round, sees_all)).collect(),
        reopened,
        add: user.may(Action::KeepLookBacks).then(|| urls::add_look_back(year)),
    })
}

fn line(round: &Round, sees_all: bool) -> Line {
    let closed = round.closed_on.zip(round.closed_by.as_ref());
    Line {
        name: format!("第 {} 轮", round.number),
        title: round.title.clone(),
        path: urls::look_back(round.year, round.number),
        opened: format!("{}，{}", dates::short(round.opened_on), round.opened_by),
        closed: closed.map(|(on, who)| format!("{}，{who}", dates::short(on))),
        items: round.items,
        counts: sees_all.then_some((round.kept, round.reopened)),
        state: state_of(round),
    }
}

/// How a round stands: kind, symbol, words.
pub(super) fn state_of(round: &Round) -> (&'static str, &'static str, String) {
    match round.closed_on {
        Some(_) => ("green", "✔", "已结束".to_owned()),
        None => ("blue", "●", format!("进行中，已定 {} / {} 项", round.decided(), round.items)),
    }
}
