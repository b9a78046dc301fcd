//! What is written of the appraisal. A change is conditional: who comes second is told.

use chrono::NaiveDate;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::model::{Item, Ruling, Sheet};
use super::rules::Rules;
use crate::audit_trail::Act;
use crate::deadlines::Period;
use crate::error::{AppError, Result, violated_constraint};
use crate::ids::{DepartmentId, FalseReportId, ObjectionId, PlanId};
use crate::reporting::evidence::KeptBytes;

/// What is decided.
#[derive(Debug, Clone)]
pub struct Decided {
    /// What becomes of the point.
    pub ruling: Ruling,
    /// Why.
    pub remark: String,
    /// When.
    pub on: NaiveDate,
    /// 代录: what shows it.
    pub evidence: Option<String>,
}

/// What is told when the half-year was frozen meanwhile.
pub(super) const FROZEN: &str = "这个时段的考核已冻结，不再提出和决定异议。";

/// Saves the settings of a plan that stand at `rules.version`; `false` when they do not.
pub(super) async fn save_rules(conn: &mut PgConnection, plan: PlanId, rules: &Rules) -> Result<bool> {
    let done = sqlx::query!(
        "insert into appraisal_rules as r (plan_id, reporting_weight, reporting_basis, rating_weight, rating_basis,
             findings_weight, findings_basis, completion_weight, completion_basis, lead_share, support_share, false_points,
             false_basis, department_id)
         select $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
         where $2 = 0 or exists (select from appraisal_rules where plan_id = $1)
         on conflict (plan_id) do update set reporting_weight = $3, reporting_basis = $4, rating_weight = $5,
             rating_basis = $6, findings_weight = $7, findings_basis = $8, completion_weight = $9, completion_basis = $10,
             lead_share = $11, support_share = $12, false_points = $13, false_basis = $14, department_id = $15,
             version = r.version + 1
         where r.version = $2",
        plan.0,
        rules.version,
        rules.reporting.points,
        rules.reporting.basis,
        rules.rating.points,
        rules.rating.basis,
        rules.findings.points,
        rules.findings.basis,
        rules.completion.points,
        rules.completion.basis,
        rules.lead,
        rules.support,
        rules.false_report.points,
        rules.false_report.basis,
        rules.department.map(|department| department.0)
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Enters an objection to a point.
///
/// # Errors
/// A conflict where there is one already.
pub(super) async fn insert_objection(
    conn: &mut PgConnection,
    act: &Act,
    (plan, half, department): (PlanId, Period, DepartmentId),
    (item, words, reason): (&Item, &str, &str),
) -> Result<ObjectionId> {
    let inserted = sqlx::query_scalar!(
        r#"insert into appraisal_objection (plan_id, period, department_id, item, words, possible, points, reason,
               objected_on, objected_at, objected_by, on_behalf_of)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id as "id: ObjectionId""#,
        plan.0,
        half.to_string(),
        department.0,
        item.key,
        words,
        item.possible,
        item.points,
        reason,
        act.today(),
        act.at,
        act.person()?.0,
        act.on_behalf_of
    )
    .fetch_one(conn)
    .await;
    inserted.map_err(|error| match violated_constraint(&error) {
        Some("appraisal_objection_once") => {
            AppError::Conflict("对这一项已提出过异议，一项只提一次，见考核表。".into())
        }
        Some("appraisal_is_frozen") => AppError::Refused(FROZEN.into()),
        _ => error.into(),
    })
}

/// Decides an objection that is open.
///
/// # Errors
/// A conflict where it was decided meanwhile; refused where its half-year is frozen.
pub(super) async fn update_decided(
    conn: &mut PgConnection,
    act: &Act,
    id: ObjectionId,
    (decided, scan): (&Decided, Option<&KeptBytes>),
) -> Result<()> {
    let done = sqlx::query!(
        "update appraisal_objection set ruling = $2, remark = $3, decided_on = $4, decided_at = $5, decided_by = $6,
                decided_for = $7, evidence = $8, digest = $9, size = $10, original_name = $11, media_type = $12
         where id = $1 and ruling is null",
        id.0,
        decided.ruling as Ruling,
        decided.remark,
        decided.on,
        act.at,
        act.person()?.0,
        act.on_behalf_of,
        decided.evidence,
        scan.map(|scan| scan.digest.as_slice()),
        scan.map(|scan| scan.size),
        scan.map(|scan| scan.name.as_str()),
        scan.map(|scan| scan.media_type.as_str())
    )
    .execute(conn)
    .await
    .map_err(|error| match violated_constraint(&error) {
        Some("appraisal_is_frozen") => AppError::Refused(FROZEN.into()),
        _ => error.into(),
    })?;
    if done.rows_affected() == 0 {
        return Err(AppError::Conflict("这项异议刚由他人决定，现在的情况见本页。".into()));
    }
    Ok(())
}

