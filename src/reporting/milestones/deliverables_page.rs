//! `/2019/deliverables` (制度成果清单): the documents that the year's milestones and completions have brought, with their
//! numbers.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};

use super::store::{DeliverableRow, list_deliverables};
use crate::accounts::{CurrentUser, Role};
use crate::error::Result;
use crate::plan::get_plan;
use crate::plan::sections::numeral;
use crate::web::document_title::in_marks;
use crate::web::{AppState, PageFrame, dates, urls};

#[derive(Template, WebTemplate)]
#[template(path = "reporting/milestones/deliverables.html")]
pub(super) struct DeliverablesPage {
    frame: PageFrame,
    title: String,
    count: usize,
    sections: Vec<SectionOfDocuments>,
    ledger: String,
}

struct SectionOfDocuments {
    heading: String,
    documents: Vec<Document>,
}

struct Document {
    place: usize,
    title: Option<String>,
    number: String,
    task: String,
    task_path: String,
    /// What brought it: a milestone, or the task's completion.
    source: String,
    source_path: String,
    department: String,
    dated_on: String,
}

pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
) -> Result<DeliverablesPage> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let departments: Vec<i64> = user.departments().iter().map(|department| department.0).collect();
    let reader = (matches!(user.role, Role::Office | Role::Leader), departments.as_slice());
    let rows = list_deliverables(&mut conn, plan.id, state.clocks.today(), reader).await?;
    Ok(DeliverablesPage {
        frame: user.frame(&state, Some(year)),
        title: format!("{year} 年司法改革制度成果清单"),
        count: rows.len(),
        sections: by_section(year, rows),
        ledger: urls::ledger(year),
    })
}

/// The rows come in the order of sections.
fn by_section(year: i32, rows: Vec<DeliverableRow>) -> Vec<SectionOfDocuments> {
    let mut sections: Vec<(i32, SectionOfDocuments)> = Vec::new();
    for (place, row) in (1..).zip(rows) {
        if sections.last().is_none_or(|(number, _)| *number != row.section) {
            let heading = format!("{}、{}", numeral(row.section), row.section_title);
            sections.push((row.section, SectionOfDocuments { heading, documents: Vec::new() }));
        }
        if let Some((_, section)) = sections.last_mut() {
            section.documents.push(document(year, place, row));
        }
    }
    sections.into_iter().map(|(_, section)| section).collect()
}

fn document(year: i32, place: usize, row: DeliverableRow) -> Document {
    Document {
        place,
        title: Some(row.document_title).filter(|title| !title.is_empty()).map(|title| in_marks(&title)),
        number: row.document_number,
        task_path: urls::task(year, row.task_number),
        task: format!("{} {}", row.task_number, row.task_title),
        source_path: match (row.milestone, row.completion) {
            (Some(milestone), _) => urls::milestone(year, row.task_number, milestone),
            (None, Some(completion)) => urls::completion(year, completion),
            (None, None) => urls::task(year, row.task_number),
        },
        source: row.milestone_title.unwrap_or_else(|| "任务办结".to_owned()),
        department: row.department.unwrap_or_else(|| "待明确".to_owned()),
        dated_on: dates::short(row.dated_on),
    }
}
