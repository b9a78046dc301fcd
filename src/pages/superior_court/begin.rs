//! A paper is begun, with what it was gathered from.

use serde_json::json;
use sqlx::PgConnection;

use super::kind::Kind;
use super::store::{PaperRow, get_paper};
use super::writes::{Gathered, Head, Wording, entry, insert_paper, insert_sources, set_tasks};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::ids::TaskId;
use crate::plan::{Plan, PlanStatus};
use crate::supervision::Reader;
use crate::web::document_title::in_marks;

/// A paper to be begun.
#[derive(Debug, Clone)]
pub struct NewPaper {
    /// Which kind.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// Whom it goes to.
    pub addressee: String,
    /// Its first text.
    pub text: String,
    /// The tasks it concerns; at least one.
    pub tasks: Vec<TaskId>,
    /// What it was gathered from.
    pub gathered: Vec<Gathered>,
}

/// Begins a paper as a draft; returns it.
///
/// # Errors
/// Refused in a frozen year, without a task, and where a restricted task stands beside others.
pub async fn begin(conn: &mut PgConnection, act: &Act, plan: &Plan, new: &NewPaper) -> Result<PaperRow> {
    if plan.status == PlanStatus::Frozen {
        return Err(AppError::frozen(plan.year));
    }
    require_apart(conn, &new.tasks).await?;
    let wording = Wording {
        title: new.title.clone(),
        addressee: new.addressee.clone(),
        head: Head::default(),
        text: new.text.clone(),
    };
    let (id, number) = insert_paper(conn, act, (plan.id, new.kind), &wording).await?;
    set_tasks(conn, id, &new.tasks).await?;
    insert_sources(conn, id, &new.gathered).await?;
    let paper = get_paper(conn, &Reader::of_all(act.today()), (new.kind, plan.year, number)).await?;
    let sentence = format!("草拟{}{}", paper.name(), in_marks(&new.title));
    let after = json!({"title": new.title, "addressee": new.addressee, "tasks": paper.task_numbers,
                       "gathered": new.gathered.len(), "characters": new.text.chars().count()});
    let entry = entry("superior_paper_begun", (new.kind, id), plan.year, sentence);
    append(conn, act, entry.with_change(None, Some(after))).await?;
    Ok(paper)
}

/// That a paper is about something, and that what is about a restricted task (限定范围) is about no other: else its readers
/// would learn of each other's.
///
/// # Errors
/// Refused with what to do.
pub(super) async fn require_apart(conn: &mut PgConnection, tasks: &[TaskId]) -> Result<()> {
    if tasks.is_empty() {
        return Err(AppError::Refused("请选取内容，或填写涉及的任务序号，至少一项。".into()));
    }
    let ids: Vec<i64> = tasks.iter().map(|task| task.0).collect();
    let restricted =
        sqlx::query_scalar!("select min(number) from task where id = any($1) and restricted", &ids)
            .fetch_one(conn)
            .await?;
    match restricted {
        Some(number) if tasks.len() > 1 => {
            Err(AppError::Refused(format!("任务 {number} 限定范围，须单独成文，不与其他任务合在一起。")))
        }
        _ => Ok(()),
    }
}
