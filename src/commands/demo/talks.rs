//! A talk is proposed, decided and recorded: by calling what the pages call.

use chrono::NaiveDate;

use super::life::{Life, YEAR, unknown};
use super::script::made_up;
use crate::error::Result;
use crate::plan::tasks::get_task;
use crate::supervision::findings::list_departments_of;
use crate::supervision::talks::{
    Held, NewTalk, Ruling, TalkReader, TalkRow, decide, get_talk, hold, name_reader, propose,
};

impl Life<'_> {
    /// 组长 names the office to deal with talks.
    pub(super) async fn name_for_talks(&mut self) -> Result<()> {
        let (office, _) = self.account("office")?;
        name_reader(self.conn, &self.act_of("leader")?, office).await
    }

    /// The office proposes a talk with the department that files for the task.
    pub(super) async fn propose_talk(&mut self, day: NaiveDate, number: i32, matter: &str) -> Result<()> {
        let task = get_task(self.conn, &self.plan, number).await?;
        let departments = list_departments_of(self.conn, task.id, day).await?;
        let (department, _) = departments.first().ok_or_else(|| unknown("a department"))?;
        let new = NewTalk { task: task.id, department: *department, matter: made_up(matter) };
        propose(self.conn, &self.act_of("office")?, &self.plan, &new).await?;
        Ok(())
    }

    /// 组长 agrees to a talk.
    pub(super) async fn agree_to_talk(&mut self, day: NaiveDate, number: i32, remark: &str) -> Result<()> {
        let talk = self.talk(day, number).await?;
        let (leader, _) = self.account("leader")?;
        let ruling = Ruling { agreed: true, leader, remark: made_up(remark), on: day, evidence: None };
        decide(self.conn, &self.act_of("leader")?, &talk, &ruling).await
    }

    /// The office records that it was held that day.
    pub(super) async fn hold_talk(
        &mut self,
        day: NaiveDate,
        number: i32,
        (present, follow_up): (&str, &str),
    ) -> Result<()> {
        let talk = self.talk(day, number).await?;
        let held = Held { on: day, present: made_up(present), follow_up: made_up(follow_up) };
        hold(self.conn, &self.act_of("office")?, &talk, &held).await
    }

    async fn talk(&mut self, day: NaiveDate, number: i32) -> Result<TalkRow> {
        let (office, _) = self.account("office")?;
        get_talk(self.conn, &TalkReader::of_all(office, day), YEAR, number).await
    }
}
