//! The SQL of superiors' documents and their statements.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::model::Level;
use crate::audit_trail::Act;
use crate::error::{AppError, Result, require_row};
use crate::ids::{PlanId, SuperiorDocumentId, WorkPointId};
use crate::plan::work_points::keep_back;

/// What is told of a document.
#[derive(Debug, Clone)]
pub struct NewDocument {
    /// Whose it is.
    pub level: Level,
    /// Its title.
    pub title: String,
    /// 文号 as printed; may be empty.
    pub document_number: String,
    /// Who issued it.
    pub issuer: String,
    /// When, where it is known.
    pub issued_on: Option<NaiveDate>,
    /// Its statements, at least one.
    pub statements: Vec<String>,
}

/// A superior's document.
#[derive(Debug, Clone)]
pub(super) struct DocumentRow {
    pub id: SuperiorDocumentId,
    pub number: i32,
    pub level: Level,
    pub title: String,
    /// As printed; may be empty.
    pub document_number: String,
    pub issuer: String,
    pub issued_on: Option<NaiveDate>,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
    pub withdrawn_on: Option<NaiveDate>,
    pub withdrawn_by: Option<String>,
    pub withdrawn_because: Option<String>,
}

/// A statement of a superior's document that is not withdrawn.
#[derive(Debug, Clone)]
pub struct SuperiorPoint {
    /// It.
    pub id: WorkPointId,
    /// Its document.
    pub document: SuperiorDocumentId,
    /// That document's title.
    pub document_title: String,
    /// As typed, without number and final 。.
    pub text: String,
    /// Why no task need carry it.
    pub not_applicable_reason: Option<String>,
    /// The tasks that carry it, by number.
    pub tasks: Vec<i32>,
    /// Whether tasks carry it that are left out for the reader.
    pub kept_back: bool,
}

impl SuperiorPoint {
    /// Whether nobody carries it and nobody has said why.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.tasks.is_empty() && !self.kept_back && self.not_applicable_reason.is_none()
    }

    /// Keeps the tasks of those numbers back, by the rule of the plan's own points.
    pub fn keep_back(&mut self, hidden: &[i32]) {
        self.kept_back = keep_back(&mut self.text, &mut self.tasks, |number| *number, hidden);
    }
}

/// The documents of a plan by level, then as they were entered; withdrawn ones, too.
pub(super) async fn list_documents(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<DocumentRow>> {
    Ok(sqlx::query_as!(
        DocumentRow,
        r#"select d.id as "id: SuperiorDocumentId", d.number, d.level as "level: Level", d.title, d.document_number, d.issuer,
                  d.issued_on, d.entered_at, a.display_name as entered_by, d.withdrawn_on,
                  w.display_name as "withdrawn_by?", d.withdrawn_because
           from superior_document d join account a on a.id = d.entered_by left join account w on w.id = d.withdrawn_by
           where d.plan_id = $1 order by d.level, d.number"#,
        plan.0
    )
    .fetch_all(conn)
    .await?)
}

/// The statements of a plan's superior documents that are not withdrawn, in their order.
pub async fn list_points(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<SuperiorPoint>> {
    Ok(sqlx::query_as!(
        SuperiorPoint,
        r#"select w.id as "id: WorkPointId", d.id as "document: SuperiorDocumentId", d.title as document_title, w.text,
                  w.not_applicable_reason, false as "kept_back!",
                  array(select t.number from work_point_task l join task t on t.id = l.task_id
                        where l.work_point_id = w.id order by t.number) as "tasks!"
           from work_point w join superior_document d on d.id = w.document_id
           where w.plan_id = $1 and d.withdrawn_on is null order by d.level, d.number, w.position"#,
        plan.0
    )
    .fetch_all(conn)
    .await?)
}

/// A task as the table names it.
pub(super) struct TaskRow {
    pub number: i32,
    pub title: String,
    pub text: String,
    /// Who leads today; empty while nobody does.
    pub leads: String,
}

/// The tasks of a plan by number.
pub(super) async fn list_tasks(conn: &mut PgConnection, plan: PlanId, on: NaiveDate) -> Result<Vec<TaskRow>> {
    Ok(sqlx::query_as!(
        TaskRow,
        r#"select t.number, t.title, t.body as text,
                  coalesce((select string_agg(d.name, '、' order by a.position) from assignment a
                            join department d on d.id = a.department_id
                            where a.task_id = t.id and a.role = 'lead' and a.from_on <= $2
                              and (a.to_on is null or a.to_on >= $2)), '') as "leads!"
           from task t where t.plan_id = $1 order by t.number"#,
        plan.0,
        on
    )
    .fetch_all(conn)
    .await?)
}

/// Stores a document under the next number of its plan, with its statements after all there are. The plan is held meanwhile,
/// so that no two get one number.
pub(super) async fn insert(
    conn: &mut PgConnection,
    act: &Act,
    plan: PlanId,
    new: &NewDocument,
) -> Result<(SuperiorDocumentId, i32)> {
    sqlx::query!("select id from plan where id = $1 for update", plan.0).fetch_one(&mut *conn).await?;
    let row = sqlx::query!(
        r#"insert into superior_document (plan_id, number, level, title, document_number, issuer, issued_on, entered_on,
                                          entered_at, entered_by)
           select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9 from superior_document where plan_id = $1
           returning id as "id: SuperiorDocumentId", number"#,
        plan.0,
        new.level as Level,
        new.title,
        new.document_number,
        new.issuer,
        new.issued_on,
        act.today(),
        act.at,
        act.person()?.0
    )
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into work_point (plan_id, document_id, position, text)
         select $1, $2, (select coalesce(max(position), 0) from work_point where plan_id = $1) + p.at, p.text
         from unnest($3::text[]) with ordinality as p (text, at)",
        plan.0,
        row.id.0,
        &new.statements
    )
    .execute(conn)
    .await?;
    Ok((row.id, row.number))
}

/// Withdraws a document; returns its title.
pub(super) async fn update_withdrawn(
    conn: &mut PgConnection,
    act: &Act,
    (plan, number): (PlanId, i32),
    because: &str,
) -> Result<(SuperiorDocumentId, String)> {
    let row = sqlx::query!(
        r#"select id as "id: SuperiorDocumentId", title from superior_document where plan_id = $1 and number = $2"#,
        plan.0,
        number
    )
    .fetch_optional(&mut *conn)
    .await?;
    let row = row.ok_or_else(|| AppError::NotFound("没有这份上级文件。".into()))?;
    let done = sqlx::query!(
        "update superior_document set withdrawn_on = $2, withdrawn_at = $3, withdrawn_by = $4, withdrawn_because = $5
         where id = $1 and withdrawn_on is null",
        row.id.0,
        act.today(),
        act.at,
        act.person()?.0,
        because
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), "这份上级文件已由他人撤回。")?;
    Ok((row.id, row.title))
}
