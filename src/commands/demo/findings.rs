//! Findings are entered, answered, returned, closed: by calling what the pages call.

use chrono::NaiveDate;

use super::life::{Life, YEAR, unknown};
use super::script::{Found, date, made_up};
use crate::accounts::Role;
use crate::error::Result;
use crate::ids::AccountId;
use crate::plan::tasks::store::get_task_to_change;
use crate::supervision::Reader;
use crate::supervision::findings::{
    FindingRow, Given, NewFinding, Step, Which, answer, close, list_departments_of, list_findings, open,
    return_answer, take_up, withdraw,
};

impl Life<'_> {
    /// The office enters a finding, asked of the department that files for the task.
    pub(super) async fn enter_finding(&mut self, day: NaiveDate, found: &Found) -> Result<()> {
        let task = get_task_to_change(self.conn, &self.plan, found.task).await?;
        let departments = list_departments_of(self.conn, task.id, day).await?;
        let (department, _) = departments.first().ok_or_else(|| unknown("a department"))?;
        let new = NewFinding {
            source: found.source,
            reference: made_up(found.reference),
            problem: made_up(found.problem),
            required: made_up(found.required),
            severity: found.severity,
            department: *department,
            due_on: date(YEAR, found.due_on.0, found.due_on.1),
            due_by_superior: false,
        };
        open(self.conn, &self.act_of("office")?, (&self.plan, &task), &new).await?;
        Ok(())
    }

    /// The department takes a finding up.
    pub(super) async fn take_up_finding(&mut self, day: NaiveDate, task: i32) -> Result<()> {
        let finding = self.finding(day, task, Step::TakeUp).await?;
        take_up(self.conn, &self.act_of(&finding.department_name)?, &finding).await
    }

    /// The department answers: measures, and what shows them.
    pub(super) async fn answer_finding(
        &mut self,
        day: NaiveDate,
        task: i32,
        measures: &str,
        proof: &str,
    ) -> Result<()> {
        let finding = self.finding(day, task, Step::Answer).await?;
        self.answer(&finding, measures, proof).await
    }

    /// The department answers this one.
    pub(super) async fn answer(&mut self, finding: &FindingRow, measures: &str, proof: &str) -> Result<()> {
        let given = Given { measures: made_up(measures), proof: made_up(proof) };
        answer(self.conn, &self.act_of(&finding.department_name)?, finding, &given).await?;
        Ok(())
    }

    /// The office returns an answer.
    pub(super) async fn return_finding(&mut self, day: NaiveDate, task: i32, because: &str) -> Result<()> {
        let (finding, settler) = (self.finding(day, task, Step::Return).await?, self.office()?);
        let act = self.act_of("office")?;
        return_answer(self.conn, &act, &finding, settler, &made_up(because)).await?;
        Ok(())
    }

    /// The office closes a finding.
    pub(super) async fn close_finding(&mut self, day: NaiveDate, task: i32, remark: &str) -> Result<()> {
        let finding = self.finding(day, task, Step::Close).await?;
        self.close(&finding, remark).await
    }

    /// The office closes this one.
    pub(super) async fn close(&mut self, finding: &FindingRow, remark: &str) -> Result<()> {
        let settler = self.office()?;
        close(self.conn, &self.act_of("office")?, finding, settler, &made_up(remark)).await
    }

    /// The office withdraws what it entered wrongly.
    pub(super) async fn withdraw_finding(&mut self, day: NaiveDate, task: i32, because: &str) -> Result<()> {
        let finding = self.finding(day, task, Step::Withdraw).await?;
        withdraw(self.conn, &self.act_of("office")?, &finding, &made_up(because)).await
    }

    /// The finding of a task that the step can be taken on, the oldest of them.
    async fn finding(&mut self, day: NaiveDate, task: i32, step: Step) -> Result<FindingRow> {
        let which = Which { year: Some(YEAR), ..Which::default() };
        let all = list_findings(self.conn, &Reader::of_all(day), which).await?;
        let waits = |of: &FindingRow| of.task_number == task && step.starts_from().contains(&of.status);
        all.into_iter().find(waits).ok_or_else(|| unknown("a finding"))
    }

    pub(super) fn office(&self) -> Result<(AccountId, Role)> {
        Ok((self.account("office")?.0, Role::Office))
    }
}
