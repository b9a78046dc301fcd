//! Instructions are written, recorded, handed on, answered, confirmed: by calling what the pages call.

use chrono::NaiveDate;

use super::life::{Life, YEAR, unknown};
use super::script::{Instructed, date, made_up};
use crate::accounts::Role;
use crate::error::Result;
use crate::plan::tasks::store::{Person, get_task_to_change};
use crate::supervision::Reader;
use crate::supervision::findings::list_departments_of;
use crate::supervision::instructions::{
    Duty, Given, InstructionRow, Meeting, Resolved, Written, answer, assign, confirm, file_as_read,
    get_instruction, give, record_meeting, take_note,
};

impl Life<'_> {
    /// A leader writes an instruction of the day, or the office records it from paper.
    pub(super) async fn instruct(&mut self, day: NaiveDate, instructed: &Instructed) -> Result<()> {
        let task = get_task_to_change(self.conn, &self.plan, instructed.task).await?;
        let (id, name) = self.account(instructed.leader)?;
        let written =
            Written { leader: Person { id, name }, given_on: day, words: made_up(instructed.words) };
        let act = self.act_of(if instructed.on_paper { "office" } else { instructed.leader })?;
        give(self.conn, &act, (&self.plan, Some(&task)), &written).await?;
        Ok(())
    }

    /// The office records a meeting of the day, with what it resolved on tasks or on none.
    pub(super) async fn record_meeting(
        &mut self,
        day: NaiveDate,
        (title, present): (&str, &str),
        items: &[(Option<i32>, &str)],
    ) -> Result<()> {
        let mut resolved = Vec::new();
        for (number, words) in items {
            let task = match number {
                Some(number) => Some(get_task_to_change(self.conn, &self.plan, *number).await?),
                None => None,
            };
            resolved.push(Resolved { task, words: made_up(words) });
        }
        let meeting = Meeting { title: title.to_owned(), held_on: day, present: made_up(present) };
        record_meeting(self.conn, &self.act_of("office")?, &self.plan, &meeting, &resolved).await?;
        Ok(())
    }

    /// The office hands it to the department that files for its task.
    pub(super) async fn assign_instruction(
        &mut self,
        day: NaiveDate,
        number: i32,
        (month, on): (u32, u32),
    ) -> Result<()> {
        let instruction = self.instruction(day, number).await?;
        let task = instruction.task.ok_or_else(|| unknown("a task"))?;
        let departments = list_departments_of(self.conn, task, day).await?;
        let (department, _) = departments.first().ok_or_else(|| unknown("a department"))?;
        let departments = vec![*department];
        let duty = Duty { departments, due_on: date(YEAR, month, on), note: String::new() };
        assign(self.conn, &self.act_of("office")?, &instruction, &duty).await?;
        Ok(())
    }

    /// The office files it as read.
    pub(super) async fn read_instruction(&mut self, day: NaiveDate, number: i32, note: &str) -> Result<()> {
        let instruction = self.instruction(day, number).await?;
        file_as_read(self.conn, &self.act_of("office")?, &instruction, &made_up(note)).await
    }

    /// The department takes note of it.
    pub(super) async fn note_instruction(&mut self, day: NaiveDate, number: i32) -> Result<()> {
        let instruction = self.instruction(day, number).await?;
        let act = self.act_of(instruction.department_name.as_deref().unwrap_or_default())?;
        take_note(self.conn, &act, &instruction).await
    }

    /// The department answers what was done.
    pub(super) async fn answer_instruction(
        &mut self,
        day: NaiveDate,
        number: i32,
        done: &str,
        proof: &str,
    ) -> Result<()> {
        let instruction = self.instruction(day, number).await?;
        let act = self.act_of(instruction.department_name.as_deref().unwrap_or_default())?;
        let given = Given { done: made_up(done), proof: made_up(proof) };
        answer(self.conn, &act, &instruction, &given).await
    }

    /// The office confirms that it is done.
    pub(super) async fn confirm_instruction(
        &mut self,
        day: NaiveDate,
        number: i32,
        remark: &str,
    ) -> Result<()> {
        let instruction = self.instruction(day, number).await?;
        let settler = (self.account("office")?.0, Role::Office);
        confirm(self.conn, &self.act_of("office")?, &instruction, settler, &made_up(remark)).await
    }

    async fn instruction(&mut self, day: NaiveDate, number: i32) -> Result<InstructionRow> {
        get_instruction(self.conn, &Reader::of_all(day), YEAR, number).await
    }
}
