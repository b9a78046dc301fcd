//! What is read of the appraisal besides the facts: weights, departments, objections, what is frozen.

use chrono::NaiveDate;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::model::{Item, Ruling, parts_of};
use super::rules::{Rules, Weight};
use crate::deadlines::Period;
use crate::deadlines::periods::Rhythm;
use crate::error::{AppError, Result};
use crate::ids::{AccountId, DepartmentId, ObjectionId, PlanId, RequestId};
use crate::organization::list_units_between;
use crate::reporting::evidence::KeptBytes;

/// Holds a plan's appraisal until the transaction ends: nobody objects, decides or marks a report while it is frozen.
pub(super) async fn hold(conn: &mut PgConnection, plan: PlanId) -> Result<()> {
    sqlx::query!("select id from plan where id = $1 for no key update", plan.0).fetch_one(conn).await?;
    Ok(())
}

/// The settings of a plan's appraisal; the defaults until they are first saved.
pub(super) async fn get_rules(conn: &mut PgConnection, plan: PlanId) -> Result<Rules> {
    let row = sqlx::query!(
        r#"select reporting_weight, reporting_basis, rating_weight, rating_basis, findings_weight, findings_basis,
                  completion_weight, completion_basis, lead_share, support_share, false_points, false_basis,
                  department_id as "department: DepartmentId", version
           from appraisal_rules where plan_id = $1"#,
        plan.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map_or_else(Rules::default, |row| Rules {
        reporting: Weight { points: row.reporting_weight, basis: row.reporting_basis },
        rating: Weight { points: row.rating_weight, basis: row.rating_basis },
        findings: Weight { points: row.findings_weight, basis: row.findings_basis },
        completion: Weight { points: row.completion_weight, basis: row.completion_basis },
        lead: row.lead_share,
        support: row.support_share,
        false_report: Weight { points: row.false_points, basis: row.false_basis },
        department: row.department,
        version: row.version,
    }))
}

/// The units that stood at some time of the half-year, in the plan's order.
pub(super) async fn list_units(conn: &mut PgConnection, half: Period) -> Result<Vec<(DepartmentId, String)>> {
    let units = list_units_between(conn, (half.first_day(), half.last_day())).await?;
    Ok(units.into_iter().map(|unit| (unit.id, unit.name)).collect())
}

/// The quarters of the half-year whose checks are still owed.
pub(super) async fn list_open_checks(
    conn: &mut PgConnection,
    plan: PlanId,
    half: Period,
) -> Result<Vec<Period>> {
    let quarters: Vec<String> = parts_of(half, Rhythm::Quarter).iter().map(ToString::to_string).collect();
    let rows = sqlx::query_scalar!(
        r#"select period as "period!" from deadline
           where plan_id = $1 and kind = 'quarterly_check' and period = any($2) and met_on is null and waived_on is null
           order by period"#,
        plan.0,
        &quarters
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|code| {
            code.parse()
                .map_err(|error: crate::deadlines::periods::NoPeriod| AppError::Internal(error.into()))
        })
        .collect()
}

/// A completion that was asked for and waits.
#[derive(Debug, Clone, Copy)]
pub(super) struct WaitingCompletion {
    pub id: RequestId,
    pub task: i32,
}

/// The completions that wait for the office or the leader and count in the half-year: asked for in it, or for a task due in
/// it. Granted, a task is completed as of the day that was asked.
pub(super) async fn list_waiting_completions(
    conn: &mut PgConnection,
    plan: PlanId,
    half: Period,
) -> Result<Vec<WaitingCompletion>> {
    Ok(sqlx::query_as!(
        WaitingCompletion,
        r#"select r.id as "id: RequestId", t.number as task
           from change_request r
           join deadline d on d.id = r.deadline_id
           join task t on t.id = d.task_id
           where d.plan_id = $1 and r.kind = 'completion' and r.state in ('examining', 'waiting')
             and (r.asked_on between $2 and $3 or coalesce(d.judged_by, d.due_on) between $2 and $3)
           order by t.number"#,
        plan.0,
        half.first_day(),
        half.last_day()
    )
    .fetch_all(conn)
    .await?)
}

/// That a half-year's sheets were published for checking (公布核对).
#[derive(Debug, Clone)]
pub(super) struct Publication {
    pub published_on: NaiveDate,
    pub published_by: String,
    /// The last day on which one may object.
    pub until: NaiveDate,
}

