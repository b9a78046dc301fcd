//! The leader in charge decides a completion; or the office records the decision from paper, with its scan (代录).

use axum::extract::{Path, State};
use axum::response::Response;

use super::request_page::{Opened, Typed, page};
use crate::accounts::{CurrentUser, Role};
use crate::error::{AppError, Result};
use crate::ids::RequestId;
use crate::plan::tasks::store::get_plan_to_change;
use crate::reporting::evidence::{GivenFile, GivenWith, Place, UploadForm, keep};
use crate::supervision::change_requests::{
    Deciders, DecisionForm, RequestState, Ruling, decide, list_possible_deciders,
};
use crate::web::{AppState, FieldErrors, flash, urls};

pub(super) async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, i64)>,
    upload: UploadForm,
) -> Result<Response> {
    let form: DecisionForm = upload.read()?;
    let scan = upload.files.into_iter().find(|given| given.field == "scan");
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let today = state.clocks.today();
    let opened = Opened::of(&mut tx, (plan, &user, today), RequestId(id), true).await?;
    opened.request.require_step(RequestState::Granted)?;
    let deciders = Deciders::of(&mut tx, &opened.request, today).await?;
    deciders.may_decide(&user, &opened.request).map_err(AppError::Forbidden)?;
    let leaders = list_possible_deciders(&mut tx, opened.task.id, today).await?;
    let read =
        form.read(&user, user.act(&state), &leaders, (|_: &mut _| Some(Ruling::Complete), Ruling::Refuse));
    let missing = missing_scan(&user, scan.as_ref());
    let (decision, act) = match (read, missing) {
        (Ok(read), None) => read,
        (read, missing) => {
            let mut errors = read.err().unwrap_or_default();
            if let Some(sentence) = missing {
                errors.add("scan", sentence);
            } else if scan.is_some() {
                errors.add("scan", "其他栏目需要改正，所选的扫描件没有保存，请重新选择。");
            }
            return refused(tx, &state, &user, opened, form, errors).await;
        }
    };
    let Opened { plan, task, request, duty } = &opened;
    match decide(&mut tx, &act, (plan, Some(task)), (request, duty), &decision).await {
        Err(AppError::Refused(sentence)) => {
            let errors =
                FieldErrors::one(if user.role == Role::Office { "decided_on" } else { "remark" }, sentence);
            return refused(tx, &state, &user, opened, form, errors).await;
        }
        decided => decided?,
    }
    if let Some(scan) = scan.filter(|_| user.role == Role::Office) {
        let file = scan.file.map_err(AppError::Refused)?;
        let place = Place { year, task: Some(task.id), with: GivenWith::Paper(request.id) };
        keep(&mut tx, &state, &act, place, file).await?;
    }
    tx.commit().await?;
    let word = if decision.ruling == Ruling::Complete {
        "已同意办结，任务亮蓝灯。"
    } else {
        "已记为不同意办结，任务继续办理。"
    };
    Ok(flash::done(&urls::completion(year, RequestId(id)), word))
}

/// The page with what was typed, once nothing of this try is left.
async fn refused(
    tx: sqlx::Transaction<'_, sqlx::Postgres>,
    state: &AppState,
    user: &CurrentUser,
    opened: Opened,
    form: DecisionForm,
    errors: FieldErrors,
) -> Result<Response> {
    drop(tx);
    let mut conn = state.db.acquire().await?;
    let typed = Typed { decision: form, ..Typed::default() };
    page(&mut conn, state, user, opened, typed, errors).await
}

/// A decision from paper comes with its scan.
fn missing_scan(user: &CurrentUser, scan: Option<&GivenFile>) -> Option<String> {
    match scan.map(|given| &given.file) {
        Some(Err(sentence)) => Some(sentence.clone()),
        None if user.role == Role::Office => Some("请上传院领导签批的扫描件。".to_owned()),
        _ => None,
    }
}
