//! Bulk adjustment (批量调整): leader, completion date or state of many tasks. First a preview that says for each task
//! what would change or why it cannot; then one transaction with one entry per task. What is read back from an edited Excel
//! file (`pages/ledger/read_back`), or of a revision of the plan (`pages/revisions`), is applied by the same [`apply`].

mod page;
pub(in crate::plan) mod store;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::adjust::{adjust_text, set_completion};
use super::change_responsibilities::{Wanted, change_responsibilities};
use super::edit::{change_details, details_of};
use super::handing_over::count_waiting_requests;
use super::in_charge::{PersonChange, change_person, get_people_in_charge};
use super::responsibility_store::list_parts;
use super::steps::{StepRequest, take_step};
use super::store::{Details, Task, get_completion_date, get_task_to_change};
use crate::accounts::Routes;
use crate::audit_trail::Act;
use crate::deadlines::{DutyChange, PlanRules, compare, list_duties_of_task};
use crate::error::{AppError, Result};
use crate::plan::Plan;
use crate::web::dates;

/// The routes of bulk adjustment.
pub(super) fn routes() -> Routes {
    page::routes()
}

/// What is changed in each of the tasks.
#[derive(Debug, Clone)]
pub enum Change {
    /// The leader in charge, or nobody, from a day on.
    Leader(PersonChange),
    /// The completion date.
    DueOn(NaiveDate),
    /// The state.
    Step(Box<StepRequest>),
    /// The contact the office names, or the filing department's, from a day on.
    Contact(PersonChange),
    /// Who answers.
    Responsibilities(Box<Wanted>),
    /// 具体举措
    Measures(String),
    /// Title and text.
    Text {
        /// Without number and final 。.
        title: String,
        /// Paragraphs by line feeds.
        body: String,
        /// The document it rests on.
        source: String,
    },
}

/// What became of one task.
#[derive(Debug, Clone)]
pub struct Outcome<T = (String, Vec<DutyChange>)> {
    /// Its number.
    pub number: i32,
    /// Its title.
    pub title: String,
    /// The version it had before.
    pub version: i32,
    /// What changed (in words, with the duties that changed with it); or why nothing did.
    pub result: Result<T, String>,
}

/// What goes along unseen while a preview is confirmed: the tasks that can be changed, each with the version seen.
pub(in crate::plan) fn hidden_tasks<T>(outcomes: &[Outcome<T>]) -> Vec<(String, String)> {
    let changed = outcomes.iter().filter(|outcome| outcome.result.is_ok());
    changed
        .flat_map(|outcome| {
            [("task", outcome.number), ("version", outcome.version)]
                .map(|(name, value)| (name.to_owned(), value.to_string()))
        })
        .collect()
}

/// Whether each task can be changed and stands as the preview showed it: `numbers` and `versions` are its pairs.
pub(in crate::plan) fn are_as_seen<T>(outcomes: &[Outcome<T>], numbers: &[i32], versions: &[i32]) -> bool {
    let seen = |outcome: &Outcome<T>| {
        let mut pairs = numbers.iter().zip(versions);
        pairs.any(|(number, version)| (*number, *version) == (outcome.number, outcome.version))
    };
    outcomes.iter().all(|outcome| seen(outcome) && outcome.result.is_ok())
}

/// Changes each of the tasks that can be changed, in the order of their numbers; the others say why not.
pub async fn apply(
    conn: &mut PgConnection,
    act: &Act,
    (plan, rules): (&Plan, &PlanRules),
    numbers: &[i32],
    change: &Change,
) -> Result<Vec<Outcome>> {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    let mut outcomes = Vec::with_capacity(numbers.len());
    for number in numbers {
        let task = get_task_to_change(conn, plan, number).await?;
        let before = list_duties_of_task(conn, task.id).await?;
        let result = match change_one(conn, act, (plan, rules), &task, change).await {
            Ok(words) => Ok((words, compare(&before, &list_duties_of_task(conn, task.id).await?))),
            // A refusal comes before anything was written.
            Err(AppError::Refused(sentence)) => Err(sentence),
            Err(other) => return Err(other),
        };
        outcomes.push(Outcome { number, title: task.title, version: task.version, result });
    }
    Ok(outcomes)
}

