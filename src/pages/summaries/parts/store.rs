//! What is read of parts.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::model::{PartStatus, PartText, TaskText};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::ids::{AccountId, DepartmentId, PlanId, SummaryPartId};

/// A part asked of a department.
#[derive(Debug, Clone)]
pub struct PartRow {
    /// The part.
    pub id: SummaryPartId,
    /// Of whom.
    pub department: DepartmentId,
    /// The department's name.
    pub department_name: String,
    /// Where it stands.
    pub status: PartStatus,
    /// What the office wishes besides; may be empty.
    pub wish: String,
    /// 请于…前供稿
    pub wanted_by: NaiveDate,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// By whom.
    pub asked_by: AccountId,
    /// Their name.
    pub asked_by_name: String,
    /// Of each task, as it stands in the field.
    pub texts: Json<Vec<TaskText>>,
    /// 存在困难、下步打算和建议, as it stands in the field.
    pub general: String,
    /// When and by whom it was saved last; `None`: as it was drafted.
    pub saved: Option<(DateTime<Utc>, String)>,
    /// Why it is not needed any more.
    pub withdrawn_because: Option<String>,
    /// Counts its changes.
    pub row_version: i32,
}

impl PartRow {
    /// What the department wrote.
    #[must_use]
    pub fn text(&self) -> PartText {
        PartText { tasks: self.texts.0.clone(), general: self.general.clone() }
    }
}

