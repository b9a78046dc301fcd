//! What would come of a timeline, before anything is saved.

use askama::Template;
use askama_web::WebTemplate;

use super::form::{TimelineForm, TypedTimeline};
use super::ground::Ground;
use super::page::StandingLine;
use crate::accounts::CurrentUser;
use crate::plan::milestones::model::cumulative;
use crate::web::{AppState, PageFrame, dates, urls};

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
