//! Departments ask for later dates and for completion, the office examines, leaders decide: by calling what the pages
//! call.

use chrono::NaiveDate;

use super::life::{Life, unknown};
use super::script::made_up;
use crate::deadlines::DeadlineKind;
use crate::error::Result;
use crate::ids::TaskId;
use crate::plan::milestones::list_milestones;
use crate::plan::tasks::Task;
use crate::plan::tasks::store::get_task_to_change;
use crate::supervision::Reader;
use crate::supervision::change_requests::completion::{
    NewCompletion, ask_completion, criteria_of, give_back, put_to_leader,
};
use crate::supervision::change_requests::model::Extendable;
use crate::supervision::change_requests::{
    Decision, Document, Filter, NewRequest, RequestKind, RequestRow, Ruling, Verdict, ask, decide,
    list_extendable, list_requests,
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
        ask(self.conn, &act, (&self.plan, Some(&task)), &duty, &request).await?;
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
        let (task, request) = self.open_request(day, number, RequestKind::Extension).await?;
        let asked = request.asked_due_on.map_or(Ruling::Refuse, Ruling::Extend);
        self.rule(day, (&task, &request), if grants { asked } else { Ruling::Refuse }, remark).await
    }

    /// The department asks for the completion of its task, with what was achieved. Where its milestones have brought no
    /// document, the report of its work is one.
    pub(super) async fn ask_completion(&mut self, day: NaiveDate, number: i32, achieved: &str) -> Result<()> {
        let task = get_task_to_change(self.conn, &self.plan, number).await?;
        let duty = self.duty(task.id, |duty| duty.kind == DeadlineKind::TaskCompletion).await?;
        let act = self.act_of(duty.department_name.as_deref().ok_or_else(|| unknown("an owner"))?)?;
        let milestones = list_milestones(self.conn, task.id).await?;
        let is_shown_otherwise = milestones
            .iter()
            .any(|milestone| milestone.met_on.is_some() && !milestone.document_title.is_empty());
        let report = Document {
            title: made_up(&format!("{}工作总结", task.title)),
            number: String::new(),
            dated_on: day,
        };
        let asked = NewCompletion {
            achieved: made_up(achieved),
            documents: if is_shown_otherwise { Vec::new() } else { vec![report] },
            is_shown_otherwise,
            on: day,
        };
        ask_completion(self.conn, &act, (&self.plan, &task), &duty, &asked).await?;
        Ok(())
    }

    /// The office finds everything as 完成标准 wants it.
    pub(super) async fn pass_completion(&mut self, day: NaiveDate, number: i32) -> Result<()> {
        let (task, request) = self.open_request(day, number, RequestKind::Completion).await?;
        let fits = |criterion| Verdict { criterion, fits: true, remark: String::new() };
        let verdicts: Vec<Verdict> = criteria_of(&task).into_iter().map(fits).collect();
        let remark = made_up("材料齐全");
        let act = self.act_of("office")?;
        put_to_leader(self.conn, &act, (&self.plan, &task), &request, (&verdicts, &remark, false)).await
    }

    /// The office returns what does not meet 完成标准.
    pub(super) async fn return_completion(
        &mut self,
        day: NaiveDate,
        number: i32,
        reason: &str,
    ) -> Result<()> {
        let (task, request) = self.open_request(day, number, RequestKind::Completion).await?;
        let reason = made_up(reason);
        let verdict = |criterion| Verdict { criterion, fits: false, remark: reason.clone() };
        let verdicts: Vec<Verdict> = criteria_of(&task).into_iter().map(verdict).collect();
        let act = self.act_of("office")?;
        give_back(self.conn, &act, (&self.plan, &task), &request, (&verdicts, &reason)).await
    }

    /// The leader in charge grants a completion.
    pub(super) async fn grant_completion(&mut self, day: NaiveDate, number: i32) -> Result<()> {
        let (task, request) = self.open_request(day, number, RequestKind::Completion).await?;
        self.rule(day, (&task, &request), Ruling::Complete, "同意办结").await
    }

    async fn open_request(
        &mut self,
        day: NaiveDate,
        number: i32,
        kind: RequestKind,
    ) -> Result<(Task, RequestRow)> {
        let task = get_task_to_change(self.conn, &self.plan, number).await?;
        let open = Filter { kind: Some(kind), is_open: true, ..Filter::default() };
        let requests = list_requests(self.conn, &Reader::of_all(day), open).await?;
        let request = requests.into_iter().find(|request| request.task_number == Some(number));
        Ok((task, request.ok_or_else(|| unknown("a request"))?))
    }

    async fn rule(
        &mut self,
        day: NaiveDate,
        (task, request): (&Task, &RequestRow),
        ruling: Ruling,
        remark: &str,
    ) -> Result<()> {
        let leader = self.leader_of(task.id, day).await?;
        let duty = self.duty(task.id, |duty| duty.id == request.deadline).await?;
        let decision =
            Decision { ruling, leader: leader.id, remark: made_up(remark), on: day, evidence: None };
        let act = self.act_of_account(leader.id, &leader.name);
        decide(self.conn, &act, (&self.plan, Some(task)), (request, &duty), &decision).await
    }

    pub(super) async fn duty(
        &mut self,
        task: TaskId,
        which: impl Fn(&Extendable) -> bool,
    ) -> Result<Extendable> {
        let duties = list_extendable(self.conn, task).await?;
        duties.into_iter().find(which).ok_or_else(|| unknown("a duty to be extended"))
    }
}
