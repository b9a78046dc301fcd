//! Storing a notice that was read (`import`): plan, sections, work points with the links the wording allows,
//! departments, tasks with their responsibilities as printed, and the doubts for the office; then the plan comes
//! into force ([`activation`]).
//!
//! The same document again changes nothing, also after edits: it is known by the digest of its bytes. Another
//! document for a stored year is refused until revisions can be read.

mod store;

use std::collections::HashMap;

use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use crate::audit_trail::{Act, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, SectionId, TaskId};
use crate::office_file::is_office_file;
use crate::organization::intake::{self, Intake};
use crate::plan::activation;
use crate::plan::document_reader::{self, DocumentRead, ReadRefusal};
use crate::plan::store::Plan;

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
                "{year} 年度的方案已经存有，且出自另一份文件；修订方案的读入尚未提供，未作任何改动。"
            )));
        }
        None => {}
    }
    let plan = store::insert_plan(conn, act, &document.plan, &source_text(&document, bytes), &digest).await?;
    let departments = take_in_departments(conn, act, &document).await?;
    let sections = store::insert_sections(conn, plan.id, &document.sections).await?;
    let tasks = store::insert_tasks(conn, &plan, &sections, &document.tasks).await?;
    store::insert_assignments(conn, &plan, &tasks, &departments, &document.tasks).await?;
    let points = store::insert_work_points(conn, plan.id, &sections, &document.work_points).await?;
    store::link_work_points(conn, &points, &tasks, &document.work_points).await?;
    store::insert_doubts(conn, plan.id, &tasks, &points, &departments, &document).await?;
    record(conn, act, &plan, &document, &tasks).await?;
    activation::activate(conn, act, year).await?;
    Ok(Imported::Stored { year, tasks: document.tasks.len(), doubts: document.doubts.len() })
}

/// The document as text: as it is, or what a Word file or workbook says.
fn source_text(document: &DocumentRead, bytes: &[u8]) -> String {
    if !is_office_file(bytes) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let said: Vec<&str> = document.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    said.join("\n\n")
}

async fn take_in_departments(
    conn: &mut PgConnection,
    act: &Act,
    document: &DocumentRead,
) -> Result<HashMap<String, DepartmentId>> {
    let named: Vec<Intake> = document
        .departments
        .iter()
        .map(|department| Intake {
            name: department.name.clone(),
            kind: store::kind_of(department.kind),
            aliases: department.aliases.clone(),
        })
        .collect();
    intake::take_in(conn, act, &named, document.plan.issued_on).await
}

/// One entry for the plan, and one for each task, so that a task's own history begins with its beginning.
async fn record(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    document: &DocumentRead,
    tasks: &HashMap<i32, TaskId>,
) -> Result<()> {
    let sentence =
        format!("读入方案《{}》（{}），{} 项任务", plan.title, plan.document_number, document.tasks.len());
    append(conn, act, Entry::new("plan_imported", "plan", sentence).on(plan.id.0).of_plan(plan.year)).await?;
    for task in &document.tasks {
        let id = tasks[&task.number];
        let assignments: Vec<_> = task
            .assignments
            .iter()
            .map(|a| json!({"department": a.department, "role": store::role_code(a.role)}))
            .collect();
        let after = json!({
            "title": task.title, "text": task.text, "assignments": assignments, "source": task.source.place,
        });
        let entry =
            Entry::new("task_imported", "task", format!("随方案列入任务 {}：{}", task.number, task.title));
        append(conn, act, entry.on(id.0).of_plan(plan.year).of_task(id).with_change(None, Some(after)))
            .await?;
    }
    Ok(())
}

/// Ids of sections by number.
type Sections = HashMap<i32, SectionId>;
