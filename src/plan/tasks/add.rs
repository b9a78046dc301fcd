//! `/2019/tasks/add`: a task added mid-year, with its own source, numbered on. It owes months by the half-rule from its
//! own start; what would be overdue on the day it is added leaves the room any new duty has.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::adjust::read_title;
use super::change_responsibilities::{Filing, Wanted, WantedPart};
use super::fields::{Choice, at_most, choice, day, most, needed};
use super::responsibility_store::{DepartmentInForce, list_departments_in_force, open_parts};
use super::store::{self, NewTask};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Entry, append};
use crate::calendar::get_calendar;
use crate::deadlines::due_dates::DueDates;
use crate::deadlines::{DeadlineKind, PlanRules, get_rules, lay_out};
use crate::error::{AppError, Result};
use crate::plan::activation::duties_of_task;
use crate::plan::sections::{Section, list_sections};
use crate::plan::tasks::{AssignmentRole, list_owners};
use crate::plan::{Plan, get_plan};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/tasks/add", Access::Needs(Action::KeepPlan), show),
        Route::post("/{year}/tasks/add", Access::Needs(Action::KeepPlan), save),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/task_add.html")]
struct AddPage {
    frame: PageFrame,
    back: String,
    sections: Vec<Choice>,
    departments: Vec<DepartmentLine>,
    form: AddForm,
    errors: FieldErrors,
}

struct DepartmentLine {
    id: String,
    name: String,
    leads: bool,
    supports: bool,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct AddForm {
    section: String,
    title: String,
    body: String,
    source: String,
    starts_on: String,
    due_on: String,
    #[serde(default)]
    lead: Vec<String>,
    #[serde(default)]
    support: Vec<String>,
}

/// A task to be added, with who answers and when it is to be done.
#[derive(Debug, Clone)]
pub struct Addition {
    /// The task.
    pub task: NewTask,
    /// Its departments, leads first.
    pub parts: Vec<WantedPart>,
    /// Its completion date.
    pub due_on: NaiveDate,
}

impl AddForm {
    fn read(
        &self,
        plan: &Plan,
        sections: &[Section],
        known: &[DepartmentInForce],
    ) -> Result<Addition, FieldErrors> {
        let mut errors = FieldErrors::default();
        let section = choice(&self.section, sections, |section| section.id.0, "section", &mut errors);
        if section.is_none() {
            errors.add("section", "请选择板块。");
        }
        let title = read_title(&self.title, &mut errors);
        let source = needed(&self.source, most::GROUNDS, ("source", "请写明新增任务的依据。"), &mut errors);
        let body = at_most(&self.body, most::TEXT, "body", &mut errors);
        let starts_on = day(&self.starts_on, "starts_on", &mut errors);
        let due_on = day(&self.due_on, "due_on", &mut errors);
        if starts_on.is_some_and(|day| day < plan.starts_on || day > plan.ends_on) {
            let (first, last) = (dates::short(plan.starts_on), dates::short(plan.ends_on));
            errors.add("starts_on", format!("须在方案期间（{first} 至 {last}）以内。"));
        }
        if due_on.is_some_and(|day| day > plan.ends_on || Some(day) < starts_on) {
            errors.add("due_on", "须在开始日期以后、方案最后一日以前。");
        }
        let parts = self.parts(known);
        if parts.is_empty() {
            errors.add("departments", "请至少选择一个部门。");
        }
        match (section, starts_on, due_on) {
            (Some(section), Some(starts_on), Some(due_on)) if errors.is_empty() => Ok(Addition {
                task: NewTask { section: section.id, title, body, source, starts_on },
                parts,
                due_on,
            }),
            _ => Err(errors),
        }
    }

