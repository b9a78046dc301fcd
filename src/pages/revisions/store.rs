//! The SQL of revisions.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::content::RevisionRead;
use super::matching::Said;
use super::model::TaskSaid;
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::ids::{PlanId, RevisionId};
use crate::pages::taking_over::ReviewStatus;
use crate::plan::tasks::AssignmentRole;
use crate::web::document_title::in_marks;

/// A change that was taken over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct TakenChange {
    /// The task's number, that of a new one included.
    pub number: i32,
    pub title: String,
    /// 责任分工
    pub head: String,
    pub from: String,
    pub to: String,
}

/// A revision, without its bytes.
#[derive(Debug)]
pub(super) struct RevisionRow {
    pub id: RevisionId,
    pub file_name: String,
    pub digest: Vec<u8>,
    pub content: Json<RevisionRead>,
    pub matches: Json<Said>,
    pub status: ReviewStatus,
    pub uploaded_at: DateTime<Utc>,
    pub uploaded_by: String,
    pub title: Option<String>,
    pub document_number: Option<String>,
    pub issued_on: Option<NaiveDate>,
    pub taken: Option<Json<Vec<TakenChange>>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub closed_by: Option<String>,
}

/// A line of the list.
pub(super) struct RevisionLine {
    pub id: RevisionId,
    pub file_name: String,
    pub status: ReviewStatus,
    pub uploaded_at: DateTime<Utc>,
    pub uploaded_by: String,
    pub title: Option<String>,
    pub document_number: Option<String>,
    pub taken: i64,
}

/// A file to be looked at.
pub(super) struct NewRevision<'a> {
    pub file_name: &'a str,
    pub bytes: &'a [u8],
    pub digest: &'a [u8],
    pub content: &'a RevisionRead,
}

/// The document as it was confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Document {
    pub title: String,
    /// Empty where it bears none.
    pub number: String,
    pub issued_on: NaiveDate,
}

impl Document {
    /// 《关于…的补充通知》（抚法〔2019〕第20号）
    pub fn in_words(&self) -> String {
        let title = in_marks(&self.title);
        if self.number.is_empty() { title } else { format!("{title}（{}）", self.number) }
    }
}

/// Keeps what was read of a file.
pub(super) async fn insert(
    conn: &mut PgConnection,
    act: &Act,
    plan: PlanId,
    new: &NewRevision<'_>,
) -> Result<RevisionId> {
    Ok(sqlx::query_scalar!(
        r#"insert into plan_revision (plan_id, file_name, file, digest, content, uploaded_at, uploaded_by)
           values ($1, $2, $3, $4, $5, $6, $7) returning id as "id: RevisionId""#,
        plan.0,
        new.file_name,
        new.bytes,
        new.digest,
        Json(new.content) as _,
        act.at,
        act.person()?.0
    )
    .fetch_one(conn)
    .await?)
}

/// The revision with these bytes that waits or was applied. The plan is held from then on, so that two presses keep one file once.
pub(super) async fn find_by_digest(
    conn: &mut PgConnection,
    plan: PlanId,
    digest: &[u8],
) -> Result<Option<RevisionId>> {
    sqlx::query!("select id from plan where id = $1 for update", plan.0).fetch_one(&mut *conn).await?;
    Ok(sqlx::query_scalar!(
        r#"select id as "id: RevisionId" from plan_revision
           where plan_id = $1 and digest = $2 and status <> 'discarded'"#,
        plan.0,
        digest
    )
    .fetch_optional(conn)
    .await?)
}

