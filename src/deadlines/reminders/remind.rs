//! The office reminds departments of duties.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::{Way, may_remind};
use super::store::{self, NewReminder, Recipient, insert_notices, insert_reminder, list_recipients};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::calendar::get_calendar;
use crate::deadlines::escalation::delivered_on;
use crate::deadlines::page_store::{DutyRow, list_duties_of};
use crate::error::{AppError, Result};
use crate::ids::{DeadlineId, DepartmentId};
use crate::web::{dates, urls};

/// A notice names so many duties; how many there are besides is said in a number.
const NAMED: usize = 8;

/// A sentence that travels in a cookie names so many things of a kind.
const SAID: usize = 5;

/// The first of them, and how many there are besides.
fn shortened(of: impl ExactSizeIterator<Item = String>, between: &str, unit: &str) -> String {
    let more = of.len().saturating_sub(SAID);
    let said: Vec<String> = of.take(SAID).collect();
    let said = said.join(between);
    if more == 0 { said } else { format!("{said}等，另有 {more} {unit}") }
}

/// What is to be reminded of, and how.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The duties chosen.
    pub duties: Vec<DeadlineId>,
    /// By which way.
    pub way: Way,
    /// With whom it was spoken; empty for a notice in the ledger.
    pub spoken_with: String,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Reminded {
    /// The departments reminded, each with the number of duties and of people told.
    pub departments: Vec<(String, usize, usize)>,
    /// What was not reminded of, and why.
    pub refused: Vec<String>,
}

impl Reminded {
    /// What was done, in sentences.
    #[must_use]
    pub fn sentence(&self, way: Way) -> String {
        let one = |(name, duties, people): &(String, usize, usize)| match way {
            Way::InApp => format!("{name} {duties} 项（告知 {people} 人）"),
            _ => format!("{name} {duties} 项"),
        };
        let departments = shortened(self.departments.iter().map(one), "、", "个部门");
        let done = format!("已催办：{departments}（{}）。", way.word());
        if self.refused.is_empty() { done } else { format!("{done}未催办：{}。", self.refusals()) }
    }

    fn refusals(&self) -> String {
        shortened(self.refused.iter().cloned(), "；", "项")
    }
}

/// Reminds the departments that owe these duties of a year, each once. What cannot be reminded of now is left out and
/// said. The duties are held until the transaction ends: of two who remind at once the second finds it done.
///
/// # Errors
/// Refused where nothing is left to remind of; where several departments are to be spoken with at once; where it was
/// not said with whom.
pub async fn remind(conn: &mut PgConnection, act: &Act, year: i32, wanted: &Wanted) -> Result<Reminded> {
    let by_mouth = wanted.way != Way::InApp;
    if by_mouth && wanted.spoken_with.is_empty() {
        return Err(AppError::Refused("请写明向谁催办。".into()));
    }
    store::lock_duties(conn, &wanted.duties).await?;
    let duties = list_duties_of(conn, year, &wanted.duties).await?;
    let mut done = Reminded::default();
    let mut owed: BTreeMap<DepartmentId, Vec<DutyRow>> = BTreeMap::new();
    for duty in duties {
        match (may_remind(&duty, act.today()), duty.department_id) {
            (Ok(()), Some(department)) => owed.entry(department).or_default().push(duty),
            (why, _) => done.refused.push(format!("{}：{}", duty.title(), why.err().unwrap_or_default())),
        }
    }
    if by_mouth && owed.len() > 1 {
        return Err(AppError::Refused("电话、当面、书面催办，请一次只选一个部门的事项。".into()));
    }
    let digest_on = delivered_on(act.today(), &get_calendar(conn).await?);
    let departments: Vec<i64> = owed.keys().map(|department| department.0).collect();
    let people = if by_mouth { Vec::new() } else { list_recipients(conn, act, &departments).await? };
    for (department, duties) in owed {
        let name = duties.first().and_then(|duty| duty.department.clone()).unwrap_or_default();
        let told: Vec<&Recipient> = people.iter().filter(|person| person.department == department).collect();
        if !by_mouth && told.is_empty() {
            done.refused.push(format!("{name}：没有可以告知的人员，请用电话、当面或书面催办"));
            continue;
        }
        record(conn, act, (department, &name), &duties, (wanted, &told, digest_on)).await?;
        done.departments.push((name, duties.len(), told.len()));
    }
    if done.departments.is_empty() {
        let why = if done.refused.is_empty() {
            "没有选中可以催办的事项".to_owned()
        } else {
            done.refusals()
        };
        return Err(AppError::Refused(format!("未催办：{why}。")));
    }
    Ok(done)
}

/// Writes a department's reminder with its duties, its notices and its entry.
async fn record(
    conn: &mut PgConnection,
    act: &Act,
    (department, name): (DepartmentId, &str),
    duties: &[DutyRow],
    (wanted, told, digest_on): (&Wanted, &[&Recipient], NaiveDate),
) -> Result<()> {
    let Some(first) = duties.first() else { return Ok(()) };
    let spoken_with = (wanted.way != Way::InApp).then_some(wanted.spoken_with.as_str());
    let new = NewReminder { plan: first.plan_id, department, way: wanted.way, spoken_with };
    let id = insert_reminder(conn, act, &new, duties).await?;
    if !told.is_empty() {
        let accounts: Vec<i64> = told.iter().map(|person| person.account.0).collect();
        let notice = (message(name, duties), path(duties));
        insert_notices(conn, act, (id, digest_on, first.year), &accounts, &notice).await?;
    }
    append(conn, act, entry((department, name), duties, wanted, told)).await
}

/// Where a notice leads: to where the duties are done, of several at one place to that, of others to one's own list.
fn path(duties: &[DutyRow]) -> String {
    let paths: Vec<String> = duties.iter().map(DutyRow::doing_path).collect();
    let place = |path: &str| path.split('#').next().unwrap_or_default().to_owned();
    match paths.as_slice() {
        [one] => one.clone(),
        [first, others @ ..] if others.iter().all(|other| place(other) == place(first)) => place(first),
        _ => urls::WORKLIST.to_owned(),
    }
}

/// What a person reads: 催办：研究室有 2 项应办事项：2019年6月月报（任务 17），应于 2019-06-25 报送；…。请抓紧办理。
fn message(department: &str, duties: &[DutyRow]) -> String {
    let named = duties.iter().take(NAMED);
    let named: Vec<String> = named
        .map(|duty| format!("{}，应于 {} {}", duty.title(), dates::short(duty.due_on), duty.kind.doing()))
        .collect();
    let more = match duties.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("；另有 {more} 项"),
    };
    format!("催办：{department}有 {} 项应办事项：{}{more}。请抓紧办理。", duties.len(), named.join("；"))
}

fn entry(
    (department, name): (DepartmentId, &str),
    duties: &[DutyRow],
    wanted: &Wanted,
    told: &[&Recipient],
) -> Entry {
    let titles: Vec<String> = duties.iter().map(DutyRow::title).collect();
    let whom = match wanted.way {
        Way::InApp => told.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join("、"),
        _ => wanted.spoken_with.clone(),
    };
    let sentence =
        format!("向{name}催办 {} 项（{}：{whom}）：{}", duties.len(), wanted.way.word(), titles.join("；"));
    let entry = Entry::new("duties_reminded", "reminder", sentence).of_department(department);
    let entry = entry.for_audience(Audience::Concerned);
    let entry = duties.first().map_or(entry.clone(), |duty| entry.of_plan(duty.year));
    match duties {
        [one] => match one.task_id {
            Some(task) => entry.of_task(task),
            None => entry,
        },
        _ => entry,
    }
}
