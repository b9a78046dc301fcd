//! `/2019/circulars`: the circulars of a year, and for the office the periods that may have one.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};

use super::circular_page::sees_all;
use super::facts_store::list_periods;
use super::model::{CircularStatus, name_of};
use super::store::{CircularRow, Which, list_circulars, list_passages};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::deadlines::Period;
use crate::error::Result;
use crate::plan::get_plan;
use crate::web::{AppState, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/circulars", Access::Needs(Action::ReadCirculars), show)]
}

struct Line {
    name: String,
    path: String,
    number: Option<String>,
    signed_on: Option<String>,
    state: (&'static str, &'static str, &'static str),
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/circulars/list.html")]
struct ListPage {
    frame: PageFrame,
    year: i32,
    sees_all: bool,
    lines: Vec<Line>,
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<ListPage> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let periods = list_periods(&mut conn, plan.id, state.clocks.today()).await?;
    let mut all = list_circulars(&mut conn, Which { plan: Some(plan.id), ..Which::default() }).await?;
    let ids: Vec<_> = all.iter().map(|of| of.id).collect();
    let passages = list_passages(&mut conn, &ids).await?;
    drop(conn);
    let explains = |of: &CircularRow| {
        of.status == CircularStatus::Explaining
            && passages.iter().any(|passage| passage.circular == of.id && user.belongs_to(passage.department))
    };
    all.retain(|of| sees_all(&user) || of.was_released() || explains(of));
    let lines = periods.iter().flat_map(|period| lines(&user, year, *period, &all)).collect();
    Ok(ListPage { frame: user.frame(&state, Some(year)), year, sees_all: sees_all(&user), lines })
}

/// The circulars of a period; for who reads drafts a line for none, too.
fn lines(user: &CurrentUser, year: i32, period: Period, all: &[CircularRow]) -> Vec<Line> {
    let code = period.to_string();
    let path = urls::circular(year, &code);
    let line = |of: &CircularRow| Line {
        name: name_of(period),
        path: format!("{path}?version={}", of.version),
        number: of.number_in_words(),
        signed_on: of.released_on.map(dates::short),
        state: of.status.light(),
    };
    let mut lines: Vec<Line> = all.iter().filter(|of| of.period == code).map(line).collect();
    if lines.is_empty() && sees_all(user) {
        let state = ("grey", "○", "尚未起草");
        lines.push(Line { name: name_of(period), path, number: None, signed_on: None, state });
    }
    lines
}
