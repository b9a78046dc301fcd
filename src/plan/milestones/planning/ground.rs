//! What a timeline is planned on: the task with what stands, its end, the calendar, patterns, and the newest proposal.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::accounts::{Action, CurrentUser};
use crate::calendar::{WorkingCalendar, get_calendar};
use crate::error::{AppError, Result};
use crate::plan::Plan;
use crate::plan::milestones::lay_out::{share_reached, sort};
use crate::plan::milestones::model::{Milestone, refusal_of_state};
use crate::plan::milestones::patterns::{Pattern, list_patterns};
use crate::plan::milestones::proposals::{Proposal, find_latest, list_lead_departments};
use crate::plan::milestones::rows::{Step, TypedRow};
use crate::plan::milestones::scheduler::{StepToPlace, chosen_days};
use crate::plan::milestones::store::list_milestones;
use crate::plan::tasks::Task;
use crate::plan::tasks::store::get_completion_date;
use crate::web::dates;

pub(super) struct Ground {
    pub plan: Plan,
    pub task: Task,
    pub today: NaiveDate,
    pub milestones: Vec<Milestone>,
    /// When the task is to be completed: nothing ends later.
    pub completion: NaiveDate,
    pub calendar: WorkingCalendar,
    /// Those in use.
    pub patterns: Vec<Pattern>,
    pub proposal: Option<Proposal>,
    /// Whether the planner lays out, or proposes.
    pub is_office: bool,
}

impl Ground {
    /// # Errors
    /// Forbidden to those who do not keep the plan and lead the task in no department; refused for a closed task.
    pub async fn read(
        conn: &mut PgConnection,
        user: &CurrentUser,
        plan: Plan,
        task: Task,
        today: NaiveDate,
    ) -> Result<Self> {
        let is_office = user.may(Action::KeepPlan);
        if !is_office {
            let leads = list_lead_departments(conn, task.id, today).await?;
            if !leads.iter().any(|department| user.may_for(Action::ProposeTimeline, *department)) {
                let sentence = "倒排工期由任务的牵头部门提出、领导小组办公室确认。";
                return Err(AppError::Forbidden(sentence.into()));
            }
        }
        if let Some(sentence) = refusal_of_state(task.status) {
            return Err(AppError::Refused(sentence));
        }
        let mut patterns = list_patterns(conn).await?;
        patterns.retain(|pattern| pattern.retired_on.is_none());
        Ok(Self {
            milestones: list_milestones(conn, task.id).await?,
            completion: get_completion_date(conn, task.id).await?,
            calendar: get_calendar(conn).await?,
            proposal: find_latest(conn, task.id).await?,
            plan,
            task,
            today,
            patterns,
            is_office,
        })
    }

    /// The proposal the office has yet to decide.
    pub fn open_proposal(&self) -> Option<&Proposal> {
        self.proposal.as_ref().filter(|proposal| proposal.is_open())
    }

    /// The first day a step can be worked on.
    pub fn from(&self) -> NaiveDate {
        self.task.starts_on.max(self.today)
    }

    /// The end proposed for new steps: the completion, on a working day.
    pub fn default_end(&self) -> NaiveDate {
        self.calendar.roll_back(self.completion)
    }

    /// The end of what stands and would be replaced; the one proposed for new steps where nothing is.
    pub fn standing_end(&self) -> NaiveDate {
        let last = self.sorted().1.iter().map(|milestone| milestone.due_on).max();
        last.unwrap_or_else(|| self.default_end())
    }

    /// The milestones that stay, and those a new timeline replaces.
    pub fn sorted(&self) -> (Vec<&Milestone>, Vec<&Milestone>) {
        sort(&self.milestones, self.today)
    }

    /// The share the milestones that stay have reached.
    pub fn share_reached(&self) -> u32 {
        share_reached(&self.sorted().0)
    }

    /// The rows that say what stands and would be replaced: planned back from [`Self::standing_end`], they come to the
    /// same days. Days chosen by hand are in them.
    pub fn standing_rows(&self) -> Vec<TypedRow> {
        let (_, replaced) = self.sorted();
        let mut by_date: Vec<&&Milestone> = replaced.iter().collect();
        by_date.sort_by_key(|milestone| (milestone.due_on, milestone.planned_share));
        let added = |milestone: &Milestone| {
            let before = by_date.iter().take_while(|other| other.id != milestone.id).last();
            let before = before.map_or(self.share_reached(), |before| before.planned_share);
            milestone.planned_share.saturating_sub(before)
        };
        let place = |id| replaced.iter().position(|other| other.id == id);
        let step = |milestone: &&Milestone| Step {
            title: milestone.title.clone(),
            working_days: milestone.working_days,
            share: added(milestone),
            after: milestone.after.iter().filter_map(|id| place(*id)).collect(),
            fixed: None,
        };
        let mut steps: Vec<Step> = replaced.iter().map(step).collect();
        let to_place: Vec<StepToPlace> = steps.iter().map(Step::to_place).collect();
        let due: Vec<NaiveDate> = replaced.iter().map(|milestone| milestone.due_on).collect();
        let chosen = chosen_days(&to_place, &due, self.standing_end(), &self.calendar);
        for (step, chosen) in steps.iter_mut().zip(chosen) {
            step.fixed = chosen;
        }
        TypedRow::of_steps(&steps)
    }

    /// What stands, in lines, for one who planned on something else.
    pub fn standing_words(&self) -> String {
        let line = |milestone: &Milestone| {
            let (title, due_on) = (&milestone.title, dates::short(milestone.due_on));
            format!("{title}　{due_on}　累计 {}%", milestone.planned_share)
        };
        let mut lines: Vec<String> =
            self.milestones.iter().filter(|milestone| milestone.stands()).map(line).collect();
        if lines.is_empty() {
            lines.push("还没有节点".to_owned());
        }
        if let Some(open) = self.open_proposal() {
            let rows = open.steps.rows.iter().map(|row| row.title.as_str()).collect::<Vec<_>>().join("、");
            lines.push(format!(
                "{} 提出、尚未确认：{rows}，{} 完成",
                open.proposed_by,
                dates::short(open.ends_on)
            ));
        }
        lines.join("\n")
    }
}
