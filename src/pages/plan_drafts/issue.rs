//! A draft is issued (印发): it becomes a plan in force, with its duties; or it is given up (作废). Its signed original (正本) is
//! kept beside it, then or later.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::directory::Directory;
use super::hindrances::hindrances;
use super::model::Step;
use super::reads_all;
use super::review_page::{Typed, page};
use super::store::{self, DraftRow, OVERTAKEN, entry, hold};
use super::superior_documents::enter_with_plan;
use super::to_plan::{Document, plan_of};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::ids::PlanDraftId;
use crate::organization::intake::list_known;
use crate::pages::taken_along::take_along;
use crate::plan::import::bring_into_force;
use crate::plan::tasks::fields::{day, most, needed};
use crate::plan::{Plan, find_plan};
use crate::reporting::evidence::{KeptBytes, MAX_FORM_BYTES, StagedFile, UploadForm, keep_bytes, send};
use crate::web::{AppState, FieldErrors, ProtectedForm, dates, flash, urls};

/// The longest document number.
const NUMBER: usize = 100;

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::post("/plans/drafts/{id}/issue", keeps, submit).with_body_limit(MAX_FORM_BYTES),
        Route::post("/plans/drafts/{id}/original", keeps, keep_original).with_body_limit(MAX_FORM_BYTES),
        Route::get("/plans/drafts/{id}/original", Access::Needs(Action::ReadPlanDrafts), original),
        Route::post("/plans/drafts/{id}/withdraw", keeps, withdraw),
    ]
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
    form: UploadForm,
) -> Result<Response> {
    let typed: Typed = form.read()?;
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    row.status.after(Step::Issue).map_err(AppError::Refused)?;
    if row.version != typed.version {
        return Err(AppError::Conflict(OVERTAKEN.into()));
    }
    let mut errors = FieldErrors::default();
    let missing = ("document_number", "请填写文号，如 抚法〔2020〕第5号。");
    let number = needed(&typed.document_number, NUMBER, missing, &mut errors);
    let on = day(&typed.issued_on, "issued_on", &mut errors);
    if on.is_some_and(|on| on > act.today()) {
        errors.add("issued_on", "印发日期不能晚于今天。");
    }
    let starts_on = row.content.plan.starts_on.or(on);
    if starts_on.is_some_and(|starts| starts >= row.content.plan.ends_on) {
        let ends_on = dates::short(row.content.plan.ends_on);
        errors.add(
            "issued_on",
            format!("方案的开始日期不早于截止日 {ends_on}，请核对印发日期、年度和起止日期。"),
        );
    }
    let original = read_original(form.scan(), &mut errors);
    let Some(on) = on.filter(|_| errors.is_empty()) else {
        return page(&mut tx, (&state, &user), &row, (typed, errors)).await;
    };
    let original = match original {
        Some(file) => Some(keep_bytes(&state, file).await?),
        None => None,
    };
    let plan = match issue(&mut tx, &act, &row, (&number, on, original.as_ref())).await {
        Err(AppError::Refused(sentence)) => {
            tx.rollback().await?;
            let mut conn = state.db.acquire().await?;
            let errors = FieldErrors::one("issue", sentence);
            return page(&mut conn, (&state, &user), &row, (typed, errors)).await;
        }
        other => other?,
    };
    tx.commit().await?;
    let sentence = format!("{} 年度方案已印发施行，任务和全年时限已列入台账。", plan.year);
    Ok(flash::done(&urls::plan(plan.year), &sentence))
}

fn read_original(given: Option<Result<StagedFile, String>>, errors: &mut FieldErrors) -> Option<StagedFile> {
    match given? {
        Ok(file) => Some(file),
        Err(sentence) => {
            errors.add("scan", sentence);
            None
        }
    }
}

