//! The office checks the tasks of a quarter: by calling what its pages call.

use super::life::{Life, YEAR};
use super::script::made_up;
use crate::error::Result;
use crate::pages::checks::{Checked, Figures, Judgement, Risk, RoundOf, Verdict, close, decide, open};
use crate::reporting::monthly_reports::OwnRating;
use crate::status::Light;

impl Life<'_> {
    /// Decides the tasks of a round up to that number, as their lights and lags have it.
    pub(super) async fn check_tasks(&mut self, quarter: &str, up_to: i32) -> Result<()> {
        let act = self.act_of("office")?;
        let round = open(self.conn, (YEAR, quarter), &act).await?;
        let wanted = |of: &&Checked| of.number <= up_to && of.decided.is_none();
        for of in round.checked.iter().filter(wanted) {
            let Some(figures) = round.figures(of) else { continue };
            decide(self.conn, &act, (&round, of), &judgement(of.number, figures)).await?;
        }
        Ok(())
    }

    /// Closes a round.
    pub(super) async fn close_check(&mut self, quarter: &str) -> Result<()> {
        let act = self.act_of("office")?;
        let round = RoundOf::read(self.conn, (YEAR, quarter), act.today()).await?;
        let version = round.round()?.version;
        close(self.conn, &act, &round, version).await
    }
}

fn judgement(number: i32, figures: Figures) -> Judgement {
    let lag = figures.scheduled.unwrap_or(0).saturating_sub(figures.share);
    let (verdict, rating, remark) = match figures.light {
        Light::Red => (Verdict::DoesNotConform, OwnRating::Slow, made_up("节点已过时限，未见完成的材料")),
        Light::Yellow => (Verdict::MostlyConforms, OwnRating::Slow, made_up("进度偏慢，须盯紧下一节点")),
        Light::Grey => (Verdict::MostlyConforms, OwnRating::Normal, made_up("尚未启动或等待上级，情况属实")),
        Light::Green | Light::Blue => (Verdict::Conforms, OwnRating::Normal, String::new()),
    };
    let (risk, remedy) = match figures.light {
        Light::Red if lag >= 30 || number == 20 => {
            (Risk::High, made_up("每半月向分管院领导报告一次进展，下季度补齐"))
        }
        Light::Red | Light::Yellow => (Risk::Medium, String::new()),
        _ => (Risk::Low, String::new()),
    };
    Judgement { verdict: Some(verdict), rating: Some(rating), risk: Some(risk), remark, remedy }
}
