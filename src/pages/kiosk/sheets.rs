//! The content of each view: titles, departments and lights, no more.

use super::model::{Turn, View};
use crate::pages::overview::{Overview, TaskOverview};
use crate::pages::wall::sheets::{Sheet as Tiles, sheets as tile_sheets};
use crate::status::Light;

/// How many tasks 逾期最久 names.
const LONGEST: usize = 10;

/// One sheet of the screen.
pub(super) struct Sheet {
    /// For how long it stands.
    pub seconds: i32,
    pub content: Content,
}

/// What stands on a sheet; each has its template.
pub(super) enum Content {
    Wall(Tiles<Tile>),
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

/// A task in the list of those overdue longest.
pub(super) struct Overdue {
    pub number: i32,
    pub title: String,
    pub lead: String,
    /// What of it is overdue: 任务完成.
    pub what: &'static str,
    pub days: i64,
}

/// The sheets of a link's turns, in order; a view may need several.
pub(super) fn sheets(overview: &Overview, turns: &[Turn]) -> Vec<Sheet> {
    let of_turn = |turn: &Turn| {
        let seconds = turn.seconds;
        contents(overview, turn.view).into_iter().map(move |content| Sheet { seconds, content })
    };
    turns.iter().flat_map(of_turn).collect()
}

fn contents(overview: &Overview, view: View) -> Vec<Content> {
    match view {
        View::Wall => tile_sheets(overview, tile).into_iter().map(Content::Wall).collect(),
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
