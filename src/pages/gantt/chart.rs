//! The drawing of all tasks: rows with their heights and words, for page and file.

use chrono::NaiveDate;

use super::axis::{Axis, Scale, Span, Tick, Today};
use super::geometry::{BarKind, Row, StepState, row};
use super::groups::Group;
use super::words::{StepLine, clean, fitted};
use crate::accounts::CurrentUser;
use crate::pages::overview::{Overview, TaskOverview};
use crate::web::{dates, urls};

/// Height of a row; 39 tasks and 6 sections fit a screen of 1080 pixels.
const ROW: u32 = 20;

/// Height of the axis above the rows: months and weeks.
const HEAD: u32 = 34;

/// How high a drawing can be for one A3 sheet across, with its heading, in pixels of 1/96 inch.
const SHEET: u32 = 985;

/// Width of the column of names: number, title, light.
pub(in crate::pages) const NAMES: u32 = 424;

/// Ems that fit between number and light, and behind the light's shape.
const TITLE: f64 = 19.0;
const LIGHT: f64 = 8.6;

/// All tasks, drawn.
pub(in crate::pages) struct Chart {
    pub names: u32,
    pub height: u32,
    /// Where the rows begin.
    pub head: u32,
    /// By how many percent print makes it smaller, so that it fits one sheet; 100 where it fits as it is.
    pub print_size: u32,
    /// What a screen reader says of it.
    pub summary: String,
    /// Which months it shows: 2019年4月—12月.
    pub span: String,
    pub months: Vec<Tick>,
    pub weeks: Vec<Tick>,
    pub days_off: Vec<Span>,
    pub today: Option<Today>,
    pub entries: Vec<Entry>,
}

/// A row.
pub(in crate::pages) enum Entry {
    Heading { y: u32, text: String, count: usize },
    Task(Box<TaskEntry>),
}

/// A task's row.
pub(in crate::pages) struct TaskEntry {
    pub y: u32,
    pub number: i32,
    /// Its page; a file links nowhere.
    pub path: Option<String>,
    pub title: String,
    /// The whole title, where it was cut.
    pub full_title: Option<String>,
    pub kind: &'static str,
    pub symbol: &'static str,
    pub light_words: String,
    pub row: Row,
    /// What each diamond says; empty for passers-by.
    pub tips: Vec<String>,
}

/// Draws the tasks of these groups, on a page in percent with links, in a file in pixels without. Without a `reader` it
/// is what anybody may see who passes: no share and no words of milestones.
pub(super) fn draw(
    overview: &Overview,
    groups: &[Group<'_>],
    scale: Scale,
    reader: Option<&CurrentUser>,
) -> Chart {
    let axis = axis_of(overview, scale);
    let mut entries = Vec::new();
    let mut y = HEAD;
    for group in groups {
        entries.push(Entry::Heading { y, text: clean(&group.heading), count: group.tasks.len() });
        y += ROW;
        for task in &group.tasks {
            let entry = task_entry(overview, task, (&axis, scale), y, reader);
            entries.push(Entry::Task(Box::new(entry)));
            y += ROW;
        }
    }
    Chart {
        names: NAMES,
        height: y + 2,
        head: HEAD,
        print_size: print_size(y),
        summary: summary(overview, &axis),
        span: axis.words(),
        months: axis.months(),
        weeks: axis.weeks(overview.today),
        days_off: axis.days_off(&overview.calendar),
        today: axis.today(overview.today),
        entries,
    }
}

pub(super) fn axis_of(overview: &Overview, scale: Scale) -> Axis {
    let plan = &overview.plan;
    Axis::of_plan(plan.year, plan.starts_on, plan.ends_on, scale)
}

/// Of a restricted task others see number and light: its dates are the plan's own and say nothing.
fn task_entry(
    overview: &Overview,
    task: &TaskOverview,
    (axis, scale): (&Axis, Scale),
    y: u32,
    reader: Option<&CurrentUser>,
) -> TaskEntry {
    let today = overview.today;
    let title = fitted(&task.title, TITLE);
    let is_open = reader.map_or(!task.restricted, |user| task.is_open_to(user));
    let mut drawn = if is_open { row(task, axis, today, &overview.calendar) } else { Row::default() };
    if reader.is_none() {
        drawn.bars.retain(|bar| bar.kind != BarKind::Reported);
    }
    let tip = |step| reader.map_or_else(String::new, |_| clean(&StepLine::of(step, today).line()));
    TaskEntry {
        y,
        number: task.number,
        path: (scale == Scale::Percent).then(|| urls::task(overview.plan.year, task.number)),
        full_title: (title != task.title).then(|| clean(&task.title)),
        title,
        kind: task.light.light.code(),
        symbol: task.light.light.symbol(),
        light_words: fitted(&task.light.words, LIGHT),
        row: drawn,
        tips: task.milestones.iter().map(tip).collect(),
    }
}

/// In steps of five, and not below half its size: then it takes more sheets.
fn print_size(height: u32) -> u32 {
    (SHEET * 100 / height.max(1) / 5 * 5).clamp(50, 100)
}

fn summary(overview: &Overview, axis: &Axis) -> String {
    let today = overview.today;
    let of_state = |state| {
        let steps = overview.tasks.iter().flat_map(|task| &task.milestones);
        steps.filter(|step| StepState::of(step, today) == state).count()
    };
    format!(
        "{} 项改革任务的倒排工期图，{}，今天 {}。节点：已完成 {} 个，未到 {} 个，逾期 {} 个。",
        overview.tasks.len(),
        axis.words(),
        dates::short(today),
        of_state(StepState::Met),
        of_state(StepState::ToCome),
        of_state(StepState::Past),
    )
}

/// A day as a drawing's heading says it: 7月10日.
pub(super) fn day_words(day: NaiveDate) -> String {
    format!("{}月{}日", chrono::Datelike::month(&day), chrono::Datelike::day(&day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_courts_plan_is_printed_as_large_as_on_the_screen_and_a_longer_one_smaller() {
        let size = |tasks: u32, groups: u32| print_size(HEAD + (tasks + groups) * ROW);
        assert_eq!(size(39, 6), 100);
        assert_eq!(size(39, 17), 85);
        assert_eq!(size(500, 6), 50);
    }
}
