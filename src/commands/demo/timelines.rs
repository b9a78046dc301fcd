//! The office lays out timelines, departments do their steps: by calling what the pages call.

use chrono::NaiveDate;

use super::life::{Life, unknown};
use super::milestones::{document_of, done_on, shares_of, steps_to_place};
use super::script::made_up;
use super::store;
use crate::deadlines::due_dates::Reckoned;
use crate::error::Result;
use crate::plan::milestones::scheduler::back_schedule;
use crate::plan::milestones::{Done, NewMilestone, NewTimeline, get_milestone, lay_out, meet_milestone};
use crate::plan::tasks::store::{get_completion_date, get_task_to_change};

impl Life<'_> {
    /// The office lays out the timelines of the tasks that departments file for and that have none yet.
    pub(super) async fn lay_out_timelines(&mut self, day: NaiveDate, departments: &[&str]) -> Result<()> {
        for department in departments {
            let department = self.department(department)?;
            for number in store::list_tasks_without_timeline(self.conn, self.plan.id, department, day).await?
            {
                self.lay_out_timeline(day, number).await?;
            }
        }
        Ok(())
    }

    async fn lay_out_timeline(&mut self, day: NaiveDate, number: i32) -> Result<()> {
        let act = self.act_of("office")?;
        let task = get_task_to_change(self.conn, &self.plan, number).await?;
        let end = get_completion_date(self.conn, task.id).await?;
        let steps = steps_to_place(number, day, end, &self.calendar);
        let placed = back_schedule(&steps, end, &self.calendar);
        let milestones =
            steps.into_iter().zip(placed).zip(shares_of(number)).map(|((step, place), share)| {
                let due = Reckoned { due_on: place.due_on, working: place.working };
                let (title, working_days, after) = (step.title, step.working_days, step.after);
                NewMilestone { title, working_days, share, after, due }
            });
        let timeline = NewTimeline { steps: milestones.collect(), replaces: None };
        lay_out(self.conn, &act, &self.plan, &task, &timeline).await
    }

    /// Departments mark what they have done by `day`.
    pub(super) async fn do_steps(&mut self, day: NaiveDate) -> Result<()> {
        let open = store::list_open_milestones(self.conn, self.plan.id, day).await?;
        let due = open.into_iter().filter(|step| done_on(step.task, step.place, step.due_on) <= day);
        for (minute, step) in (0..).zip(due) {
            self.set_clock(day, 14, minute);
            self.do_step(day, &step).await?;
        }
        Ok(())
    }

    async fn do_step(&mut self, day: NaiveDate, step: &store::OpenMilestone) -> Result<()> {
        let act = self.act_of(step.department.as_deref().ok_or_else(|| unknown("an owner"))?)?;
        let task = get_task_to_change(self.conn, &self.plan, step.task).await?;
        let milestone = get_milestone(self.conn, task.id, step.id).await?;
        let document = document_of(&milestone.title, &task.title);
        let done = Done {
            on: day,
            shown_by: made_up(&format!("“{}”已按计划办理", milestone.title)),
            document_number: document
                .as_ref()
                .map_or_else(String::new, |_| format!("演示〔2019〕{}号", step.task)),
            document_title: document.map_or_else(String::new, |title| made_up(&title)),
            file: None,
        };
        meet_milestone(self.conn, &act, &self.plan, &task, &milestone, &done).await
    }
}
