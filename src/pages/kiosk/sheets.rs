//! The content of each view: titles, departments, lights and the dates open to all, no more.

use chrono::{Days, NaiveDate};

use super::changes::{self, Change};
use super::model::{Turn, View};
use crate::pages::gantt::{self, Chart};
use crate::pages::overview::{Overview, TaskOverview};
use crate::pages::wall::sheets::{Sheet as Tiles, sheets as tile_sheets};
use crate::status::Light;
use crate::web::dates;

/// How many tasks 逾期最久 names.
const LONGEST: usize = 10;

/// How many tasks stand on a sheet of 本周变化.
const CHANGED: usize = 10;

/// 本周变化 looks back so many days, today among them: a Monday shows the week before.
const DAYS_OF_WEEK: u64 = 7;

/// Width of a sheet of the Gantt in the drawing's own pixels: at 1920 of the screen's its letters are 20 high.
const WIDTH: u32 = 1200;

/// Width of its column of leads, and the ems that fit.
const LEADS: u32 = 126;
const LEAD: f64 = 9.2;

/// How high its rows are taken to be at least, so that few of them are not drawn huge, and the key below them.
const LOWEST: u32 = 534;
const KEY: u32 = 26;

/// One sheet of the screen.
pub(super) struct Sheet {
    /// For how long it stands.
    pub seconds: i32,
    pub content: Content,
}

/// What stands on a sheet; each has its template.
pub(super) enum Content {
    Wall(Tiles<Tile>),
    Gantt(Box<Gantt>),
    ThisWeek(Week),
    LongestOverdue(Vec<Overdue>),
}

/// A task on the wall.
pub(super) struct Tile {
    pub number: i32,
    pub kind: &'static str,
    pub symbol: &'static str,
    pub words: String,
    pub title: String,
    pub lead: String,
}

/// A sheet of the Gantt, in the drawing's own pixels: the columns of names and of leads, then the plot.
pub(super) struct Gantt {
    /// 2019年4月—12月, 第 1 页 / 共 2 页
    pub says: String,
    pub chart: Chart,
    /// 牵头部门 of each task, by the height of its row.
    pub leads: Vec<(u32, String)>,
    /// Where the column of leads begins and the plot, how wide that is, and how high the sheet.
    pub leads_at: u32,
    pub plot_at: u32,
    pub plot: u32,
    pub height: u32,
}

/// A sheet of what happened.
pub(super) struct Week {
    /// 2019年7月4日至7月10日, 第 1 页 / 共 2 页
    pub says: String,
    pub tasks: Vec<Changed>,
}

/// A task with what happened to it.
pub(super) struct Changed {
    pub number: i32,
    pub kind: &'static str,
    pub symbol: &'static str,
    pub words: String,
    pub title: String,
    pub lead: String,
    pub what: String,
}

/// A task in the list of those overdue longest.
pub(super) struct Overdue {
    pub number: i32,
    pub title: String,
    pub lead: String,
    /// What of it is overdue: 任务完成.
    pub what: &'static str,
    pub days: i64,
}

/// The first day that 本周变化 tells of.
pub(super) fn first_day_of_week(today: NaiveDate) -> NaiveDate {
    today - Days::new(DAYS_OF_WEEK - 1)
}

/// The sheets of a link's turns, in order; a view may need several. `changes` are those since
/// [`first_day_of_week`], oldest first.
pub(super) fn sheets(overview: &Overview, turns: &[Turn], changes: &[Change]) -> Vec<Sheet> {
    let of_turn = |turn: &Turn| {
        let seconds = turn.seconds;
        contents(overview, turn.view, changes).into_iter().map(move |content| Sheet { seconds, content })
    };
    turns.iter().flat_map(of_turn).collect()
}

