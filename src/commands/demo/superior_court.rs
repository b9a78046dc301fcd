//! The office passes difficulties up to the superior court, enters what was answered, and the policy the year rests on: by
//! calling what the pages call.

use chrono::NaiveDate;

use super::life::{Life, YEAR, unknown};
use super::script::{Above, made_up};
use crate::error::Result;
use crate::pages::policies::{PolicyKind, Written, enter};
use crate::pages::superior_court::{
    Kind, Sending, Settlement, Step, begin, gather_of, get_paper, send, settle,
};
use crate::plan::tasks::numbers::list_named;
use crate::supervision::Reader;

/// Whom the demonstration's court reports to.
const SUPERIOR: &str = "吉林省高级人民法院";

impl Life<'_> {
    /// Does what the script says of the superior court.
    pub(super) async fn deal_with_superior(&mut self, day: NaiveDate, what: Above) -> Result<()> {
        match what {
            Above::EnterNotice(note) => self.enter_notice(note).await,
            Above::PassUp(tasks, title, number) => self.pass_up(day, tasks, (title, number)).await,
            Above::RecordAnswer(number, answer, of_document) => {
                self.record_answer(day, number, (answer, of_document)).await
            }
        }
    }

    /// The office gathers what there is of these tasks into an item and sends it the same day.
    async fn pass_up(&mut self, day: NaiveDate, tasks: &[i32], (title, number): (&str, &str)) -> Result<()> {
        let act = self.act_of("office")?;
        let of = (&self.plan, Kind::Feedback);
        let new = gather_of(self.conn, of, day, tasks, (&made_up(title), SUPERIOR)).await?;
        let paper = begin(self.conn, &act, &self.plan, &new).await?;
        let sending = Sending { on: day, number: made_up(number), how: "书面报送".to_owned() };
        send(self.conn, &act, &paper, &sending).await
    }

    /// The office enters what was answered to the item of that number.
    async fn record_answer(
        &mut self,
        day: NaiveDate,
        number: i32,
        (answer, of_document): (&str, &str),
    ) -> Result<()> {
        let act = self.act_of("office")?;
        let paper = get_paper(self.conn, &Reader::of_all(day), (Kind::Feedback, YEAR, number)).await?;
        let settlement = Settlement {
            step: Step::Answer,
            on: day,
            outcome: made_up(answer),
            number: made_up(of_document),
        };
        settle(self.conn, &act, &paper, (&settlement, None)).await
    }

    /// The office enters the plan's own notice as a policy document, with a note on it; its file is not at hand.
    async fn enter_notice(&mut self, note: &str) -> Result<()> {
        let act = self.act_of("office")?;
        let all: Vec<i32> = (1..=39).collect();
        let tasks = list_named(self.conn, self.plan.id, &all).await?;
        if tasks.is_empty() {
            return Err(unknown("the plan's tasks"));
        }
        let new = Written {
            kind: PolicyKind::Own,
            title: self.plan.title.clone(),
            document_number: self.plan.document_number.clone(),
            issuer: self.plan.issuing_body.clone(),
            issued_on: Some(self.plan.issued_on),
            note: made_up(note),
            tasks: tasks.into_iter().map(|task| (task.id, task.number)).collect(),
        };
        enter(self.conn, &act, &self.plan, &new).await?;
        Ok(())
    }
}
