//! `/2019/history`, and one of its entries with what it changed.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::change::{ChangedField, changed_fields};
use super::store::{self, Reader, Record};
use super::words;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::plan::get_plan;
use crate::web::{AppState, PageFrame, instants, urls};

/// Entries on one page.
const PAGE: usize = 50;
/// One more is read, to know whether there are older ones.
const PAGE_AND_ONE: i64 = 51;

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/history", Access::Needs(Action::ReadLedger), show),
        Route::get("/{year}/history/{entry}", Access::Needs(Action::ReadLedger), show_entry),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/history.html")]
struct HistoryPage {
    frame: PageFrame,
    path: String,
    /// As typed into the filter.
    task: String,
    rows: Vec<Row>,
    /// Leads back to the newest entries; `None` when they are shown.
    newest: Option<String>,
    older: Option<String>,
}

struct Row {
    time: String,
    who: String,
    event: String,
    sentence: String,
    /// Number and page of the task.
    task: Option<(i32, String)>,
    /// The entry's own page, for those concerned.
    path: Option<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/history_entry.html")]
struct EntryPage {
    frame: PageFrame,
    back: String,
    row: Row,
    changes: Vec<ChangedField>,
}

/// `?task=6&before=2369`
#[derive(Deserialize)]
struct Filter {
    #[serde(default)]
    task: String,
    before: Option<i64>,
}

impl Row {
    fn of(year: i32, record: Record) -> Self {
        Self {
            time: instants::second(record.at),
            who: words::who(&record.actor, record.on_behalf_of.as_deref()),
            event: words::event(&record.event).to_owned(),
            sentence: record.sentence,
            task: record.task_number.map(|number| (number, urls::task(year, number))),
            path: record.concerns_reader.then(|| urls::history_entry(year, record.id)),
        }
    }
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(filter): Query<Filter>,
) -> Result<HistoryPage> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let reader = Reader::of(&user, state.clocks.today());
    let task = filter.task.trim();
    let mut records = if task.is_empty() {
        store::list_of_year(&mut conn, &reader, year, filter.before, PAGE_AND_ONE).await?
    } else {
        // What is no number names no task.
        let number = task.parse().unwrap_or(0);
        match store::find_task(&mut conn, plan.id, number).await? {
            Some(id) => store::list_of_task(&mut conn, &reader, id, filter.before, PAGE_AND_ONE).await?,
            None => Vec::new(),
        }
    };
    let path = urls::history(year);
    let has_older = records.len() > PAGE;
    records.truncate(PAGE);
    let with_task = |before: Option<i64>| link(&path, task, before);
    Ok(HistoryPage {
        frame: user.frame(&state, Some(year)),
        newest: filter.before.is_some().then(|| with_task(None)),
        older: records.last().filter(|_| has_older).map(|last| with_task(Some(last.id))),
        rows: records.into_iter().map(|record| Row::of(year, record)).collect(),
        task: task.to_owned(),
        path,
    })
}

/// The address of the same filter, older than `before`.
fn link(path: &str, task: &str, before: Option<i64>) -> String {
    let mut query: Vec<(&str, String)> = Vec::new();
    if !task.is_empty() {
        query.push(("task", task.to_owned()));
    }
    query.extend(before.map(|before| ("before", before.to_string())));
    let query = serde_html_form::to_string(query).unwrap_or_default();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

async fn show_entry(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, entry)): Path<(i32, i64)>,
) -> Result<EntryPage> {
    let mut conn = state.db.acquire().await?;
    get_plan(&mut conn, year).await?;
    let reader = Reader::of(&user, state.clocks.today());
    // The newest one the reader may see, up to this one, is this one when the reader may see it.
    let records = store::list_of_year(&mut conn, &reader, year, Some(entry.saturating_add(1)), 1).await?;
    let record = records
        .into_iter()
        .find(|record| record.id == entry && record.concerns_reader)
        .ok_or_else(|| AppError::NotFound("没有这条办理记录，或者它不对您的部门公开。".into()))?;
    let (before, after) = store::get_change(&mut conn, entry).await?;
    Ok(EntryPage {
        frame: user.frame(&state, Some(year)),
        back: urls::history(year),
        row: Row::of(year, record),
        changes: changed_fields(before.as_deref(), after.as_deref()),
    })
}
