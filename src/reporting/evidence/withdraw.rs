//! Withdrawing a file, with a reason.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::store::{self, KeptFile};
use crate::accounts::{Action, CurrentUser, Role};
use crate::audit_trail::{Entry, append};
use crate::error::{AppError, Result};
use crate::ids::FileId;
use crate::plan::{PlanStatus, get_plan};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

/// Longest reason, in characters.
const LONGEST_REASON: usize = 200;

#[derive(Template, WebTemplate)]
#[template(path = "reporting/evidence/withdraw.html")]
struct WithdrawPage {
    frame: PageFrame,
    year: i32,
    id: FileId,
    name: String,
    back: String,
    reason: String,
    errors: FieldErrors,
}

#[derive(Deserialize)]
pub(super) struct WithdrawForm {
    reason: String,
}

pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, i64)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let file = find(&mut conn, &state, &user, year, id).await?;
    Ok(page(&state, &user, year, file, String::new(), FieldErrors::default()))
}

/// The file, where the person may withdraw it: who uploaded it, the filing department, the office. Refused in a frozen
/// year.
async fn find(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    year: i32,
    id: i64,
) -> Result<KeptFile> {
    let plan = get_plan(conn, year).await?;
    let file = store::get_file(conn, plan.id, FileId(id)).await?;
    // A finding is carried to its end when the year is frozen, and the files of its answers with it.
    if plan.status == PlanStatus::Frozen && file.answered_by.is_none() {
        return Err(AppError::frozen(year));
    }
    let files_report = match file.task_number {
        // Who files does not withdraw the paper of an instruction.
        Some(number) if file.instruction.is_none() => {
            store::get_task(conn, plan.id, number, state.clocks.today()).await?.files_report
        }
        _ => None,
    };
    let owner = file.answered_by.or(files_report);
    let of_filing = owner.is_some_and(|department| user.belongs_to(department));
    if user.role == Role::Office
        || (user.may(Action::FileReport) && (file.uploaded_by == user.account_id || of_filing))
    {
        return Ok(file);
    }
    Err(AppError::Forbidden("完成证明由上传人、填报部门或领导小组办公室撤回。".into()))
}

/// The page it stands on: that of the instruction, or the task's files.
fn back_of(year: i32, file: &KeptFile) -> String {
    match (file.instruction, file.task_number) {
        (Some(number), _) => urls::instruction(year, number),
        (None, Some(number)) => urls::task_files(year, number),
        (None, None) => urls::instructions(year),
    }
}

fn page(
    state: &AppState,
    user: &CurrentUser,
    year: i32,
    file: KeptFile,
    reason: String,
    errors: FieldErrors,
) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = WithdrawPage {
        frame: user.frame(state, Some(year)),
        year,
        id: file.id,
        back: back_of(year, &file),
        name: file.name,
        reason,
        errors,
    };
    (status, page).into_response()
}

pub(super) async fn withdraw(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, i64)>,
    ProtectedForm(form): ProtectedForm<WithdrawForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let file = find(&mut tx, &state, &user, year, id).await?;
    let reason = form.reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        let sentence = format!("请写明撤回的原因（{LONGEST_REASON} 字以内）。");
        return Ok(page(&state, &user, year, file, reason, FieldErrors::one("reason", sentence)));
    }
    let act = user.act(&state);
    let path = back_of(year, &file);
    if !store::update_withdrawn(&mut tx, file.id, act.today(), &reason).await? {
        return Ok(flash::refused(&path, "这个文件已经撤回。"));
    }
    let what = if file.is_scan { "扫描件" } else { "完成证明" };
    // Why is for those concerned: they read what an entry changed.
    let sentence = format!("撤回{what}《{}》", file.name);
    let entry = Entry::new("evidence_withdrawn", "evidence_file", sentence).on(file.id.0);
    let change = json!({"withdrawn_on": act.today(), "reason": reason});
    let entry = entry.of_plan(year).with_change(None, Some(change));
    let entry = match file.task_id {
        Some(task) => entry.of_task(task),
        None => entry,
    };
    append(&mut tx, &act, entry.for_audience(super::audience(file.is_for_those_concerned()))).await?;
    tx.commit().await?;
    Ok(flash::done(&path, "文件已撤回，原件和记录保留。"))
}