/// Makes a plan in force of a draft, dated and numbered as the document is, and lays out its duties.
///
/// # Errors
/// Refused from any other state, and while something hinders it; a conflict when it changed since it was read.
pub(super) async fn issue(
    conn: &mut PgConnection,
    act: &Act,
    row: &DraftRow,
    (number, issued_on, original): (&str, NaiveDate, Option<&KeptBytes>),
) -> Result<Plan> {
    row.status.after(Step::Issue).map_err(AppError::Refused)?;
    let content = &row.content.0;
    let directory = Directory::of(content, &list_known(conn).await?);
    let taken = find_plan(conn, content.plan.year).await?;
    let hindering = hindrances(content, &directory, taken.as_ref());
    if !hindering.is_empty() {
        let words: Vec<&str> = hindering.iter().map(|of| of.words.as_str()).collect();
        return Err(AppError::Refused(format!("还不能印发：{}。", words.join("；"))));
    }
    let texts: Vec<&str> = content.paragraphs.iter().map(|of| of.text.as_str()).collect();
    let source = (texts.join("\n"), row.source_digest.clone().unwrap_or_default());
    let new = plan_of(content, &directory, Document { number, issued_on, source });
    let plan = bring_into_force(conn, act, &new).await?;
    take_along(conn, act, plan.year).await?;
    enter_with_plan(conn, act, &plan, content).await?;
    store::update_issued(conn, act, row, (&plan, number, issued_on)).await?;
    if let Some(original) = original {
        store::update_original(conn, row.id, original).await?;
    }
    let open = new.doubts.iter().filter(|doubt| doubt.settled.is_none()).count();
    let sentence = format!("印发方案《{}》（{number}），任务 {} 项", plan.title, new.tasks.len());
    let after = json!({
        "number": number, "issued_on": issued_on, "tasks": new.tasks.len(), "doubts": open,
        "scan_sha256": original.map(|of| hex::encode(&of.digest)),
    });
    append(conn, act, entry("plan_draft_issued", sentence, row).with_change(None, Some(after))).await?;
    Ok(plan)
}

/// Puts the signed original beside a draft that was issued.
async fn keep_original(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
    form: UploadForm,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    if !row.status.is_issued() {
        return Err(AppError::Refused("方案印发以后才存正本。".into()));
    }
    let mut errors = FieldErrors::default();
    let file = read_original(form.scan(), &mut errors);
    if file.is_none() && errors.is_empty() {
        errors.add("scan", "请选择正本的扫描件或电子件。");
    }
    let Some(file) = file else {
        return page(&mut tx, (&state, &user), &row, (Typed::of(&row), errors)).await;
    };
    let kept = keep_bytes(&state, file).await?;
    store::update_original(&mut tx, id, &kept).await?;
    let after = json!({"name": kept.name, "scan_sha256": hex::encode(&kept.digest)});
    let entry = entry("plan_original_kept", format!("存方案正本《{}》", kept.name), &row);
    append(&mut tx, &act, entry.with_change(None, Some(after))).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::plan_draft(id), "正本已存。"))
}

async fn original(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
) -> Result<Response> {
    let none = || AppError::NotFound("没有方案的正本。".into());
    if !reads_all(&user) {
        return Err(none());
    }
    let row = store::get(&mut *state.db.acquire().await?, id).await?;
    send(&state, row.original().ok_or_else(none)?).await
}

async fn withdraw(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    row.status.after(Step::Withdraw).map_err(AppError::Refused)?;
    if row.version != typed.version {
        return Err(AppError::Conflict(OVERTAKEN.into()));
    }
    let mut errors = FieldErrors::default();
    let missing = ("withdraw_because", "请写明作废的原因。");
    let because = needed(&typed.withdraw_because, most::REASON, missing, &mut errors);
    if !errors.is_empty() {
        return page(&mut tx, (&state, &user), &row, (typed, errors)).await;
    }
    store::update_withdrawn(&mut tx, &act, &row, &because).await?;
    let sentence = format!("作废 {} 年度方案草稿：{because}", row.content.plan.year);
    append(&mut tx, &act, entry("plan_draft_withdrawn", sentence, &row)).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::plan_draft(id), "草稿已作废，仍可查看。"))
}
