//! `/2019/talks/add`: a leader or a named office person proposes a talk. First the task, then (`?task=6`) the rest.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::propose::propose;
use super::store::{TalkReader, list_tasks_in_charge};
use super::writes::NewTalk;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
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
    let reader = TalkReader::of(&user, state.clocks.today())?;
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let charge = charge_of(&mut conn, (&user, &reader), &plan).await?;
    let ground = if form.task.trim().is_empty() {
        let tasks = list_merge_targets(&mut conn, plan.id, None).await?;
        Ground::Tasks(tasks.into_iter().filter(|task| charge.covers(task.number)).collect())
    } else {
        // What is no number names no task.
        let task = get_task(&mut conn, &plan, form.task.trim().parse().unwrap_or(0)).await?;
        charge.require(task.number)?;
        let departments = list_departments_of(&mut conn, task.id, reader.today).await?;
        Ground::Chosen(Box::new(task), departments)
    };
    Ok(page((&state, &user), &plan, form, ground, FieldErrors::default()))
}

/// About which tasks a person may propose a talk: 组长 and named office persons about any, another leader about those in
/// their charge or in the charge of whom they stand in for.
enum Charge {
    Any,
    Tasks(Vec<i32>),
}

impl Charge {
    fn covers(&self, number: i32) -> bool {
        match self {
            Self::Any => true,
            Self::Tasks(numbers) => numbers.contains(&number),
        }
    }

    fn require(&self, number: i32) -> Result<()> {
        if self.covers(number) {
            return Ok(());
        }
        Err(AppError::Forbidden(
            "院领导就其分管（含当日代管）的任务提出约谈；其他任务由组长或组长指定的办公室人员提出。".into(),
        ))
    }
}

async fn charge_of(
    conn: &mut PgConnection,
    (user, reader): (&CurrentUser, &TalkReader),
    plan: &Plan,
) -> Result<Charge> {
    if reader.sees_all {
        return Ok(Charge::Any);
    }
    Ok(Charge::Tasks(list_tasks_in_charge(conn, plan.id, (user.account_id, reader.today)).await?))
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
    let reader = TalkReader::of(&user, act.today())?;
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let task = get_task(&mut tx, &plan, form.task.trim().parse().unwrap_or(0)).await?;
    charge_of(&mut tx, (&user, &reader), &plan).await?.require(task.number)?;
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
    Ok(flash::done(&proposed.path(&reader), "约谈已提出，待组长决定。"))
}
