//! The office reminds departments of what is late: by calling what the page calls.

use chrono::NaiveDate;

use super::life::{Life, YEAR};
use super::script::made_up;
use super::store::list_due_duties;
use crate::deadlines::reminders::{Wanted, Way, remind};
use crate::error::Result;

impl Life<'_> {
    /// The office reminds of what is owed for these tasks by that day; past the ledger it says with whom it spoke.
    pub(super) async fn remind_of(
        &mut self,
        day: NaiveDate,
        tasks: &[i32],
        (way, spoken_with): (Way, &str),
    ) -> Result<()> {
        let duties = list_due_duties(self.conn, self.plan.id, tasks, day).await?;
        let spoken_with = if way == Way::InApp { String::new() } else { made_up(spoken_with) };
        let wanted = Wanted { duties, way, spoken_with };
        remind(self.conn, &self.act_of("office")?, YEAR, &wanted).await?;
        Ok(())
    }
}
