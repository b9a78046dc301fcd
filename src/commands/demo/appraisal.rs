//! 考核办 is named, a department objects to a point, 考核办 decides, a half-year is frozen: by calling what the pages call.

use chrono::NaiveDate;

use super::life::{Life, unknown};
use super::script::{Appraising, made_up};
use crate::deadlines::Period;
use crate::error::Result;
use crate::pages::appraisal::model::Ruling;
use crate::pages::appraisal::rules::Rules;
use crate::pages::appraisal::{Decided, decide, freeze, get_objection, object, publish, set_rules};

impl Life<'_> {
    /// Does what the script says of the appraisal.
    pub(super) async fn appraise(&mut self, day: NaiveDate, step: Appraising) -> Result<()> {
        match step {
            Appraising::Name(department, reason) => self.name_appraisers(department, reason).await,
            Appraising::Object(point, reason) => self.object_to(point, reason).await,
            Appraising::Decide(of, ruling, remark) => self.decide_objection(day, of, (ruling, remark)).await,
            Appraising::Publish(half, until) => self.publish_sheets(half, until).await,
            Appraising::Freeze(half) => self.freeze_appraisal(half).await,
        }
    }

    /// The office names the department that is 考核办, and leaves the weights as they are.
    async fn name_appraisers(&mut self, department: &str, reason: &str) -> Result<()> {
        let act = self.act_of("office")?;
        let rules = Rules { department: Some(self.department(department)?), ..Rules::default() };
        set_rules(self.conn, &act, &self.plan, (&rules, &made_up(reason))).await
    }

    /// A department objects to a point of its sheet.
    async fn object_to(&mut self, (department, half, item): (&str, &str, &str), reason: &str) -> Result<()> {
        let (act, of) = (self.act_of(department)?, self.department(department)?);
        object(self.conn, &act, (&self.plan, period(half)?, of), (item, &made_up(reason))).await?;
        Ok(())
    }

    /// 考核办 decides it.
    async fn decide_objection(
        &mut self,
        day: NaiveDate,
        (appraisers, department, half, item): (&str, &str, &str, &str),
        (ruling, remark): (Ruling, &str),
    ) -> Result<()> {
        let (act, of) = (self.act_of(appraisers)?, self.department(department)?);
        let objection = get_objection(self.conn, (self.plan.id, period(half)?), (of, item)).await?;
        let decided = Decided { ruling, remark: made_up(remark), on: day, evidence: None };
        decide(self.conn, &act, (&self.plan, &objection), &decided).await
    }

    /// The office publishes the sheets of a half-year for checking.
    async fn publish_sheets(&mut self, half: &str, (year, month, day): (i32, u32, u32)) -> Result<()> {
        let act = self.act_of("office")?;
        let until = NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| unknown(half))?;
        publish(self.conn, &act, (&self.plan, period(half)?), until).await?;
        Ok(())
    }

    /// The office freezes a half-year.
    async fn freeze_appraisal(&mut self, half: &str) -> Result<()> {
        let act = self.act_of("office")?;
        freeze(self.conn, &act, &self.plan, period(half)?).await
    }
}

fn period(half: &str) -> Result<Period> {
    half.parse().map_err(|_| unknown(half))
}