/// The half-year whose sheets are published and not frozen yet; `None` where none is.
pub(super) async fn find_being_checked(conn: &mut PgConnection, plan: PlanId) -> Result<Option<Period>> {
    let period = sqlx::query_scalar!(
        "select p.period from appraisal_publication p where p.plan_id = $1
         and not exists (select from appraisal a where a.plan_id = p.plan_id and a.period = p.period) order by 1 limit 1",
        plan.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(period.and_then(|period| period.parse().ok()))
}

/// Whether, and until when, the sheets of a half-year are published.
pub(super) async fn find_publication(
    conn: &mut PgConnection,
    plan: PlanId,
    half: Period,
) -> Result<Option<Publication>> {
    Ok(sqlx::query_as!(
        Publication,
        "select p.published_on, a.display_name as published_by, p.object_until as until
         from appraisal_publication p join account a on a.id = p.published_by
         where p.plan_id = $1 and p.period = $2",
        plan.0,
        half.to_string()
    )
    .fetch_optional(conn)
    .await?)
}

/// A half-year that is frozen.
#[derive(Debug, Clone)]
pub(super) struct FrozenRow {
    pub id: i64,
    pub period: String,
    pub rules: Json<Rules>,
    pub frozen_on: NaiveDate,
    pub frozen_by: String,
}

/// The half-years frozen of a plan.
pub(super) async fn list_frozen(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<FrozenRow>> {
    Ok(sqlx::query_as!(
        FrozenRow,
        r#"select f.id, f.period, f.rules as "rules: Json<Rules>", f.frozen_on, a.display_name as frozen_by
           from appraisal f join account a on a.id = f.frozen_by where f.plan_id = $1 order by f.period"#,
        plan.0
    )
    .fetch_all(conn)
    .await?)
}

/// A sheet as it was frozen.
pub(super) struct FrozenSheet {
    pub department: DepartmentId,
    pub name: String,
    pub items: Json<Vec<Item>>,
    /// What they came to then, in hundredths.
    pub score: Option<i32>,
}

/// The sheets of a frozen half-year, in the plan's order.
pub(super) async fn list_frozen_sheets(conn: &mut PgConnection, frozen: i64) -> Result<Vec<FrozenSheet>> {
    Ok(sqlx::query_as!(
        FrozenSheet,
        r#"select department_id as "department: DepartmentId", name, items as "items: Json<Vec<Item>>", score
           from appraisal_sheet where appraisal_id = $1 order by position"#,
        frozen
    )
    .fetch_all(conn)
    .await?)
}

/// An objection (异议).
#[derive(Debug, Clone)]
pub struct ObjectionRow {
    /// Its id.
    pub id: ObjectionId,
    /// The plan's year.
    pub year: i32,
    /// `2019-H1`
    pub period: String,
    /// Whose sheet.
    pub department: DepartmentId,
    /// Its name.
    pub department_name: String,
    /// Which point of the sheet.
    pub item: String,
    /// As the sheet said it then.
    pub words: String,
    /// In hundredths, then.
    pub possible: i32,
    /// In hundredths, then.
    pub points: i32,
    /// Why it is not right.
    pub reason: String,
    /// When.
    pub objected_on: NaiveDate,
    /// Who entered it.
    pub objected_by: AccountId,
    /// Their name.
    pub objected_by_name: String,
    /// 代录: whose it is.
    pub on_behalf_of: Option<String>,
    /// What was decided; `None` while it is open.
    pub ruling: Option<Ruling>,
    /// Why.
    pub remark: Option<String>,
    /// When.
    pub decided_on: Option<NaiveDate>,
    /// Who decided, or entered the decision.
    pub decided_by_name: Option<String>,
    /// 代录: whose decision it is.
    pub decided_for: Option<String>,
    /// 代录: what shows it.
    pub evidence: Option<String>,
    /// 代录: its scan.
    pub scan_name: Option<String>,
    /// 考核办 of the plan, where it is named.
    pub appraisers: Option<DepartmentId>,
    /// Its name.
    pub appraisers_name: Option<String>,
}

/// Which objections.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::pages) struct Which<'a> {
    /// Of a plan.
    pub plan: Option<PlanId>,
    /// Of a half-year.
    pub period: Option<&'a str>,
    /// One.
    pub id: Option<ObjectionId>,
    /// Not decided yet, of plans whose half-year is not frozen.
    pub open: bool,
}

/// The objections, the oldest first.
pub(in crate::pages) async fn list_objections(
    conn: &mut PgConnection,
    which: Which<'_>,
) -> Result<Vec<ObjectionRow>> {
    Ok(sqlx::query_as!(
        ObjectionRow,
        r#"select o.id as "id: ObjectionId", p.year, o.period, o.department_id as "department: DepartmentId",
                  d.name as department_name, o.item, o.words, o.possible, o.points, o.reason, o.objected_on,
                  o.objected_by as "objected_by: AccountId", b.display_name as objected_by_name, o.on_behalf_of,
                  o.ruling as "ruling: Ruling", o.remark, o.decided_on,
                  c.display_name as "decided_by_name?", o.decided_for, o.evidence, o.original_name as scan_name,
                  r.department_id as "appraisers?: DepartmentId", a.name as "appraisers_name?"
           from appraisal_objection o
           join plan p on p.id = o.plan_id
           join department d on d.id = o.department_id
           join account b on b.id = o.objected_by
           left join account c on c.id = o.decided_by
           left join appraisal_rules r on r.plan_id = o.plan_id
           left join department a on a.id = r.department_id
           where ($1::bigint is null or o.plan_id = $1) and ($2::text is null or o.period = $2)
             and ($3::bigint is null or o.id = $3) and (not $4 or o.ruling is null)
           order by o.id"#,
        which.plan.map(|plan| plan.0),
        which.period,
        which.id.map(|id| id.0),
        which.open
    )
    .fetch_all(conn)
    .await?)
}

/// The objection a department made to a point of its sheet of a half-year.
///
/// # Errors
/// Not found where there is none.
pub async fn get_objection(
    conn: &mut PgConnection,
    (plan, half): (PlanId, Period),
    (department, item): (DepartmentId, &str),
) -> Result<ObjectionRow> {
    let half = half.to_string();
    let which = Which { plan: Some(plan), period: Some(&half), ..Which::default() };
    let all = list_objections(conn, which).await?;
    let found = all.into_iter().find(|of| of.department == department && of.item == item);
    found.ok_or_else(|| AppError::NotFound("没有这项异议。".into()))
}

/// The scan of a recorded decision; `None` where there is none.
pub(super) async fn find_scan(conn: &mut PgConnection, id: ObjectionId) -> Result<Option<KeptBytes>> {
    let row = sqlx::query!(
        "select digest, size, original_name, media_type from appraisal_objection where id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(|row| {
        let ((digest, size), (name, media_type)) =
            row.digest.zip(row.size).zip(row.original_name.zip(row.media_type))?;
        Some(KeptBytes { digest, size, name, media_type })
    }))
}