/// All revisions of a plan, those that wait first.
pub(super) async fn list(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<RevisionLine>> {
    Ok(sqlx::query_as!(
        RevisionLine,
        r#"select r.id, r.file_name, r.status as "status: ReviewStatus", r.uploaded_at, a.display_name as uploaded_by,
                  r.title, r.document_number, coalesce(jsonb_array_length(r.taken), 0)::bigint as "taken!"
           from plan_revision r join account a on a.id = r.uploaded_by
           where r.plan_id = $1 order by r.status = 'open' desc, r.id desc"#,
        plan.0
    )
    .fetch_all(conn)
    .await?)
}

/// The revision of that id.
///
/// # Errors
/// Not found where the plan has none.
pub(super) async fn get(conn: &mut PgConnection, plan: PlanId, id: RevisionId) -> Result<RevisionRow> {
    sqlx::query_as!(
        RevisionRow,
        r#"select r.id, r.file_name, r.digest, r.content as "content: Json<RevisionRead>",
                  r.matches as "matches: Json<Said>", r.status as "status: ReviewStatus", r.uploaded_at,
                  a.display_name as uploaded_by, r.title, r.document_number, r.issued_on,
                  r.taken as "taken: Json<Vec<TakenChange>>", r.closed_at, c.display_name as "closed_by?"
           from plan_revision r join account a on a.id = r.uploaded_by left join account c on c.id = r.closed_by
           where r.plan_id = $1 and r.id = $2"#,
        plan.0,
        id.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| AppError::NotFound("没有这份补充通知。".into()))
}

/// The same, held until the transaction ends, while it waits.
///
/// # Errors
/// A conflict where it was applied or discarded already.
pub(super) async fn hold(conn: &mut PgConnection, plan: PlanId, id: RevisionId) -> Result<RevisionRow> {
    sqlx::query!("select id from plan_revision where plan_id = $1 and id = $2 for update", plan.0, id.0)
        .fetch_optional(&mut *conn)
        .await?;
    let row = get(conn, plan, id).await?;
    if row.status != ReviewStatus::Open {
        return Err(AppError::Conflict(format!("这份补充通知{}，请刷新后查看。", row.status.light().2)));
    }
    Ok(row)
}

/// Holds the tasks of a plan until the transaction ends: what is compared now stays so.
pub(super) async fn hold_tasks(conn: &mut PgConnection, plan: PlanId) -> Result<()> {
    sqlx::query!("select id from task where plan_id = $1 order by number for update", plan.0)
        .fetch_all(conn)
        .await?;
    Ok(())
}

/// The file.
pub(super) async fn get_file(
    conn: &mut PgConnection,
    plan: PlanId,
    id: RevisionId,
) -> Result<(String, Vec<u8>)> {
    let row = sqlx::query!(
        "select file_name, file from plan_revision where plan_id = $1 and id = $2",
        plan.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| (row.file_name, row.file)).ok_or_else(|| AppError::NotFound("没有这份补充通知。".into()))
}

/// Keeps which task each is, of a revision held by this transaction.
pub(super) async fn update_matches(conn: &mut PgConnection, id: RevisionId, said: &Said) -> Result<()> {
    sqlx::query!("update plan_revision set matches = $2 where id = $1", id.0, Json(said) as _)
        .execute(conn)
        .await?;
    Ok(())
}

/// Closes a revision held by this transaction: applied.
pub(super) async fn close_applied(
    conn: &mut PgConnection,
    act: &Act,
    id: RevisionId,
    document: &Document,
    taken: &[TakenChange],
    said: &[TaskSaid],
) -> Result<()> {
    sqlx::query!(
        "update plan_revision set status = 'applied', title = $2, document_number = nullif($3, ''), issued_on = $4,
                taken = $5, said = $6, closed_at = $7, closed_by = $8 where id = $1",
        id.0,
        document.title,
        document.number,
        document.issued_on,
        Json(taken) as _,
        Json(said) as _,
        act.at,
        act.person()?.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Closes a revision held by this transaction: put away.
pub(super) async fn close_discarded(conn: &mut PgConnection, act: &Act, id: RevisionId) -> Result<()> {
    sqlx::query!(
        "update plan_revision set status = 'discarded', closed_at = $2, closed_by = $3 where id = $1",
        id.0,
        act.at,
        act.person()?.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The texts of a plan's tasks, by number.
pub(super) async fn list_texts(conn: &mut PgConnection, plan: PlanId) -> Result<BTreeMap<i32, String>> {
    let rows =
        sqlx::query!("select number, body from task where plan_id = $1", plan.0).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.number, row.body)).collect())
}

/// Who answers for each task of a plan at last, changes dated ahead included: names and roles in their order, by number.
pub(super) async fn list_last_parts(
    conn: &mut PgConnection,
    plan: PlanId,
) -> Result<BTreeMap<i32, Vec<(String, AssignmentRole)>>> {
    let rows = sqlx::query!(
        r#"select t.number, d.name, a.role as "role: AssignmentRole"
           from assignment a join task t on t.id = a.task_id join department d on d.id = a.department_id
           where t.plan_id = $1 and a.to_on is null order by t.number, a.position"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let mut parts: BTreeMap<i32, Vec<(String, AssignmentRole)>> = BTreeMap::new();
    for row in rows {
        parts.entry(row.number).or_default().push((row.name, row.role));
    }
    Ok(parts)
}

/// A responsibility as the log has it.
#[derive(Deserialize)]
struct LoggedPart {
    department: String,
    role: String,
}

/// A task as the log has it from when the plan was read.
#[derive(Deserialize)]
struct LoggedTask {
    title: String,
    text: String,
    assignments: Vec<LoggedPart>,
}

/// What the documents said of each task: the plan's own, by the log, then each revision that was applied.
pub(super) async fn list_said(conn: &mut PgConnection, plan: PlanId) -> Result<BTreeMap<i32, TaskSaid>> {
    let logged = sqlx::query!(
        r#"select t.number, c.after as "after!" from task t
           join ledger_entry e on e.task_id = t.id and e.event = 'task_imported'
           join ledger_content c on c.entry_id = e.id and c.after is not null
           where t.plan_id = $1"#,
        plan.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut said = BTreeMap::new();
    for row in logged {
        let task: LoggedTask = serde_json::from_str(&row.after).map_err(anyhow::Error::from)?;
        said.insert(row.number, task.said(row.number));
    }
    let later = sqlx::query_scalar!(
        r#"select said as "said!: Json<Vec<TaskSaid>>" from plan_revision
           where plan_id = $1 and status = 'applied' order by closed_at, id"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    said.extend(later.into_iter().flat_map(|of| of.0).map(|task| (task.number, task)));
    Ok(said)
}

impl LoggedTask {
    fn said(self, number: i32) -> TaskSaid {
        let (leads, supports): (Vec<_>, Vec<_>) =
            self.assignments.into_iter().partition(|of| of.role == "lead");
        let names = |parts: Vec<LoggedPart>| parts.into_iter().map(|of| of.department).collect();
        TaskSaid {
            number,
            title: self.title,
            text: self.text,
            leads: names(leads),
            supports: names(supports),
        }
    }
}
