//! `/2019/tasks/6/extension`, `/2019/instructions/3/extension` of one on no task: the form of a request; then what granting it would move; then it is asked.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::{PgConnection, Postgres, Transaction};

use super::ask::{ask, read_asker};
use super::extendable_store::{get_extendable, list_extendable, lock_duty};
use super::model::{Extendable, lateness};
use super::preview::preview;
use super::store::NewRequest;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::Act;
use crate::calendar::estimate_words;
use crate::deadlines::DutyChange;
use crate::error::{AppError, Result};
use crate::ids::RequestId;
use crate::plan::tasks::fields::{Choice, choice, day, most, needed};
use crate::plan::tasks::store::get_task_to_change;
use crate::plan::tasks::{Task, get_task};
use crate::plan::{Plan, get_plan, tasks};
use crate::supervision::Reader;
use crate::supervision::instructions::{InstructionRow, get_instruction};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    let asks = Access::Needs(Action::AskExtension);
    vec![
        Route::get("/{year}/tasks/{number}/extension", asks, show),
        Route::post("/{year}/tasks/{number}/extension", asks, submit),
        Route::get("/{year}/instructions/{number}/extension", asks, show_of_instruction),
        Route::post("/{year}/instructions/{number}/extension", asks, submit_of_instruction),
    ]
}

