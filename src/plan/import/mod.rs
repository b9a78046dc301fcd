//! Storing a notice that was read (`import`): plan, sections, work points with the links the wording allows,
//! departments, tasks with their responsibilities as printed, and the doubts for the office; then the plan comes
//! into force ([`activation`]).
//!
//! The same document again changes nothing, also after edits: it is known by the digest of its bytes. Another
//! document for a stored year is refused until revisions can be read.

mod new_plan;
mod store;

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use crate::audit_trail::{Act, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::{SectionId, TaskId};
use crate::office_file::is_office_file;
use crate::organization::intake;
use crate::plan::activation;
use crate::plan::carried_over::taking::{TakenPeople, take_people, take_rules};
use crate::plan::document_reader::{self, DocumentRead, ReadRefusal};
use crate::plan::store::Plan;
use crate::plan::tasks::in_charge::PersonRole;
use crate::web::dates;
use crate::web::document_title::in_marks;

pub use new_plan::{NewDoubt, NewPlan, NewTask};

/// What an import did.
#[derive(Debug)]
pub enum Imported {
    /// The plan was stored and is in force; so many doubts wait for the office.
    Stored {
        /// The plan's year.
        year: i32,
        /// How many tasks it has.
        tasks: usize,
        /// How many doubts the office has to settle.
        doubts: usize,
    },
    /// This very document was stored before: nothing has changed.
    Unchanged {
        /// The plan's year.
        year: i32,
    },
}

/// Reads `bytes` as a notice, stores the plan and brings it into force, all in the caller's transaction.
///
/// # Errors
/// [`AppError::Refused`] with a sentence when the file is not such a document, bears no date of issue, or its year is stored from
/// another one.
pub async fn import(conn: &mut PgConnection, act: &Act, bytes: &[u8]) -> Result<Imported> {
    let document = document_reader::read(bytes).map_err(|refusal| AppError::Refused(refusal.to_string()))?;
    if !document.plan.dated {
        return Err(AppError::Refused(ReadRefusal::NoIssueDate.to_string()));
    }
    let digest = Sha256::digest(bytes).to_vec();
    let year = document.plan.year;
    store::lock_year(conn, year).await?;
    match store::find_source_digest(conn, year).await? {
        Some(stored) if stored == digest => return Ok(Imported::Unchanged { year }),
        Some(_) => {
            return Err(AppError::Refused(format!(
                "{year} 年度的方案已经存有，且出自另一份文件，未作任何改动。修订方案、补充通知请在网页“年度方案”页的“读入补充通知”上传，逐处核对后修改。"
            )));
        }
        None => {}
    }
    let new = NewPlan::of_document(&document, &source_text(&document, bytes), &digest);
    bring_into_force(conn, act, &new).await?;
    Ok(Imported::Stored { year, tasks: document.tasks.len(), doubts: document.doubts.len() })
}

/// Stores a plan with all that belongs to it and lays out its duties, in the caller's transaction.
///
/// # Errors
/// A conflict when its year has a plan; refused where a task is to be done on a day the plan does not allow.
pub async fn bring_into_force(conn: &mut PgConnection, act: &Act, new: &NewPlan) -> Result<Plan> {
    let year = new.plan.year;
    store::lock_year(conn, year).await?;
    if store::find_source_digest(conn, year).await?.is_some() {
        return Err(AppError::Conflict(format!("{year} 年度已有方案，没有再存一份。")));
    }
    require_days(new)?;
    let plan = store::insert_plan(conn, act, new).await?;
    let rules_of = take_rules(conn, &plan).await?;
    let departments = {
        let from_on = new.plan.issued_on.min(new.plan.starts_on);
        intake::take_in(conn, act, &new.departments, from_on).await?
    };
    let sections = store::insert_sections(conn, plan.id, &new.sections).await?;
    let tasks = store::insert_tasks(conn, &plan, &sections, &new.tasks).await?;
    store::update_carried(conn, &tasks, &new.tasks).await?;
    store::insert_assignments(conn, &plan, &tasks, &departments, &new.tasks).await?;
    let points = store::insert_work_points(conn, plan.id, &sections, &new.work_points).await?;
    store::link_work_points(conn, &points, &tasks, new).await?;
    store::insert_doubts(conn, plan.id, (&tasks, &points, &departments), &new.doubts).await?;
    let people = take_people(conn, plan.id, act.today()).await?;
    record(conn, act, &plan, new, (&tasks, &people, rules_of)).await?;
    let own_days = new.tasks.iter().filter_map(|task| Some((tasks[&task.number], task.due_on?)));
    activation::activate(conn, act, year, &own_days.collect()).await?;
    Ok(plan)
}

/// Refuses a task that is to be done on a day outside the plan.
fn require_days(new: &NewPlan) -> Result<()> {
    let (starts_on, ends_on) = (new.plan.starts_on, new.plan.ends_on);
    let outside = |due_on: &NaiveDate| !(starts_on..=ends_on).contains(due_on);
    match new.tasks.iter().find_map(|task| Some((task.number, task.due_on.filter(outside)?))) {
        Some((number, due_on)) => Err(AppError::Refused(format!(
            "任务 {number} 的完成时限 {} 须在方案的起止日期 {} 至 {} 以内。",
            dates::short(due_on),
            dates::short(starts_on),
            dates::short(ends_on)
        ))),
        None => Ok(()),
    }
}

/// The document as text: as it is, or what a Word file or workbook says.
fn source_text(document: &DocumentRead, bytes: &[u8]) -> String {
    if !is_office_file(bytes) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let said: Vec<&str> = document.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    said.join("\n\n")
}

/// One entry for the plan, and one for each task, so that a task's own history begins with its beginning.
async fn record(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    new: &NewPlan,
    (tasks, people, rules_of): (&HashMap<i32, TaskId>, &TakenPeople, Option<i32>),
) -> Result<()> {
    let sentence = imported_in_words(plan, new, (people, rules_of));
    append(conn, act, Entry::new("plan_imported", "plan", sentence).on(plan.id.0).of_plan(plan.year)).await?;
    for task in &new.tasks {
        let id = tasks[&task.number];
        let assignments: Vec<_> = task
            .assignments
            .iter()
            .map(|a| json!({"department": a.department, "role": store::role_code(a.role)}))
            .collect();
        let place = task.printed.as_ref().map(|(_, place)| place);
        let mut after =
            json!({"title": task.title, "text": task.text, "assignments": assignments, "source": place});
        if let Some(due_on) = task.due_on {
            after["due_on"] = json!(due_on);
        }
        if let Some(origin) = task.carried_from {
            after["carried_from"] = json!(origin.words());
            after["leader"] = json!(people.of(id, PersonRole::Leader));
            after["contact"] = json!(people.of(id, PersonRole::Contact));
        }
        let entry =
            Entry::new("task_imported", "task", format!("随方案列入任务 {}：{}", task.number, task.title));
        append(conn, act, entry.on(id.0).of_plan(plan.year).of_task(id).with_change(None, Some(after)))
            .await?;
    }
    Ok(())
}

/// What the log says of a plan that came into force: what of it was taken along, too.
fn imported_in_words(plan: &Plan, new: &NewPlan, (people, rules_of): (&TakenPeople, Option<i32>)) -> String {
    let rules = rules_of.map_or_else(String::new, |year| format!("，规则沿用 {year} 年度"));
    let carried = new.tasks.iter().filter(|task| task.carried_from.is_some()).count();
    let (leaders, contacts) = (people.count(PersonRole::Leader), people.count(PersonRole::Contact));
    let carried = match carried {
        0 => String::new(),
        _ => format!("；结转 {carried} 项，沿用分管院领导 {leaders} 项、点名的工作联系人 {contacts} 项"),
    };
    let tasks = new.tasks.len();
    format!("读入方案{}（{}），{tasks} 项任务{rules}{carried}", in_marks(&plan.title), plan.document_number)
}

/// Ids of sections by number.
type Sections = HashMap<i32, SectionId>;
