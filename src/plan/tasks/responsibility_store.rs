//! The SQL of responsibilities.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::{DepartmentId, TaskId};
use crate::organization::DepartmentKind;
use crate::plan::tasks::AssignmentRole;

/// A department's part in a task that has no end yet.
#[derive(Debug, Clone)]
pub struct Part {
    /// The row.
    pub id: i64,
    /// The department.
    pub department: DepartmentId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: DepartmentKind,
    /// Lead or support.
    pub role: AssignmentRole,
    /// Whether it files the task's reports.
    pub files_report: bool,
    /// Its place in the document's order.
    pub position: i32,
    /// As printed.
    pub wording: String,
    /// Since when.
    pub from_on: NaiveDate,
}

/// A part that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedPart {
    /// The department.
    pub department: DepartmentId,
    /// Lead or support.
    pub role: AssignmentRole,
    /// Whether it files.
    pub files_report: bool,
    /// Its place.
    pub position: i32,
    /// As printed; the name, when it was added later.
    pub wording: String,
}

/// The parts of a task that have no end yet, in the order of the document.
pub async fn list_parts(conn: &mut PgConnection, task: TaskId) -> Result<Vec<Part>> {
    Ok(sqlx::query_as!(
        Part,
        r#"select a.id, a.department_id as department, d.name, d.kind as "kind: DepartmentKind",
                  a.role as "role: AssignmentRole", a.files_report, a.position, a.wording, a.from_on
           from assignment a join department d on d.id = a.department_id
           where a.task_id = $1 and a.to_on is null order by a.position"#,
        task.0
    )
    .fetch_all(conn)
    .await?)
}

/// Ends parts on `to_on`.
pub async fn close_parts(conn: &mut PgConnection, ids: &[i64], to_on: NaiveDate, reason: &str) -> Result<()> {
    sqlx::query!(
        "update assignment set to_on = $2, reason = coalesce(nullif($3, ''), reason) where id = any($1)",
        ids,
        to_on,
        reason
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Begins parts on `from_on`.
pub async fn open_parts(
    conn: &mut PgConnection,
    task: TaskId,
    parts: &[OpenedPart],
    from_on: NaiveDate,
    reason: &str,
) -> Result<()> {
    let departments: Vec<i64> = parts.iter().map(|part| part.department.0).collect();
    let roles: Vec<AssignmentRole> = parts.iter().map(|part| part.role).collect();
    let files: Vec<bool> = parts.iter().map(|part| part.files_report).collect();
    let positions: Vec<i32> = parts.iter().map(|part| part.position).collect();
    let wordings: Vec<String> = parts.iter().map(|part| part.wording.clone()).collect();
    sqlx::query!(
        "insert into assignment (task_id, department_id, role, files_report, position, wording, from_on, reason)
         select $1, p.department_id, p.role, p.files_report, p.position, p.wording, $2, nullif($3, '')
         from unnest($4::bigint[], $5::assignment_role[], $6::boolean[], $7::integer[], $8::text[])
              as p (department_id, role, files_report, position, wording)",
        task.0,
        from_on,
        reason,
        &departments,
        roles as Vec<AssignmentRole>,
        &files,
        &positions,
        &wordings
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A department that can be given a part.
#[derive(Debug, Clone)]
pub struct DepartmentInForce {
    /// The department.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: DepartmentKind,
}

/// The department the office named to file; `None` where the rule names it (the first-named unit lead), or nobody files.
#[must_use]
pub fn named_filer(parts: &[Part]) -> Option<DepartmentId> {
    let is_unit_lead = |part: &&Part| part.role == AssignmentRole::Lead && part.kind == DepartmentKind::Unit;
    let by_rule = parts.iter().find(is_unit_lead).map(|part| part.department);
    let files = parts.iter().find(|part| part.files_report).map(|part| part.department);
    files.filter(|of| Some(*of) != by_rule)
}

/// All departments in force, in the order of pages.
pub async fn list_departments_in_force(conn: &mut PgConnection) -> Result<Vec<DepartmentInForce>> {
    Ok(sqlx::query_as!(
        DepartmentInForce,
        r#"select id, name, kind as "kind: DepartmentKind" from department where valid_to is null
           order by kind, position"#
    )
    .fetch_all(conn)
    .await?)
}
