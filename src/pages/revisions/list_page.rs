//! `/2019/revisions`: a revision is uploaded or pasted; those that wait, and what became of the others.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::content::RevisionRead;
use super::store::{self, NewRevision, RevisionLine};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Audience, Entry, append};
use crate::error::Result;
use crate::pages::given_document::{GivenDocument, MEGABYTES, READ, given_document};
use crate::pages::taking_over::ReviewStatus;
use crate::plan::document_reader::ReadRefusal;
use crate::plan::tasks::store::get_plan_to_change;
use crate::plan::{PlanStatus, get_plan};
use crate::reporting::evidence::{MAX_FORM_BYTES, UploadForm};
use crate::web::{AppState, FieldErrors, PageFrame, flash, instants, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::get("/{year}/revisions", keeps, show),
        Route::post("/{year}/revisions", keeps, upload).with_body_limit(MAX_FORM_BYTES),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/revisions/list.html")]
struct ListPage {
    frame: PageFrame,
    plan: String,
    /// The year changes no more.
    frozen: bool,
    accepted: &'static str,
    megabytes: usize,
    form: NewForm,
    lines: Vec<Line>,
    errors: FieldErrors,
}

struct Line {
    path: String,
    title: String,
    file: String,
    uploaded: String,
    state: (&'static str, &'static str, &'static str),
    taken: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NewForm {
    text: String,
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    page(&mut conn, &state, &user, year, (NewForm::default(), FieldErrors::default())).await
}

async fn page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    year: i32,
    (form, errors): (NewForm, FieldErrors),
) -> Result<Response> {
    let plan = get_plan(conn, year).await?;
    let lines = store::list(conn, plan.id).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ListPage {
        frame: user.frame(state, Some(year)),
        plan: urls::plan(year),
        frozen: plan.status == PlanStatus::Frozen,
        accepted: READ,
        megabytes: MEGABYTES,
        form,
        lines: lines.into_iter().map(|of| line(year, of)).collect(),
        errors,
    };
    Ok((status, page).into_response())
}

fn line(year: i32, of: RevisionLine) -> Line {
    let number = of.document_number.map(|number| format!("（{number}）")).unwrap_or_default();
    Line {
        path: urls::revision(year, of.id),
        title: of.title.map_or_else(|| of.file_name.clone(), |title| format!("{title}{number}")),
        file: of.file_name,
        uploaded: format!("{} {}", instants::minute(of.uploaded_at), of.uploaded_by),
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
    let typed: NewForm = form.read()?;
    let read = match given_document(form.files, &typed.text).await? {
        Ok(given) => read(given, year).await,
        Err(refusal) => Err(refusal),
    };
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let (given, content) = match read {
        Ok(read) => read,
        Err((field, sentence)) => {
            let answer = (typed, FieldErrors::one(field, sentence));
            return page(&mut tx, &state, &user, year, answer).await;
        }
    };
    let digest = Sha256::digest(&given.bytes).to_vec();
    if let Some(id) = store::find_by_digest(&mut tx, plan.id, &digest).await? {
        return Ok(flash::done(&urls::revision(year, id), "这份文件已经读过，就在这里。"));
    }
    let new = NewRevision { file_name: &given.name, bytes: &given.bytes, digest: &digest, content: &content };
    let id = store::insert(&mut tx, &act, plan.id, &new).await?;
    let tasks = content.tasks.len();
    let sentence = format!("读入《{}》，涉及 {tasks} 项任务，待与台账核对", given.name);
    let after = json!({"name": given.name, "size": given.bytes.len(), "sha256": hex::encode(&digest)});
    let entry = Entry::new("plan_revision_read", "plan_revision", sentence).on(id.0).of_plan(year);
    append(&mut tx, &act, entry.with_change(None, Some(after)).for_audience(Audience::Concerned)).await?;
    tx.commit().await?;
    let sentence = format!("已读入 {tasks} 项任务，还没有作任何改动。请逐处核对。");
    Ok(flash::done(&urls::revision(year, id), &sentence))
}

/// Why a file is no revision.
fn sentence(refusal: ReadRefusal) -> String {
    match refusal {
        ReadRefusal::NoTasks => {
            "文件中没有读到写明序号和责任部门的任务（一项一段，或表格的一行），没有读入；\
                                 用叙述文字写的调整，请在各项任务的“调整”“责任分工”页办理。"
                .to_owned()
        }
        other => other.to_string(),
    }
}

/// What is read of it; else the field and the sentence beside it.
async fn read(
    given: GivenDocument,
    year: i32,
) -> Result<(GivenDocument, RevisionRead), (&'static str, String)> {
    let field = given.field;
    let reading = tokio::task::spawn_blocking(move || {
        let read = RevisionRead::of_bytes(&given.bytes, year);
        read.map(|content| (given, content)).map_err(sentence)
    });
    // A file made to break its reader must break nothing else.
    let read = reading.await.unwrap_or_else(|_| Err("这份文件读不出来，请重新另存一次再传。".to_owned()));
    let read = read.map_err(|sentence| (field, sentence))?;
    let other = read.1.year != year && !read.1.title.is_empty();
    if other {
        let sentence = format!("文件写明的年度是 {} 年，不是 {year} 年度方案的修订，没有读入。", read.1.year);
        return Err((field, sentence));
    }
    Ok(read)
}
