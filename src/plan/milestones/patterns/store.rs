//! The SQL of patterns.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::{Pattern, changed_meanwhile};
use crate::error::{AppError, Result, violated_constraint};
use crate::ids::PatternId;
use crate::plan::milestones::rows::Step;

/// All patterns with their steps, those in use first; retired ones too.
pub(in crate::plan::milestones) async fn list_patterns(conn: &mut PgConnection) -> Result<Vec<Pattern>> {
    let mut steps: BTreeMap<i64, Vec<Step>> = BTreeMap::new();
    let rows = sqlx::query!(
        "select pattern_id, title, working_days, share, after from milestone_pattern_step order by pattern_id, position"
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in rows {
        let place = |position: i32| usize::try_from(position).ok()?.checked_sub(1);
        steps.entry(row.pattern_id).or_default().push(Step {
            title: row.title,
            working_days: row.working_days.unsigned_abs(),
            share: row.share.unsigned_abs(),
            after: row.after.into_iter().filter_map(place).collect(),
            fixed: None,
        });
    }
    let rows = sqlx::query!(
        "select id, name, retired_on, version from milestone_pattern order by retired_on nulls first, id"
    )
    .fetch_all(conn)
    .await?;
    let pattern = |steps: Vec<Step>, id, name, retired_on, version| Pattern {
        id: PatternId(id),
        name,
        retired_on,
        version,
        steps,
    };
    Ok(rows
        .into_iter()
        .map(|row| {
            pattern(steps.remove(&row.id).unwrap_or_default(), row.id, row.name, row.retired_on, row.version)
        })
        .collect())
}

/// The pattern of that id, or a page that says there is none.
pub(in crate::plan::milestones) async fn get_pattern(
    conn: &mut PgConnection,
    id: PatternId,
) -> Result<Pattern> {
    let patterns = list_patterns(conn).await?;
    let found = patterns.into_iter().find(|pattern| pattern.id == id);
    found.ok_or_else(|| AppError::NotFound("没有这个节点模板。".into()))
}

/// Stores a pattern without steps.
pub(super) async fn insert_pattern(conn: &mut PgConnection, name: &str) -> Result<PatternId> {
    let id = sqlx::query_scalar!("insert into milestone_pattern (name) values ($1) returning id", name)
        .fetch_one(conn)
        .await
        .map_err(|error| name_taken(error, name))?;
    Ok(PatternId(id))
}

/// Stores a pattern's name.
pub(super) async fn update_pattern(conn: &mut PgConnection, seen: &Pattern, name: &str) -> Result<()> {
    let done = sqlx::query!(
        "update milestone_pattern set name = $3, version = version + 1
         where id = $1 and version = $2 and retired_on is null",
        seen.id.0,
        seen.version,
        name
    )
    .execute(conn)
    .await
    .map_err(|error| name_taken(error, name))?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(changed_meanwhile()) }
}

fn name_taken(error: sqlx::Error, name: &str) -> AppError {
    match violated_constraint(&error) {
        Some("milestone_pattern_name_taken") => {
            AppError::Refused(format!("已有名为“{name}”的节点模板，请换一个名称。"))
        }
        _ => error.into(),
    }
}

/// Stores since when a pattern is retired.
pub(super) async fn update_retired(conn: &mut PgConnection, seen: &Pattern, on: NaiveDate) -> Result<()> {
    let done = sqlx::query!(
        "update milestone_pattern set retired_on = $3, version = version + 1
         where id = $1 and version = $2 and retired_on is null",
        seen.id.0,
        seen.version,
        on
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(changed_meanwhile()) }
}

/// Takes a pattern's steps away, for others to be stored; what they were stands in the entry of the change.
pub(super) async fn delete_steps(conn: &mut PgConnection, pattern: PatternId) -> Result<()> {
    sqlx::query!("delete from milestone_pattern_step where pattern_id = $1", pattern.0).execute(conn).await?;
    Ok(())
}

/// Stores a pattern's steps.
pub(super) async fn insert_steps(conn: &mut PgConnection, pattern: PatternId, steps: &[Step]) -> Result<()> {
    let position = |place: usize| i32::try_from(place + 1).unwrap_or(i32::MAX);
    for (place, step) in steps.iter().enumerate() {
        let after: Vec<i32> = step.after.iter().map(|at| position(*at)).collect();
        sqlx::query!(
            "insert into milestone_pattern_step (pattern_id, position, title, working_days, share, after)
             values ($1, $2, $3, $4, $5, $6)",
            pattern.0,
            position(place),
            step.title,
            step.working_days.cast_signed(),
            step.share.cast_signed(),
            &after
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}