/// The scans of decisions recorded in a half-year, in the order of the objections.
pub(super) async fn list_scans(
    conn: &mut PgConnection,
    plan: PlanId,
    half: Period,
) -> Result<Vec<KeptBytes>> {
    let rows = sqlx::query!(
        r#"select digest as "digest!", size as "size!", original_name as "name!", media_type as "media_type!"
           from appraisal_objection where plan_id = $1 and period = $2 and digest is not null order by id"#,
        plan.0,
        half.to_string()
    )
    .fetch_all(conn)
    .await?;
    let scan = rows.into_iter().map(|row| {
        let (name, media_type) = (row.name, row.media_type);
        KeptBytes { digest: row.digest, size: row.size, name, media_type }
    });
    Ok(scan.collect())
}

/// What a reader may know of a task.
#[derive(Debug, Clone)]
pub(super) struct TaskName {
    pub number: i32,
    pub title: String,
    pub restricted: bool,
    /// Whether the reader belongs to its departments today.
    pub concerned: bool,
}

/// The tasks of a plan, with whether they concern people of these departments on a day.
pub(super) async fn list_task_names(
    conn: &mut PgConnection,
    plan: PlanId,
    (departments, today): (&[DepartmentId], NaiveDate),
) -> Result<Vec<TaskName>> {
    let departments: Vec<i64> = departments.iter().map(|department| department.0).collect();
    Ok(sqlx::query_as!(
        TaskName,
        r#"select t.number, t.title, t.restricted,
                  exists (select from departments_concerned(t.id, $3) as c (id) where c.id = any($2)) as "concerned!"
           from task t where t.plan_id = $1 order by t.number"#,
        plan.0,
        &departments,
        today
    )
    .fetch_all(conn)
    .await?)
}