/// Publishes the sheets of a half-year for checking, or leaves more time to object; the day it was first done stays.
///
/// # Errors
/// Refused where as much time is left already.
pub(super) async fn put_publication(
    conn: &mut PgConnection,
    act: &Act,
    (plan, half): (PlanId, Period),
    until: NaiveDate,
) -> Result<()> {
    let done = sqlx::query!(
        "insert into appraisal_publication as p (plan_id, period, published_on, published_at, published_by, object_until)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (plan_id, period) do update set published_at = $4, published_by = $5, object_until = $6
         where p.object_until < $6",
        plan.0,
        half.to_string(),
        act.today(),
        act.at,
        act.person()?.0,
        until
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::Refused("异议期只能延长：请填写比现在的截止日更晚的日期。".into()));
    }
    Ok(())
}

/// Freezes a half-year with its sheets, in their order.
///
/// # Errors
/// A conflict where it is frozen already.
pub(super) async fn insert_frozen(
    conn: &mut PgConnection,
    act: &Act,
    (plan, half): (PlanId, Period),
    (rules, sheets): (&Rules, &[Sheet]),
) -> Result<i64> {
    let inserted = sqlx::query_scalar!(
        "insert into appraisal (plan_id, period, rules, frozen_on, frozen_at, frozen_by)
         values ($1, $2, $3, $4, $5, $6) returning id",
        plan.0,
        half.to_string(),
        Json(rules) as _,
        act.today(),
        act.at,
        act.person()?.0
    )
    .fetch_one(&mut *conn)
    .await;
    let id = inserted.map_err(|error| match violated_constraint(&error) {
        Some("appraisal_frozen_once") => AppError::Conflict("这个时段的考核刚由他人冻结，见本页。".into()),
        _ => error.into(),
    })?;
    let departments: Vec<i64> = sheets.iter().map(|sheet| sheet.department.0).collect();
    let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let items: Result<Vec<serde_json::Value>, _> =
        sheets.iter().map(|sheet| serde_json::to_value(&sheet.items)).collect();
    let scores: Vec<Option<i32>> = sheets.iter().map(|sheet| sheet.score.total).collect();
    sqlx::query!(
        "insert into appraisal_sheet (appraisal_id, position, department_id, name, items, score)
         select $1, s.position, s.department_id, s.name, s.items, s.score
         from unnest($2::bigint[], $3::text[], $4::jsonb[], $5::integer[])
              with ordinality as s (department_id, name, items, score, position)",
        id,
        &departments,
        &names,
        &items.map_err(anyhow::Error::from)?,
        &scores as &[Option<i32>]
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// A report to be marked.
pub(super) struct NewFalse<'a> {
    pub report: i64,
    pub department: DepartmentId,
    /// The half-year it counts in; `None` where all are frozen.
    pub half: Option<Period>,
    pub reason: &'a str,
    pub evidence: &'a str,
}

/// Marks a report as found false.
///
/// # Errors
/// A conflict where it is already.
pub(super) async fn insert_false(
    conn: &mut PgConnection,
    act: &Act,
    new: &NewFalse<'_>,
) -> Result<FalseReportId> {
    let inserted = sqlx::query_scalar!(
        r#"insert into false_report (report_id, department_id, period, reason, evidence, found_on, found_at, found_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8) returning id as "id: FalseReportId""#,
        new.report,
        new.department.0,
        new.half.map(|half| half.to_string()),
        new.reason,
        new.evidence,
        act.today(),
        act.at,
        act.person()?.0
    )
    .fetch_one(conn)
    .await;
    inserted.map_err(|error| match violated_constraint(&error) {
        Some("false_report_stands_once") => AppError::Conflict("这份月报已认定为不实，见本页。".into()),
        _ => error.into(),
    })
}

/// Takes back that a report was found false, on a day with a reason; `false` where it was taken back already.
pub(super) async fn withdraw_false(
    conn: &mut PgConnection,
    act: &Act,
    id: FalseReportId,
    (on, because): (NaiveDate, &str),
) -> Result<bool> {
    let done = sqlx::query!(
        "update false_report set withdrawn_on = $2, withdrawn_at = $3, withdrawn_by = $4, withdrawn_because = $5
         where id = $1 and withdrawn_on is null",
        id.0,
        on,
        act.at,
        act.person()?.0,
        because
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives a plan that has no settings yet those of another: weights, their 依据, and 考核办, where it became another department
/// that one; `false` where the other has none.
pub(in crate::pages) async fn take_rules_along(
    conn: &mut PgConnection,
    earlier: PlanId,
    plan: PlanId,
) -> Result<bool> {
    let done = sqlx::query!(
        "with recursive office (id, valid_to, successor_id) as (
             select d.id, d.valid_to, d.successor_id from department d
             join appraisal_rules r on r.department_id = d.id and r.plan_id = $1
             union all
             select d.id, d.valid_to, d.successor_id from office o join department d on d.id = o.successor_id
             where o.valid_to is not null)
         insert into appraisal_rules (plan_id, reporting_weight, reporting_basis, rating_weight, rating_basis,
             findings_weight, findings_basis, completion_weight, completion_basis, lead_share, support_share, false_points,
             false_basis, department_id)
         select $2, reporting_weight, reporting_basis, rating_weight, rating_basis, findings_weight, findings_basis,
             completion_weight, completion_basis, lead_share, support_share, false_points, false_basis,
             (select id from office where valid_to is null limit 1)
         from appraisal_rules where plan_id = $1 on conflict (plan_id) do nothing",
        earlier.0,
        plan.0
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
