//! `/2019/ledger/read-back`: an edited file is uploaded; those that wait, and what became of the others.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use sqlx::PgConnection;

use super::edited::{Edited, read_ledger};
use super::store::{self, NewReadBack, ReadBackLine};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Audience, Entry, append};
use crate::error::Result;
use crate::pages::taking_over::ReviewStatus;
use crate::plan::tasks::store::get_plan_to_change;
use crate::plan::{PlanStatus, get_plan};
use crate::reporting::evidence::{GivenFile, MAX_FORM_BYTES, StagedFile, UploadForm};
use crate::web::{AppState, FieldErrors, PageFrame, flash, instants, urls};
use crate::workbook::{self, MAX_WORKBOOK_BYTES};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::get("/{year}/ledger/read-back", keeps, show),
        Route::post("/{year}/ledger/read-back", keeps, upload).with_body_limit(MAX_FORM_BYTES),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/ledger_read_back/list.html")]
struct ListPage {
    frame: PageFrame,
    back: String,
    export: String,
    /// The year changes no more.
    frozen: bool,
    megabytes: u64,
    lines: Vec<Line>,
    errors: FieldErrors,
}

struct Line {
    path: String,
    name: String,
    uploaded: String,
    by: String,
    state: (&'static str, &'static str, &'static str),
    taken: Option<i64>,
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    page(&mut conn, &state, &user, year, FieldErrors::default()).await
}

async fn page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    year: i32,
    errors: FieldErrors,
) -> Result<Response> {
    let plan = get_plan(conn, year).await?;
    let lines = store::list(conn, plan.id).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ListPage {
        frame: user.frame(state, Some(year)),
        back: urls::ledger(year),
        export: urls::ledger_file(year, "xlsx"),
        frozen: plan.status == PlanStatus::Frozen,
        megabytes: MAX_WORKBOOK_BYTES / 1024 / 1024,
        lines: lines.into_iter().map(|of| line(year, of)).collect(),
        errors,
    };
    Ok((status, page).into_response())
}

fn line(year: i32, of: ReadBackLine) -> Line {
    Line {
        path: urls::read_back(year, of.id),
        name: of.file_name,
        uploaded: instants::minute(of.uploaded_at),
        by: of.uploaded_by,
        state: of.status.light(),
        taken: (of.status == ReviewStatus::Applied).then_some(of.taken),
    }
}

async fn upload(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    form: UploadForm,
) -> Result<Response> {
    let act = user.act(&state);
    let given = form.files.into_iter().find(|given| given.field == "file");
    let read = match given {
        Some(given) => read_given(given, year).await?,
        None => Err("请选择修改过的 Excel 文件。".to_owned()),
    };
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let (file, edited) = match read {
        Ok(read) => read,
        Err(sentence) => {
            let errors = FieldErrors::one("file", sentence);
            return page(&mut tx, &state, &user, year, errors).await;
        }
    };
    let size = i64::try_from(file.size()).map_err(anyhow::Error::from)?;
    let new = NewReadBack { file_name: file.name(), size, digest: file.digest(), content: &edited };
    let id = store::insert(&mut tx, &act, plan.id, &new).await?;
    let sentence = format!("上传《{}》，待与台账核对", file.name());
    let after = json!({"name": file.name(), "size": size, "sha256": hex::encode(file.digest())});
    let entry = Entry::new("ledger_uploaded", "ledger_read_back", sentence).on(id.0).of_plan(year);
    append(&mut tx, &act, entry.with_change(None, Some(after)).for_audience(Audience::Concerned)).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::read_back(year, id), "表格已读取，还没有作任何改动。请逐处核对。"))
}

/// The ledger in an uploaded file; the inner error is a sentence beside the field.
async fn read_given(given: GivenFile, year: i32) -> Result<Result<(StagedFile, Edited), String>> {
    if !given.name.to_lowercase().ends_with(".xlsx") {
        return Ok(Err(format!(
            "《{}》不是 .xlsx 文件，没有读取。请在 WPS 或 Excel 中另存为“Excel 工作簿（.xlsx）”后再传。",
            given.name
        )));
    }
    let file = match given.file {
        Ok(file) => file,
        Err(sentence) => return Ok(Err(sentence)),
    };
    if file.size() > MAX_WORKBOOK_BYTES {
        let most = MAX_WORKBOOK_BYTES / 1024 / 1024;
        return Ok(Err(format!("《{}》超过 {most} MB，没有读取。", file.name())));
    }
    let bytes = file.bytes().await?;
    // Reading takes the processor for a while, and a file made to break its reader must break nothing else.
    let sheets = tokio::task::spawn_blocking(move || workbook::read(&bytes)).await;
    let sheets = sheets.unwrap_or_else(|_| Err("这份表格读不出来，请重新另存一次再传。".to_owned()));
    Ok(sheets.and_then(|sheets| read_ledger(&sheets, year)).map(|edited| (file, edited)))
}
