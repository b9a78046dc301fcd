//! What would come of a timeline, before anything is saved.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;

use super::form::{TimelineForm, TypedTimeline};
use super::ground::Ground;
use crate::accounts::CurrentUser;
use crate::plan::milestones::model::{Milestone, cumulative};
use crate::web::{AppState, PageFrame, dates, urls};

/// A milestone that stands.
pub(super) struct StandingLine {
    pub title: String,
    pub due_on: String,
    /// Whether the date is an estimate.
    pub estimate: bool,
    pub reached: u32,
    pub state: (&'static str, &'static str, String),
}

impl StandingLine {
    pub fn of(milestone: &Milestone, today: NaiveDate) -> Self {
        let late = (today - milestone.due_on).num_days();
        let state = match (milestone.met_on, milestone.waived_on) {
            (Some(met_on), _) => ("green", "✔", format!("{} 完成", dates::short(met_on))),
            (None, Some(_)) => ("grey", "○", "不再要求".to_owned()),
            (None, None) if late > 0 => ("red", "▲", format!("逾期 {late} 天")),
            (None, None) => ("grey", "○", "未到期".to_owned()),
        };
        let (title, due_on) = (milestone.title.clone(), dates::short(milestone.due_on));
        let (estimate, reached) = (milestone.is_estimate(), milestone.planned_share);
        Self { title, due_on, estimate, reached, state }
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/milestones/timeline_preview.html")]
pub(super) struct PreviewPage {
    frame: PageFrame,
    back: String,
    task: String,
    is_office: bool,
    /// What stands in the way of all steps.
    troubles: Vec<String>,
    /// From the first start to the last due date.
    span: String,
    lines: Vec<StepLine>,
    /// Whether a date among them is an estimate.
    estimates: bool,
    stay: Vec<StandingLine>,
    replaced: Vec<StandingLine>,
    reason: Option<String>,
    version: i32,
    proposal: String,
    hidden: Vec<(String, String)>,
}

struct StepLine {
    number: usize,
    title: String,
    starts_on: String,
    /// Whether that day is an estimate.
    start_estimate: bool,
    due_on: String,
    /// Whether that day is an estimate.
    estimate: bool,
    working_days: u32,
    share: u32,
    reached: u32,
    working: String,
    troubles: Vec<String>,
}

impl PreviewPage {
    pub fn of(
        state: &AppState,
        user: &CurrentUser,
        ground: &Ground,
        form: &TimelineForm,
        timeline: &TypedTimeline,
    ) -> Self {
        let (stay, replaced) = ground.sorted();
        let standing = |milestones: Vec<_>| {
            milestones.into_iter().map(|milestone| StandingLine::of(milestone, ground.today)).collect()
        };
        let (year, number) = (ground.plan.year, ground.task.number);
        let lines = lines(ground, timeline);
        Self {
            frame: user.frame(state, Some(year)),
            back: urls::timeline(year, number),
            task: format!("{number} {}", ground.task.title),
            is_office: ground.is_office,
            troubles: timeline.planned.all_troubles(),
            span: span(timeline),
            estimates: lines.iter().any(|line| line.start_estimate || line.estimate),
            lines,
            stay: standing(stay),
            replaced: standing(replaced),
            reason: timeline.reason.clone(),
            version: ground.task.version,
            proposal: ground.open_proposal().map_or_else(String::new, |proposal| proposal.id.to_string()),
            hidden: form.hidden(),
        }
    }
}

fn span(timeline: &TypedTimeline) -> String {
    let placed = &timeline.planned.placed;
    let first = placed.iter().map(|step| step.starts_on).min();
    let last = placed.iter().map(|step| step.due_on).max();
    let span = first.zip(last);
    span.map_or_else(String::new, |(first, last)| format!("{} 至 {}", dates::long(first), dates::long(last)))
}

fn lines(ground: &Ground, timeline: &TypedTimeline) -> Vec<StepLine> {
    let planned = &timeline.planned;
    let reached = cumulative(&planned.milestones, ground.share_reached());
    let line = |at: usize| StepLine {
        number: at + 1,
        title: planned.milestones[at].title.clone(),
        starts_on: dates::short_with_weekday(planned.placed[at].starts_on),
        start_estimate: ground.calendar.is_estimate(planned.placed[at].starts_on),
        due_on: dates::short_with_weekday(planned.placed[at].due_on),
        estimate: ground.calendar.is_estimate(planned.placed[at].due_on),
        working_days: planned.milestones[at].working_days,
        share: planned.milestones[at].share,
        reached: reached[at],
        working: planned.placed[at].working.clone(),
        troubles: planned.troubles[at].clone(),
    };
    (0..planned.milestones.len()).map(line).collect()
}
