//! The office writes a summary, has it reviewed and freezes it: by calling what its pages call.

use chrono::NaiveDate;

use super::life::{Life, unknown};
use super::script::{Fillings, made_up};
use crate::deadlines::Period;
use crate::error::Result;
use crate::pages::summaries::model::BLANK;
use crate::pages::summaries::{
    NewOriginal, SummaryRow, Wording, begin, freeze, list_summaries, put_beside, save, send,
};

impl Life<'_> {
    /// Drafts it, fills in what is left blank, and sends it for review.
    pub(super) async fn write_summary(&mut self, half: &str, fillings: &Fillings) -> Result<()> {
        let act = self.act_of("office")?;
        let period = period(half)?;
        begin(self.conn, &act, &self.plan, period).await?;
        let row = self.newest_summary(period).await?;
        let wording = Wording { title: row.title.clone(), text: filled(&row.text, fillings) };
        save(self.conn, &act, (&self.plan, period, &row), &wording, &row.drafted).await?;
        let row = self.newest_summary(period).await?;
        send(self.conn, &act, (&self.plan, period, &row)).await
    }

    /// Freezes it.
    pub(super) async fn freeze_summary(&mut self, half: &str) -> Result<()> {
        let act = self.act_of("office")?;
        let period = period(half)?;
        let row = self.newest_summary(period).await?;
        freeze(self.conn, &act, (&self.plan, period, &row)).await
    }

    /// Records its signed original, whose scan is to follow.
    pub(super) async fn record_original(
        &mut self,
        day: NaiveDate,
        half: &str,
        (number, signer): (&str, &str),
    ) -> Result<()> {
        let act = self.act_of("office")?;
        let period = period(half)?;
        let row = self.newest_summary(period).await?;
        let new = NewOriginal { number: made_up(number), signer: signer.to_owned(), signed_on: day };
        put_beside(self.conn, &act, (&self.plan, period, &row), (&new, None)).await
    }

    async fn newest_summary(&mut self, period: Period) -> Result<SummaryRow> {
        let all = list_summaries(self.conn, self.plan.id, Some(period)).await?;
        all.into_iter().next().ok_or_else(|| unknown("a summary"))
    }
}

fn period(half: &str) -> Result<Period> {
    half.parse().map_err(|_| unknown(half))
}

/// The text with its blanks filled in, each as its line asks.
fn filled(text: &str, with: &Fillings) -> String {
    let mut alone = [with.measures, with.to_come].into_iter();
    let line = |line: &str| {
        if line == BLANK {
            return format!("{}。", made_up(alone.next().unwrap_or_default()));
        }
        let filling = if line.contains("主要是") { with.difficulties } else { with.outcome };
        line.replace(BLANK, &made_up(filling))
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
