//! A task's files, and uploading to the task itself.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::store::{FileLine, KeptFile, TaskOfFiles, get_task, list_files_of_task};
use super::{ACCEPTED, GivenWith, MAX_FILE_BYTES, Place, UploadForm, keep};
use crate::accounts::{Action, CurrentUser, Role};
use crate::error::{AppError, Result};
use crate::ids::PlanId;
use crate::plan::tasks::store::get_plan_to_change;
use crate::plan::{Plan, PlanStatus, get_plan};
use crate::web::{AppState, FieldErrors, PageFrame, flash, urls};

#[derive(Template, WebTemplate)]
#[template(path = "reporting/evidence/files.html")]
struct FilesPage {
    frame: PageFrame,
    year: i32,
    number: i32,
    title: String,
    task_path: String,
    files: Vec<FileLine>,
    may_upload: bool,
    accepted: &'static str,
    largest_mb: u64,
    errors: FieldErrors,
}

/// Refuses the files of a restricted task to those it does not concern.
pub(super) fn require_readable(user: &CurrentUser, task: &TaskOfFiles) -> Result<()> {
    if task.restricted && !user.is_concerned(&task.departments) {
        return Err(AppError::Forbidden(
            "这项任务限定范围，仅其责任部门、领导小组办公室和院领导可查看。".into(),
        ));
    }
    Ok(())
}

/// Refuses the scan of an instruction or the minutes of a meeting to those it does not concern: they do not learn that
/// there is one.
fn require_scan_readable(user: &CurrentUser, task: Option<&TaskOfFiles>, file: &KeptFile) -> Result<()> {
    let of_task = task.is_some_and(|task| user.is_concerned(&task.departments));
    let handed_to = file.handed_to.iter().any(|department| user.belongs_to(*department));
    if of_task || handed_to || user.is_concerned(&[]) {
        return Ok(());
    }
    Err(AppError::NotFound("没有这个文件。".into()))
}

/// Whether the reader of a kept file is one its task concerns.
///
/// # Errors
/// For those who may not read the file.
pub(super) async fn require_readable_file(
    conn: &mut PgConnection,
    (user, today): (&CurrentUser, NaiveDate),
    plan: PlanId,
    file: &KeptFile,
) -> Result<bool> {
    let task = match file.task_number {
        Some(number) => Some(get_task(conn, plan, number, today).await?),
        None => None,
    };
    match &task {
        Some(task) if file.instruction.is_none() => require_file_readable(user, task, file)?,
        task => require_scan_readable(user, task.as_ref(), file)?,
    }
    Ok(task.is_none_or(|task| user.is_concerned(&task.departments)))
}

/// Refuses a file of a report that is not accepted, of a completion not granted, of an answer to a finding, and a scan, to
/// those it does not concern.
fn require_file_readable(user: &CurrentUser, task: &TaskOfFiles, file: &KeptFile) -> Result<()> {
    if let Some(department) = file.answered_by {
        // Who answered reads it, also where the task is no longer theirs. Others do not learn that there is a finding.
        let concerned = user.belongs_to(department) || user.is_concerned(&task.departments);
        return if concerned { Ok(()) } else { Err(AppError::NotFound("没有这个文件。".into())) };
    }
    require_readable(user, task)?;
    let kept_back = match file {
        KeptFile { of_open_report: true, .. } => "这份月报尚未审核通过，所附文件",
        KeptFile { is_scan: true, .. } => "这份扫描件",
        KeptFile { of_open_request: true, .. } => "任务尚未办结，办结申请所附材料",
        _ => return Ok(()),
    };
    if user.is_concerned(&task.departments) {
        return Ok(());
    }
    Err(AppError::Forbidden(format!("{kept_back}仅任务的责任部门、领导小组办公室和院领导可查看。")))
}

fn may_upload(user: &CurrentUser, task: &TaskOfFiles) -> bool {
    let of_the_task = user.role == Role::Office || task.departments.iter().any(|id| user.belongs_to(*id));
    user.may(Action::FileReport) && of_the_task
}

pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let task = get_task(&mut conn, plan.id, number, state.clocks.today()).await?;
    page(&mut conn, &state, &user, &plan, task, FieldErrors::default()).await
}

async fn page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    plan: &Plan,
    task: TaskOfFiles,
    errors: FieldErrors,
) -> Result<Response> {
    require_readable(user, &task)?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = FilesPage {
        frame: user.frame(state, Some(plan.year)),
        year: plan.year,
        number: task.number,
        task_path: urls::task(plan.year, task.number),
        files: list_files_of_task(conn, task.id, user.is_concerned(&task.departments)).await?,
        may_upload: plan.status != PlanStatus::Frozen && may_upload(user, &task),
        title: task.title,
        accepted: ACCEPTED,
        largest_mb: MAX_FILE_BYTES / 1024 / 1024,
        errors,
    };
    Ok((status, page).into_response())
}

pub(super) async fn upload(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    form: UploadForm,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let task = get_task(&mut tx, plan.id, number, state.clocks.today()).await?;
    if !may_upload(&user, &task) {
        return Err(AppError::Forbidden("完成证明由任务的责任部门或领导小组办公室上传。".into()));
    }
    let given = form.files.into_iter().find(|given| given.field == "file");
    let file = given.map_or_else(|| Err("请选择一个文件。".to_owned()), |given| given.file);
    match file {
        Ok(file) => {
            let place = Place { year, task: Some(task.id), with: GivenWith::Task };
            keep(&mut tx, &state, &user.act(&state), place, file).await?;
            tx.commit().await?;
            Ok(flash::done(&urls::task_files(year, number), "文件已上传。"))
        }
        Err(sentence) => page(&mut tx, &state, &user, &plan, task, FieldErrors::one("file", sentence)).await,
    }
}
