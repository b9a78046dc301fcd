//! A draft is issued (印发): it becomes a plan in force, with its duties; or it is given up (作废). Its signed original (正本) is
//! kept beside it, then or later.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::decide::{decided, settle_given};
use super::directory::Directory;
use super::hindrances::hindrances;
use super::model::{Notice, Step};
use super::review_page::{overtaken, page};
use super::store::{self, DraftRow, entry, hold};
use super::superior_documents::enter_with_plan;
use super::to_plan::{Document, plan_of};
use super::typed::Typed;
use super::{issue_preview, reads_all, span};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, append};
use crate::deadlines::count_of_plan;
use crate::error::{AppError, Result};
use crate::ids::PlanDraftId;
use crate::organization::intake::list_known;
use crate::pages::taken_along::take_along;
use crate::plan::import::bring_into_force;
use crate::plan::tasks::fields::{day, most, needed};
use crate::plan::{Plan, find_plan};
use crate::reporting::evidence::{KeptBytes, MAX_FORM_BYTES, StagedFile, UploadForm, keep_bytes, send};
use crate::web::document_title::in_marks;
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
    if let Err(told) = row.require((Step::Issue, typed.version), "issue") {
        return overtaken(&mut tx, (&state, &user), &row, (typed, told)).await;
    }
    let mut errors = FieldErrors::default();
    let Some(notice) = read_notice(&typed, &row, act.today(), &mut errors) else {
        return page(&mut tx, (&state, &user), &row, (typed, errors)).await;
    };
    let original = read_original(form.scan(), &mut errors);
    // What was shown is what is done: another day has other duties.
    let confirmed = errors.is_empty() && typed.previewed == dates::short(notice.issued_on);
    let original = match original.filter(|_| confirmed) {
        Some(file) => Some(keep_bytes(&state, file).await?),
        None => None,
    };
    let plan = match issue(&mut tx, &act, &row, (&notice, original.as_ref())).await {
        Err(AppError::Refused(sentence) | AppError::Conflict(sentence)) => {
            tx.rollback().await?;
            let mut conn = state.db.acquire().await?;
            let errors = FieldErrors::one("issue", sentence);
            return page(&mut conn, (&state, &user), &row, (typed, errors)).await;
        }
        other => other?,
    };
    if !confirmed {
        // Shown by doing it and taking it back: the preview cannot differ from the deed.
        let duties = count_of_plan(&mut tx, plan.id, act.today()).await?;
        tx.rollback().await?;
        return Ok(issue_preview::page((&state, &user), &row, (&plan, duties), (typed, errors)));
    }
    tx.commit().await?;
    let sentence = format!("{} 年度方案已印发施行，任务和全年时限已列入台账。", plan.year);
    Ok(flash::done(&urls::plan(plan.year), &sentence))
}

/// What is said of the document; what is wrong stands beside its field.
fn read_notice(typed: &Typed, row: &DraftRow, today: NaiveDate, errors: &mut FieldErrors) -> Option<Notice> {
    let missing = ("document_number", "请填写文号，如 抚法〔2020〕第5号。");
    let number = needed(&typed.document_number, NUMBER, missing, errors);
    let on = day(&typed.issued_on, "issued_on", errors);
    let plan = &row.content.plan;
    if on.is_some_and(|on| on > today) {
        errors.add("issued_on", "印发日期不能晚于今天。");
    }
    if let Some(sentence) = on.and_then(|on| span::refuse_issue(plan.year, on)) {
        errors.add("issued_on", sentence);
    }
    if plan.starts_on.or(on).is_some_and(|starts| starts >= plan.ends_on) {
        let ends_on = dates::short(plan.ends_on);
        errors.add(
            "issued_on",
            format!("方案的开始日期不早于截止日 {ends_on}，请核对印发日期、年度和起止日期。"),
        );
    }
    let skipped = row.skips_steps().then(|| {
        if typed.skipped.is_empty() {
            errors.add("skipped", "没有征求部门意见，也没有提交审议；确须直接印发的，请勾选并写明理由。");
        }
        let missing = ("skipped_because", "请写明未经征求意见和审议的理由。");
        needed(&typed.skipped_because, most::REASON, missing, errors)
    });
    let issued_on = on.filter(|_| errors.is_empty())?;
    Some(Notice { number, issued_on, skipped })
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
    (notice, original): (&Notice, Option<&KeptBytes>),
) -> Result<Plan> {
    row.status.after(Step::Issue).map_err(AppError::Refused)?;
    let mut content = row.content.0.clone();
    settle_given(&mut content, &decided(act)?);
    let content = &content;
    let directory = Directory::of(content, &list_known(conn).await?);
    let taken = find_plan(conn, content.plan.year).await?;
    let hindering = hindrances(content, &directory, taken.as_ref());
    if !hindering.is_empty() {
        let words: Vec<&str> = hindering.iter().map(|of| of.words.as_str()).collect();
        return Err(AppError::Refused(format!("还不能印发：{}。", words.join("；"))));
    }
    let texts: Vec<&str> = content.paragraphs.iter().map(|of| of.text.as_str()).collect();
    let source = (texts.join("\n"), row.source_digest.clone().unwrap_or_default());
    let new = plan_of(
        content,
        &directory,
        Document { number: &notice.number, issued_on: notice.issued_on, source },
    );
    let plan = bring_into_force(conn, act, &new).await?;
    take_along(conn, act, plan.year).await?;
    enter_with_plan(conn, act, &plan, content).await?;
    store::update_issued(conn, act, row, (&plan, notice, content)).await?;
    if let Some(original) = original {
        store::update_original(conn, row.id, original).await?;
    }
    let open = new.doubts.iter().filter(|doubt| doubt.settled.is_none()).count();
    let skipped = notice.skipped.as_ref().map(|because| format!("；未经征求意见和审议：{because}"));
    let (number, tasks, skipped) = (&notice.number, new.tasks.len(), skipped.unwrap_or_default());
    let sentence = format!("印发方案{}（{number}），任务 {tasks} 项{skipped}", in_marks(&plan.title));
    let after = json!({
        "number": number, "issued_on": notice.issued_on, "tasks": tasks, "doubts": open, "reason": notice.skipped,
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
    let mut errors = FieldErrors::default();
    if !row.status.is_issued() {
        errors.add("scan", "方案印发以后才存正本。");
        return page(&mut tx, (&state, &user), &row, (Typed::of(&row), errors)).await;
    }
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
    if let Err(told) = row.require((Step::Withdraw, typed.version), "withdraw_because") {
        return overtaken(&mut tx, (&state, &user), &row, (typed, told)).await;
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
