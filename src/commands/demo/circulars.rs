//! 通报 are drafted, explained and signed: by calling what the pages call.

use chrono::NaiveDate;

use super::life::{Life, YEAR, unknown};
use super::script::{CircularStep, date, made_up};
use crate::error::Result;
use crate::pages::circulars::{CircularRow, ask, begin, explain, lock_current, passages_of, release, submit};

impl Life<'_> {
    /// Does what the script says of a circular, now.
    pub(super) async fn go_on_with_circular(
        &mut self,
        day: NaiveDate,
        period: &str,
        step: CircularStep,
    ) -> Result<()> {
        match step {
            CircularStep::Write(explain_by) => self.write_circular(period, explain_by).await,
            CircularStep::Explain(said) => self.explain_in_circular(period, said).await,
            CircularStep::Submit => self.submit_circular(period).await,
            CircularStep::Sign => self.sign_circular(day, period).await,
        }
    }

    /// The office drafts it and asks the departments it names to explain by a day.
    async fn write_circular(&mut self, period: &str, explain_by: (u32, u32)) -> Result<()> {
        let act = self.act_of("office")?;
        let of = period.parse().map_err(|_| unknown(period))?;
        begin(self.conn, &act, &self.plan, of).await?;
        let row = self.circular(period).await?;
        ask(self.conn, &act, &row, date(YEAR, explain_by.0, explain_by.1)).await?;
        Ok(())
    }

    /// The first department it names explains.
    async fn explain_in_circular(&mut self, period: &str, said: &str) -> Result<()> {
        let row = self.circular(period).await?;
        let passages = passages_of(self.conn, &row).await?;
        let first = passages.first().ok_or_else(|| unknown("a department named"))?;
        let act = self.act_of(&first.name)?;
        explain(self.conn, &act, (&row, first), (&made_up(said), false)).await
    }

    /// The office submits it to 组长.
    async fn submit_circular(&mut self, period: &str) -> Result<()> {
        let (signer, name) = self.account("leader")?;
        let row = self.circular(period).await?;
        submit(self.conn, &self.act_of("office")?, &row, (signer, &name)).await
    }

    /// 组长 signs it.
    async fn sign_circular(&mut self, day: NaiveDate, period: &str) -> Result<()> {
        let row = self.circular(period).await?;
        release(self.conn, &self.act_of("leader")?, &row, (day, None)).await?;
        Ok(())
    }

    async fn circular(&mut self, period: &str) -> Result<CircularRow> {
        let of = period.parse().map_err(|_| unknown(period))?;
        lock_current(self.conn, self.plan.id, of).await?.ok_or_else(|| unknown("a circular"))
    }
}
