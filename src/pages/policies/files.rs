//! The files of a document: put beside it, sent back verified, withdrawn with a reason.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::policy_page::{TypedReason, WithdrawForm, page};
use super::store::{get_policy, get_policy_to_change, list_files};
use super::write::{entry, require_open, require_standing};
use super::writes::{insert_file, update_file_withdrawn};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::append;
use crate::error::{AppError, Result};
use crate::plan::get_plan;
use crate::plan::tasks::fields::{most, needed};
use crate::reporting::evidence::{self, MAX_FORM_BYTES, UploadForm, keep_bytes};
use crate::supervision::Reader;
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPolicies);
    vec![
        Route::post("/{year}/policies/{number}/files", keeps, upload).with_body_limit(MAX_FORM_BYTES),
        Route::get("/{year}/policies/{number}/files/{id}", Access::Needs(Action::ReadPolicies), download),
        Route::post("/{year}/policies/{number}/files/{id}/withdraw", keeps, submit_withdrawal),
    ]
}

async fn upload(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    form: UploadForm,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    require_open(&plan)?;
    let policy = get_policy_to_change(&mut tx, &Reader::of(&user, act.today()), (year, number)).await?;
    require_standing(&policy)?;
    let (mut files, mut errors) = (Vec::new(), FieldErrors::default());
    for given in form.files {
        match given.file {
            Ok(file) => files.push(file),
            Err(sentence) => errors.add("file", sentence),
        }
    }
    if files.is_empty() {
        errors.add("file", "请选择文件。");
    }
    if !errors.is_empty() {
        let typed = (TypedReason::default(), errors, StatusCode::UNPROCESSABLE_ENTITY);
        return page(&mut tx, (&state, &user), (&plan, policy), typed).await;
    }
    for file in files {
        let kept = keep_bytes(&state, file).await?;
        insert_file(&mut tx, &act, policy.id, &kept).await?;
        let sentence = format!("政策文件第{number}份附上《{}》", kept.name);
        let after = json!({"name": kept.name, "size": kept.size, "sha256": hex::encode(&kept.digest)});
        let entry = entry("policy_file_added", &policy, sentence).with_change(None, Some(after));
        append(&mut tx, &act, entry).await?;
    }
    tx.commit().await?;
    Ok(flash::done(&urls::policy(year, number), "文件已附上。"))
}

async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number, id)): Path<(i32, i32, i64)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let reader = Reader::of(&user, state.clocks.today());
    let policy = get_policy(&mut conn, &reader, (year, number)).await?;
    let files = list_files(&mut conn, policy.id).await?;
    drop(conn);
    let file = files.into_iter().find(|file| file.id == id && file.withdrawn.is_none());
    let file = file.ok_or_else(|| AppError::NotFound("没有这个文件，或已撤回。".into()))?;
    evidence::send(&state, file.kept).await
}

async fn submit_withdrawal(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number, id)): Path<(i32, i32, i64)>,
    ProtectedForm(form): ProtectedForm<WithdrawForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    require_open(&plan)?;
    let policy = get_policy_to_change(&mut tx, &Reader::of(&user, act.today()), (year, number)).await?;
    require_standing(&policy)?;
    let mut errors = FieldErrors::default();
    let field = format!("because-{id}");
    let because = needed(&form.because, most::REASON, (&field, "请写明撤回文件的原因。"), &mut errors);
    if !errors.is_empty() {
        let typed = (TypedReason::new(&field, form.because), errors, StatusCode::UNPROCESSABLE_ENTITY);
        return page(&mut tx, (&state, &user), (&plan, policy), typed).await;
    }
    let name = update_file_withdrawn(&mut tx, &act, (policy.id, id), &because).await?;
    let sentence = format!("撤回政策文件第{number}份的《{name}》：{because}");
    append(&mut tx, &act, entry("policy_file_withdrawn", &policy, sentence)).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::policy(year, number), "文件已撤回。"))
}
