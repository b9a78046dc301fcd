//! Taking over what was ticked, through the functions of the task's own forms, task by task: their rules, entries and
//! duties are the same as there.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::columns::{Field, departments};
use super::compare::Difference;
use crate::audit_trail::Act;
use crate::deadlines::{DutyChange, PlanRules};
use crate::error::Result;
use crate::ids::TaskId;
use crate::plan::Plan;
use crate::plan::tasks::bulk::{Change, apply as apply_to_task};
use crate::plan::tasks::change_responsibilities::{Filing, Wanted, WantedPart};
use crate::plan::tasks::in_charge::{PersonChange, What};
use crate::plan::tasks::responsibility_store::{list_departments_in_force, list_parts};
use crate::plan::tasks::store::{Person, get_task, list_leaders, list_members};
use crate::web::dates;

/// What became of the cells of one change: departments are two cells.
#[derive(Debug)]
pub(super) struct Outcome {
    pub number: i32,
    pub title: String,
    pub fields: Vec<Field>,
    /// What changed, with the duties that changed with it; or why it cannot.
    pub result: Result<(String, Vec<DutyChange>), String>,
}

/// Takes the cells over, in the order of the tasks' numbers; what cannot be says why. Where anything is refused, the caller
/// takes all of it back.
pub(super) async fn take_over(
    conn: &mut PgConnection,
    act: &Act,
    subject: (&Plan, &PlanRules),
    taken: &[&Difference],
) -> Result<Vec<Outcome>> {
    let mut by_task: BTreeMap<i32, BTreeMap<Field, &str>> = BTreeMap::new();
    for difference in taken {
        if let Some(field) = difference.field() {
            by_task.entry(difference.number).or_default().insert(field, &difference.theirs);
        }
    }
    let mut outcomes = Vec::new();
    for (number, cells) in by_task {
        for fields in together(&cells) {
            let wanted: Vec<(Field, &str)> = fields.iter().map(|field| (*field, cells[field])).collect();
            outcomes.push(take_one(conn, act, subject, (number, fields, &wanted)).await?);
        }
    }
    Ok(outcomes)
}

/// The fields of a task, in the order they are done; 牵头部门 and 责任部门 are one change.
fn together(cells: &BTreeMap<Field, &str>) -> Vec<Vec<Field>> {
    let is_of_departments = |field: &Field| matches!(field, Field::Leads | Field::Supports);
    let (departments, others): (Vec<Field>, Vec<Field>) = cells.keys().copied().partition(is_of_departments);
    let first = (!departments.is_empty()).then_some(departments);
    first.into_iter().chain(others.into_iter().map(|field| vec![field])).collect()
}

async fn take_one(
    conn: &mut PgConnection,
    act: &Act,
    (plan, rules): (&Plan, &PlanRules),
    (number, fields, wanted): (i32, Vec<Field>, &[(Field, &str)]),
) -> Result<Outcome> {
    let task = get_task(conn, plan, number).await?;
    let result = match change_of(conn, act, task.id, wanted).await? {
        Err(sentence) => Err(sentence),
        Ok(change) => {
            let outcomes = apply_to_task(conn, act, (plan, rules), &[number], &change).await?;
            match outcomes.into_iter().next() {
                Some(outcome) => outcome.result,
                None => Err("没有这项任务。".to_owned()),
            }
        }
    };
    Ok(Outcome { number, title: task.title, fields, result })
}

/// The change that brings the cells about; or why there is none.
async fn change_of(
    conn: &mut PgConnection,
    act: &Act,
    task: TaskId,
    wanted: &[(Field, &str)],
) -> Result<Result<Change, String>> {
    let text = |field: Field| wanted.iter().find(|(of, _)| *of == field).map(|(_, text)| *text);
    let Some((first, theirs)) = wanted.first().copied() else {
        return Ok(Err("没有要改的内容。".to_owned()));
    };
    let today = act.today();
    let person = |person| PersonChange { what: What::Named(person, today), reason: String::new() };
    Ok(match first {
        Field::Leads | Field::Supports => {
            let parts = list_parts(conn, task).await?;
            let known = list_departments_in_force(conn).await?;
            let names = |field| text(field).map(departments);
            WantedPart::by_names(&parts, &known, names(Field::Leads), names(Field::Supports)).map(|wanted| {
                let filing = Filing::going_on(&parts, &wanted);
                let (from_on, reason) = (today, String::new());
                Change::Responsibilities(Box::new(Wanted {
                    parts: wanted,
                    filing,
                    from_on,
                    reason,
                    moves_overdue: false,
                }))
            })
        }
        Field::Leader => {
            let leaders = list_leaders(conn).await?;
            one_named(leaders, theirs, "院领导账号").map(|leader| Change::Leader(person(leader)))
        }
        Field::Contact => {
            let members = list_members(conn, task, today).await?.into_iter().map(|(member, _)| member);
            one_named(members.collect(), theirs, "本任务部门的在任人员")
                .map(|contact| Change::Contact(person(contact)))
        }
        Field::DueOn => dates::read(theirs)
            .map(Change::DueOn)
            .ok_or_else(|| "看不出是哪一天，请写成 2019-06-28 这样的日期。".to_owned()),
        Field::Measures => Ok(Change::Measures(theirs.to_owned())),
    })
}

/// The one of that name; nobody where no name stands.
fn one_named(candidates: Vec<Person>, name: &str, who: &str) -> Result<Option<Person>, String> {
    if name.is_empty() {
        return Ok(None);
    }
    let is_it = |person: &Person| person.name.split_whitespace().collect::<String>() == name;
    let mut found = candidates.into_iter().filter(is_it);
    match (found.next(), found.next()) {
        (Some(person), None) => Ok(Some(person)),
        (None, _) => Err(format!("{who}中没有“{name}”，请核对姓名。")),
        (Some(_), Some(_)) => Err(format!("{who}中名为“{name}”的不止一位，请在任务的“修改”页选择。")),
    }
}
