//! `/2019/tasks/6/responsibilities`: who answers for a task, dated; first what passes to whom, then it is done.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::change_responsibilities::{Filing, Wanted, WantedPart, change_responsibilities};
use super::conflict::{self, Both};
use super::fields::{self, Choice};
use super::handing_over::page::{About, Asked, Confirmation, preview};
use super::handing_over::{Handover, Standing};
use super::responsibility_store::{
    DepartmentInForce, Part, list_departments_in_force, list_parts, named_filer,
};
use super::store::{self, Task};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::deadlines::get_rules;
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::organization::DepartmentKind;
use crate::plan::get_plan;
use crate::plan::tasks::AssignmentRole;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

/// Empty lines for departments to be added.
const LINES_TO_ADD: usize = 3;

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/tasks/{number}/responsibilities", Access::Needs(Action::KeepPlan), show),
        Route::post("/{year}/tasks/{number}/responsibilities", Access::Needs(Action::KeepPlan), save),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/task_responsibilities.html")]
struct ResponsibilitiesPage {
    frame: PageFrame,
    back: String,
    task: String,
    lines: Vec<Line>,
    files: Vec<Choice>,
    form: ResponsibilitiesForm,
    errors: FieldErrors,
}

/// A line of the form: a department with its part.
struct Line {
    /// The department of a line that stands already.
    stands: Option<(String, String)>,
    wording: String,
    departments: Vec<Choice>,
    role: String,
}

/// Lines are parallel: the department (empty on a line not used) and its role (`lead`, `support`, or `none`).
#[derive(Debug, Clone, Deserialize)]
struct ResponsibilitiesForm {
    version: i32,
    #[serde(default)]
    department: Vec<String>,
    #[serde(default)]
    role: Vec<String>,
    files: String,
    from_on: String,
    reason: String,
    /// `yes`, or nothing.
    #[serde(default)]
    moves_overdue: String,
    #[serde(flatten)]
    confirmation: Confirmation,
}

impl ResponsibilitiesForm {
    fn of(task: &Task, parts: &[Part], today: chrono::NaiveDate) -> Self {
        let named = named_filer(parts);
        Self {
            version: task.version,
            department: parts.iter().map(|part| part.department.to_string()).collect(),
            role: parts.iter().map(|part| code(part.role).to_owned()).collect(),
            files: named.map_or_else(String::new, |department| department.to_string()),
            from_on: dates::short(today),
            reason: String::new(),
            moves_overdue: String::new(),
            confirmation: Confirmation::default(),
        }
    }

    /// By name, as posted: all but the version and `files`.
    fn pairs(&self) -> Vec<(String, String)> {
        let lines = self.department.iter().zip(&self.role);
        let mut pairs: Vec<(&str, &String)> =
            lines.flat_map(|(department, role)| [("department", department), ("role", role)]).collect();
        pairs.extend([("from_on", &self.from_on), ("reason", &self.reason)]);
        if !self.moves_overdue.is_empty() {
            pairs.push(("moves_overdue", &self.moves_overdue));
        }
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value.clone())).collect()
    }

    fn read(&self, known: &[DepartmentInForce], parts: &[Part]) -> Result<Wanted, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut wanted: Vec<WantedPart> = Vec::new();
        for (department, role) in self.department.iter().zip(&self.role) {
            let role = match role.as_str() {
                "lead" => AssignmentRole::Lead,
                "support" => AssignmentRole::Support,
                _ => continue,
            };
            let Some((id, name, kind)) = find(department, known, parts) else {
                if !department.is_empty() {
                    errors.add("departments", "所选的部门已撤销或不存在，请重新选择。");
                }
                continue;
            };
            if wanted.iter().any(|part| part.department == id) {
                errors.add("departments", format!("{name}选了两次。"));
            }
            wanted.push(WantedPart { department: id, name, kind, role });
        }
        let filing = match self.files.parse() {
            Ok(id) => Filing::By(DepartmentId(id)),
            Err(_) => Filing::FirstUnitLead,
        };
        let reason = fields::at_most(&self.reason, fields::most::REASON, "reason", &mut errors);
        let from_on = fields::day(&self.from_on, "from_on", &mut errors);
        match from_on.filter(|_| errors.is_empty()) {
            Some(from_on) => Ok(Wanted {
                parts: wanted,
                filing,
                from_on,
                reason,
                moves_overdue: !self.moves_overdue.is_empty(),
            }),
            None => Err(errors),
        }
    }
}

/// A department in force, or one that has a part already.
fn find(
    id: &str,
    known: &[DepartmentInForce],
    parts: &[Part],
) -> Option<(DepartmentId, String, DepartmentKind)> {
    let id = DepartmentId(id.parse().ok()?);
    let in_force = known.iter().find(|department| department.id == id).map(|d| (id, d.name.clone(), d.kind));
    in_force.or_else(|| parts.iter().find(|part| part.department == id).map(|p| (id, p.name.clone(), p.kind)))
}

fn code(role: AssignmentRole) -> &'static str {
    match role {
        AssignmentRole::Lead => "lead",
        AssignmentRole::Support => "support",
    }
}

/// What the page is made of, besides what was posted.
struct Context {
    year: i32,
    task: Task,
    parts: Vec<Part>,
    known: Vec<DepartmentInForce>,
}