fn contents(overview: &Overview, view: View, changes: &[Change]) -> Vec<Content> {
    match view {
        View::Wall => tile_sheets(overview, tile).into_iter().map(Content::Wall).collect(),
        View::Gantt => {
            gantt_sheets(overview).into_iter().map(|sheet| Content::Gantt(Box::new(sheet))).collect()
        }
        View::ThisWeek => week_sheets(overview, changes).into_iter().map(Content::ThisWeek).collect(),
        View::LongestOverdue => vec![Content::LongestOverdue(longest_overdue(overview))],
    }
}

fn tile(task: &TaskOverview) -> Tile {
    Tile {
        number: task.number,
        kind: task.light.light.code(),
        symbol: task.light.light.symbol(),
        words: task.light.wall_words.clone(),
        title: task.title.clone(),
        lead: lead(task),
    }
}

fn lead(task: &TaskOverview) -> String {
    let undecided = if task.restricted { "—" } else { "牵头部门待明确" };
    task.leads().unwrap_or_else(|| undecided.to_owned())
}

fn gantt_sheets(overview: &Overview) -> Vec<Gantt> {
    let leads_at = gantt::NAMES;
    let plot_at = leads_at + LEADS;
    let plot = WIDTH - plot_at - 8;
    let charts = gantt::screen_sheets(overview, plot);
    let of = charts.len();
    let sheet = |(at, chart): (usize, Chart)| Gantt {
        says: format!("{}{}", chart.span, page_of(at, of)),
        leads: leads_of(overview, &chart),
        height: chart.height.max(LOWEST) + KEY,
        chart,
        leads_at,
        plot_at,
        plot,
    };
    charts.into_iter().enumerate().map(sheet).collect()
}

fn leads_of(overview: &Overview, chart: &Chart) -> Vec<(u32, String)> {
    let lead_of = |entry: &gantt::Entry| match entry {
        gantt::Entry::Heading { .. } => None,
        gantt::Entry::Task(row) => {
            let task = overview.tasks.iter().find(|task| task.number == row.number)?;
            Some((row.y, gantt::fitted(&lead(task), LEAD)))
        }
    };
    chart.entries.iter().filter_map(lead_of).collect()
}

/// Whatever is said of a restricted task is not said here.
fn week_sheets(overview: &Overview, changes: &[Change]) -> Vec<Week> {
    let row = |task: &TaskOverview| {
        let what = changes::line(task, changes).filter(|_| !task.restricted)?;
        let Tile { number, kind, symbol, words, title, lead } = tile(task);
        Some(Changed { number, kind, symbol, words, title, lead, what })
    };
    let mut rows = overview.tasks.iter().filter_map(row).peekable();
    let mut sheets: Vec<Vec<Changed>> = Vec::new();
    while rows.peek().is_some() {
        sheets.push(rows.by_ref().take(CHANGED).collect());
    }
    if sheets.is_empty() {
        sheets.push(Vec::new());
    }
    let of = sheets.len();
    let (first, last) = (first_day_of_week(overview.today), overview.today);
    let span = format!("{}至{}", dates::plain(first), dates::plain(last));
    let sheet = |(at, tasks)| Week { says: format!("{span}{}", page_of(at, of)), tasks };
    sheets.into_iter().enumerate().map(sheet).collect()
}

/// ` · 第 1 页，共 2 页`, where there are several.
fn page_of(at: usize, of: usize) -> String {
    if of > 1 { format!(" · 第 {} 页，共 {of} 页", at + 1) } else { String::new() }
}

/// The red tasks whose worst duty is overdue longest. Restricted ones are not among them: how long they are overdue is
/// not for everyone.
fn longest_overdue(overview: &Overview) -> Vec<Overdue> {
    let is_late = |task: &&TaskOverview| task.light.light == Light::Red && !task.restricted;
    let mut late: Vec<&TaskOverview> = overview.tasks.iter().filter(is_late).collect();
    late.sort_by_key(|task| task.badness());
    let row = |task: &TaskOverview| Overdue {
        number: task.number,
        title: task.title.clone(),
        lead: lead(task),
        what: task.longest_overdue.map_or("", |kind| kind.word()),
        days: task.days_overdue,
    };
    late.into_iter().take(LONGEST).map(row).collect()
}
