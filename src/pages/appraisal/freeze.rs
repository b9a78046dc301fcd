//! A half-year's appraisal is frozen: every point and score as the ledger gives them that day, for ever.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::list_page;
use super::model::{Sheet, exact};
use super::read::{Appraisal, half_of};
use super::store::{WaitingCompletion, hold, list_open_checks, list_waiting_completions};
use super::writes::insert_frozen;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::ids::PlanId;
use crate::plan::{Plan, get_plan};
use crate::supervision::tell_department;
use crate::web::form::NoFields;
use crate::web::{AppState, FieldErrors, ProtectedForm, dates, flash, urls};

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
            return list_page::refused(&mut tx, (&state, &user), (&plan, half), (String::new(), errors))
                .await;
        }
        other => other?,
    }
    tx.commit().await?;
    let back = urls::appraisal_of(year, &half.to_string());
    Ok(flash::done(&back, "考核已冻结：每一分和建议分一并保存，不再改动。"))
}

/// What of the ledger is still under way that a half-year's points depend on.
pub(super) struct UnderWay {
    open_checks: Vec<Period>,
    completions: Vec<WaitingCompletion>,
}

impl UnderWay {
    pub async fn read(conn: &mut PgConnection, plan: PlanId, half: Period) -> Result<Self> {
        let open_checks = list_open_checks(conn, plan, half).await?;
        Ok(Self { open_checks, completions: list_waiting_completions(conn, plan, half).await? })
    }

    /// Why points may still change: nothing is published or frozen before. `None` where they stand.
    pub fn hindrance(&self, year: i32) -> Option<Hindrance> {
        if let Some(quarter) = self.open_checks.first() {
            return Some(Hindrance::of(format!(
                "{}检查还没有结束，核定评级还没有全部得出；检查结束后才能公布、冻结。",
                quarter.words()
            )));
        }
        let waiting = &self.completions;
        let link =
            |of: &WaitingCompletion| (format!("任务 {} 的办结申请", of.task), urls::completion(year, of.id));
        (!waiting.is_empty()).then(|| Hindrance {
            sentence: format!(
                "还有 {} 项办结申请没有决定，影响任务办结的计分；决定后才能公布、冻结。",
                waiting.len()
            ),
            links: waiting.iter().map(link).collect(),
        })
    }
}

/// Why a half-year cannot be frozen, and where that is mended.
pub(super) struct Hindrance {
    pub sentence: String,
    /// What is there, and its address.
    pub links: Vec<(String, String)>,
}

impl Hindrance {
    fn of(sentence: String) -> Self {
        Self { sentence, links: Vec::new() }
    }

    /// The first there is on the day; `None` where the half-year can be frozen.
    pub fn find(year: i32, appraisal: &Appraisal, under_way: &UnderWay, today: NaiveDate) -> Option<Self> {
        if today <= appraisal.half.last_day() {
            return Some(Self::of(format!("{}还没有结束，结束后才能冻结。", appraisal.half.words())));
        }
        under_way.hindrance(year).or_else(|| Self::of_objecting(appraisal, today))
    }

    /// Whether the departments had their time to object, and were answered.
    fn of_objecting(appraisal: &Appraisal, today: NaiveDate) -> Option<Self> {
        let Some(publication) = &appraisal.publication else {
            return Some(Self::of("考核表还没有公布核对；公布、异议期满后才能冻结。".to_owned()));
        };
        if today <= publication.until {
            let until = dates::plain(publication.until);
            return Some(Self::of(format!("异议期至{until}，期满后才能冻结。")));
        }
        let open = appraisal.objections.iter().filter(|objection| objection.ruling.is_none()).count();
        (open > 0).then(|| Self::of(format!("还有 {open} 项异议没有决定，决定后才能冻结。")))
    }
}

/// Freezes a half-year as the ledger gives it today.
///
/// # Errors
/// Refused before the half-year is over, while one of its checks is owed, while a completion that counts in it waits, before
/// the time to object has passed and while an objection is open; a conflict where it is frozen already.
pub async fn freeze(conn: &mut PgConnection, act: &Act, plan: &Plan, half: Period) -> Result<()> {
    hold(conn, plan.id).await?;
    let appraisal = Appraisal::read(conn, plan, half, act.today()).await?;
    if appraisal.frozen.is_some() {
        return Err(AppError::Conflict("这个时段的考核刚由他人冻结，见本页。".into()));
    }
    let under_way = UnderWay::read(conn, plan.id, half).await?;
    if let Some(hindrance) = Hindrance::find(plan.year, &appraisal, &under_way, act.today()) {
        return Err(AppError::Refused(hindrance.sentence));
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
