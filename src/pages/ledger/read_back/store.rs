//! The SQL of files that are read back.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::edited::Edited;
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::ids::{PlanId, ReadBackId};
use crate::pages::taking_over::ReviewStatus;

/// A cell that was taken over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct TakenCell {
    pub number: i32,
    pub column: String,
    pub from: String,
    pub to: String,
}

/// A file that was uploaded.
#[derive(Debug)]
pub(super) struct ReadBackRow {
    pub id: ReadBackId,
    pub file_name: String,
    pub digest: Vec<u8>,
    pub content: Json<Edited>,
    pub status: ReviewStatus,
    pub uploaded_at: DateTime<Utc>,
    pub uploaded_by: String,
    pub taken: Option<Json<Vec<TakenCell>>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub closed_by: Option<String>,
}

/// A line of the list.
pub(super) struct ReadBackLine {
    pub id: ReadBackId,
    pub file_name: String,
    pub status: ReviewStatus,
    pub uploaded_at: DateTime<Utc>,
    pub uploaded_by: String,
    pub taken: i64,
}

/// The list shows so many.
pub(super) const LISTED: i64 = 100;

/// A file to be looked at.
pub(super) struct NewReadBack<'a> {
    pub file_name: &'a str,
    pub size: i64,
    pub digest: &'a [u8],
    pub content: &'a Edited,
}

/// Keeps what was read of a file.
pub(super) async fn insert(
    conn: &mut PgConnection,
    act: &Act,
    plan: PlanId,
    new: &NewReadBack<'_>,
) -> Result<ReadBackId> {
    Ok(sqlx::query_scalar!(
        r#"insert into ledger_read_back (plan_id, file_name, size, digest, content, uploaded_at, uploaded_by)
           values ($1, $2, $3, $4, $5, $6, $7) returning id as "id: ReadBackId""#,
        plan.0,
        new.file_name,
        new.size,
        new.digest,
        Json(new.content) as _,
        act.at,
        act.person()?.0
    )
    .fetch_one(conn)
    .await?)
}

/// The newest files of a plan, those that wait first.
pub(super) async fn list(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<ReadBackLine>> {
    Ok(sqlx::query_as!(
        ReadBackLine,
        r#"select r.id, r.file_name, r.status as "status: ReviewStatus", r.uploaded_at, a.display_name as uploaded_by,
                  coalesce(jsonb_array_length(r.taken), 0)::bigint as "taken!"
           from ledger_read_back r join account a on a.id = r.uploaded_by
           where r.plan_id = $1 order by r.status = 'open' desc, r.id desc limit $2"#,
        plan.0,
        LISTED
    )
    .fetch_all(conn)
    .await?)
}

/// The file of that id.
///
/// # Errors
/// Not found where the plan has none.
pub(super) async fn get(conn: &mut PgConnection, plan: PlanId, id: ReadBackId) -> Result<ReadBackRow> {
    sqlx::query_as!(
        ReadBackRow,
        r#"select r.id, r.file_name, r.digest, r.content as "content: Json<Edited>",
                  r.status as "status: ReviewStatus", r.uploaded_at, a.display_name as uploaded_by,
                  r.taken as "taken: Json<Vec<TakenCell>>", r.closed_at, c.display_name as "closed_by?"
           from ledger_read_back r join account a on a.id = r.uploaded_by left join account c on c.id = r.closed_by
           where r.plan_id = $1 and r.id = $2"#,
        plan.0,
        id.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| AppError::NotFound("没有这份读回的表格。".into()))
}

/// The same, held until the transaction ends and with it the tasks of these numbers: what is compared now stays so.
///
/// # Errors
/// A conflict where it was applied or discarded already.
pub(super) async fn get_to_close(
    conn: &mut PgConnection,
    plan: PlanId,
    id: ReadBackId,
    numbers: &[i32],
) -> Result<ReadBackRow> {
    sqlx::query!("select id from ledger_read_back where plan_id = $1 and id = $2 for update", plan.0, id.0)
        .fetch_optional(&mut *conn)
        .await?;
    sqlx::query!(
        "select id from task where plan_id = $1 and number = any($2) order by number for update",
        plan.0,
        numbers
    )
    .fetch_all(&mut *conn)
    .await?;
    let row = get(conn, plan, id).await?;
    if row.status != ReviewStatus::Open {
        return Err(AppError::Conflict(format!("这份表格{}，请刷新后查看。", row.status.light().2)));
    }
    Ok(row)
}

/// Closes a file held by this transaction: with what was taken over, or discarded.
pub(super) async fn close(
    conn: &mut PgConnection,
    act: &Act,
    id: ReadBackId,
    taken: Option<&[TakenCell]>,
) -> Result<()> {
    let status = if taken.is_some() { ReviewStatus::Applied } else { ReviewStatus::Discarded };
    sqlx::query!(
        "update ledger_read_back set status = $2, taken = $3, closed_at = $4, closed_by = $5 where id = $1",
        id.0,
        status as ReviewStatus,
        taken.map(Json) as _,
        act.at,
        act.person()?.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// By task's number the names, without blanks, of those who belong that day to its unit departments and may be its contact
/// (`list_members` of all tasks at once).
pub(super) async fn list_members_by_task(
    conn: &mut PgConnection,
    plan: PlanId,
    on: NaiveDate,
) -> Result<HashMap<i32, Vec<String>>> {
    let rows = sqlx::query!(
        r#"select distinct t.number, a.id, a.display_name
           from task t
           join assignment s on s.task_id = t.id and s.from_on <= $2 and (s.to_on is null or s.to_on >= $2)
           join department d on d.id = s.department_id and d.kind = 'unit'
           join membership m on m.department_id = d.id and m.from_on <= $2 and (m.to_on is null or m.to_on >= $2)
           join account a on a.id = m.account_id and a.role is not null and a.disabled_at is null
           where t.plan_id = $1"#,
        plan.0,
        on
    )
    .fetch_all(conn)
    .await?;
    let mut members: HashMap<i32, Vec<String>> = HashMap::new();
    for row in rows {
        members.entry(row.number).or_default().push(row.display_name.split_whitespace().collect());
    }
    Ok(members)
}

/// The other names of departments in force, each with the full name.
pub(super) async fn list_aliases(conn: &mut PgConnection) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "select a.alias, d.name from department_alias a join department d on d.id = a.department_id
         where d.valid_to is null"
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.alias, row.name)).collect())
}
