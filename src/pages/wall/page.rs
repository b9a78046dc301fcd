//! The page of the wall.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};

use super::sheets::{self, Sheet, Total};
use crate::accounts::{Action, CurrentUser};
use crate::clock::BEIJING;
use crate::deadlines::escalation::proper_day;
use crate::deadlines::{DeadlineKind, Level, Period};
use crate::error::Result;
use crate::pages::overview::{self, Overview, ReportDuty, TaskOverview};
use crate::reporting::monthly_reports::OwnRating;
use crate::status::Light;
use crate::web::{AppState, PageFrame, dates, urls};

#[derive(Template, WebTemplate)]
#[template(path = "pages/wall.html", whitespace = "minimize")]
pub(super) struct WallPage {
    frame: PageFrame,
    title: String,
    today: String,
    days_left: Option<i64>,
    as_of: String,
    events_path: String,
    totals: Vec<Total>,
    pages: Vec<Sheet<Tile>>,
    lists: Vec<TaskList>,
    reports: Option<ReportLine>,
    longest: Option<Longest>,
}

/// A task on the wall.
#[derive(Clone)]
struct Tile {
    number: i32,
    path: String,
    kind: &'static str,
    symbol: &'static str,
    wall_words: String,
    words: String,
    marks: Vec<&'static str>,
    title: String,
    lead: String,
    share: u32,
    scheduled: Option<u32>,
}

/// Tasks as a phone lists them, worst first; with a heading where the reader has tasks of their own.
struct TaskList {
    heading: Option<String>,
    tiles: Vec<Tile>,
}

/// The reports of the running month.
struct ReportLine {
    month: u32,
    submitted: usize,
    owed: usize,
    /// Of all months.
    awaiting_review: usize,
    path: Option<String>,
}

/// The task overdue longest.
struct Longest {
    words: String,
    path: String,
}

/// Shows the wall of a year.
pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
) -> Result<WallPage> {
    let mut conn = state.db.acquire().await?;
    let overview = overview::read(&mut conn, year, state.clocks.today()).await?.for_reader(&user);
    drop(conn);
    Ok(WallPage {
        frame: user.frame(&state, Some(year)),
        title: sheets::title(&overview),
        today: dates::long(overview.today),
        days_left: Some((overview.plan.ends_on - overview.today).num_days()).filter(|days| *days > 0),
        as_of: state.clocks.ledger_now().with_timezone(&BEIJING).format("%H:%M").to_string(),
        events_path: urls::wall_events(year),
        totals: sheets::totals(&overview),
        pages: sheets::sheets(&overview, |task| tile(&overview, task, &user)),
        lists: lists(&overview, &user),
        reports: report_line(&overview, &user),
        longest: longest(&overview),
    })
}

fn tile(overview: &Overview, task: &TaskOverview, user: &CurrentUser) -> Tile {
    let hidden = !task.is_open_to(user);
    let undecided = if hidden { "—" } else { "牵头部门待明确" };
    Tile {
        number: task.number,
        path: urls::task(overview.plan.year, task.number),
        kind: task.light.light.code(),
        symbol: task.light.light.symbol(),
        wall_words: task.light.wall_words.clone(),
        words: task.light.words.clone(),
        marks: task.marks.iter().map(|mark| mark.short).chain(task.verified.map(verified)).collect(),
        title: task.title.clone(),
        lead: task.leads().unwrap_or_else(|| undecided.to_owned()),
        share: task.share,
        scheduled: task.scheduled,
    }
}

/// How the last quarterly check rates a task that its department rates otherwise.
fn verified(rating: OwnRating) -> &'static str {
    match rating {
        OwnRating::Normal => "核定正常",
        OwnRating::Slow => "核定偏慢",
        OwnRating::Blocked => "核定受阻",
    }
}

/// All tasks worst first; a leader's own before the others.
fn lists(overview: &Overview, user: &CurrentUser) -> Vec<TaskList> {
    let mut tasks: Vec<&TaskOverview> = overview.tasks.iter().collect();
    tasks.sort_by_key(|task| task.badness());
    let is_own = |task: &&TaskOverview| task.leader.as_ref().is_some_and(|(id, _)| *id == user.account_id);
    let (own, others): (Vec<_>, Vec<_>) = tasks.into_iter().partition(is_own);
    let tiles = |tasks: Vec<&TaskOverview>| tasks.iter().map(|task| tile(overview, task, user)).collect();
    if own.is_empty() {
        return vec![TaskList { heading: None, tiles: tiles(others) }];
    }
    let (own_words, other_words) =
        (format!("我分管的 {} 项", own.len()), format!("其他 {} 项", others.len()));
    vec![
        TaskList { heading: Some(own_words), tiles: tiles(own) },
        TaskList { heading: Some(other_words), tiles: tiles(others) },
    ]
}

/// The month whose reports are due soon or were due last, before the first one the first.
fn running_month(overview: &Overview) -> Option<Period> {
    let mut months: Vec<&ReportDuty> = overview.reports.iter().filter(|report| !report.waived).collect();
    months.sort_by_key(|report| (report.month.first_day(), report.due_on));
    months.dedup_by_key(|report| report.month);
    let begun = |report: &&&ReportDuty| {
        let soon = proper_day(
            DeadlineKind::MonthlyReport,
            report.due_on,
            Level::DueSoon,
            &overview.calendar,
            &overview.rules,
        );
        soon.is_some_and(|day| day <= overview.today)
    };
    months.iter().rev().find(begun).or(months.first()).map(|report| report.month)
}

fn report_line(overview: &Overview, user: &CurrentUser) -> Option<ReportLine> {
    let month = running_month(overview)?;
    let owed: Vec<_> =
        overview.reports.iter().filter(|report| report.month == month && !report.waived).collect();
    let path = || urls::reports_of_month(overview.plan.year, &month.to_string());
    Some(ReportLine {
        month: chrono::Datelike::month(&month.first_day()),
        submitted: owed.iter().filter(|report| report.met).count(),
        owed: owed.len(),
        awaiting_review: overview.reports.iter().filter(|report| report.awaits_review).count(),
        path: user.may(Action::FileReport).then(path),
    })
}

fn longest(overview: &Overview) -> Option<Longest> {
    let late = overview.tasks.iter().filter(|task| task.light.light == Light::Red && task.days_overdue > 0);
    let task = late.min_by_key(|task| task.badness())?;
    let lead = task.answers_for_delay().unwrap_or_else(|| "牵头部门待明确".to_owned());
    Some(Longest {
        words: format!("{} {}（{lead}）{} 天", task.number, task.title, task.days_overdue),
        path: urls::task(overview.plan.year, task.number),
    })
}
