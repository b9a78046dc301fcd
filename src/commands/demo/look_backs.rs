//! The office looks back at what was completed and closed: by calling what its pages call.

use chrono::NaiveDate;

use super::life::{Life, YEAR, unknown};
use super::script::{Found, date, made_up};
use crate::error::Result;
use crate::plan::tasks::store::get_task_to_change;
use crate::supervision::Reader;
use crate::supervision::findings::{NewFinding, list_departments_of};
use crate::supervision::look_backs::{NewRound, RoundOf, close, hold, keep, list_candidates, open, reopen};

impl Life<'_> {
    /// Opens a round over all that was completed or closed by then.
    pub(super) async fn open_look_back(&mut self, day: NaiveDate, title: &str, reason: &str) -> Result<()> {
        let act = self.act_of("office")?;
        let sample = list_candidates(self.conn, YEAR, day).await?;
        let new = NewRound { title: made_up(title), sample_reason: made_up(reason) };
        open(self.conn, &act, &self.plan, &new, &sample).await?;
        Ok(())
    }

    /// Finds an item of a round kept.
    pub(super) async fn keep_item(&mut self, (round, item): (i32, i32), remark: &str) -> Result<()> {
        let act = self.act_of("office")?;
        let (_, round) = hold(self.conn, &act, (YEAR, round), item).await?;
        keep(self.conn, &act, (&round, round.item(item)?), &made_up(remark)).await
    }

    /// Reopens an item of a round, with a finding asked of the department that files for its task.
    pub(super) async fn reopen_item(
        &mut self,
        (round, item): (i32, i32),
        remark: &str,
        found: &Found,
    ) -> Result<()> {
        let act = self.act_of("office")?;
        let (plan, round) = hold(self.conn, &act, (YEAR, round), item).await?;
        let task = get_task_to_change(self.conn, &plan, found.task).await?;
        let departments = list_departments_of(self.conn, task.id, act.today()).await?;
        let (department, _) = departments.first().ok_or_else(|| unknown("a department"))?;
        let new = NewFinding {
            source: found.source,
            reference: String::new(),
            problem: made_up(found.problem),
            required: made_up(found.required),
            severity: found.severity,
            department: *department,
            due_on: date(YEAR, found.due_on.0, found.due_on.1),
            due_by_superior: false,
        };
        let item = round.item(item)?;
        reopen(self.conn, &act, (&round, item), &made_up(remark), (&plan, &task), new).await?;
        Ok(())
    }

    /// Closes a round.
    pub(super) async fn close_look_back(&mut self, number: i32) -> Result<()> {
        let act = self.act_of("office")?;
        let (office, _) = self.account("office")?;
        let round = RoundOf::read(self.conn, (&Reader::of_all(act.today()), office), (YEAR, number)).await?;
        let version = round.round.version;
        close(self.conn, &act, &round, version).await
    }
}
