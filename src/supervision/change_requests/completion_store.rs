//! The SQL of what only completions have: their documents, and what the office found.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::RequestState;
use super::store::{RequestRow, overtaken};
use crate::audit_trail::Act;
use crate::error::Result;
use crate::ids::{AccountId, DepartmentId, RequestId, TaskId};

/// A document that a completion brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What it is called.
    pub title: String,
    /// 文号; empty where it has none.
    pub number: String,
    /// Its date.
    pub dated_on: NaiveDate,
}

/// What the office found on one criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// As it is worded today.
    pub criterion: String,
    /// 符合
    pub fits: bool,
    /// Why.
    pub remark: String,
}

pub(super) async fn insert_documents(
    conn: &mut PgConnection,
    id: RequestId,
    documents: &[Document],
) -> Result<()> {
    let titles: Vec<String> = documents.iter().map(|of| of.title.clone()).collect();
    let numbers: Vec<String> = documents.iter().map(|of| of.number.clone()).collect();
    let dates: Vec<NaiveDate> = documents.iter().map(|of| of.dated_on).collect();
    sqlx::query!(
        "insert into completion_document (request_id, position, title, number, dated_on)
         select $1, d.position, d.title, d.number, d.dated_on
         from unnest($2::text[], $3::text[], $4::date[]) with ordinality as d (title, number, dated_on, position)",
        id.0,
        &titles,
        &numbers,
        &dates
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The documents of a request, in their order.
pub async fn list_documents(conn: &mut PgConnection, id: RequestId) -> Result<Vec<Document>> {
    Ok(sqlx::query_as!(
        Document,
        "select title, number, dated_on from completion_document where request_id = $1 order by position",
        id.0
    )
    .fetch_all(conn)
    .await?)
}

/// What the office found, criterion by criterion.
pub async fn list_verdicts(conn: &mut PgConnection, id: RequestId) -> Result<Vec<Verdict>> {
    Ok(sqlx::query_as!(
        Verdict,
        "select criterion, fits, remark from completion_criterion where request_id = $1 order by position",
        id.0
    )
    .fetch_all(conn)
    .await?)
}

pub(super) async fn insert_verdicts(
    conn: &mut PgConnection,
    id: RequestId,
    verdicts: &[Verdict],
) -> Result<()> {
    let criteria: Vec<String> = verdicts.iter().map(|found| found.criterion.clone()).collect();
    let fits: Vec<bool> = verdicts.iter().map(|found| found.fits).collect();
    let remarks: Vec<String> = verdicts.iter().map(|found| found.remark.clone()).collect();
    sqlx::query!(
        "insert into completion_criterion (request_id, position, criterion, fits, remark)
         select $1, f.position, f.criterion, f.fits, f.remark
         from unnest($2::text[], $3::boolean[], $4::text[]) with ordinality as f (criterion, fits, remark, position)",
        id.0,
        &criteria,
        &fits,
        &remarks
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Puts a request that is to be examined to the leader in charge.
///
/// # Errors
/// A conflict when it is not to be examined any more.
pub(super) async fn update_examined(
    conn: &mut PgConnection,
    act: &Act,
    request: &RequestRow,
    remark: &str,
    of_own: bool,
) -> Result<()> {
    let done = sqlx::query!(
        "update change_request set state = $2, examined_on = $3, examined_at = $4, examined_by = $5, examined_remark = $6,
                self_examined = $7
         where id = $1 and state = $8",
        request.id.0,
        RequestState::Waiting as RequestState,
        act.today(),
        act.at,
        act.account().map(|account| account.0),
        remark,
        of_own,
        RequestState::Examining as RequestState
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 0 {
        return Err(overtaken(request.kind));
    }
    Ok(())
}

/// The newest completion asked for of a task, and where it stands; `None` where none was.
pub async fn find_latest_completion(
    conn: &mut PgConnection,
    task: TaskId,
) -> Result<Option<(RequestId, RequestState)>> {
    let row = sqlx::query!(
        r#"select r.id as "id: RequestId", r.state as "state: RequestState"
           from change_request r join deadline l on l.id = r.deadline_id
           where l.task_id = $1 and r.kind = 'completion' order by r.id desc limit 1"#,
        task.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.id, row.state)))
}

/// A completion that was returned or refused, of a task still in progress.
#[derive(Debug)]
pub struct SentBack {
    /// The request.
    pub id: RequestId,
    /// 退回 or 不同意.
    pub state: RequestState,
    /// The plan's year.
    pub year: i32,
    /// Who owes the completion.
    pub department: DepartmentId,
    /// The task.
    pub task_number: i32,
    /// Its title.
    pub task_title: String,
    /// Why.
    pub reason: String,
}

/// The completions that departments asked for and that did not come about, while they have not asked again.
pub async fn list_sent_back(conn: &mut PgConnection, departments: &[i64]) -> Result<Vec<SentBack>> {
    Ok(sqlx::query_as!(
        SentBack,
        r#"select r.id, r.state as "state: RequestState", p.year, l.department_id as "department!: DepartmentId",
                  t.number as task_number, t.title as task_title, r.remark as "reason!"
           from change_request r
           join deadline l on l.id = r.deadline_id
           join task t on t.id = l.task_id and t.status = 'in_progress'
           join plan p on p.id = t.plan_id and p.status = 'active'
           where r.kind = 'completion' and r.state in ('refused', 'returned') and l.department_id = any($1)
             and l.met_on is null
             and not exists (select from change_request n
                             where n.deadline_id = r.deadline_id and n.kind = r.kind and n.id > r.id)
           order by p.year, t.number"#,
        departments
    )
    .fetch_all(conn)
    .await?)
}

/// Whether the office has another active account than this one.
pub async fn has_another_office(conn: &mut PgConnection, account: AccountId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from account o where o.role = 'office' and o.disabled_at is null and o.id <> $1)
               as "another!""#,
        account.0
    )
    .fetch_one(conn)
    .await?)
}
