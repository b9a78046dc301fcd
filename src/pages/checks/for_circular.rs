//! What a closed round has to say in a circular (通报), as of the day it was closed. Who is named for a task are the units that
//! lead it: never a group, a body or a person.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::frozen::{FindingThen, Frozen};
use super::late_store::{LeadThen, OfficeLate, OwedReport, list_leads_on, list_owed_reports};
use super::model::{Risk, Verdict};
use super::round::{RoundOf, months};
use super::store::{Checked, list_quarters};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, PlanId};
use crate::pages::overview::TaskOverview;
use crate::supervision::Reader;
use crate::supervision::findings::{FindingRow, Which, list_findings};
use crate::web::dates;

/// A closed round, as far as a circular speaks of it.
#[derive(Debug, Clone)]
pub(in crate::pages) struct RoundSaid {
    /// When it was closed.
    pub closed_on: NaiveDate,
    /// Tasks in its scope.
    pub tasks: usize,
    /// 符合, 基本符合, 不符合, and how many of each.
    pub verdicts: Vec<(&'static str, usize)>,
    /// 年底完成风险高
    pub risky: usize,
    /// 核定与部门自评不一致
    pub differ: usize,
    /// The tasks with something to be said, by number.
    pub named: Vec<TaskSaid>,
    /// The quarter's monthly reports owed that day.
    pub reports: Vec<OwedReport>,
    /// What the office itself was late with.
    pub office: Vec<OfficeLate>,
}

/// A task that a round found wanting.
#[derive(Debug, Clone)]
pub(in crate::pages) struct TaskSaid {
    pub number: i32,
    pub title: String,
    pub restricted: bool,
    /// The units that led it on the day the round was closed.
    pub leads: Vec<(DepartmentId, String)>,
    /// 检查情况, where it does not conform.
    pub not_conforming: Option<String>,
    /// 补救措施, where it is likely to miss the year's end.
    pub high_risk: Option<String>,
    /// The findings the round holds against it, in words.
    pub problems: Vec<String>,
}

/// The closed rounds of a plan: quarter and day.
pub(in crate::pages) async fn list_closed_rounds(
    conn: &mut PgConnection,
    plan: PlanId,
) -> Result<Vec<(Period, NaiveDate)>> {
    let quarters = list_quarters(conn, plan).await?;
    let closed = quarters.into_iter().filter_map(|quarter| {
        let (on, _) = quarter.round?.closed?;
        Some((quarter.period, on))
    });
    Ok(closed.collect())
}

/// What the round of a quarter has to say.
///
/// # Errors
/// Refused while it is not closed.
pub(in crate::pages) async fn said_of_round(
    conn: &mut PgConnection,
    (year, quarter): (i32, Period),
    today: NaiveDate,
) -> Result<RoundSaid> {
    let round = RoundOf::read(&mut *conn, (year, &quarter.to_string()), today).await?;
    let closed_on = round.closed_on();
    let closed_on =
        closed_on.ok_or_else(|| AppError::Refused("检查结束、数据冻结后，才起草通报。".into()))?;
    let which = Which { year: Some(year), ..Which::default() };
    let findings = list_findings(&mut *conn, &Reader::of_all(today), which).await?;
    let stood = round.stood(&mut *conn, closed_on).await?;
    let reports = if let Some(owed) = stood.owed.clone() {
        owed
    } else {
        let codes: Vec<String> = months(quarter).iter().map(ToString::to_string).collect();
        list_owed_reports(&mut *conn, round.overview.plan.id, &codes, closed_on).await?
    };
    let leads = list_leads_on(&mut *conn, round.overview.plan.id, closed_on).await?;
    let named = round.checked.iter().filter_map(|of| said((&stood, &leads), &findings, round.task(of)?, of));
    Ok(RoundSaid {
        closed_on,
        tasks: round.checked.len(),
        verdicts: Verdict::ALL.iter().map(|verdict| (verdict.word(), round.count(*verdict))).collect(),
        risky: round.checked.iter().filter(|of| of.judgement.risk == Some(Risk::High)).count(),
        differ: round.checked.iter().filter(|of| round.differs(of)).count(),
        named: named.collect(),
        reports,
        office: stood.office.clone(),
    })
}

fn said(
    (stood, leads): (&Frozen, &[LeadThen]),
    findings: &[FindingRow],
    task: &TaskOverview,
    of: &Checked,
) -> Option<TaskSaid> {
    let bad = (of.judgement.verdict == Some(Verdict::DoesNotConform)).then(|| of.judgement.remark.clone());
    let risky = (of.judgement.risk == Some(Risk::High)).then(|| of.judgement.remedy.clone());
    if bad.is_none() && risky.is_none() {
        return None;
    }
    let problem = |then: &FindingThen| {
        let finding = findings.iter().find(|finding| finding.id == then.id())?;
        let (due_on, state) = (dates::plain(then.due_on), then.status().word());
        Some(format!("{}（由{}于{due_on}前整改，{state}）", finding.problem, then.department))
    };
    let leads = leads.iter().filter(|lead| lead.task == of.task);
    let leads = leads.map(|lead| (lead.department, lead.name.clone()));
    Some(TaskSaid {
        number: of.number,
        title: task.title.clone(),
        restricted: task.restricted,
        leads: leads.collect(),
        not_conforming: bad,
        high_risk: risky,
        problems: stood.findings.iter().filter(|then| then.is_of(of.task)).filter_map(problem).collect(),
    })
}