    /// Leads in the order of pages, then supports; who was ticked twice leads.
    fn parts(&self, known: &[DepartmentInForce]) -> Vec<WantedPart> {
        let of_role = |role: AssignmentRole, ticked: &'_ [String], leads: &'_ [String]| -> Vec<WantedPart> {
            let chosen = known.iter().filter(|department| {
                let id = department.id.to_string();
                ticked.contains(&id) && !leads.contains(&id)
            });
            chosen
                .map(|d| WantedPart { department: d.id, name: d.name.clone(), kind: d.kind, role })
                .collect()
        };
        let mut parts = of_role(AssignmentRole::Lead, &self.lead, &[]);
        parts.extend(of_role(AssignmentRole::Support, &self.support, &self.lead));
        parts
    }
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let form = AddForm {
        starts_on: dates::short(state.clocks.today().clamp(plan.starts_on, plan.ends_on)),
        due_on: dates::short(plan.ends_on),
        ..AddForm::default()
    };
    let sections = list_sections(&mut conn, plan.id).await?;
    let known = list_departments_in_force(&mut conn).await?;
    Ok(page(&state, &user, year, (&sections, &known), form, FieldErrors::default()))
}

fn page(
    state: &AppState,
    user: &CurrentUser,
    year: i32,
    (sections, known): (&[Section], &[DepartmentInForce]),
    form: AddForm,
    errors: FieldErrors,
) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let line = |department: &DepartmentInForce| {
        let id = department.id.to_string();
        let (leads, supports) = (form.lead.contains(&id), form.support.contains(&id));
        DepartmentLine { id, name: department.name.clone(), leads, supports }
    };
    let section = |section: &Section| Choice::of(section.id.to_string(), section.numbered(), &form.section);
    let page = AddPage {
        frame: user.frame(state, Some(year)),
        back: urls::ledger(year),
        sections: sections.iter().map(section).collect(),
        departments: known.iter().map(line).collect(),
        form,
        errors,
    };
    (status, page).into_response()
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    ProtectedForm(form): ProtectedForm<AddForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = store::get_plan_to_change(&mut tx, year).await?;
    let sections = list_sections(&mut tx, plan.id).await?;
    let known = list_departments_in_force(&mut tx).await?;
    let addition = match form.read(&plan, &sections, &known) {
        Ok(addition) => addition,
        Err(errors) => return Ok(page(&state, &user, year, (&sections, &known), form, errors)),
    };
    let rules = get_rules(&mut tx, plan.id).await?;
    let number = add(&mut tx, &act, (&plan, &rules), &addition).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::task(year, number), &format!("已新增任务 {number}。")))
}

/// Adds a task with its responsibilities and everything it owes; returns its number.
pub async fn add(
    conn: &mut PgConnection,
    act: &Act,
    (plan, rules): (&Plan, &PlanRules),
    addition: &Addition,
) -> Result<i32> {
    let new = &addition.task;
    let (id, number) = store::insert_task(conn, plan.id, new, act.today()).await?;
    let wanted = Wanted {
        parts: addition.parts.clone(),
        filing: Filing::FirstUnitLead,
        from_on: new.starts_on,
        reason: String::new(),
        moves_overdue: false,
    };
    open_parts(conn, id, &wanted.difference(&[]).opened, new.starts_on, "").await?;
    let owners = list_owners(conn, plan.id, new.starts_on).await?;
    let owner = owners
        .iter()
        .find(|owner| owner.task == id)
        .ok_or_else(|| AppError::Internal(anyhow::anyhow!("the added task is not in its plan")))?;
    let calendar = get_calendar(conn).await?;
    let due = DueDates { rules, calendar: &calendar };
    let mut duties = duties_of_task(plan, (owner, addition.due_on), due);
    for duty in &mut duties {
        let is_chosen = duty.key.kind == DeadlineKind::TaskCompletion && addition.due_on != plan.ends_on;
        if !is_chosen && duty.due.due_on < act.today() {
            duty.due = due.after_decision(duty.due.due_on, act.today());
        }
    }
    lay_out(conn, plan.id, &duties).await?;
    let names = |role| -> Vec<&str> {
        let of_role = addition.parts.iter().filter(|part| part.role == role);
        of_role.map(|part| part.name.as_str()).collect()
    };
    let after = json!({
        "title": new.title, "text": new.body, "source": new.source, "starts_on": new.starts_on,
        "due_on": addition.due_on, "lead": names(AssignmentRole::Lead), "support": names(AssignmentRole::Support),
    });
    let sentence = format!("新增任务 {number}：{}，依据：{}", new.title, new.source);
    let entry = Entry::new("task_added", "task", sentence).on(id.0).of_plan(plan.year).of_task(id);
    append(conn, act, entry.with_change(None, Some(after))).await?;
    Ok(number)
}
