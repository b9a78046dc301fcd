//! Planning one task backwards: `/2019/tasks/6/timeline`. A form of rows, filled from a pattern; a preview on real
//! working days that says what stands in the way; then it stands, or goes to the office as a proposal.
//!
//! - `ground.rs` what a timeline is planned on, and who may; `form.rs` what is typed
//! - `preview.rs` what would come of it; `page.rs` the form and its handlers; `give_back.rs` the office returns a proposal

mod form;
mod give_back;
mod ground;
mod page;
mod preview;

use chrono::NaiveDate;

use super::model::NewMilestone;
use super::rows::Step;
use super::scheduler::{PlacedStep, StepToPlace, Trouble, back_schedule, troubles};
use crate::accounts::Routes;
use crate::calendar::WorkingCalendar;
use crate::deadlines::due_dates::Reckoned;
use crate::web::dates;

/// The routes of planning one task.
pub(super) fn routes() -> Routes {
    let mut routes = page::routes();
    routes.extend(give_back::routes());
    routes
}

/// Steps on their dates.
pub(super) struct Planned {
    pub placed: Vec<PlacedStep>,
    /// As they are laid out.
    pub milestones: Vec<NewMilestone>,
    /// What stands in the way of each, in sentences.
    pub troubles: Vec<Vec<String>>,
}

impl Planned {
    /// Places steps backwards from `end`; none starts before `from`.
    pub fn of(steps: &[Step], end: NaiveDate, from: NaiveDate, calendar: &WorkingCalendar) -> Self {
        let to_place: Vec<StepToPlace> = steps.iter().map(Step::to_place).collect();
        let placed = back_schedule(&to_place, end, calendar);
        let found = troubles(&to_place, &placed, end, from, calendar);
        let words = |(at, found): (usize, Vec<Trouble>)| {
            found.into_iter().map(|trouble| sentence(trouble, at, &to_place, &placed, end)).collect()
        };
        let milestone = |(step, place): (&Step, &PlacedStep)| NewMilestone {
            title: step.title.clone(),
            working_days: step.working_days,
            share: step.share,
            after: step.after.clone(),
            due: Reckoned { due_on: place.due_on, working: place.working.clone() },
        };
        Self {
            milestones: steps.iter().zip(&placed).map(milestone).collect(),
            troubles: found.into_iter().enumerate().map(words).collect(),
            placed,
        }
    }

    /// All sentences, in the order of steps.
    pub fn all_troubles(&self) -> Vec<String> {
        self.troubles.concat()
    }
}

fn sentence(
    trouble: Trouble,
    at: usize,
    steps: &[StepToPlace],
    placed: &[PlacedStep],
    end: NaiveDate,
) -> String {
    let title = &steps[at].title;
    let (starts_on, due_on) = (dates::short(placed[at].starts_on), dates::short(placed[at].due_on));
    match trouble {
        Trouble::ShouldHaveStarted(days) => {
            format!("“{title}”最迟应在 {starts_on} 开始，已晚 {days} 个工作日。")
        }
        Trouble::Impossible(days) => {
            format!("“{title}”做不到：时限 {due_on} 已过 {days} 个工作日。")
        }
        Trouble::BeforeItsTurn(earlier) => format!(
            "“{title}”应在 {starts_on} 开始，它的前置步骤“{}”到 {} 才到期。",
            steps[earlier].title,
            dates::short(placed[earlier].due_on)
        ),
        Trouble::AfterTheEnd => format!("“{title}”的时限 {due_on} 晚于倒排的终点 {}。", dates::short(end)),
    }
}
