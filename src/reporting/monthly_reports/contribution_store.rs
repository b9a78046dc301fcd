//! What contributions read.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::month::MonthOf;
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, ReportId, TaskId};

/// A part asked of a department.
#[derive(Debug, Clone)]
pub(super) struct Contribution {
    pub id: i64,
    pub report: ReportId,
    pub department: DepartmentId,
    pub department_name: String,
    /// Who asks.
    pub filing_name: String,
    pub task: TaskId,
    pub task_number: i32,
    pub title: String,
    pub asked_for: String,
    pub answer: String,
    pub is_answered: bool,
    pub version: i32,
    /// Whether the report may still be written, and so the answer.
    pub report_is_editable: bool,
}

/// What reports of the month ask of `department`, and what these reports ask of others.
pub(super) async fn list_contributions(
    conn: &mut PgConnection,
    month: &MonthOf,
    department: Option<DepartmentId>,
    reports: &[i64],
) -> Result<Vec<Contribution>> {
    let rows = sqlx::query_as!(
        Contribution,
        r#"select c.id, c.report_id as report, c.department_id as department, d.name as department_name,
                  f.name as filing_name, t.id as task, t.number as task_number, t.title, c.asked_for, c.answer,
                  c.answered_at is not null as "is_answered!", c.version,
                  r.status in ('draft', 'returned') as "report_is_editable!"
           from contribution c
           join monthly_report r on r.id = c.report_id
           join task t on t.id = r.task_id
           join department d on d.id = c.department_id
           join department f on f.id = r.department_id
           where t.plan_id = $1 and r.month = $2 and (c.department_id = $3 or c.report_id = any($4))
           order by t.number, c.id"#,
        month.plan.id.0,
        month.code(),
        department.map(|department| department.0),
        reports
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}

pub(super) async fn get_contribution(
    conn: &mut PgConnection,
    year: i32,
    month: &str,
    id: i64,
) -> Result<Contribution> {
    sqlx::query_as!(
        Contribution,
        r#"select c.id, c.report_id as report, c.department_id as department, d.name as department_name,
                  f.name as filing_name, t.id as task, t.number as task_number, t.title, c.asked_for, c.answer,
                  c.answered_at is not null as "is_answered!", c.version,
                  r.status in ('draft', 'returned') as "report_is_editable!"
           from contribution c
           join monthly_report r on r.id = c.report_id
           join task t on t.id = r.task_id
           join plan p on p.id = t.plan_id
           join department d on d.id = c.department_id
           join department f on f.id = r.department_id
           where c.id = $1 and p.year = $2 and r.month = $3"#,
        id,
        year,
        month
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| AppError::NotFound("没有这项补充请求。".into()))
}

/// The other unit departments of the task (members of its groups too) that this report has not asked yet.
pub(super) async fn list_askable(
    conn: &mut PgConnection,
    task: TaskId,
    report: Option<ReportId>,
    filing: DepartmentId,
    today: NaiveDate,
) -> Result<Vec<(DepartmentId, String)>> {
    let rows = sqlx::query!(
        r#"select d.id, d.name from department d
           where d.kind = 'unit' and d.id <> $3 and d.id in (select departments_concerned($1, $4))
             and not exists (select from contribution c where c.report_id = $2 and c.department_id = d.id)
           order by d.position"#,
        task.0,
        report.map(|report| report.0),
        filing.0,
        today
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (DepartmentId(row.id), row.name)).collect())
}
