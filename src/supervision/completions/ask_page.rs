//! `/2019/tasks/6/completion`: a department asks for its task's completion, with what was achieved and what shows it.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::brought_by;
use crate::accounts::drafts::{self, end_draft, find_draft};
use crate::accounts::{Action, CurrentUser, Role};
use crate::audit_trail::Act;
use crate::deadlines::DeadlineKind;
use crate::error::{AppError, Result};
use crate::plan::milestones::{Milestone, list_milestones};
use crate::plan::tasks::fields::{at_most, day, most, needed};
use crate::plan::tasks::store::{get_plan_to_change, get_task_to_change};
use crate::plan::tasks::{Task, TaskStatus, get_task};
use crate::plan::{Plan, get_plan};
use crate::reporting::evidence::{ACCEPTED, GivenFile, GivenWith, MAX_FILE_BYTES, Place, UploadForm, keep};
use crate::supervision::change_requests::completion::{NewCompletion, ask_completion};
use crate::supervision::change_requests::model::Extendable;
use crate::supervision::change_requests::{Document, find_latest_completion, list_extendable, read_asker};
use crate::web::{AppState, FieldErrors, PageFrame, dates, flash, urls};

/// Documents that can be named in one form; those after the first two lie folded.
const DOCUMENTS: usize = 6;
const UNFOLDED: usize = 2;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AskForm {
    achieved: String,
    /// One after the other, as the rows stand.
    document_title: Vec<String>,
    document_number: Vec<String>,
    document_date: Vec<String>,
    on_behalf_of: String,
    asked_on: String,
}

/// A row of the documents, with what is wrong in it.
struct DocumentRow {
    place: usize,
    title: String,
    number: String,
    date: String,
    title_error: Option<String>,
    number_error: Option<String>,
    date_error: Option<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/completions/ask.html")]
struct AskPage {
    frame: PageFrame,
    back: String,
    task: String,
    action: String,
    /// Where its draft is saved, and when it was that the form opens with.
    autosave: String,
    kept: Option<String>,
    /// Why it cannot be asked for now, and the request that stands.
    refusal: Option<(String, Option<String>)>,
    criteria: Vec<String>,
    due_on: String,
    /// Documents its milestones brought: they need not be named again.
    brought: Vec<String>,
    achieved: String,
    documents: Vec<DocumentRow>,
    more_documents: Vec<DocumentRow>,
    more_open: bool,
    /// The office records for others.
    may_record: bool,
    on_behalf_of: String,
    asked_on: String,
    accepted: &'static str,
    largest_mb: u64,
    errors: FieldErrors,
}

/// A task with its completion, which the person may ask for.
struct Opened {
    plan: Plan,
    task: Task,
    duty: Extendable,
    milestones: Vec<Milestone>,
}

impl Opened {
    async fn of(conn: &mut PgConnection, user: &CurrentUser, plan: Plan, task: Task) -> Result<Self> {
        let duties = list_extendable(conn, task.id).await?;
        let duty = duties.into_iter().find(|duty| duty.kind == DeadlineKind::TaskCompletion);
        let duty = duty.ok_or_else(|| AppError::NotFound("这项任务没有完成时限。".into()))?;
        match duty.department {
            Some(department) => user.require_for(Action::AskCompletion, department)?,
            None => {
                return Err(AppError::Refused(
                    "这项任务还没有责任部门承担，请先明确牵头部门，再申请办结。".into(),
                ));
            }
        }
        let milestones = list_milestones(conn, task.id).await?;
        Ok(Self { plan, task, duty, milestones })
    }
}

pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let task = get_task(&mut conn, &plan, number).await?;
    let opened = Opened::of(&mut conn, &user, plan, task).await?;
    let draft = find_draft(&mut conn, user.account_id, &form_path(year, number)).await?;
    let (form, kept) = match draft {
        Some((form, at)) => (form, Some(at)),
        None => (AskForm { asked_on: dates::short(state.clocks.today()), ..AskForm::default() }, None),
    };
    page(&mut conn, &state, &user, &opened, (form, FieldErrors::default()), kept).await
}

/// Where the form is sent; its draft is kept under that address.
fn form_path(year: i32, number: i32) -> String {
    urls::task_form(year, number, "completion")
}

async fn page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    opened: &Opened,
    (form, errors): (AskForm, FieldErrors),
    kept: Option<String>,
) -> Result<Response> {
    let Opened { plan, task, duty, .. } = opened;
    let refusal = match task.status {
        TaskStatus::InProgress => None,
        TaskStatus::CompletionRequested => {
            let asked = find_latest_completion(conn, task.id).await?;
            let path = asked.map(|(id, _)| urls::completion(plan.year, id));
            Some(("已经申请办结，正在审查或等待分管院领导决定。".to_owned(), path))
        }
        status => Some((status.refusal(TaskStatus::CompletionRequested), None)),
    };
    let mut documents: Vec<DocumentRow> = (0..DOCUMENTS).map(|at| form.row(at, &errors)).collect();
    let more_documents = documents.split_off(UNFOLDED);
    let page = AskPage {
        frame: user.frame(state, Some(plan.year)),
        back: urls::task(plan.year, task.number),
        task: format!("{} {}", task.number, task.title),
        action: form_path(plan.year, task.number),
        autosave: drafts::address(&form_path(plan.year, task.number)),
        kept,
        refusal,
        criteria: task.completion_criteria.lines().map(str::to_owned).collect(),
        due_on: dates::short(duty.due_on),
        brought: brought_by(&opened.milestones),
        more_open: more_documents.iter().any(|row| !row.is_empty()),
        documents,
        more_documents,
        may_record: user.role == Role::Office,
        achieved: form.achieved,
        on_behalf_of: form.on_behalf_of,
        asked_on: form.asked_on,
        accepted: ACCEPTED,
        largest_mb: MAX_FILE_BYTES / 1024 / 1024,
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page).into_response())
}

