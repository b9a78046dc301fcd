//! What is written of policy documents. A change is conditional: who comes second is told.

use chrono::NaiveDate;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::model::PolicyKind;
use super::store::PolicyRow;
use crate::audit_trail::Act;
use crate::error::{AppError, Result, require_row};
use crate::ids::{PlanId, PolicyId, TaskId};
use crate::reporting::evidence::KeptBytes;

/// What is told of a document.
#[derive(Debug, Clone)]
pub struct Written {
    /// Its kind.
    pub kind: PolicyKind,
    /// Its title.
    pub title: String,
    /// 文号 as printed; may be empty.
    pub document_number: String,
    /// Who issued it.
    pub issuer: String,
    /// When, where it is known.
    pub issued_on: Option<NaiveDate>,
    /// 解读要点; may be empty.
    pub note: String,
    /// The tasks it concerns: id and number.
    pub tasks: Vec<(TaskId, i32)>,
}

impl Written {
    pub(super) fn ids(&self) -> Vec<TaskId> {
        self.tasks.iter().map(|(id, _)| *id).collect()
    }

    pub(super) fn in_json(&self) -> Value {
        let numbers: Vec<i32> = self.tasks.iter().map(|(_, number)| *number).collect();
        json!({"kind": self.kind.word(), "title": self.title, "document_number": self.document_number, "issuer": self.issuer,
               "issued_on": self.issued_on, "note": self.note, "tasks": numbers})
    }
}

/// What is told when somebody else was first.
pub(super) const OVERTAKEN: &str = "这份政策文件刚由他人修改或办理，现在的情况见本页。";

/// Stores a document under the next number of its plan. The plan is held meanwhile, so that no two get one number.
pub(super) async fn insert_policy(
    conn: &mut PgConnection,
    act: &Act,
    plan: PlanId,
    new: &Written,
) -> Result<(PolicyId, i32)> {
    sqlx::query!("select id from plan where id = $1 for update", plan.0).fetch_one(&mut *conn).await?;
    let row = sqlx::query!(
        r#"insert into policy (plan_id, number, kind, title, document_number, issuer, issued_on, note, entered_at, entered_by,
                               changed_at, changed_by)
           select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $8, $9 from policy where plan_id = $1
           returning id as "id: PolicyId", number"#,
        plan.0,
        new.kind as PolicyKind,
        new.title,
        new.document_number,
        new.issuer,
        new.issued_on,
        new.note,
        act.at,
        act.person()?.0
    )
    .fetch_one(conn)
    .await?;
    Ok((row.id, row.number))
}

/// Says which tasks a document concerns: these, and no others.
pub(super) async fn set_tasks(conn: &mut PgConnection, policy: PolicyId, tasks: &[TaskId]) -> Result<()> {
    let tasks: Vec<i64> = tasks.iter().map(|task| task.0).collect();
    sqlx::query!("delete from policy_task where policy_id = $1 and task_id <> all($2)", policy.0, &tasks)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "insert into policy_task (policy_id, task_id) select $1, id from unnest($2::bigint[]) as t (id)
         on conflict do nothing",
        policy.0,
        &tasks
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Saves what is corrected.
pub(super) async fn update_policy(
    conn: &mut PgConnection,
    act: &Act,
    policy: &PolicyRow,
    new: &Written,
) -> Result<()> {
    let done = sqlx::query!(
        "update policy set kind = $3, title = $4, document_number = $5, issuer = $6, issued_on = $7, note = $8,
                changed_at = $9, changed_by = $10, version = version + 1
         where id = $1 and version = $2 and withdrawn_on is null",
        policy.id.0,
        policy.version,
        new.kind as PolicyKind,
        new.title,
        new.document_number,
        new.issuer,
        new.issued_on,
        new.note,
        act.at,
        act.person()?.0
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Withdraws a document.
pub(super) async fn update_withdrawn(
    conn: &mut PgConnection,
    act: &Act,
    policy: &PolicyRow,
    because: &str,
) -> Result<()> {
    let done = sqlx::query!(
        "update policy set withdrawn_on = $3, withdrawn_at = $4, withdrawn_by = $5, withdrawn_because = $6,
                version = version + 1
         where id = $1 and version = $2 and withdrawn_on is null",
        policy.id.0,
        policy.version,
        act.today(),
        act.at,
        act.person()?.0,
        because
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Puts a file beside a document.
pub(super) async fn insert_file(
    conn: &mut PgConnection,
    act: &Act,
    policy: PolicyId,
    file: &KeptBytes,
) -> Result<()> {
    sqlx::query!(
        "insert into policy_file (policy_id, digest, size, original_name, media_type, added_at, added_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        policy.0,
        file.digest,
        file.size,
        file.name,
        file.media_type,
        act.at,
        act.person()?.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Withdraws a file; returns its name.
pub(super) async fn update_file_withdrawn(
    conn: &mut PgConnection,
    act: &Act,
    (policy, file): (PolicyId, i64),
    because: &str,
) -> Result<String> {
    let name = sqlx::query_scalar!(
        "update policy_file set withdrawn_at = $3, withdrawn_by = $4, withdrawn_because = $5
         where policy_id = $1 and id = $2 and withdrawn_at is null returning original_name",
        policy.0,
        file,
        act.at,
        act.person()?.0,
        because
    )
    .fetch_optional(conn)
    .await?;
    name.ok_or_else(|| AppError::Conflict("这个文件已由他人撤回，或已不在。".into()))
}
