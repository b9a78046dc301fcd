//! Taking over what was ticked, through the functions of the task's own forms, in the order of the document: their rules,
//! entries and duties are the same as there.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::{Difference, Wanted as Change};
use crate::audit_trail::Act;
use crate::deadlines::{DutyChange, PlanRules, list_duties_of_task};
use crate::error::{AppError, Result};
use crate::organization::DepartmentKind;
use crate::plan::Plan;
use crate::plan::sections::list_sections;
use crate::plan::tasks::add::{Addition, add};
use crate::plan::tasks::bulk::{self, apply as apply_to_task};
use crate::plan::tasks::change_responsibilities::{Filing, Wanted, WantedPart};
use crate::plan::tasks::responsibility_store::{Part, list_departments_in_force, list_parts};
use crate::plan::tasks::steps::{Move, StepRequest};
use crate::plan::tasks::store::{NewTask, get_task};
use crate::web::dates;

/// What the changes rest on, and from when they hold.
pub(super) struct Grounds {
    /// 《关于…的补充通知》（抚法〔2019〕第20号）
    pub source: String,
    /// The first day of changed responsibilities, and of a new task.
    pub from_on: NaiveDate,
}

/// What became of one change.
pub(super) struct Outcome {
    /// Its difference's.
    pub key: String,
    /// The task's number, that of a new one included.
    pub number: i32,
    pub title: String,
    /// What changed, with the duties that changed with it; or why it cannot.
    pub result: Result<(String, Vec<DutyChange>), String>,
}

/// Takes the changes over; what cannot be says why. Where anything is refused, the caller takes all of it back.
pub(super) async fn take_over(
    conn: &mut PgConnection,
    act: &Act,
    subject: (&Plan, &PlanRules),
    grounds: &Grounds,
    taken: &[&Difference],
) -> Result<Vec<Outcome>> {
    let mut outcomes = Vec::new();
    for difference in taken {
        let outcome = match difference.number {
            Some(number) => change(conn, act, subject, grounds, (number, difference)).await?,
            None => add_task(conn, act, subject, grounds, difference).await?,
        };
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

async fn change(
    conn: &mut PgConnection,
    act: &Act,
    (plan, rules): (&Plan, &PlanRules),
    grounds: &Grounds,
    (number, difference): (i32, &Difference),
) -> Result<Outcome> {
    let result = match change_of(conn, act, plan, grounds, (number, difference)).await? {
        Err(sentence) => Err(sentence),
        Ok(change) => {
            let outcomes = apply_to_task(conn, act, (plan, rules), &[number], &change).await?;
            let none = || Err("没有这项任务。".to_owned());
            outcomes.into_iter().next().map_or_else(none, |outcome| outcome.result)
        }
    };
    Ok(Outcome { key: difference.key(), number, title: difference.title.clone(), result })
}

/// The change that brings it about; or why there is none.
async fn change_of(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    grounds: &Grounds,
    (number, difference): (i32, &Difference),
) -> Result<Result<bulk::Change, String>> {
    Ok(match &difference.wanted {
        Change::Text { title, text } => Ok(bulk::Change::Text {
            title: title.clone(),
            body: text.clone(),
            source: grounds.source.clone(),
        }),
        Change::Parts { leads, supports } => {
            let task = get_task(conn, plan, number).await?;
            let now = list_parts(conn, task.id).await?;
            let known = list_departments_in_force(conn).await?;
            let parts = WantedPart::by_names(&now, &known, Some(leads.clone()), Some(supports.clone()));
            parts.map(|parts| {
                let filing = filing(&now, &parts, leads);
                let (from_on, reason) = (grounds.from_on, grounds.source.clone());
                let wanted = Wanted { parts, filing, from_on, reason, moves_overdue: false };
                bulk::Change::Responsibilities(Box::new(wanted))
            })
        }
        Change::DueOn(due_on) => Ok(bulk::Change::DueOn(*due_on)),
        Change::End => Ok(bulk::Change::Step(Box::new(StepRequest {
            step: Move::Terminate,
            on: grounds.from_on.min(act.today()),
            source: grounds.source.clone(),
            decided_by: None,
            into: None,
            report_every: None,
        }))),
        Change::Add { .. } => Err("这项任务台账里已有。".to_owned()),
    })
}

/// Who files: whom the office named, while it has a part; else the unit that the document names first among the leads.
fn filing(now: &[Part], parts: &[WantedPart], leads: &[String]) -> Filing {
    let unit =
        |name: &String| parts.iter().find(|part| part.name == *name && part.kind == DepartmentKind::Unit);
    match (Filing::going_on(now, parts), leads.iter().find_map(unit)) {
        (Filing::FirstUnitLead, Some(first)) => Filing::By(first.department),
        (going_on, _) => going_on,
    }
}

async fn add_task(
    conn: &mut PgConnection,
    act: &Act,
    (plan, rules): (&Plan, &PlanRules),
    grounds: &Grounds,
    difference: &Difference,
) -> Result<Outcome> {
    let Change::Add { section, title, text, leads, supports, due_on } = &difference.wanted else {
        return Err(AppError::Internal(anyhow::anyhow!("a change of no task")));
    };
    let refused = |sentence: String| Outcome {
        key: difference.key(),
        number: 0,
        title: title.clone(),
        result: Err(sentence),
    };
    let sections = list_sections(conn, plan.id).await?;
    let Some(section) = sections.iter().find(|of| of.number == *section) else {
        return Ok(refused("没有这个板块。".to_owned()));
    };
    let starts_on = grounds.from_on.clamp(plan.starts_on, plan.ends_on);
    if *due_on < starts_on {
        return Ok(refused(format!("完成时限早于开始日期 {}。", dates::short(starts_on))));
    }
    let known = list_departments_in_force(conn).await?;
    let parts = match WantedPart::by_names(&[], &known, Some(leads.clone()), Some(supports.clone())) {
        Ok(parts) => parts,
        Err(sentence) => return Ok(refused(sentence)),
    };
    let source = grounds.source.clone();
    let task = NewTask { section: section.id, title: title.clone(), body: text.clone(), source, starts_on };
    let number = add(conn, act, (plan, rules), &Addition { task, parts, due_on: *due_on }).await?;
    let added = get_task(conn, plan, number).await?;
    let duties = list_duties_of_task(conn, added.id).await?.len();
    let (from, until) = (dates::short(starts_on), dates::short(*due_on));
    let words = format!("新增任务 {number}，自 {from} 起办理，完成时限 {until}，列入时限 {duties} 项");
    Ok(Outcome { key: difference.key(), number, title: title.clone(), result: Ok((words, Vec::new())) })
}