impl Context {
    async fn of(conn: &mut PgConnection, year: i32, task: Task) -> Result<Self> {
        let parts = list_parts(conn, task.id).await?;
        Ok(Self { year, task, parts, known: list_departments_in_force(conn).await? })
    }

    fn page(
        &self,
        state: &AppState,
        user: &CurrentUser,
        form: ResponsibilitiesForm,
        errors: FieldErrors,
    ) -> Response {
        let empty = (String::new(), "none".to_owned());
        let posted = form.department.iter().cloned().zip(form.role.iter().cloned());
        let blank = std::iter::repeat_n(
            empty,
            (self.parts.len() + LINES_TO_ADD).saturating_sub(form.department.len()),
        );
        let lines = posted.chain(blank).map(|(department, role)| self.line(&department, role)).collect();
        let units = self.known.iter().filter(|department| department.kind == DepartmentKind::Unit);
        let files = units.map(|unit| Choice::of(unit.id.to_string(), &unit.name, &form.files)).collect();
        let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let page = ResponsibilitiesPage {
            frame: user.frame(state, Some(self.year)),
            back: urls::task(self.year, self.task.number),
            task: format!("{} {}", self.task.number, self.task.title),
            lines,
            files,
            form,
            errors,
        };
        (status, page).into_response()
    }

    fn line(&self, department: &str, role: String) -> Line {
        let part = self.parts.iter().find(|part| part.department.to_string() == department);
        let free =
            self.known.iter().filter(|known| self.parts.iter().all(|part| part.department != known.id));
        Line {
            stands: part.map(|part| (department.to_owned(), part.name.clone())),
            wording: part.map_or_else(String::new, |part| part.wording.clone()),
            departments: free
                .map(|known| Choice::of(known.id.to_string(), &known.name, department))
                .collect(),
            role,
        }
    }

    /// The parts in a line of words, for the one who comes second.
    fn in_words(&self, form: &ResponsibilitiesForm) -> String {
        let name =
            |id: &str| find(id, &self.known, &self.parts).map_or_else(String::new, |(_, name, _)| name);
        let of_role = |wanted: &str| {
            let lines = form.department.iter().zip(&form.role).filter(|(_, role)| *role == wanted);
            lines.map(|(id, _)| name(id)).filter(|name| !name.is_empty()).collect::<Vec<_>>().join("、")
        };
        let files = if form.files.is_empty() { "首个牵头部门".to_owned() } else { name(&form.files) };
        format!("牵头：{}\n责任：{}\n填报：{files}", of_role("lead"), of_role("support"))
    }
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let task = store::get_task(&mut conn, &plan, number).await?;
    let context = Context::of(&mut conn, year, task).await?;
    let form = ResponsibilitiesForm::of(&context.task, &context.parts, state.clocks.today());
    Ok(context.page(&state, &user, form, FieldErrors::default()))
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    ProtectedForm(form): ProtectedForm<ResponsibilitiesForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = store::get_plan_to_change(&mut tx, year).await?;
    let task = store::get_task_to_change(&mut tx, &plan, number).await?;
    let context = Context::of(&mut tx, year, task).await?;
    if form.confirmation.revises() {
        return Ok(context.page(&state, &user, form, FieldErrors::default()));
    }
    let wanted = match form.read(&context.known, &context.parts) {
        Ok(wanted) => wanted,
        Err(errors) => return Ok(context.page(&state, &user, form, errors)),
    };
    if form.version != context.task.version {
        return second_editor(&mut tx, &state, &user, &context, form).await;
    }
    let errors = wanted.errors(&context.parts, &plan, act.today());
    if !errors.is_empty() {
        return Ok(context.page(&state, &user, form, errors));
    }
    let rules = get_rules(&mut tx, plan.id).await?;
    let before = Standing::read(&mut tx, context.task.id).await?;
    let outcome = change_responsibilities(&mut tx, &act, (&plan, &rules), &context.task, &wanted).await?;
    if outcome.changed || outcome.passed > 0 {
        let change = (vec![wanted.sentence(&context.parts)], wanted.from_on);
        let handover = Handover::of_departments(&mut tx, &context.task, &before, change).await?;
        let asked = form.confirmation.asks(&handover);
        if asked != Asked::Confirm {
            // Shown by doing it and taking it back: the preview cannot differ from the deed.
            tx.rollback().await?;
            let mut hidden = form.pairs();
            hidden.extend([("version".into(), form.version.to_string()), ("files".into(), form.files)]);
            return Ok(preview(&state, &user, About::task(year, &context.task), (handover, asked), hidden));
        }
    }
    tx.commit().await?;
    let sentence = match (outcome.changed, outcome.passed) {
        (false, _) => "责任分工没有变化。".to_owned(),
        (true, 0) => "责任分工已调整。".to_owned(),
        (true, passed) => format!("责任分工已调整，{passed} 项时限随之移交。"),
    };
    Ok(flash::done(&urls::task(year, number), &sentence))
}

async fn second_editor(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    context: &Context,
    form: ResponsibilitiesForm,
) -> Result<Response> {
    let stored = ResponsibilitiesForm::of(&context.task, &context.parts, state.clocks.today());
    let both =
        Both::choice("责任分工", "files", context.in_words(&stored), &form.files, context.in_words(&form));
    let hidden = form.pairs();
    let action = urls::task_form(context.year, context.task.number, "responsibilities");
    conflict::page(conn, state, user, (context.year, &context.task), action, vec![both], hidden).await
}
