//! The office checks the tasks of a quarter: by calling what its pages call.

use super::life::{Life, YEAR, unknown};
use super::script::made_up;
use crate::audit_trail::Act;
use crate::error::Result;
use crate::pages::checks::{
    Checked, Figures, Judgement, Risk, RoundOf, Verdict, close, count_problem, decide, enter_problem, open,
};
use crate::plan::tasks::store::get_task_to_change;
use crate::reporting::monthly_reports::OwnRating;
use crate::status::Light;
use crate::supervision::Reader;
use crate::supervision::findings::{
    self, FindingRow, Given, NewFinding, Severity, Source, Step, Which, answer, list_departments_of,
    list_findings, take_up,
};

impl Life<'_> {
    /// Decides the tasks of a round up to that number, as their lights and lags have it.
    pub(super) async fn check_tasks(&mut self, quarter: &str, up_to: i32) -> Result<()> {
        let act = self.act_of("office")?;
        let round = open(self.conn, (YEAR, quarter), &act).await?;
        let wanted = |of: &&Checked| of.number <= up_to && of.decided.is_none();
        for of in round.checked.iter().filter(wanted) {
            let Some(figures) = round.figures(of) else { continue };
            let judgement = judgement(of.number, figures);
            if judgement.verdict == Some(Verdict::DoesNotConform) {
                self.hold_a_problem(&act, (&round, of), &judgement.remark).await?;
            }
            decide(self.conn, &act, (&round, of), &judgement).await?;
        }
        Ok(())
    }

    /// Counts a finding of the task that stands, else enters one, to be answered in fifteen working days.
    async fn hold_a_problem(
        &mut self,
        act: &Act,
        (round, of): (&RoundOf, &Checked),
        problem: &str,
    ) -> Result<()> {
        let which = Which { task: Some(of.task), open: true, ..Which::default() };
        let reader = Reader::of_all(act.today());
        if let Some(standing) = list_findings(self.conn, &reader, which).await?.first() {
            return count_problem(self.conn, act, (round, of), standing).await;
        }
        let task = get_task_to_change(self.conn, &self.plan, of.number).await?;
        let departments = list_departments_of(self.conn, task.id, act.today()).await?;
        let (department, _) = departments.first().ok_or_else(|| unknown("a department"))?;
        let new = NewFinding {
            source: Source::Check,
            reference: format!("{}检查", round.quarter.period.words()),
            problem: problem.to_owned(),
            required: made_up("说明原因，排出剩余工作的日程，限期补齐"),
            severity: Severity::General,
            department: *department,
            due_on: round.overview.calendar.add_working_days(act.today(), 15),
            due_by_superior: false,
        };
        enter_problem(self.conn, act, (round, of), (&task, &new)).await?;
        Ok(())
    }

    /// The departments take up what a check holds against their tasks.
    pub(super) async fn take_up_those_of_check(&mut self, quarter: &str) -> Result<()> {
        for finding in self.those_of_check(quarter, Step::TakeUp).await? {
            take_up(self.conn, &self.act_of(&finding.department_name)?, &finding).await?;
        }
        Ok(())
    }

    /// The departments answer it.
    pub(super) async fn answer_those_of_check(&mut self, quarter: &str) -> Result<()> {
        for finding in self.those_of_check(quarter, Step::Answer).await? {
            let given = Given {
                measures: made_up("已排出剩余工作的日程并逐周核对"),
                proof: made_up("日程表"),
            };
            answer(self.conn, &self.act_of(&finding.department_name)?, &finding, &given).await?;
        }
        Ok(())
    }

    /// The office closes it.
    pub(super) async fn close_those_of_check(&mut self, quarter: &str) -> Result<()> {
        for finding in self.those_of_check(quarter, Step::Close).await? {
            let (act, settler) = (self.act_of("office")?, self.office()?);
            findings::close(self.conn, &act, &finding, settler, &made_up("日程已核，同意销号")).await?;
        }
        Ok(())
    }

    /// The findings a check holds, as far as the step can be taken on them and an answer is owed or was given.
    async fn those_of_check(&mut self, quarter: &str, step: Step) -> Result<Vec<FindingRow>> {
        let today = self.act_of("office")?.today();
        let held = RoundOf::read(self.conn, (YEAR, quarter), today).await?.held;
        let which = Which { year: Some(YEAR), open: true, ..Which::default() };
        let mut all = list_findings(self.conn, &Reader::of_all(today), which).await?;
        all.retain(|of| {
            held.iter().any(|held| held.finding == of.id)
                && of.source == Source::Check
                && of.waived_on.is_none()
                && step.starts_from().contains(&of.status)
        });
        Ok(all)
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
