//! `/plans/drafts/7/tasks/3`: a task of a draft is changed, moved out and back; `…/tasks/add`: one is added.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::content::{DoubtChoice, DraftContent, DraftDoubt, DraftTask, Removed};
use super::decide::{decided, settle_doubt};
use super::model::Step;
use super::store::{self, entry, hold, update_content};
use super::task_typed::{Desk, TaskForm, read_task};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::append;
use crate::error::{AppError, Result};
use crate::ids::PlanDraftId;
use crate::plan::document_reader::rules;
use crate::plan::sections::numeral;
use crate::plan::tasks::AssignmentRole;
use crate::plan::tasks::fields::{Choice, most, needed};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

/// Empty lines for departments to be added.
const LINES_TO_ADD: usize = 4;

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::get("/plans/drafts/{id}/tasks/add", keeps, show_new),
        Route::post("/plans/drafts/{id}/tasks/add", keeps, add),
        Route::get("/plans/drafts/{id}/tasks/{key}", keeps, show),
        Route::post("/plans/drafts/{id}/tasks/{key}", keeps, save),
        Route::post("/plans/drafts/{id}/tasks/{key}/remove", keeps, remove),
    ]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    doubt: String,
}

struct Line {
    departments: Vec<Choice>,
    wording: String,
    role: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/plan_drafts/task.html")]
struct TaskPage {
    frame: PageFrame,
    back: String,
    draft: String,
    path: String,
    heading: String,
    /// Of one that stands in the draft already.
    stands: bool,
    removed: bool,
    /// The doubt that led here, in its words.
    doubt: Option<String>,
    source: Option<String>,
    /// What somebody else saved meanwhile.
    theirs: Option<Theirs>,
    sections: Vec<Choice>,
    lines: Vec<Line>,
    files: Vec<Choice>,
    form: TaskForm,
    errors: FieldErrors,
}

struct Theirs {
    words: Vec<(&'static str, String)>,
}

impl Desk {
    fn line(&self, department: &str, role: String) -> Line {
        let part = self.task().and_then(|task| task.parts.iter().find(|part| part.department == department));
        let choices = self.names().into_iter().map(|name| Choice::of(name, name, department));
        Line {
            departments: choices.collect(),
            wording: part.map_or_else(String::new, |part| part.wording.clone()),
            role,
        }
    }

