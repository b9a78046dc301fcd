//! A half-year's appraisal is frozen: every point and score as the ledger gives them that day, for ever.

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::list_page;
use super::model::{Sheet, exact};
use super::read::{Appraisal, half_of};
use super::store::{hold, list_open_checks};
use super::writes::insert_frozen;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::plan::{Plan, get_plan};
use crate::supervision::tell_department;
use crate::web::form::NoFields;
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    vec![Route::post("/{year}/appraisal/{half}/freeze", Access::Needs(Action::KeepAppraisal), submit)]
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half)): Path<(i32, String)>,
    ProtectedForm(NoFields {}): ProtectedForm<NoFields>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let half = half_of(&plan, &half)?;
    match freeze(&mut tx, &user.act(&state), &plan, half).await {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("freeze", sentence);
            return list_page::refused(&mut tx, (&state, &user), (&plan, half), errors).await;
        }
        other => other?,
    }
    tx.commit().await?;
    let back = urls::appraisal_of(year, &half.to_string());
    Ok(flash::done(&back, "考核已冻结：每一分和建议分一并保存，不再改动。"))
}

/// Why a half-year cannot be frozen on the day; `None` where it can.
pub(super) fn hindrance(
    appraisal: &Appraisal,
    open_checks: &[Period],
    today: chrono::NaiveDate,
) -> Option<String> {
    if today <= appraisal.half.last_day() {
        return Some(format!("{}还没有结束，结束后才能冻结。", appraisal.half.words()));
    }
    if let Some(quarter) = open_checks.first() {
        return Some(format!(
            "{}检查还没有结束，核定评级还没有全部得出；检查结束后才能冻结。",
            quarter.words()
        ));
    }
    let open = appraisal.objections.iter().filter(|objection| objection.ruling.is_none()).count();
    (open > 0).then(|| format!("还有 {open} 项异议没有决定，决定后才能冻结。"))
}

/// Freezes a half-year as the ledger gives it today.
///
/// # Errors
/// Refused before the half-year is over, while one of its checks is owed and while an objection is open; a conflict where it
/// is frozen already.
pub async fn freeze(conn: &mut PgConnection, act: &Act, plan: &Plan, half: Period) -> Result<()> {
    hold(conn, plan.id).await?;
    let appraisal = Appraisal::read(conn, plan, half, act.today()).await?;
    if appraisal.frozen.is_some() {
        return Err(AppError::Conflict("这个时段的考核刚由他人冻结，见本页。".into()));
    }
    let open_checks = list_open_checks(conn, plan.id, half).await?;
    if let Some(sentence) = hindrance(&appraisal, &open_checks, act.today()) {
        return Err(AppError::Refused(sentence));
    }
    let (rules, sheets) = (&appraisal.rules, appraisal.sheets.as_slice());
    let id = insert_frozen(conn, act, (plan.id, half), (rules, sheets)).await?;
    let sentence = format!("冻结{}绩效考核（{} 个部门）", half.words(), sheets.len());
    let entry = Entry::new("appraisal_frozen", "appraisal", sentence).on(id).of_plan(plan.year);
    let after = json!({"figures_sha256": digest(sheets)?});
    append(conn, act, entry.for_audience(Audience::Concerned).with_change(None, Some(after))).await?;
    let message = format!("{}绩效考核已冻结，建议分见本部门考核表", half.words());
    for sheet in sheets {
        let path = urls::appraisal_sheet(plan.year, &half.to_string(), sheet.department);
        tell_department(conn, act, sheet.department, (plan.year, &path), &message).await?;
    }
    Ok(())
}

/// What the operation log keeps of the points: their digest.
fn digest(sheets: &[Sheet]) -> Result<String> {
    let all: Vec<_> =
        sheets.iter().map(|sheet| (sheet.department, &sheet.items, sheet.score.total.map(exact))).collect();
    let bytes = serde_json::to_vec(&all).map_err(anyhow::Error::from)?;
    Ok(hex::encode(Sha256::digest(bytes)))
}