#[derive(Debug, Default, Deserialize)]
struct AskedFor {
    #[serde(default)]
    deadline: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct AskForm {
    deadline: String,
    due_on: String,
    reason: String,
    on_behalf_of: String,
    asked_on: String,
    /// `yes` once the preview was seen.
    confirmed: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/extension_ask.html")]
struct AskPage {
    frame: PageFrame,
    back: String,
    subject: String,
    action: String,
    duties: Vec<Choice>,
    /// Why some duties of the task are not among them.
    notes: Vec<String>,
    plan_ends_on: String,
    /// The office records for others.
    may_record: bool,
    form: AskForm,
    errors: FieldErrors,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/extension_preview.html")]
struct PreviewPage {
    frame: PageFrame,
    back: String,
    subject: String,
    action: String,
    heading: &'static str,
    sentence: String,
    hidden: Vec<(&'static str, String)>,
    changes: Vec<DutyChange>,
    button: &'static str,
}

/// The preview before something is asked or granted.
pub(super) struct ToConfirm {
    pub action: String,
    pub heading: &'static str,
    pub sentence: String,
    pub hidden: Vec<(&'static str, String)>,
    pub button: &'static str,
}

/// Shows what would move, to be confirmed.
pub(super) fn confirmation(
    frame: PageFrame,
    (subject, back): (String, String),
    asked: ToConfirm,
    changes: Vec<DutyChange>,
) -> Response {
    let page = PreviewPage {
        frame,
        back,
        subject,
        action: asked.action,
        heading: asked.heading,
        sentence: asked.sentence,
        hidden: asked.hidden,
        changes,
        button: asked.button,
    };
    page.into_response()
}

/// What is asked about: the duties of a task, or of an instruction on no task its own.
struct Ground {
    plan: Plan,
    task: Option<Task>,
    duties: Vec<Extendable>,
    /// In words, and its page.
    subject: (String, String),
    /// Where the form is sent.
    action: String,
}

impl Ground {
    async fn of_task(conn: &mut PgConnection, plan: Plan, task: Task) -> Result<Self> {
        let duties = list_extendable(conn, task.id).await?;
        let subject = (format!("{} {}", task.number, task.title), urls::task(plan.year, task.number));
        let action = urls::task_form(plan.year, task.number, "extension");
        Ok(Self { plan, task: Some(task), duties, subject, action })
    }

    /// Of an instruction that the person may read and that was handed to a department; its duty is held.
    async fn of_instruction(
        conn: &mut PgConnection,
        plan: Plan,
        instruction: &InstructionRow,
    ) -> Result<Self> {
        if instruction.task.is_some() {
            return Err(AppError::Refused("这一事项属于一项任务，请在任务页申请延期。".into()));
        }
        let duties = match instruction.deadline {
            Some(deadline) => vec![get_extendable(conn, deadline).await?],
            None => Vec::new(),
        };
        let subject = (instruction.name(), urls::instruction(plan.year, instruction.number));
        let action = urls::instruction_extension(plan.year, instruction.number);
        Ok(Self { plan, task: None, duties, subject, action })
    }
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    Query(asked): Query<AskedFor>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let task = get_task(&mut conn, &plan, number).await?;
    let ground = Ground::of_task(&mut conn, plan, task).await?;
    show_form(&state, &user, &ground, asked)
}

async fn show_of_instruction(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    Query(asked): Query<AskedFor>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let reader = Reader::of(&user, state.clocks.today());
    let instruction = get_instruction(&mut conn, &reader, year, number).await?;
    let ground = Ground::of_instruction(&mut conn, plan, &instruction).await?;
    show_form(&state, &user, &ground, asked)
}

fn show_form(state: &AppState, user: &CurrentUser, ground: &Ground, asked: AskedFor) -> Result<Response> {
    require_some(user, &ground.duties)?;
    let form = AskForm {
        deadline: asked.deadline,
        asked_on: dates::short(state.clocks.today()),
        ..AskForm::default()
    };
    Ok(page(state, user, ground, form, FieldErrors::default()))
}

/// Whether the person may ask for an extension of a duty: the office of any, others of their department's.
fn may_ask(user: &CurrentUser, duty: &Extendable) -> bool {
    match duty.department {
        Some(department) => user.may_for(Action::AskExtension, department),
        None => false,
    }
}

/// Refuses where no duty of the task is one the person may ask for.
fn require_some(user: &CurrentUser, duties: &[Extendable]) -> Result<()> {
    match duties.iter().find_map(|duty| duty.department) {
        _ if duties.iter().any(|duty| may_ask(user, duty)) => Ok(()),
        Some(department) => user.require_for(Action::AskExtension, department),
        None => Err(AppError::Refused("还没有责任部门承担的时限，请先明确责任部门，再申请延期。".into())),
    }
}

fn may_choose(user: &CurrentUser, duty: &Extendable) -> bool {
    duty.is_open && !duty.is_asked && duty.set_by_superior.is_none() && may_ask(user, duty)
}

fn page(
    state: &AppState,
    user: &CurrentUser,
    Ground { plan, duties, subject, action, .. }: &Ground,
    form: AskForm,
    errors: FieldErrors,
) -> Response {
    let choices = duties.iter().filter(|duty| may_choose(user, duty)).map(|duty| {
        let owner = duty.department_name.as_deref().unwrap_or_default();
        let estimate = estimate_words(duty.kind.is_counted() && !duty.is_announced);
        let label = format!("{}（{owner}，应于 {}）{estimate}", duty.title(), dates::short(duty.due_on));
        Choice::of(duty.id.to_string(), label, &form.deadline)
    });
    let page = AskPage {
        frame: user.frame(state, Some(plan.year)),
        back: subject.1.clone(),
        subject: subject.0.clone(),
        action: action.clone(),
        duties: choices.collect(),
        notes: duties.iter().filter(|duty| may_ask(user, duty)).filter_map(note).collect(),
        plan_ends_on: dates::short(plan.ends_on),
        may_record: user.role == crate::accounts::Role::Office,
        form,
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, page).into_response()
}

/// Why an open duty cannot be chosen.
fn note(duty: &Extendable) -> Option<String> {
    let superior = duty.set_by_superior.as_ref();
    match (duty.is_open, duty.is_asked, superior) {
        (true, true, _) => Some(format!("{}已有一份延期申请待决定。", duty.title())),
        (true, _, Some(document)) => {
            Some(format!("{}的时限由上级规定（{document}），不能在本院延期。", duty.title()))
        }
        _ => None,
    }
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    ProtectedForm(form): ProtectedForm<AskForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = tasks::store::get_plan_to_change(&mut tx, year).await?;
    let task = get_task_to_change(&mut tx, &plan, number).await?;
    let ground = Ground::of_task(&mut tx, plan, task).await?;
    submit_form(tx, (&state, &user), &ground, form).await
}

async fn submit_of_instruction(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    ProtectedForm(form): ProtectedForm<AskForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = tasks::store::get_plan_to_change(&mut tx, year).await?;
    let reader = Reader::of(&user, state.clocks.today());
    let instruction = get_instruction(&mut tx, &reader, year, number).await?;
    if let Some(deadline) = instruction.deadline {
        lock_duty(&mut tx, deadline).await?;
    }
    let ground = Ground::of_instruction(&mut tx, plan, &instruction).await?;
    submit_form(tx, (&state, &user), &ground, form).await
}

async fn submit_form(
    mut tx: Transaction<'_, Postgres>,
    (state, user): (&AppState, &CurrentUser),
    ground: &Ground,
    form: AskForm,
) -> Result<Response> {
    require_some(user, &ground.duties)?;
    let (duty, request, act) = match read(user, user.act(state), &ground.duties, &form) {
        Ok(read) => read,
        Err(errors) => return Ok(page(state, user, ground, form, errors)),
    };
    let about = (&ground.plan, ground.task.as_ref());
    let done = if form.confirmed.is_empty() {
        preview(&mut tx, about.0, about.1, duty, request.to).await.map(Step::Seen)
    } else {
        ask(&mut tx, &act, about, duty, &request).await.map(Step::Asked)
    };
    match done {
        Err(AppError::Refused(sentence)) => {
            Ok(page(state, user, ground, form, FieldErrors::one("due_on", sentence)))
        }
        Err(other) => Err(other),
        Ok(Step::Asked(id)) => {
            tx.commit().await?;
            let who = if ground.task.is_some() {
                "分管院领导"
            } else {
                "作出批示的院领导（议定事项为组长）"
            };
            let words = format!("延期申请已提交，由{who}决定。");
            Ok(flash::done(&urls::extension(ground.plan.year, id), &words))
        }
        Ok(Step::Seen(changes)) => {
            let frame = user.frame(state, Some(ground.plan.year));
            let asked = to_confirm(ground, duty, &request, form);
            Ok(confirmation(frame, ground.subject.clone(), asked, changes))
        }
    }
}

/// What came of a form that was filled in.
enum Step {
    /// What granting it would move is shown first.
    Seen(Vec<DutyChange>),
    Asked(RequestId),
}

fn to_confirm(ground: &Ground, duty: &Extendable, request: &NewRequest, form: AskForm) -> ToConfirm {
    let due_on = dates::short(duty.due_on);
    let late = lateness(duty.due_on, request.on)
        .map_or_else(String::new, |late| format!("{late}：同意后仍按 {due_on} 判断是否按时。"));
    ToConfirm {
        action: ground.action.clone(),
        heading: "确认延期申请",
        sentence: format!("{}由 {due_on} 延至 {}。{late}", duty.title(), dates::short(request.to)),
        hidden: hidden(form),
        button: "提交延期申请",
    }
}

fn hidden(form: AskForm) -> Vec<(&'static str, String)> {
    vec![
        ("deadline", form.deadline),
        ("due_on", form.due_on),
        ("reason", form.reason),
        ("on_behalf_of", form.on_behalf_of),
        ("asked_on", form.asked_on),
    ]
}

/// What is asked, and on whose behalf: a department's own people ask today; the office says whose request it records,
/// and of which day.
fn read<'a>(
    user: &CurrentUser,
    act: Act,
    duties: &'a [Extendable],
    form: &AskForm,
) -> Result<(&'a Extendable, NewRequest, Act), FieldErrors> {
    let mut errors = FieldErrors::default();
    let duty = choice(&form.deadline, duties, |duty| duty.id.0, "deadline", &mut errors);
    if duty.is_none() {
        errors.add("deadline", "请选择申请延期的时限。");
    }
    let duty = duty.filter(|duty| {
        let may = may_ask(user, duty);
        if !may {
            errors.add("deadline", "这是其他部门的事项，由该部门的工作联系人或领导小组办公室申请。");
        }
        may
    });
    let to = day(&form.due_on, "due_on", &mut errors);
    let reason = needed(&form.reason, most::GROUNDS, ("reason", "请写明延期的理由。"), &mut errors);
    let whose = (form.on_behalf_of.as_str(), form.asked_on.as_str());
    let asker = duty.and_then(|duty| read_asker(user, act, duty.department, whose, &mut errors));
    match (duty, to, asker) {
        (Some(duty), Some(to), Some((on, act))) if errors.is_empty() => {
            Ok((duty, NewRequest { to, reason, on }, act))
        }
        _ => Err(errors),
    }
}
