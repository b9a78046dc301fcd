//! The page of the Gantt, and the table that says the same.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum_extra::extract::Query;
use serde::Deserialize;

use super::axis::Scale;
use super::chart::{self, Chart, Entry};
use super::groups::{self, By, Group};
use super::slips;
use super::words::StepLine;
use crate::accounts::CurrentUser;
use crate::error::Result;
use crate::pages::baselines::{Reference, find_reference};
use crate::pages::overview::{self, Overview, TaskOverview};
use crate::web::{AppState, PageFrame, dates, urls};

/// How the tasks are grouped, as the address says it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GanttQuery {
    pub by: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/gantt.html", whitespace = "minimize")]
pub(super) struct GanttPage {
    frame: PageFrame,
    said: String,
    other_word: &'static str,
    other_path: String,
    file_path: String,
    deliverables_path: String,
    changes_path: String,
    chart: Chart,
    /// The baseline the dates are held against, and what is to be said where it is late.
    baseline: Option<String>,
    late_notice: Option<String>,
    groups: Vec<TableGroup>,
    /// Whether a date in the table is an estimate.
    estimates: bool,
}

struct TableGroup {
    heading: String,
    rows: Vec<TableRow>,
}

/// A task in the table.
struct TableRow {
    number: i32,
    path: String,
    title: String,
    kind: &'static str,
    symbol: &'static str,
    light_words: String,
    /// `None` of a restricted task that does not concern the reader.
    open: Option<OpenRow>,
}

struct OpenRow {
    share: u32,
    scheduled: Option<u32>,
    starts_on: String,
    due_on: String,
    moved_from: Option<String>,
    /// How far it slipped from the baseline.
    slipped: Option<String>,
    steps: Vec<StepLine>,
}

impl TableRow {
    fn has_estimates(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.steps.iter().any(|step| step.estimate))
    }
}

/// Shows the Gantt of a year.
pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(query): Query<GanttQuery>,
) -> Result<GanttPage> {
    let mut conn = state.db.acquire().await?;
    let overview = overview::read(&mut conn, year, state.clocks.today()).await?.for_reader(&user);
    let reference = find_reference(&mut conn, overview.plan.id, None).await?;
    drop(conn);
    let by = By::of_code(&query.by);
    let groups = groups::groups(&overview, by, &user);
    let mut chart = chart::draw(&overview, &groups, Scale::Percent, Some(&user));
    if let Some(reference) = &reference {
        chart = chart.against(reference, &overview, Scale::Percent, &user);
    }
    let path = urls::gantt(year);
    let (other_word, other_path, parameter) = match by {
        By::Section => (By::Department.word(), format!("{path}?by=department"), ""),
        By::Department => (By::Section.word(), path, "?by=department"),
    };
    let table: Vec<TableGroup> =
        groups.iter().map(|group| table_group((&overview, reference.as_ref()), group, &user)).collect();
    Ok(GanttPage {
        frame: user.frame(&state, Some(year)),
        said: said(&overview, by),
        other_word,
        other_path,
        file_path: format!("{}{parameter}", urls::gantt_file(year)),
        deliverables_path: urls::deliverables(year),
        changes_path: urls::changes(year),
        chart,
        baseline: reference.as_ref().map(slips::label),
        late_notice: reference.as_ref().and_then(|reference| reference.baseline.late_notice()),
        estimates: table.iter().flat_map(|group| &group.rows).any(TableRow::has_estimates),
        groups: table,
    })
}

/// What is shown, beside the heading: 按板块 · 2019年4月—12月 · 7月10日
pub(super) fn said(overview: &Overview, by: By) -> String {
    let axis = chart::axis_of(overview, Scale::Percent);
    format!("{} · {} · {}", by.word(), axis.words(), chart::day_words(overview.today))
}

/// A plan, and the baseline it is held against where there is one.
type Held<'a> = (&'a Overview, Option<&'a Reference>);

fn table_group(held: Held<'_>, group: &Group<'_>, user: &CurrentUser) -> TableGroup {
    TableGroup {
        heading: group.heading.clone(),
        rows: group.tasks.iter().map(|task| table_row(held, task, user)).collect(),
    }
}

fn table_row((overview, reference): Held<'_>, task: &TaskOverview, user: &CurrentUser) -> TableRow {
    let calendar = &overview.calendar;
    let line = |step| {
        let slipped = reference.and_then(|reference| slips::of_milestone(reference, step, calendar));
        StepLine::of(step, overview.today).slipped(slipped).estimated(calendar.is_estimate(step.due_on))
    };
    let moved = task.original_due_on != task.due_on;
    let open = || OpenRow {
        share: task.share,
        scheduled: task.scheduled,
        starts_on: dates::short(task.starts_on),
        due_on: dates::short(task.due_on),
        moved_from: moved.then(|| dates::short(task.original_due_on)),
        slipped: reference.and_then(|reference| slips::of_completion(reference, task, calendar)),
        steps: task.milestones.iter().map(line).collect(),
    };
    TableRow {
        number: task.number,
        path: urls::task(overview.plan.year, task.number),
        title: task.title.clone(),
        kind: task.light.light.code(),
        symbol: task.light.light.symbol(),
        light_words: task.light.words.clone(),
        open: task.is_open_to(user).then(open),
    }
}