/// The parts asked for a half-year's summary, in the order of departments.
///
/// # Errors
/// Only of the store.
pub async fn list_parts(conn: &mut PgConnection, plan: PlanId, period: Period) -> Result<Vec<PartRow>> {
    let parts = read_parts(conn, plan, (Some(period), None)).await?;
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

/// The parts asked of these departments, each with its half-year, in order.
pub(in crate::pages::summaries) async fn list_parts_of(
    conn: &mut PgConnection,
    plan: PlanId,
    departments: &[i64],
) -> Result<Vec<(String, PartRow)>> {
    read_parts(conn, plan, (None, Some(departments))).await
}

async fn read_parts(
    conn: &mut PgConnection,
    plan: PlanId,
    (period, departments): (Option<Period>, Option<&[i64]>),
) -> Result<Vec<(String, PartRow)>> {
    let rows = sqlx::query!(
        r#"select p.id as "id: SummaryPartId", p.period, p.department_id as "department: DepartmentId",
                  d.name as department_name, p.status as "status: PartStatus", p.wish, p.wanted_by, p.asked_at, p.asked_by as "asked_by: AccountId",
                  asker.display_name as asked_by_name, p.texts as "texts: Json<Vec<TaskText>>", p.general, p.saved_at,
                  saver.display_name as "saved_by?", p.withdrawn_because, p.row_version
           from summary_part p
           join department d on d.id = p.department_id
           join account asker on asker.id = p.asked_by
           left join account saver on saver.id = p.saved_by
           where p.plan_id = $1 and ($2::text is null or p.period = $2) and ($3::bigint[] is null or p.department_id = any($3))
           order by p.period, d.position, d.id"#,
        plan.0,
        period.map(|period| period.to_string()),
        departments
    )
    .fetch_all(conn)
    .await?;
    let part = rows.into_iter().map(|row| {
        let part = PartRow {
            id: row.id,
            department: row.department,
            department_name: row.department_name,
            status: row.status,
            wish: row.wish,
            wanted_by: row.wanted_by,
            asked_at: row.asked_at,
            asked_by: row.asked_by,
            asked_by_name: row.asked_by_name,
            texts: row.texts,
            general: row.general,
            saved: row.saved_at.zip(row.saved_by),
            withdrawn_because: row.withdrawn_because,
            row_version: row.row_version,
        };
        (row.period, part)
    });
    Ok(part.collect())
}

/// The part of that number.
///
/// # Errors
/// [`AppError::NotFound`] where the summary has none of that number.
pub(super) async fn get_part(
    conn: &mut PgConnection,
    (plan, period): (PlanId, Period),
    id: i64,
) -> Result<PartRow> {
    let parts = list_parts(conn, plan, period).await?;
    parts.into_iter().find(|part| part.id.0 == id).ok_or_else(|| AppError::NotFound("没有这份供稿。".into()))
}

/// The part of that number, held until the transaction ends.
pub(super) async fn lock_part(conn: &mut PgConnection, of: (PlanId, Period), id: i64) -> Result<PartRow> {
    sqlx::query!("select id from summary_part where id = $1 for update", id)
        .fetch_optional(&mut *conn)
        .await?;
    get_part(conn, of, id).await
}

/// A department that files for tasks.
#[derive(Debug, Clone)]
pub struct Filer {
    /// The department.
    pub department: DepartmentId,
    /// Its name.
    pub name: String,
    /// Number and title of its tasks, in order.
    pub tasks: Vec<(i32, String)>,
}

/// The departments that file for tasks on a day, in their order; restricted tasks are not among them, nor what is merged or
/// ended.
///
/// # Errors
/// Only of the store.
pub async fn list_filers(conn: &mut PgConnection, plan: PlanId, on: NaiveDate) -> Result<Vec<Filer>> {
    let rows = sqlx::query!(
        r#"select d.id as "department: DepartmentId", d.name, array_agg(t.number order by t.number) as "numbers!",
                  array_agg(t.title order by t.number) as "titles!"
           from task t
           join assignment a on a.task_id = t.id and a.files_report and a.from_on <= $2 and (a.to_on is null or a.to_on >= $2)
           join department d on d.id = a.department_id
           where t.plan_id = $1 and not t.restricted and t.status not in ('merged', 'terminated')
           group by d.id, d.name, d.position order by d.position, d.id"#,
        plan.0,
        on
    )
    .fetch_all(conn)
    .await?;
    let filer = rows.into_iter().map(|row| Filer {
        department: row.department,
        name: row.name,
        tasks: row.numbers.into_iter().zip(row.titles).collect(),
    });
    Ok(filer.collect())
}

/// The restricted tasks of a plan, by number.
pub(in crate::pages::summaries) async fn list_restricted(
    conn: &mut PgConnection,
    plan: PlanId,
) -> Result<Vec<i32>> {
    let numbers = sqlx::query_scalar!(
        "select number from task where plan_id = $1 and restricted order by number",
        plan.0
    );
    Ok(numbers.fetch_all(conn).await?)
}

/// What was handed in once.
#[derive(Debug)]
pub(super) struct VersionRow {
    pub number: i32,
    pub handed_in_at: DateTime<Utc>,
    pub handed_in_by: String,
    /// 代录: whose.
    pub on_behalf_of: Option<String>,
    pub returned_because: Option<String>,
    pub returned_at: Option<DateTime<Utc>>,
    pub texts: Json<Vec<TaskText>>,
    pub general: String,
}

/// What was handed in of a part, the newest first.
pub(super) async fn list_versions(conn: &mut PgConnection, part: SummaryPartId) -> Result<Vec<VersionRow>> {
    Ok(sqlx::query_as!(
        VersionRow,
        r#"select v.number, v.handed_in_at, a.display_name as handed_in_by, v.on_behalf_of, v.returned_because, v.returned_at,
                  v.texts as "texts: Json<Vec<TaskText>>", v.general
           from summary_part_version v join account a on a.id = v.handed_in_by
           where v.part_id = $1 order by v.number desc"#,
        part.0
    )
    .fetch_all(conn)
    .await?)
}

/// A part that departments have to write, for their worklist.
#[derive(Debug)]
pub struct AskedPart {
    /// The part.
    pub id: SummaryPartId,
    /// The plan's year.
    pub year: i32,
    /// `2019-H1`
    pub period: String,
    /// Of whom.
    pub department: DepartmentId,
    /// Asked or returned.
    pub status: PartStatus,
    /// What the office wishes besides; may be empty.
    pub wish: String,
    /// 请于…前供稿
    pub wanted_by: NaiveDate,
    /// So many working days before its date it is due soon.
    pub warning_days: i32,
    /// Why it came back.
    pub returned_because: Option<String>,
}

/// The parts these departments have to write, soonest first, while the summary is written on.
///
/// # Errors
/// Only of the store.
pub async fn list_asked_parts(conn: &mut PgConnection, departments: &[i64]) -> Result<Vec<AskedPart>> {
    Ok(sqlx::query_as!(
        AskedPart,
        r#"select p.id as "id: SummaryPartId", y.year, p.period, p.department_id as "department: DepartmentId",
                  p.status as "status: PartStatus", p.wish, p.wanted_by, r.warning_days,
                  (select v.returned_because from summary_part_version v where v.part_id = p.id
                   order by v.number desc limit 1) as returned_because
           from summary_part p
           join plan y on y.id = p.plan_id and y.status = 'active'
           join plan_rules r on r.plan_id = y.id
           where p.department_id = any($1) and p.status in ('asked', 'returned') and exists (
               select from summary s where s.plan_id = p.plan_id and s.period = p.period and s.status = 'draft')
           order by p.wanted_by, p.id"#,
        departments
    )
    .fetch_all(conn)
    .await?)
}
