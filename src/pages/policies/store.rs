//! What is read of policy documents.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::model::{PolicyKind, pattern};
use crate::error::{AppError, Result};
use crate::ids::PolicyId;
use crate::pages::overview::RESTRICTED;
use crate::reporting::evidence::KeptBytes;
use crate::supervision::Reader;
use crate::web::dates;

/// A policy document.
#[derive(Debug, Clone)]
pub struct PolicyRow {
    /// The document.
    pub id: PolicyId,
    /// Its plan's year.
    pub year: i32,
    /// Its number in the list of the year.
    pub number: i32,
    /// Its kind.
    pub kind: PolicyKind,
    /// Its title.
    pub title: String,
    /// 文号 as printed; may be empty.
    pub document_number: String,
    /// Who issued it.
    pub issuer: String,
    /// When; `None` where it is not known.
    pub issued_on: Option<NaiveDate>,
    /// 解读要点; may be empty.
    pub note: String,
    /// The numbers of the tasks it concerns.
    pub task_numbers: Vec<i32>,
    /// Their titles; 限定范围 for a reader whom a restricted one does not concern.
    pub task_titles: Vec<String>,
    /// How many files it has, withdrawn ones not counted.
    pub files: i64,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
    /// By whom.
    pub changed_by: String,
    /// When it was withdrawn.
    pub withdrawn_on: Option<NaiveDate>,
    /// By whom.
    pub withdrawn_by: Option<String>,
    /// Why.
    pub withdrawn_because: Option<String>,
    /// Counts its changes.
    pub version: i32,
}

impl PolicyRow {
    /// Number, issuer and date in a line, as far as they are known.
    #[must_use]
    pub fn origin(&self) -> String {
        let day = self.issued_on.map(dates::plain);
        let parts = [Some(self.document_number.clone()), Some(self.issuer.clone()), day];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("　")
    }
}

/// Which documents; `None` and an empty text ask for nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which<'a> {
    /// Of a number in the list.
    pub number: Option<i32>,
    /// About a task of this number.
    pub task: Option<i32>,
    /// Of a kind.
    pub kind: Option<PolicyKind>,
    /// In whose title, number, issuer or 解读要点 this stands.
    pub words: &'a str,
}

/// The documents of a year; withdrawn ones at the end. One statement.
pub async fn list_policies(
    conn: &mut PgConnection,
    reader: &Reader,
    year: i32,
    which: Which<'_>,
) -> Result<Vec<PolicyRow>> {
    Ok(sqlx::query_as!(
        PolicyRow,
        r#"select y.id, p.year, y.number, y.kind as "kind: PolicyKind", y.title, y.document_number, y.issuer, y.issued_on,
                  y.note, k.numbers as "task_numbers!", k.titles as "task_titles!",
                  (select count(*) from policy_file f where f.policy_id = y.id and f.withdrawn_at is null) as "files!",
                  y.changed_at, changer.display_name as changed_by, y.withdrawn_on,
                  withdrawer.display_name as "withdrawn_by?", y.withdrawn_because, y.version
           from policy y
           join plan p on p.id = y.plan_id
           join account changer on changer.id = y.changed_by
           left join account withdrawer on withdrawer.id = y.withdrawn_by
           cross join lateral (
               select coalesce(array_agg(t.number order by t.number), '{}') as numbers,
                      coalesce(array_agg(case when not t.restricted or $1 or exists (
                          select from departments_concerned(t.id, $3) as c (id) where c.id = any($2)) then t.title else $4 end
                          order by t.number), '{}') as titles
               from policy_task o join task t on t.id = o.task_id where o.policy_id = y.id
           ) k
           where p.year = $5 and ($6::integer is null or y.number = $6) and ($7::integer is null or $7 = any(k.numbers))
             and ($8::policy_kind is null or y.kind = $8)
             and (y.title ilike $9 or y.document_number ilike $9 or y.issuer ilike $9 or y.note ilike $9)
           order by y.withdrawn_on is not null, y.kind, y.number"#,
        reader.sees_all,
        &reader.departments,
        reader.today,
        RESTRICTED,
        year,
        which.number,
        which.task,
        which.kind as Option<PolicyKind>,
        pattern(which.words)
    )
    .fetch_all(conn)
    .await?)
}

/// The document of a number.
///
/// # Errors
/// [`AppError::NotFound`] where there is none.
pub(super) async fn get_policy(
    conn: &mut PgConnection,
    reader: &Reader,
    (year, number): (i32, i32),
) -> Result<PolicyRow> {
    let which = Which { number: Some(number), ..Which::default() };
    let found = list_policies(conn, reader, year, which).await?.pop();
    found.ok_or_else(|| AppError::NotFound(format!("{year} 年度没有第 {number} 份政策文件。")))
}

/// The same, held until the transaction ends.
pub(super) async fn get_policy_to_change(
    conn: &mut PgConnection,
    reader: &Reader,
    (year, number): (i32, i32),
) -> Result<PolicyRow> {
    sqlx::query!(
        "select y.id from policy y join plan p on p.id = y.plan_id where p.year = $1 and y.number = $2 for update of y",
        year,
        number
    )
    .fetch_optional(&mut *conn)
    .await?;
    get_policy(conn, reader, (year, number)).await
}

/// A file of a document.
#[derive(Debug, Clone)]
pub(super) struct FileRow {
    pub id: i64,
    pub kept: KeptBytes,
    pub added_at: DateTime<Utc>,
    pub added_by: String,
    /// Who withdrew it, and why.
    pub withdrawn: Option<(String, String)>,
}

/// The files of a document, withdrawn ones too.
pub(super) async fn list_files(conn: &mut PgConnection, policy: PolicyId) -> Result<Vec<FileRow>> {
    let rows = sqlx::query!(
        r#"select f.id, f.digest, f.size, f.original_name, f.media_type, f.added_at, a.display_name as added_by,
                  w.display_name as "withdrawn_by?", f.withdrawn_because
           from policy_file f join account a on a.id = f.added_by left join account w on w.id = f.withdrawn_by
           where f.policy_id = $1 order by f.id"#,
        policy.0
    )
    .fetch_all(conn)
    .await?;
    let file = rows.into_iter().map(|row| FileRow {
        id: row.id,
        kept: KeptBytes {
            digest: row.digest,
            size: row.size,
            name: row.original_name,
            media_type: row.media_type,
        },
        added_at: row.added_at,
        added_by: row.added_by,
        withdrawn: row.withdrawn_by.zip(row.withdrawn_because),
    });
    Ok(file.collect())
}
