//! What is written of look-backs. A step is conditional: who comes second is told.

use serde_json::Value;
use sqlx::PgConnection;

use super::model::LookBackResult;
use super::store::Candidate;
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::ids::{AccountId, FindingId, LookBackId, LookBackItemId, PlanId};

/// A round to be opened.
#[derive(Debug, Clone)]
pub struct NewRound {
    /// What it is opened for.
    pub title: String,
    /// Why these are sampled, and how.
    pub sample_reason: String,
}

/// Stores a round under the next number of its plan. The plan is held meanwhile, so that no two get one number.
pub(super) async fn insert_round(
    conn: &mut PgConnection,
    act: &Act,
    (plan, by): (PlanId, AccountId),
    new: &NewRound,
) -> Result<(LookBackId, i32)> {
    sqlx::query!("select id from plan where id = $1 for update", plan.0).fetch_one(&mut *conn).await?;
    let row = sqlx::query!(
        r#"insert into look_back (plan_id, number, title, sample_reason, opened_on, opened_by)
           select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5 from look_back where plan_id = $1
           returning id as "id: LookBackId", number"#,
        plan.0,
        new.title,
        new.sample_reason,
        act.today(),
        by.0
    )
    .fetch_one(conn)
    .await?;
    Ok((row.id, row.number))
}

/// Stores the items of a round, numbered in their order.
///
/// # Errors
/// A conflict where one of them stands in another open round since it was read.
pub(super) async fn insert_items(
    conn: &mut PgConnection,
    round: LookBackId,
    sample: &[Candidate],
) -> Result<()> {
    let tasks: Vec<i64> = sample.iter().map(|of| of.task.0).collect();
    let findings: Vec<Option<i64>> = sample.iter().map(|of| of.finding.map(|finding| finding.0)).collect();
    let ended: Vec<chrono::NaiveDate> = sample.iter().map(|of| of.ended_on).collect();
    let done = sqlx::query!(
        "insert into look_back_item (look_back_id, number, task_id, finding_id, ended_on)
         select $1, s.n, s.task, s.finding, s.ended_on
         from unnest($2::bigint[], $3::bigint[], $4::date[]) with ordinality as s (task, finding, ended_on, n)
         on conflict do nothing",
        round.0,
        &tasks,
        &findings as &[Option<i64>],
        &ended
    )
    .execute(conn)
    .await?;
    if usize::try_from(done.rows_affected()).ok() == Some(sample.len()) {
        return Ok(());
    }
    Err(AppError::Conflict("所选的事项刚被列入另一轮回头看，请重新打开后再选。".into()))
}

/// Holds an open round until the transaction ends, so that nothing of it is written after it was closed.
///
/// # Errors
/// Refused when it is closed.
pub(super) async fn hold_open(conn: &mut PgConnection, round: LookBackId) -> Result<()> {
    let open =
        sqlx::query!("select id from look_back where id = $1 and closed_on is null for share", round.0)
            .fetch_optional(conn)
            .await?;
    open.map(|_| ()).ok_or_else(|| AppError::Refused("这一轮回头看已经结束，结果不再改动。".into()))
}

/// Holds an item until the transaction ends: of two who decide at once, the second sees what the first did.
pub(super) async fn lock_item(conn: &mut PgConnection, round: LookBackId, number: i32) -> Result<()> {
    sqlx::query!(
        "select id from look_back_item where look_back_id = $1 and number = $2 for update",
        round.0,
        number
    )
    .fetch_optional(conn)
    .await?;
    Ok(())
}

/// Holds a round against everyone who writes to it.
pub(super) async fn lock_round(conn: &mut PgConnection, round: LookBackId) -> Result<()> {
    sqlx::query!("select id from look_back where id = $1 for update", round.0).fetch_one(conn).await?;
    Ok(())
}

/// Keeps what is typed of an item without result; `false` when someone wrote since `version`.
pub(super) async fn update_draft(
    conn: &mut PgConnection,
    (item, version): (LookBackItemId, i32),
    draft: &Value,
) -> Result<bool> {
    let done = sqlx::query!(
        "update look_back_item set draft = $3, version = version + 1, result = null, new_finding_id = null,
                decided_on = null, decided_by = null
         where id = $1 and version = $2 and (result is null or reopening_refused(new_finding_id))",
        item.0,
        version,
        draft
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// What is decided of an item.
pub(super) struct Decided<'a> {
    pub result: LookBackResult,
    pub remark: &'a str,
    pub finding: Option<FindingId>,
}

/// Decides an item that was not reopened.
///
/// # Errors
/// A conflict when someone wrote since `version`.
pub(super) async fn update_decided(
    conn: &mut PgConnection,
    act: &Act,
    (item, version): (LookBackItemId, i32),
    decided: &Decided<'_>,
) -> Result<()> {
    let by = act.person()?;
    let done = sqlx::query!(
        "update look_back_item set draft = null, result = $3, remark = $4, new_finding_id = $5, decided_on = $6,
                decided_by = $7, version = version + 1
         where id = $1 and version = $2 and (result is distinct from 'reopened' or reopening_refused(new_finding_id))",
        item.0,
        version,
        decided.result as LookBackResult,
        decided.remark,
        decided.finding.map(|finding| finding.0),
        act.today(),
        by.0
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::Conflict("这一项刚被他人修改，请重新打开后再保存。".into()));
    }
    Ok(())
}

/// Says who looks at these items; returns how many changed.
pub(super) async fn update_checkers(
    conn: &mut PgConnection,
    round: LookBackId,
    numbers: &[i32],
    checker: AccountId,
) -> Result<u64> {
    let done = sqlx::query!(
        "update look_back_item set checker_id = $3
         where look_back_id = $1 and number = any($2) and checker_id is distinct from $3",
        round.0,
        numbers,
        checker.0
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Closes a round that stands as seen; `false` when it does not.
pub(super) async fn update_closed(
    conn: &mut PgConnection,
    act: &Act,
    (round, version): (LookBackId, i32),
) -> Result<bool> {
    let by = act.person()?;
    let done = sqlx::query!(
        "update look_back set closed_on = $3, closed_by = $4, version = version + 1
         where id = $1 and version = $2 and closed_on is null",
        round.0,
        version,
        act.today(),
        by.0
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!("update look_back_item set in_open_round = false where look_back_id = $1", round.0)
        .execute(conn)
        .await?;
    Ok(true)
}