async fn change_one(
    conn: &mut PgConnection,
    act: &Act,
    (plan, rules): (&Plan, &PlanRules),
    task: &Task,
    change: &Change,
) -> Result<String> {
    match change {
        Change::Leader(change) => change_leader(conn, act, (plan, task), change).await,
        Change::DueOn(due_on) => {
            let now = get_completion_date(conn, task.id).await?;
            if now == *due_on {
                return Err(AppError::Refused("完成时限已是这一天，没有变化。".into()));
            }
            set_completion(conn, act, (plan, rules), task, *due_on).await?;
            Ok(format!("完成时限：{} → {}", dates::short(now), dates::short(*due_on)))
        }
        Change::Step(request) => {
            take_step(conn, act, (plan, rules), task, request).await?;
            Ok(format!("{}（现为“{}”）", request.step.word(), task.status.word()))
        }
        Change::Contact(change) => change_contact(conn, act, (plan, task), change).await,
        Change::Responsibilities(wanted) => {
            change_responsibilities_of(conn, act, (plan, rules), task, wanted).await
        }
        Change::Text { title, body, source } => {
            if !adjust_text(conn, act, (plan, task), (title, body), source).await? {
                return Err(AppError::Refused("任务文字已是这样，没有变化。".into()));
            }
            let renamed = (*title != task.title).then(|| format!("任务标题：“{}” → “{title}”", task.title));
            Ok(renamed.unwrap_or_else(|| "修改任务内容".to_owned()))
        }
        Change::Measures(measures) => {
            if task.measures == *measures {
                return Err(AppError::Refused("具体举措已是这样，没有变化。".into()));
            }
            let details = Details { measures: measures.clone(), ..details_of(task) };
            change_details(conn, act, plan, task, &details).await?;
            Ok("修改具体举措".to_owned())
        }
    }
}

async fn change_contact(
    conn: &mut PgConnection,
    act: &Act,
    subject: (&Plan, &Task),
    change: &PersonChange,
) -> Result<String> {
    let now = get_people_in_charge(conn, subject.1.id).await?.contact;
    if change_person(conn, act, subject, &now, change).await? == now {
        return Err(AppError::Refused("工作联系人已是所选的，没有变化。".into()));
    }
    Ok(now.sentence(change, act.today()))
}

async fn change_responsibilities_of(
    conn: &mut PgConnection,
    act: &Act,
    (plan, rules): (&Plan, &PlanRules),
    task: &Task,
    wanted: &Wanted,
) -> Result<String> {
    let parts = list_parts(conn, task.id).await?;
    if let Some(error) = wanted.errors(&parts, plan, act.today()).list.into_iter().next() {
        return Err(AppError::Refused(error.text));
    }
    let outcome = change_responsibilities(conn, act, (plan, rules), task, wanted).await?;
    if !outcome.changed {
        return Err(AppError::Refused("责任分工已是这样，没有变化。".into()));
    }
    Ok(wanted.sentence(&parts))
}

/// Says with it how many requests wait, which the next leader decides.
async fn change_leader(
    conn: &mut PgConnection,
    act: &Act,
    subject: (&Plan, &Task),
    change: &PersonChange,
) -> Result<String> {
    let now = get_people_in_charge(conn, subject.1.id).await?.leader;
    if change_person(conn, act, subject, &now, change).await? == now {
        return Err(AppError::Refused("分管院领导已是所选的，没有变化。".into()));
    }
    let words = now.sentence(change, act.today());
    Ok(match count_waiting_requests(conn, subject.1.id).await? {
        0 => words,
        count => format!("{words}；等待决定的申请 {count} 项随之移交"),
    })
}