    fn page(
        &self,
        (state, user): (&AppState, &CurrentUser),
        (form, errors, status): (TaskForm, FieldErrors, StatusCode),
    ) -> Response {
        let content = self.content();
        let task = self.task();
        let typed = form.department.iter().cloned().zip(form.role.iter().cloned());
        let mut lines: Vec<(String, String)> = typed.filter(|(name, _)| !name.is_empty()).collect();
        lines.extend(std::iter::repeat_n((String::new(), "support".to_owned()), LINES_TO_ADD));
        let sections = content.sections.iter().map(|of| {
            let label = format!("{}、{}", numeral(of.number), of.title);
            Choice::of(of.number.to_string(), label, &form.section)
        });
        let doubt = content.doubts.iter().find(|of| of.key.to_string() == form.doubt);
        let path = urls::plan_draft(self.row.id);
        let page = TaskPage {
            frame: user.frame(state, None),
            back: self.key.map_or_else(|| path.clone(), |key| format!("{path}#task-{key}")),
            draft: content.plan.title.clone(),
            path: self.key.map_or_else(
                || urls::plan_draft_form(self.row.id, "tasks/add"),
                |key| urls::plan_draft_task(self.row.id, key),
            ),
            heading: task.map_or_else(
                || "增加任务".to_owned(),
                |task| {
                    let number = content.number_of(task.key).map(|number| format!("{number}　"));
                    format!("{}{}", number.unwrap_or_default(), task.title)
                },
            ),
            stands: task.is_some(),
            removed: task.is_some_and(|task| task.removed.is_some()),
            doubt: doubt.map(|of| of.message.clone()),
            source: task.and_then(|task| task.source.as_ref()).map(|of| of.place.clone()),
            theirs: task
                .filter(|_| status == StatusCode::CONFLICT)
                .map(|task| Theirs { words: in_words(task) }),
            sections: sections.collect(),
            lines: lines.into_iter().map(|(name, role)| self.line(&name, role)).collect(),
            files: self.names().into_iter().map(|name| Choice::of(name, name, &form.files)).collect(),
            form,
            errors,
        };
        (status, page).into_response()
    }
}

/// A task in words, for who comes second.
fn in_words(task: &DraftTask) -> Vec<(&'static str, String)> {
    let names = |role| task.names(role).collect::<Vec<_>>().join("、");
    vec![
        ("任务标题", task.title.clone()),
        ("任务内容", task.text.clone()),
        ("具体举措", task.details[0].clone()),
        ("预期成果", task.details[1].clone()),
        ("完成标准", task.details[2].clone()),
        ("牵头部门", names(AssignmentRole::Lead)),
        ("责任部门", names(AssignmentRole::Support)),
        ("完成时限", task.due_on.map(dates::short).unwrap_or_default()),
    ]
}

/// What the log keeps of a task.
fn change_of(task: &DraftTask) -> Value {
    let names = |role| task.names(role).collect::<Vec<_>>();
    json!({
        "title": task.title, "text": task.text, "lead": names(AssignmentRole::Lead),
        "support": names(AssignmentRole::Support), "files_report": task.files_report, "due_on": task.due_on,
        "restricted": task.restricted, "measures": task.details[0], "expected_outcome": task.details[1],
        "completion_criteria": task.details[2],
    })
}

async fn show_new(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let row = store::get(&mut conn, id).await?;
    row.status.after(Step::Edit).map_err(AppError::Refused)?;
    let desk = Desk::read(&mut conn, row, None).await?;
    let section = desk.content().sections.last().map(|of| of.number.to_string()).unwrap_or_default();
    let form = TaskForm { section, ..TaskForm::default() };
    Ok(desk.page((&state, &user), (form, FieldErrors::default(), StatusCode::OK)))
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((id, key)): Path<(PlanDraftId, u32)>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let row = store::get(&mut conn, id).await?;
    row.status.after(Step::Edit).map_err(AppError::Refused)?;
    let desk = Desk::read(&mut conn, row, Some(key)).await?;
    let form = desk.stored(asked.doubt);
    Ok(desk.page((&state, &user), (form, FieldErrors::default(), StatusCode::OK)))
}

async fn add(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
    ProtectedForm(form): ProtectedForm<TaskForm>,
) -> Result<Response> {
    store_task(&state, &user, (id, None), form).await
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((id, key)): Path<(PlanDraftId, u32)>,
    ProtectedForm(form): ProtectedForm<TaskForm>,
) -> Result<Response> {
    store_task(&state, &user, (id, Some(key)), form).await
}

async fn store_task(
    state: &AppState,
    user: &CurrentUser,
    (id, key): (PlanDraftId, Option<u32>),
    form: TaskForm,
) -> Result<Response> {
    let act = user.act(state);
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    let desk = Desk::read(&mut tx, row, key).await?;
    if let Err(sentence) = desk.row.status.after(Step::Edit) {
        let errors = FieldErrors::one("title", sentence);
        return Ok(desk.page((state, user), (form, errors, StatusCode::CONFLICT)));
    }
    let mut errors = FieldErrors::default();
    let (task, number) = read_task(&form, &desk, &mut errors);
    if !errors.is_empty() {
        return Ok(desk.page((state, user), (form, errors, StatusCode::UNPROCESSABLE_ENTITY)));
    }
    if desk.task().is_some_and(|stands| stands.version != form.version) {
        let sentence =
            "这项任务刚由他人修改，他人保存的内容列在上面；您填写的都还在，核对后再保存，将以您的为准。";
        let errors = FieldErrors::one("title", sentence);
        // What is saved next was seen beside what stands now.
        let version = desk.task().map_or(form.version, |stands| stands.version);
        let form = TaskForm { version, ..form };
        return Ok(desk.page((state, user), (form, errors, StatusCode::CONFLICT)));
    }
    let mut content = desk.content().clone();
    content.take_in(&task.parts, &desk.known);
    let (before, after) = (desk.task().map(change_of), change_of(&task));
    let (key, title, added) = (task.key, task.title.clone(), before.is_none());
    put(&mut content, task, number, desk.task());
    for doubt in settled(&content, key, form.doubt.parse().ok()) {
        settle_doubt(&mut content, doubt, Some(DoubtChoice::Edited), &decided(&act)?);
    }
    update_content(&mut tx, &act, &desk.row, &content).await?;
    let what = if added { "增加" } else { "修改" };
    let entry = entry("plan_draft_task_saved", format!("方案草稿{what}任务“{title}”"), &desk.row);
    append(&mut tx, &act, entry.with_change(before, Some(after))).await?;
    tx.commit().await?;
    Ok(flash::done(&format!("{}#task-{key}", urls::plan_draft(id)), "已保存到草稿。"))
}

/// The open doubts that a change of a task settles: the one that led there, and that there was a title only, once 具体举措 or a
/// text is there.
fn settled(content: &DraftContent, task: u32, led_here: Option<u32>) -> Vec<u32> {
    let is_filled = content.task(task).is_some_and(|of| !of.text.is_empty() || !of.details[0].is_empty());
    let settles = |of: &&DraftDoubt| {
        let was_bare = of.rule == rules::TITLE_ONLY && of.task == Some(task);
        Some(of.key) == led_here || (was_bare && is_filled)
    };
    content.open_doubts().filter(settles).map(|of| of.key).collect()
}

/// Puts a task where it belongs; one whose section and number stay keeps its place.
fn put(content: &mut DraftContent, task: DraftTask, number: Option<i32>, stands: Option<&DraftTask>) {
    let stays = stands.is_some_and(|of| {
        of.section == task.section && (number.is_none() || number == content.number_of(task.key))
    });
    match content.task_mut(task.key).filter(|_| stays) {
        Some(slot) => *slot = task,
        None => content.place(task, number),
    }
}

/// Moves a task out, or back in.
async fn remove(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((id, key)): Path<(PlanDraftId, u32)>,
    ProtectedForm(form): ProtectedForm<TaskForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    let desk = Desk::read(&mut tx, row, Some(key)).await?;
    let mut content = desk.content().clone();
    let Some(task) = content.task_mut(key) else { return Err(store::none()) };
    let mut errors = FieldErrors::default();
    let back = task.removed.is_some();
    let reason = needed(&form.because, most::REASON, ("because", "请写明移出的原因。"), &mut errors);
    let again = |errors, status| {
        let form = TaskForm { because: form.because.clone(), ..desk.stored(String::new()) };
        Ok(desk.page((&state, &user), (form, errors, status)))
    };
    if let Err(sentence) = desk.row.status.after(Step::Edit) {
        return again(FieldErrors::one("because", sentence), StatusCode::CONFLICT);
    }
    if task.version != form.version {
        let sentence = "这项任务刚由他人修改，没有移动，现在的情况列在上面；原因还在，核对后再办理。";
        return again(FieldErrors::one("because", sentence), StatusCode::CONFLICT);
    }
    if !back && !errors.is_empty() {
        return again(errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    task.version += 1;
    task.removed =
        if back { None } else { Some(Removed { reason: reason.clone(), decided: decided(&act)? }) };
    let title = task.title.clone();
    update_content(&mut tx, &act, &desk.row, &content).await?;
    let sentence = if back {
        format!("方案草稿移回任务“{title}”")
    } else {
        format!("方案草稿移出任务“{title}”：{reason}")
    };
    append(&mut tx, &act, entry("plan_draft_task_moved", sentence, &desk.row)).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("{}#task-{key}", urls::plan_draft(id))).into_response())
}
