//! `/2019/tasks/6/adjust` (调整): text and completion date of a task, with the document it rests on.
//!
//! The date: freely until the task's first submitted report, earlier afterwards; a later one is an extension (延期申请).

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::conflict::{self, Both};
use super::fields::{at_most, day, most, needed, tidy};
use super::store::{self, Task};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Entry, append};
use crate::calendar::get_calendar;
use crate::deadlines::due_dates::DueDates;
use crate::deadlines::{PlanRules, get_rules, of_task};
use crate::error::{AppError, Result};
use crate::plan::{Plan, get_plan};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/tasks/{number}/adjust", Access::Needs(Action::KeepPlan), show),
        Route::post("/{year}/tasks/{number}/adjust", Access::Needs(Action::KeepPlan), save),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/task_adjust.html")]
struct AdjustPage {
    frame: PageFrame,
    back: String,
    task: String,
    form: AdjustForm,
    errors: FieldErrors,
}

#[derive(Debug, Clone, Deserialize)]
struct AdjustForm {
    version: i32,
    title: String,
    body: String,
    due_on: String,
    /// The document by which a superior set the date; empty where none did.
    #[serde(default)]
    set_by_superior: String,
    source: String,
}

/// What is adjusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    /// Without number and final 。.
    pub title: String,
    /// Paragraphs by line feeds.
    pub body: String,
    /// The completion date.
    pub due_on: NaiveDate,
    /// The document by which a superior set that date; such a date is not extended here.
    pub set_by_superior: Option<String>,
    /// The document it rests on.
    pub source: String,
}

impl AdjustForm {
    fn read(&self) -> Result<Adjustment, FieldErrors> {
        let mut errors = FieldErrors::default();
        let title = read_title(&self.title, &mut errors);
        let source = needed(&self.source, most::GROUNDS, ("source", "请写明调整的依据。"), &mut errors);
        let body = at_most(&self.body, most::TEXT, "body", &mut errors);
        let due_on = day(&self.due_on, "due_on", &mut errors);
        let document = at_most(&self.set_by_superior, most::REASON, "set_by_superior", &mut errors);
        let set_by_superior = Some(document).filter(|document| !document.is_empty());
        match due_on.filter(|_| errors.is_empty()) {
            Some(due_on) => Ok(Adjustment { title, body, due_on, set_by_superior, source }),
            None => Err(errors),
        }
    }
}

/// A title as tasks have it: without final 。, at most 200 characters.
pub(super) fn read_title(text: &str, errors: &mut FieldErrors) -> String {
    let text = tidy(text);
    let title = text.trim_end_matches('。');
    needed(title, most::TITLE, ("title", "请填写任务标题。"), errors)
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let task = store::get_task(&mut conn, &plan, number).await?;
    let due_on = store::get_completion_date(&mut conn, task.id).await?;
    let form = AdjustForm {
        version: task.version,
        title: task.title.clone(),
        body: task.body.clone(),
        due_on: dates::short(due_on),
        set_by_superior: of_task::find_superior_of_completion(&mut conn, task.id).await?.unwrap_or_default(),
        source: String::new(),
    };
    Ok(page(&state, &user, (year, &task), form, FieldErrors::default()))
}

fn page(
    state: &AppState,
    user: &CurrentUser,
    (year, task): (i32, &Task),
    form: AdjustForm,
    errors: FieldErrors,
) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = AdjustPage {
        frame: user.frame(state, Some(year)),
        back: urls::task(year, task.number),
        task: format!("{} {}", task.number, task.title),
        form,
        errors,
    };
    (status, page).into_response()
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    ProtectedForm(form): ProtectedForm<AdjustForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = store::get_plan_to_change(&mut tx, year).await?;
    let task = store::get_task_to_change(&mut tx, &plan, number).await?;
    let adjustment = match form.read() {
        Ok(adjustment) => adjustment,
        Err(errors) => return Ok(page(&state, &user, (year, &task), form, errors)),
    };
    if form.version != task.version {
        let due_on = dates::short(store::get_completion_date(&mut tx, task.id).await?);
        let both = vec![
            Both::text("任务标题", "title", &task.title, &adjustment.title),
            Both::text("任务内容", "body", &task.body, &adjustment.body),
            Both::choice("完成时限", "due_on", due_on, &form.due_on, form.due_on.clone()),
        ];
        let action = urls::task_form(year, number, "adjust");
        let hidden =
            vec![("source".to_owned(), form.source), ("set_by_superior".to_owned(), form.set_by_superior)];
        return conflict::page(&mut tx, &state, &user, (year, &task), action, both, hidden).await;
    }
    let rules = get_rules(&mut tx, plan.id).await?;
    match adjust(&mut tx, &act, (&plan, &rules), &task, &adjustment).await {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("due_on", sentence);
            return Ok(page(&state, &user, (year, &task), form, errors));
        }
        done => done?,
    }
    tx.commit().await?;
    Ok(flash::done(&urls::task(year, number), "任务的调整已保存。"))
}

/// Adjusts what differs, each with its entry. The task is held by this transaction.
///
/// # Errors
/// Refused where the completion date may not be set so.
pub async fn adjust(
    conn: &mut PgConnection,
    act: &Act,
    (plan, rules): (&Plan, &PlanRules),
    task: &Task,
    adjustment: &Adjustment,
) -> Result<()> {
    let text = (adjustment.title.as_str(), adjustment.body.as_str());
    adjust_text(conn, act, (plan, task), text, &adjustment.source).await?;
    set_completion(conn, act, (plan, rules), task, adjustment.due_on).await?;
    of_task::set_superior_of_completion(conn, act, task.id, adjustment.set_by_superior.as_deref()).await
}

/// Sets title and text, where they are others; whether they were.
pub(super) async fn adjust_text(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, &Task),
    (title, body): (&str, &str),
    source: &str,
) -> Result<bool> {
    if (task.title.as_str(), task.body.as_str()) == (title, body) {
        return Ok(false);
    }
    store::update_text(conn, task.id, title, body, source).await?;
    let sentence = format!("调整任务文字，依据：{source}");
    let before = json!({"title": task.title, "text": task.body, "source": task.source});
    let after = json!({"title": title, "text": body, "source": source});
    let entry = Entry::new("task_adjusted", "task", sentence).on(task.id.0).of_plan(plan.year);
    append(conn, act, entry.of_task(task.id).with_change(Some(before), Some(after))).await?;
    Ok(true)
}

/// Sets the completion date, where it is another one.
///
/// # Errors
/// Refused where it may not be set so.
pub async fn set_completion(
    conn: &mut PgConnection,
    act: &Act,
    (_, rules): (&Plan, &PlanRules),
    task: &Task,
    due_on: NaiveDate,
) -> Result<()> {
    if store::get_completion_date(conn, task.id).await? == due_on {
        return Ok(());
    }
    let calendar = get_calendar(conn).await?;
    let chosen = DueDates { rules, calendar: &calendar }.chosen(due_on);
    let has_reported = store::has_reported(conn, task.id).await?;
    of_task::set_completion_date(conn, act, task.id, &chosen, has_reported).await?;
    store::touch(conn, task.id).await
}
