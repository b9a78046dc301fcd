//! Departments ask for later dates, leaders decide: by calling what the pages call.

use chrono::NaiveDate;

use super::life::{Life, unknown};
use super::script::made_up;
use crate::error::Result;
use crate::ids::TaskId;
use crate::plan::tasks::store::get_task_to_change;
use crate::supervision::Reader;
use crate::supervision::change_requests::model::Extendable;
use crate::supervision::change_requests::{
    Decision, Filter, NewRequest, RequestState, Ruling, ask, decide, list_extendable, list_requests,
};

impl Life<'_> {
    /// The department that owes a step (or the completion, without one) asks for a later date.
    pub(super) async fn ask_extension(
        &mut self,
        day: NaiveDate,
        number: i32,
        step: Option<&str>,
        (to, reason): (NaiveDate, &str),
    ) -> Result<()> {
        let task = get_task_to_change(self.conn, &self.plan, number).await?;
        let duty = self.duty(task.id, |duty| duty.name == step.unwrap_or_default()).await?;
        let act = self.act_of(duty.department_name.as_deref().ok_or_else(|| unknown("an owner"))?)?;
        let request = NewRequest { to, reason: made_up(reason), on: day };
        ask(self.conn, &act, (&self.plan, &task), &duty, &request).await?;
        Ok(())
    }

    /// The leader in charge of a task decides what waits: grants it as asked, or refuses it.
    pub(super) async fn decide_extension(
        &mut self,
        day: NaiveDate,
        number: i32,
        grants: bool,
        remark: &str,
    ) -> Result<()> {
        let task = get_task_to_change(self.conn, &self.plan, number).await?;
        let leader = task.leader.clone().ok_or_else(|| unknown("a leader in charge"))?;
        let waiting = Filter { state: Some(RequestState::Waiting), ..Filter::default() };
        let requests = list_requests(self.conn, &Reader::of_all(day), waiting).await?;
        let request = requests.into_iter().find(|request| request.task_number == number);
        let request = request.ok_or_else(|| unknown("a request"))?;
        let duty = self.duty(task.id, |duty| duty.id == request.deadline).await?;
        let decision = Decision {
            ruling: if grants { Ruling::Extend(request.asked_due_on) } else { Ruling::Refuse },
            leader: leader.id,
            remark: made_up(remark),
            on: day,
            evidence: None,
        };
        let act = self.act_of_account(leader.id, &leader.name);
        decide(self.conn, &act, (&self.plan, &task), (&request, &duty), &decision).await
    }

    async fn duty(&mut self, task: TaskId, which: impl Fn(&Extendable) -> bool) -> Result<Extendable> {
        let duties = list_extendable(self.conn, task).await?;
        duties.into_iter().find(which).ok_or_else(|| unknown("a duty to be extended"))
    }
}
