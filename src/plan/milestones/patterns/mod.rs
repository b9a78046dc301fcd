//! Patterns of milestones (节点模板, `milestone_pattern`): steps with their working days and shares, which add up to 100.
//! The office keeps them; what was planned with one does not change with it. A retired one stays readable.

mod page;
mod store;

use chrono::NaiveDate;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::rows::Step;
use crate::accounts::Routes;
use crate::audit_trail::{Act, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::PatternId;

pub(super) use store::{get_pattern, list_patterns};

/// The routes of patterns.
pub(super) fn routes() -> Routes {
    page::routes()
}

/// A pattern as stored.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub id: PatternId,
    pub name: String,
    pub retired_on: Option<NaiveDate>,
    /// Counts its changes: whoever saves says which one they saw.
    pub version: i32,
    pub steps: Vec<Step>,
}

impl Pattern {
    fn in_json(&self) -> Value {
        in_json(&self.name, &self.steps)
    }
}

fn in_json(name: &str, steps: &[Step]) -> Value {
    let steps: Vec<String> = steps.iter().enumerate().map(|(place, step)| step.words(place)).collect();
    json!({"name": name, "steps": steps})
}

/// Adds a pattern.
///
/// # Errors
/// Refused where another one in use has that name.
async fn add(conn: &mut PgConnection, act: &Act, name: &str, steps: &[Step]) -> Result<PatternId> {
    let id = store::insert_pattern(conn, name).await?;
    store::insert_steps(conn, id, steps).await?;
    let entry = entry("pattern_added", id, format!("新增节点模板“{name}”"));
    append(conn, act, entry.with_change(None, Some(in_json(name, steps)))).await?;
    Ok(id)
}

/// Changes a pattern to this name and these steps, where they differ.
///
/// # Errors
/// Refused where another one in use has that name; a conflict when someone changed it since it was read.
async fn change(
    conn: &mut PgConnection,
    act: &Act,
    seen: &Pattern,
    name: &str,
    steps: &[Step],
) -> Result<()> {
    if seen.name == name && seen.steps == steps {
        return Ok(());
    }
    store::update_pattern(conn, seen, name).await?;
    store::delete_steps(conn, seen.id).await?;
    store::insert_steps(conn, seen.id, steps).await?;
    let entry = entry("pattern_changed", seen.id, format!("修改节点模板“{name}”"));
    append(conn, act, entry.with_change(Some(seen.in_json()), Some(in_json(name, steps)))).await
}

/// Retires a pattern: it is not offered any more.
///
/// # Errors
/// A conflict when someone changed it since it was read.
async fn retire(conn: &mut PgConnection, act: &Act, seen: &Pattern) -> Result<()> {
    store::update_retired(conn, seen, act.today()).await?;
    append(conn, act, entry("pattern_retired", seen.id, format!("停用节点模板“{}”", seen.name))).await
}

fn entry(event: &'static str, id: PatternId, sentence: String) -> Entry {
    Entry::new(event, "milestone_pattern", sentence).on(id.0)
}

fn changed_meanwhile() -> AppError {
    AppError::Conflict("这个节点模板刚被他人修改，请返回查看后再办理。".into())
}
