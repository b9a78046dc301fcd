//! 督办通知单 are issued and signed for: by calling what the pages call.

use chrono::NaiveDate;

use super::life::{Life, YEAR, unknown};
use super::script::{Noticed, date, made_up};
use crate::error::Result;
use crate::plan::tasks::get_task;
use crate::supervision::Reader;
use crate::supervision::findings::{FindingRow, get_finding};
use crate::supervision::supervision_notices::{
    NoticeRow, Wording, acknowledge, find_subject, get_notice, write,
};

impl Life<'_> {
    /// The office issues a notice about a step, saying what its light says.
    pub(super) async fn issue_notice(&mut self, day: NaiveDate, noticed: &Noticed) -> Result<()> {
        let task = get_task(self.conn, &self.plan, noticed.task).await?;
        let duty = self.duty(task.id, |duty| duty.name == noticed.step).await?;
        let subject = find_subject(self.conn, self.plan.clone(), duty.id, true).await?;
        let (_, facts) = subject.degree(day)?;
        let wording = Wording {
            matter: made_up(&format!("任务 {}“{}”：{facts}", task.number, task.title)),
            requirement: made_up(noticed.requirement),
            answer_by: date(YEAR, noticed.answer_by.0, noticed.answer_by.1),
            spoken_with: made_up(noticed.spoken_with),
        };
        write(self.conn, &self.act_of("office")?, &subject, &wording).await?;
        Ok(())
    }

    /// The department signs for a notice.
    pub(super) async fn sign_notice(&mut self, day: NaiveDate, number: i32) -> Result<()> {
        let notice = self.notice(day, number).await?;
        acknowledge(self.conn, &self.act_of(&notice.department_name)?, &notice).await
    }

    /// The finding that came with a notice.
    pub(super) async fn finding_of_notice(&mut self, day: NaiveDate, number: i32) -> Result<FindingRow> {
        let finding = self.notice(day, number).await?.finding_number.ok_or_else(|| unknown("a finding"))?;
        get_finding(self.conn, &Reader::of_all(day), YEAR, finding).await
    }

    async fn notice(&mut self, day: NaiveDate, number: i32) -> Result<NoticeRow> {
        get_notice(self.conn, &Reader::of_all(day), YEAR, number).await
    }
}
