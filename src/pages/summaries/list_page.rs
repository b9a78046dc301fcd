//! `/2019/summaries`: the summaries a plan owes, and how each stands.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};

use super::model::SummaryStatus;
use super::parts::section::PartLine;
use super::parts::store::list_parts_of;
use super::store::{Owed, SummaryRow, list_owed, list_summaries};
use super::summary_page::sees_all;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::deadlines::DeadlineKind;
use crate::error::Result;
use crate::plan::get_plan;
use crate::web::{AppState, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/summaries", Access::Needs(Action::ReadSummaries), show)]
}

struct Line {
    name: String,
    /// Where it is read, for whom there is something to read.
    path: Option<String>,
    due_on: String,
    frozen_on: Option<String>,
    version: Option<i32>,
    state: (&'static str, &'static str, &'static str),
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/summaries/list.html")]
struct ListPage {
    frame: PageFrame,
    year: i32,
    lines: Vec<Line>,
    /// The parts asked of the reader's departments.
    parts: Vec<PartLine>,
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<ListPage> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let owed = list_owed(&mut conn, plan.id).await?;
    let mut all = list_summaries(&mut conn, plan.id, None).await?;
    let departments: Vec<i64> = user.departments().iter().map(|department| department.0).collect();
    let parts = list_parts_of(&mut conn, plan.id, &departments).await?;
    drop(conn);
    all.retain(|of| sees_all(&user) || of.status == SummaryStatus::Frozen);
    let lines = owed.iter().map(|owed| line(&user, year, owed, &all)).collect();
    let parts = parts.iter().map(|(half, part)| PartLine::of((year, half), part)).collect();
    Ok(ListPage { frame: user.frame(&state, Some(year)), year, lines, parts })
}

fn line(user: &CurrentUser, year: i32, owed: &Owed, all: &[SummaryRow]) -> Line {
    let half = owed.period.to_string();
    let newest = all.iter().find(|of| of.period == half);
    let frozen = all.iter().find(|of| of.period == half && of.status == SummaryStatus::Frozen);
    let none = if sees_all(user) { "尚未起草" } else { "尚未定稿" };
    Line {
        name: DeadlineKind::HalfYearSummary.title(Some(owed.period)),
        path: (newest.is_some() || sees_all(user)).then(|| urls::summary(year, &half)),
        due_on: dates::short(owed.due_on),
        frozen_on: frozen.and_then(|of| of.frozen_on).map(dates::short),
        version: newest.map(|of| of.version),
        state: newest.map_or(("grey", "○", none), |of| of.status.light()),
    }
}