impl DocumentRow {
    fn is_empty(&self) -> bool {
        [&self.title, &self.number, &self.date].iter().all(|text| text.trim().is_empty())
    }
}

/// The id of a field in a row of the documents.
fn field(name: &str, at: usize) -> String {
    format!("{name}_{}", at + 1)
}

impl AskForm {
    fn row(&self, at: usize, errors: &FieldErrors) -> DocumentRow {
        let text = |texts: &[String]| texts.get(at).cloned().unwrap_or_default();
        let error = |name: &str| errors.of(&field(name, at)).map(str::to_owned);
        DocumentRow {
            place: at + 1,
            title: text(&self.document_title),
            number: text(&self.document_number),
            date: text(&self.document_date),
            title_error: error("document_title"),
            number_error: error("document_number"),
            date_error: error("document_date"),
        }
    }

    /// The documents named, each with its title and date.
    fn documents(&self, today: NaiveDate, errors: &mut FieldErrors) -> Vec<Document> {
        let rows = (0..DOCUMENTS).map(|at| self.row(at, &FieldErrors::default()));
        rows.filter(|row| !row.is_empty())
            .filter_map(|row| {
                let field = |name| field(name, row.place - 1);
                let (title_field, date_field) = (field("document_title"), field("document_date"));
                let missing = (title_field.as_str(), "请填写文件名称。");
                let title = needed(&row.title, most::TITLE, missing, errors);
                let number = at_most(&row.number, most::NAME, &field("document_number"), errors);
                let dated_on = day(&row.date, &date_field, errors)?;
                if dated_on > today {
                    errors.add(&date_field, format!("日期不能晚于今天（{}）。", dates::short(today)));
                }
                Some(Document { title, number, dated_on })
            })
            .collect()
    }

    /// What is asked, and on whose behalf.
    fn read(
        &self,
        user: &CurrentUser,
        act: Act,
        opened: &Opened,
        files: &[GivenFile],
    ) -> Result<(NewCompletion, Act), FieldErrors> {
        let mut errors = FieldErrors::default();
        let missing = ("achieved", "请写明取得的成效。");
        let achieved = needed(&self.achieved, most::GROUNDS, missing, &mut errors);
        let documents = self.documents(act.today(), &mut errors);
        let whose = (self.on_behalf_of.as_str(), self.asked_on.as_str());
        let asker = read_asker(user, act, opened.duty.department, whose, &mut errors);
        for given in files {
            if let Err(sentence) = &given.file {
                errors.add(&given.field, sentence.clone());
            }
        }
        let is_shown_otherwise =
            !brought_by(&opened.milestones).is_empty() || files.iter().any(|given| given.field == "files");
        if documents.is_empty() && !is_shown_otherwise {
            errors.add("document_title_1", "办结须有成果：请填写文件，或附一份材料。");
        }
        if let Some((on, act)) = asker.filter(|_| errors.is_empty()) {
            return Ok((NewCompletion { achieved, documents, is_shown_otherwise, on }, act));
        }
        if files.iter().any(|given| given.file.is_ok()) {
            errors.add("files", "其他栏目需要改正，所选的材料没有保存，请重新选择。");
        }
        Err(errors)
    }
}

pub(super) async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    upload: UploadForm,
) -> Result<Response> {
    let form: AskForm = upload.read()?;
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let task = get_task_to_change(&mut tx, &plan, number).await?;
    let opened = Opened::of(&mut tx, &user, plan, task).await?;
    let (completion, act) = match form.read(&user, user.act(&state), &opened, &upload.files) {
        Ok(read) => read,
        Err(errors) => return page(&mut tx, &state, &user, &opened, (form, errors), None).await,
    };
    let Opened { plan, task, duty, .. } = &opened;
    let id = match ask_completion(&mut tx, &act, (plan, task), duty, &completion).await {
        Err(AppError::Refused(sentence)) => {
            drop(tx);
            let mut conn = state.db.acquire().await?;
            let field = if user.role == Role::Office { "asked_on" } else { "achieved" };
            let errors = FieldErrors::one(field, sentence);
            return page(&mut conn, &state, &user, &opened, (form, errors), None).await;
        }
        asked => asked?,
    };
    for given in upload.files {
        let file = given.file.map_err(AppError::Refused)?;
        let with = match given.field.as_str() {
            "files" => GivenWith::Completion(id),
            "scan" => GivenWith::Paper(id),
            _ => continue,
        };
        keep(&mut tx, &state, &act, Place { year, task: Some(task.id), with }, file).await?;
    }
    end_draft(&mut tx, user.account_id, &form_path(year, number)).await?;
    tx.commit().await?;
    let sentence = "办结申请已提交，由领导小组办公室审查后报分管院领导决定。";
    Ok(flash::done(&urls::completion(year, id), sentence))
}
