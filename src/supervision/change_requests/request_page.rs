//! `/2019/extensions/3`: one request, with the form of its decision for those who decide, and of its withdrawal.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::ask_page::{ToConfirm, confirmation};
use super::decide::{Ruling, decide, who_decides, withdraw};
use super::decider_store::list_possible_deciders;
use super::decision_form::{Deciders, DecisionForm, leader_choices, recorded};
use super::model::{Extendable, RequestKind, RequestState, lateness};
use super::preview::preview;
use super::store::{RequestRow, get_request, list_extendable};
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes};
use crate::error::{AppError, Result};
use crate::ids::RequestId;
use crate::plan::tasks::fields::{Choice, day, most, needed};
use crate::plan::tasks::store::get_task_to_change;
use crate::plan::tasks::{Task, get_task};
use crate::plan::{Plan, get_plan, tasks};
use crate::supervision::Reader;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/extensions/{id}", Access::Needs(Action::ReadLedger), show),
        Route::post("/{year}/extensions/{id}", Access::Needs(Action::DecideExtension), submit),
        Route::post(
            "/{year}/extensions/{id}/withdraw",
            Access::Needs(Action::AskExtension),
            submit_withdrawal,
        ),
    ]
}

#[derive(Deserialize)]
struct WithdrawalForm {
    #[serde(default)]
    withdrawn_because: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/extension.html")]
struct RequestPage {
    frame: PageFrame,
    list: String,
    path: String,
    task: String,
    task_path: String,
    duty_path: String,
    request: RequestRow,
    state: (&'static str, &'static str, &'static str),
    asked_by: String,
    late: Option<String>,
    decided_by: Option<String>,
    days: Option<i64>,
    /// What stands in place of the decision while it waits.
    waits_for: Option<String>,
    may_decide: bool,
    /// The office records from paper: whose decision it may be.
    leaders: Option<Vec<Choice>>,
    may_withdraw: bool,
    form: DecisionForm,
    because: String,
    errors: FieldErrors,
}

/// A request with what it is about.
struct Subject {
    plan: Plan,
    task: Task,
    request: RequestRow,
    duty: Extendable,
}

async fn read(
    conn: &mut PgConnection,
    (plan, user, today): (Plan, &CurrentUser, NaiveDate),
    id: RequestId,
    to_change: bool,
) -> Result<Subject> {
    let reader = Reader::of(user, today);
    let mut request = get_request(conn, &reader, (plan.year, RequestKind::Extension), id).await?;
    let task = if to_change {
        let task = get_task_to_change(conn, &plan, request.task_number).await?;
        // Read again while the task is held: of two who settle it, the second sees the first.
        request = get_request(conn, &reader, (plan.year, RequestKind::Extension), id).await?;
        task
    } else {
        get_task(conn, &plan, request.task_number).await?
    };
    let duties = list_extendable(conn, task.id).await?;
    let duty = duties.into_iter().find(|duty| duty.id == request.deadline);
    let duty = duty.ok_or_else(|| AppError::NotFound("没有这项时限。".into()))?;
    Ok(Subject { plan, task, request, duty })
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, i64)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let today = state.clocks.today();
    let subject = read(&mut conn, (plan, &user, today), RequestId(id), false).await?;
    let form = DecisionForm {
        granted_due_on: subject.request.asked_due_on.map_or_else(String::new, dates::short),
        decided_on: dates::short(today),
        ..DecisionForm::default()
    };
    page(&mut conn, &state, &user, subject, form, (String::new(), FieldErrors::default())).await
}

async fn page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    Subject { plan, task, request, .. }: Subject,
    form: DecisionForm,
    (because, errors): (String, FieldErrors),
) -> Result<Response> {
    let is_waiting = request.state == RequestState::Waiting;
    let today = state.clocks.today();
    let deciders = Deciders::of(conn, (task.id, &request), today).await?;
    let may_decide = is_waiting && deciders.may_decide(user, &request).is_ok();
    let leaders = if may_decide && user.role == Role::Office {
        Some(leader_choices(list_possible_deciders(conn, task.id, today).await?, &form.leader))
    } else {
        None
    };
    let page = RequestPage {
        frame: user.frame(state, Some(plan.year)),
        list: urls::extensions(plan.year),
        path: urls::extension(plan.year, request.id),
        task: format!("{} {}", task.number, request.task_title),
        task_path: urls::task(plan.year, task.number),
        duty_path: urls::deadline(plan.year, request.deadline),
        state: request.state.light(),
        asked_by: recorded(&request.asked_by_name, request.asked_on_behalf_of.as_deref()),
        late: lateness(request.due_on, request.asked_on),
        decided_by: request.settled_by.as_ref().map(|by| {
            let leader = request.leader.as_deref().filter(|leader| *leader != by.as_str());
            recorded(by, leader)
        }),
        days: request.granted_from.zip(request.granted_due_on).map(|(from, to)| (to - from).num_days()),
        waits_for: is_waiting.then(|| who_decides(request.kind, &deciders.leaders)),
        may_decide,
        leaders,
        may_withdraw: is_waiting && may_withdraw(user, &request),
        request,
        form,
        because,
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page).into_response())
}

