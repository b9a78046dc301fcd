//! `/departments/7/split`: a new unit takes over some of a unit's tasks and people; what is not ticked stays.

use std::collections::HashSet;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;

use super::Change;
use super::confirm::{Asking, changed_meanwhile, confirm};
use super::standing::{Standing, get_unit_to_change, role_words};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::organization::{Department, NotWritten, parse_day};
use crate::plan::tasks::fields::{most, needed};
use crate::plan::tasks::handing_over::page::Confirmation;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, urls};

pub(super) fn routes() -> Routes {
    let access = Access::Needs(Action::KeepDepartments);
    vec![
        Route::get("/departments/{id}/split", access, show),
        Route::post("/departments/{id}/split", access, save),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/department_split.html")]
struct SplitPage {
    frame: PageFrame,
    name: String,
    back: String,
    tasks: Vec<Line>,
    people: Vec<Line>,
    form: SplitForm,
    errors: FieldErrors,
}

/// Something that can go over to the new unit.
struct Line {
    id: String,
    title: String,
    what: String,
    ticked: bool,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct SplitForm {
    version: i32,
    #[serde(default)]
    new_name: String,
    #[serde(default)]
    on: String,
    #[serde(default)]
    task: Vec<String>,
    #[serde(default)]
    person: Vec<String>,
    #[serde(flatten)]
    confirmation: Confirmation,
}

impl SplitForm {
    /// By name, as posted.
    fn pairs(&self) -> Vec<(String, String)> {
        let one = [
            ("version", self.version.to_string()),
            ("new_name", self.new_name.clone()),
            ("on", self.on.clone()),
        ];
        let many = self.task.iter().map(|id| ("task", id.clone()));
        let people = self.person.iter().map(|id| ("person", id.clone()));
        one.into_iter().chain(many).chain(people).map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn read(&self, standing: &Standing, errors: &mut FieldErrors) -> Change {
        let name = needed(&self.new_name, most::NAME, ("new_name", "请填写新部门的名称。"), errors);
        let mut seen = HashSet::new();
        let tasks: Vec<_> = standing
            .own_parts()
            .filter(|part| self.task.contains(&part.task.to_string()) && seen.insert(part.task))
            .map(|part| part.task)
            .collect();
        let people: Vec<i64> = standing
            .own_people()
            .filter(|person| self.person.contains(&person.id.to_string()))
            .map(|person| person.id)
            .collect();
        if tasks.is_empty() && people.is_empty() {
            errors.add("tasks", "请勾选转给新部门的任务或人员。");
        }
        Change::Split { name, tasks, people }
    }
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<DepartmentId>,
) -> Result<Response> {
    let today = state.clocks.today();
    let mut conn = state.db.acquire().await?;
    let department = get_unit_to_change(&mut conn, id, today).await?;
    let standing = Standing::read(&mut conn, id, today).await?;
    let form = SplitForm { version: department.version, on: dates::short(today), ..SplitForm::default() };
    Ok(page((&state, &user), &department, &standing, form, FieldErrors::default()))
}

fn page(
    (state, user): (&AppState, &CurrentUser),
    department: &Department,
    standing: &Standing,
    form: SplitForm,
    errors: FieldErrors,
) -> Response {
    let mut seen = HashSet::new();
    let tasks = standing.own_parts().filter(|part| seen.insert(part.task)).map(|part| {
        let id = part.task.to_string();
        let ticked = form.task.contains(&id);
        Line { id, title: part.named(), what: role_words(part), ticked }
    });
    let people = standing.own_people().map(|person| {
        let id = person.id.to_string();
        let ticked = form.person.contains(&id);
        Line { id, title: person.name.clone(), what: person.kind.word().to_owned(), ticked }
    });
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = SplitPage {
        frame: user.frame(state, None),
        name: department.name.clone(),
        back: urls::department(department.id),
        tasks: tasks.collect(),
        people: people.collect(),
        form,
        errors,
    };
    (status, page).into_response()
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<DepartmentId>,
    ProtectedForm(form): ProtectedForm<SplitForm>,
) -> Result<Response> {
    let today = state.clocks.today();
    let mut errors = FieldErrors::default();
    let day = parse_day("on", &form.on, &mut errors);
    let mut conn = state.db.acquire().await?;
    let department = get_unit_to_change(&mut conn, id, today).await?;
    let standing = Standing::read(&mut conn, id, day.unwrap_or(today)).await?;
    drop(conn);
    if form.confirmation.revises() {
        return Ok(page((&state, &user), &department, &standing, form, FieldErrors::default()));
    }
    if form.version != department.version {
        let seen_now = SplitForm { version: department.version, ..form };
        let page = page((&state, &user), &department, &standing, seen_now, changed_meanwhile());
        return Ok((StatusCode::CONFLICT, page).into_response());
    }
    let change = form.read(&standing, &mut errors);
    let written = match day.filter(|_| errors.is_empty()) {
        Some(on) => write((&state, &user), &department, (change, on), &form).await,
        None => Err(NotWritten::Fields(errors)),
    };
    match written {
        Ok(response) => Ok(response),
        Err(NotWritten::Fields(errors)) => Ok(page((&state, &user), &department, &standing, form, errors)),
        Err(NotWritten::Other(error)) => Err(error),
    }
}

async fn write(
    who: (&AppState, &CurrentUser),
    department: &Department,
    (change, on): (Change, NaiveDate),
    form: &SplitForm,
) -> Result<Response, NotWritten> {
    let asking = Asking { department, version: form.version, change, on };
    confirm(who, &asking, "", &form.confirmation, form.pairs()).await
}
