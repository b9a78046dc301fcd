//! `/departments/7/close`: a unit without successor is closed; each of its tasks goes to a department named for it.

use std::collections::HashSet;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::Change;
use super::confirm::{Asking, changed_meanwhile, confirm};
use super::standing::{Standing, get_unit_to_change, role_words};
use super::store::PartRow;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::ids::{DepartmentId, TaskId};
use crate::organization::{Department, DepartmentKind, NotWritten, list_departments, parse_day};
use crate::plan::tasks::fields::Choice;
use crate::plan::tasks::handing_over::page::Confirmation;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, urls};

/// Chosen where a department takes part no more.
const NOBODY: &str = "none";

pub(super) fn routes() -> Routes {
    let access = Access::Needs(Action::KeepDepartments);
    vec![
        Route::get("/departments/{id}/close", access, show),
        Route::post("/departments/{id}/close", access, save),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/department_close.html")]
struct ClosePage {
    frame: PageFrame,
    name: String,
    back: String,
    tasks: Vec<Line>,
    /// Who takes over what is owed on no task; none where nothing is.
    rest: Option<Vec<Choice>>,
    form: CloseForm,
    errors: FieldErrors,
}

/// A task, and who may take it over.
struct Line {
    id: String,
    field: String,
    title: String,
    what: String,
    receivers: Vec<Choice>,
}

/// `task` and `receiver` are parallel.
#[derive(Debug, Clone, Default, Deserialize)]
struct CloseForm {
    version: i32,
    #[serde(default)]
    on: String,
    #[serde(default)]
    task: Vec<String>,
    #[serde(default)]
    receiver: Vec<String>,
    #[serde(default)]
    rest: String,
    #[serde(flatten)]
    confirmation: Confirmation,
}

impl CloseForm {
    /// By name, as posted.
    fn pairs(&self) -> Vec<(String, String)> {
        let one =
            [("version", self.version.to_string()), ("on", self.on.clone()), ("rest", self.rest.clone())];
        let lines = self.task.iter().zip(&self.receiver);
        let lines = lines.flat_map(|(task, to)| [("task", task.clone()), ("receiver", to.clone())]);
        one.into_iter().chain(lines).map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// What was chosen for a task.
    fn receiver_of(&self, task: TaskId) -> &str {
        let place = self.task.iter().position(|id| *id == task.to_string());
        place.and_then(|place| self.receiver.get(place)).map_or("", String::as_str)
    }

    fn read(&self, standing: &Standing, others: &[Department], errors: &mut FieldErrors) -> Change {
        let find =
            |chosen: &str| others.iter().find(|other| other.id.to_string() == chosen).map(|other| other.id);
        let mut tasks = Vec::new();
        for part in tasks_of(standing) {
            let chosen = self.receiver_of(part.task);
            let receiver = find(chosen);
            let wrong = match (receiver, chosen) {
                (None, NOBODY) if standing.owes(part.task) => {
                    Some("它在这项任务里还有未完成的时限，请选择接续部门。")
                }
                (None, NOBODY) if standing.is_alone_in(part.task) => {
                    Some("这项任务只有它一个部门，请选择接续部门。")
                }
                (Some(_), _) | (None, NOBODY) => None,
                (None, _) => Some("请选择接续部门。"),
            };
            if let Some(sentence) = wrong {
                errors.add(&field_of(part.task), format!("任务 {}：{sentence}", part.number));
            }
            tasks.push((part.task, receiver));
        }
        let rest = find(&self.rest);
        if rest.is_none() && standing.owes_rest() {
            errors.add("rest", "它还有不随上列任务的时限（批示办理、问题整改等），请选择由谁接续。");
        }
        Change::Close { tasks, rest }
    }
}

/// The department's own part in each task, each task once.
fn tasks_of(standing: &Standing) -> impl Iterator<Item = &PartRow> {
    let mut seen = HashSet::new();
    standing.own_parts().filter(move |part| seen.insert(part.task))
}

fn field_of(task: TaskId) -> String {
    format!("receiver-{task}")
}

/// The page's facts, as the store knows them.
struct Context {
    department: Department,
    standing: Standing,
    /// The other units.
    others: Vec<Department>,
}

impl Context {
    async fn read(state: &AppState, id: DepartmentId, on: chrono::NaiveDate) -> Result<Self> {
        let mut conn = state.db.acquire().await?;
        let today = state.clocks.today();
        let department = get_unit_to_change(&mut conn, id, today).await?;
        let standing = Standing::read(&mut conn, id, on).await?;
        let mut others = list_departments(&mut conn, today).await?;
        others.retain(|other| {
            other.id != id
                && other.kind == DepartmentKind::Unit
                && other.valid_to.is_none()
                && other.valid_from <= on
        });
        Ok(Self { department, standing, others })
    }

    fn choices(&self, chosen: &str) -> Vec<Choice> {
        self.others.iter().map(|other| Choice::of(other.id.to_string(), other.name.clone(), chosen)).collect()
    }

    fn page(
        &self,
        (state, user): (&AppState, &CurrentUser),
        form: CloseForm,
        errors: FieldErrors,
    ) -> Response {
        let line = |part: &PartRow| {
            let chosen = form.receiver_of(part.task);
            let mut receivers = self.choices(chosen);
            if !self.standing.owes(part.task) && !self.standing.is_alone_in(part.task) {
                receivers.insert(0, Choice::of(NOBODY.to_owned(), "不再参加".to_owned(), chosen));
            }
            Line {
                id: part.task.to_string(),
                field: field_of(part.task),
                title: part.named(),
                what: role_words(part),
                receivers,
            }
        };
        let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let page = ClosePage {
            frame: user.frame(state, None),
            name: self.department.name.clone(),
            back: urls::department(self.department.id),
            tasks: tasks_of(&self.standing).map(line).collect(),
            rest: self.standing.owes_rest().then(|| self.choices(&form.rest)),
            form,
            errors,
        };
        (status, page).into_response()
    }
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<DepartmentId>,
) -> Result<Response> {
    let today = state.clocks.today();
    let context = Context::read(&state, id, today).await?;
    let form =
        CloseForm { version: context.department.version, on: dates::short(today), ..CloseForm::default() };
    Ok(context.page((&state, &user), form, FieldErrors::default()))
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<DepartmentId>,
    ProtectedForm(form): ProtectedForm<CloseForm>,
) -> Result<Response> {
    let mut errors = FieldErrors::default();
    let day = parse_day("on", &form.on, &mut errors);
    let context = Context::read(&state, id, day.unwrap_or(state.clocks.today())).await?;
    if form.confirmation.revises() {
        return Ok(context.page((&state, &user), form, FieldErrors::default()));
    }
    if form.version != context.department.version {
        let seen_now = CloseForm { version: context.department.version, ..form };
        let page = context.page((&state, &user), seen_now, changed_meanwhile());
        return Ok((StatusCode::CONFLICT, page).into_response());
    }
    let change = form.read(&context.standing, &context.others, &mut errors);
    let Some(on) = day.filter(|_| errors.is_empty()) else {
        return Ok(context.page((&state, &user), form, errors));
    };
    let asking = Asking { department: &context.department, version: form.version, change, on };
    match confirm((&state, &user), &asking, "", &form.confirmation, form.pairs()).await {
        Ok(response) => Ok(response),
        Err(NotWritten::Fields(errors)) => Ok(context.page((&state, &user), form, errors)),
        Err(NotWritten::Other(error)) => Err(error),
    }
}
