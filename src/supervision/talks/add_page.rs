//! `/2019/talks/add`: a leader or a named office person proposes a talk. First the task, then (`?task=6`) the rest.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::propose::{NewTalk, propose};
use super::readers::TalkReader;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::plan::tasks::fields::{Choice, choice, most, needed};
use crate::plan::tasks::steps::{MergeTarget, list_merge_targets};
use crate::plan::tasks::store::get_plan_to_change;
use crate::plan::tasks::{Task, get_task};
use crate::plan::{Plan, get_plan};
use crate::supervision::findings::list_departments_of;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepTalks);
    vec![Route::get("/{year}/talks/add", keeps, show), Route::post("/{year}/talks/add", keeps, submit)]
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct AddForm {
    task: String,
    department: String,
    matter: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/talks/add.html")]
struct AddPage {
    frame: PageFrame,
    back: String,
    path: String,
    /// Number and title of the task, once it is chosen, and where it stands.
    task: Option<(String, String)>,
    tasks: Vec<Choice>,
    departments: Vec<Choice>,
    form: AddForm,
    errors: FieldErrors,
}

/// The tasks to choose from, or the task with its departments.
enum Ground {
    Tasks(Vec<MergeTarget>),
    Chosen(Box<Task>, Vec<(DepartmentId, String)>),
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(form): Query<AddForm>,
) -> Result<Response> {
    TalkReader::of(&user, state.clocks.today())?;
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let ground = if form.task.trim().is_empty() {
        Ground::Tasks(list_merge_targets(&mut conn, plan.id, None).await?)
    } else {
        // What is no number names no task.
        let task = get_task(&mut conn, &plan, form.task.trim().parse().unwrap_or(0)).await?;
        let departments = list_departments_of(&mut conn, task.id, state.clocks.today()).await?;
        Ground::Chosen(Box::new(task), departments)
    };
    Ok(page((&state, &user), &plan, form, ground, FieldErrors::default()))
}

fn page(
    (state, user): (&AppState, &CurrentUser),
    plan: &Plan,
    form: AddForm,
    ground: Ground,
    errors: FieldErrors,
) -> Response {
    let (tasks, task, departments) = match ground {
        Ground::Tasks(tasks) => (tasks, None, Vec::new()),
        Ground::Chosen(task, departments) => (Vec::new(), Some(task), departments),
    };
    let named = |number: i32, title: &str| format!("{number} {title}");
    let page = AddPage {
        frame: user.frame(state, Some(plan.year)),
        back: urls::talks(plan.year),
        path: urls::add_talk(plan.year),
        task: task.map(|task| (named(task.number, &task.title), urls::task(plan.year, task.number))),
        tasks: tasks
            .iter()
            .map(|task| Choice::of(task.number.to_string(), named(task.number, &task.title), &form.task))
            .collect(),
        departments: departments
            .into_iter()
            .map(|(id, name)| Choice::of(id.to_string(), name, &form.department))
            .collect(),
        form,
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, page).into_response()
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    ProtectedForm(form): ProtectedForm<AddForm>,
) -> Result<Response> {
    let act = user.act(&state);
    TalkReader::of(&user, act.today())?;
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let task = get_task(&mut tx, &plan, form.task.trim().parse().unwrap_or(0)).await?;
    let departments = list_departments_of(&mut tx, task.id, act.today()).await?;
    let mut errors = FieldErrors::default();
    let department = choice(&form.department, &departments, |(id, _)| id.0, "department", &mut errors);
    if department.is_none() && errors.is_empty() {
        errors.add("department", "请选择约谈的部门：任务的牵头或责任部门。");
    }
    let matter = needed(&form.matter, most::GROUNDS, ("matter", "请写明约谈事项。"), &mut errors);
    let Some((department, _)) = department.filter(|_| errors.is_empty()) else {
        let ground = Ground::Chosen(Box::new(task), departments);
        return Ok(page((&state, &user), &plan, form, ground, errors));
    };
    let new = NewTalk { task: task.id, department: *department, matter };
    let proposed = propose(&mut tx, &act, &plan, &new).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::talk(year, proposed.number), "约谈已提出，待组长决定。"))
}
