//! One task's Gantt, larger: its bar, and below it a line per milestone with its title beside the diamond.

use super::axis::{Length, Scale, Span, Tick, Today};
use super::chart::axis_of;
use super::geometry::{Bar, Diamond, Shift, row};
use super::words::{StepLine, fitted};
use crate::pages::overview::{Overview, TaskOverview};
use crate::web::dates;

/// Height of a milestone's line, and of the axis with the bar above the first.
const LINE: u32 = 24;
const HEAD: u32 = 64;

/// Ems of a title beside its diamond: the half of a phone.
const TITLE: f64 = 12.0;

/// One task's Gantt, as `templates/pages/gantt_of_task_partial.html` draws it: the page has it as `gantt`, and links
/// [`Assets::gantt_drawing_css`](crate::web::static_files::Assets).
#[derive(Debug, Clone, PartialEq)]
pub struct TaskGantt {
    /// Of the drawing, in pixels; its width is that of where it stands.
    pub height: u32,
    /// What a screen reader says of it.
    pub summary: String,
    /// The axis.
    pub months: Vec<Tick>,
    /// What is shaded.
    pub days_off: Vec<Span>,
    /// Today's line.
    pub today: Option<Today>,
    /// The task's bars.
    pub bars: Vec<Bar>,
    /// How its completion was moved.
    pub end_shift: Option<Shift>,
    /// Where the baseline has its completion, if elsewhere.
    pub end_slip: Option<Shift>,
    /// How far the completion slipped from the baseline: 较6月30日基线推迟 10 个工作日.
    pub completion_slipped: Option<String>,
    /// The baseline whose other dates are drawn: 6月30日基线; `None` where none is.
    pub baseline: Option<String>,
    /// Its milestones.
    pub steps: Vec<Step>,
}

/// A milestone with its line.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The top of its line.
    pub y: u32,
    /// The diamond.
    pub diamond: Diamond,
    /// What its words stand beside: the diamond, or where it first was, if that lies on their side.
    pub beside: Length,
    /// Its title, cut where it is long.
    pub title: String,
    /// Date and state.
    pub words: String,
    /// How far it slipped from the baseline.
    pub slipped: Option<String>,
    /// All of it, uncut.
    pub line: String,
}

/// Draws `task`, one of the overview's as its reader may see it. A task without milestones shows its bar only.
#[must_use]
pub fn of_task(overview: &Overview, task: &TaskOverview) -> TaskGantt {
    let axis = axis_of(overview, Scale::Percent);
    let drawn = row(task, &axis, overview.today, &overview.calendar);
    let lines = task.milestones.iter().map(|milestone| StepLine::of(milestone, overview.today));
    let step = |(y, (diamond, line)): (u32, (Diamond, StepLine))| Step {
        y,
        beside: beside(&diamond),
        diamond,
        title: fitted(&line.title, TITLE),
        words: format!("{}，{}", line.due_on, line.words),
        slipped: None,
        line: line.line(),
    };
    let steps: Vec<Step> =
        (HEAD..).step_by(LINE as usize).zip(drawn.diamonds.into_iter().zip(lines)).map(step).collect();
    TaskGantt {
        height: steps.last().map_or(HEAD, |step| step.y + LINE),
        summary: summary(task, &steps),
        months: axis.months(),
        days_off: axis.days_off(&overview.calendar),
        today: axis.today(overview.today),
        bars: drawn.bars,
        end_shift: drawn.end_shift,
        end_slip: None,
        completion_slipped: None,
        baseline: None,
        steps,
    }
}

fn beside(diamond: &Diamond) -> Length {
    let first = diamond.shift.map_or(diamond.x, |shift| shift.from);
    let on_their_side = if diamond.x.is_late() { first < diamond.x } else { first > diamond.x };
    if on_their_side { first } else { diamond.x }
}

fn summary(task: &TaskOverview, steps: &[Step]) -> String {
    let scheduled = task.scheduled.map(|share| format!("，序时进度 {share}%")).unwrap_or_default();
    let period = format!("{} 至 {}", dates::short(task.starts_on), dates::short(task.due_on));
    let lines = steps.iter().map(|step| step.line.as_str()).collect::<Vec<_>>().join("；");
    let lines = if lines.is_empty() { "还没有节点".to_owned() } else { format!("节点：{lines}") };
    format!("本任务的倒排工期图，{period}，进度 {}%{scheduled}。{lines}。", task.share)
}