/// Who asked takes it back; the office what it recorded.
fn may_withdraw(user: &CurrentUser, request: &RequestRow) -> bool {
    user.account_id == request.asked_by || (user.role == Role::Office && request.asked_on_behalf_of.is_some())
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, i64)>,
    ProtectedForm(form): ProtectedForm<DecisionForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = tasks::store::get_plan_to_change(&mut tx, year).await?;
    let today = state.clocks.today();
    let subject = read(&mut tx, (plan, &user, today), RequestId(id), true).await?;
    let deciders = Deciders::of(&mut tx, (subject.task.id, &subject.request), today).await?;
    subject.request.require_step(RequestState::Granted)?;
    deciders.may_decide(&user, &subject.request).map_err(AppError::Forbidden)?;
    let leaders = list_possible_deciders(&mut tx, subject.task.id, today).await?;
    let extend =
        |errors: &mut FieldErrors| day(&form.granted_due_on, "granted_due_on", errors).map(Ruling::Extend);
    let (decision, act) = match form.read(&user, user.act(&state), &leaders, (extend, Ruling::Refuse)) {
        Ok(read) => read,
        Err(errors) => {
            return page(&mut tx, &state, &user, subject, form, (String::new(), errors)).await;
        }
    };
    let Subject { plan, task, request, duty } = &subject;
    let granted = decision.ruling.extends_to();
    let done = match granted.filter(|_| form.confirmed.is_empty()) {
        Some(to) => preview(&mut tx, plan, task, duty, to).await.map(Some),
        None => decide(&mut tx, &act, (plan, task), (request, duty), &decision).await.map(|()| None),
    };
    match done {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("granted_due_on", sentence);
            page(&mut tx, &state, &user, subject, form, (String::new(), errors)).await
        }
        Err(other) => Err(other),
        Ok(None) => {
            tx.commit().await?;
            let word = if granted.is_some() {
                "已同意延期。"
            } else {
                "已记为不同意延期，时限不变。"
            };
            Ok(flash::done(&urls::extension(year, RequestId(id)), word))
        }
        Ok(Some(changes)) => {
            let sentence = format!(
                "{}由 {} 延至 {}。",
                duty.title(),
                dates::short(duty.due_on),
                granted.map_or_else(String::new, dates::short)
            );
            let asked = ToConfirm {
                action: urls::extension(year, RequestId(id)),
                heading: "确认同意延期",
                sentence,
                hidden: hidden(form),
                button: "确认同意延期",
            };
            Ok(confirmation(user.frame(&state, Some(year)), (year, task.number, &task.title), asked, changes))
        }
    }
}

fn hidden(form: DecisionForm) -> Vec<(&'static str, String)> {
    vec![
        ("decision", form.decision),
        ("granted_due_on", form.granted_due_on),
        ("remark", form.remark),
        ("leader", form.leader),
        ("decided_on", form.decided_on),
        ("evidence", form.evidence),
    ]
}

async fn submit_withdrawal(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, i64)>,
    ProtectedForm(form): ProtectedForm<WithdrawalForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = tasks::store::get_plan_to_change(&mut tx, year).await?;
    let today = state.clocks.today();
    let subject = read(&mut tx, (plan, &user, today), RequestId(id), true).await?;
    if !may_withdraw(&user, &subject.request) {
        return Err(AppError::Forbidden("延期申请由申请人撤回；代录的，由领导小组办公室撤回。".into()));
    }
    subject.request.require_step(RequestState::Withdrawn)?;
    let mut errors = FieldErrors::default();
    let missing = ("withdrawn_because", "请写明撤回的原因。");
    let because = needed(&form.withdrawn_because, most::REASON, missing, &mut errors);
    if !errors.is_empty() {
        let decision = DecisionForm::default();
        return page(&mut tx, &state, &user, subject, decision, (because, errors)).await;
    }
    withdraw(&mut tx, &user.act(&state), (&subject.plan, &subject.task), &subject.request, &because).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::extension(year, RequestId(id)), "延期申请已撤回，时限不变。"))
}
