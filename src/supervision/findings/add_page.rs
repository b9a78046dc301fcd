//! `/2019/findings/add`: the office enters a finding. First the task, then (`?task=6`) the rest; from an overdue duty of
//! the task (`&deadline=17`) with what is known of it filled in, to be sent as it stands or changed; from an instruction
//! with its source and reference (`&source=instruction&reference=…`).

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::approve::enter;
use super::finding_form::FindingForm;
use super::list_page::choices;
use super::model::{FindingStatus, Source};
use super::store::{FindingRow, list_departments_of, list_overdue_duties};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::calendar::get_calendar;
use crate::deadlines::get_rules;
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::plan::tasks::fields::{Choice, tidy};
use crate::plan::tasks::steps::{MergeTarget, list_merge_targets};
use crate::plan::tasks::store::{get_plan_to_change, get_task_to_change};
use crate::plan::tasks::{Task, get_task};
use crate::plan::{Plan, get_plan};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepFindings);
    vec![Route::get("/{year}/findings/add", keeps, show), Route::post("/{year}/findings/add", keeps, submit)]
}

/// What the address says is known.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Known {
    task: String,
    /// The overdue duty it is entered from.
    deadline: String,
    /// Where it comes from, and by which number.
    source: String,
    reference: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/finding_add.html")]
struct AddPage {
    frame: PageFrame,
    back: String,
    path: String,
    /// Number and title of the task, once it is chosen.
    task: Option<(String, String)>,
    tasks: Vec<Choice>,
    departments: Vec<Choice>,
    sources: Vec<Choice>,
    severities: Vec<Choice>,
    form: FindingForm,
    errors: FieldErrors,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(known): Query<Known>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    if known.task.trim().is_empty() {
        let tasks = list_merge_targets(&mut conn, plan.id, None).await?;
        return Ok(page(&state, &user, &plan, FindingForm::default(), (tasks, None), FieldErrors::default()));
    }
    let task = chosen_task(&mut conn, &plan, &known.task).await?;
    let departments = list_departments_of(&mut conn, task.id, state.clocks.today()).await?;
    let form = proposed(&mut conn, &state, &plan, &task, &known).await?;
    Ok(page(&state, &user, &plan, form, (Vec::new(), Some((&task, departments))), FieldErrors::default()))
}

async fn chosen_task(conn: &mut PgConnection, plan: &Plan, number: &str) -> Result<Task> {
    // What is no number names no task.
    get_task(conn, plan, number.trim().parse().unwrap_or(0)).await
}

/// What the form opens with: of an overdue duty all that is known, else the source and reference the address names.
async fn proposed(
    conn: &mut PgConnection,
    state: &AppState,
    plan: &Plan,
    task: &Task,
    known: &Known,
) -> Result<FindingForm> {
    let today = state.clocks.today();
    let form = FindingForm {
        task: task.number.to_string(),
        source: Source::of_code(&known.source).unwrap_or(Source::Entered).code().into(),
        reference: tidy(&known.reference),
        ..FindingForm::default()
    };
    let overdue = list_overdue_duties(conn, task.id, today).await?;
    let Some(duty) = overdue.into_iter().find(|duty| duty.id.to_string() == known.deadline) else {
        return Ok(form);
    };
    let (rules, calendar) = (get_rules(conn, plan.id).await?, get_calendar(conn).await?);
    let title = duty.title();
    let (due_on, days) = (dates::long(duty.due_on), (today - duty.due_on).num_days());
    Ok(FindingForm {
        source: Source::Overdue.code().into(),
        reference: format!("{title}（应于 {}）", dates::short(duty.due_on)),
        problem: format!(
            "{title}应于 {due_on}完成，至 {}仍未完成，已逾期 {days} 天（自然日）。",
            dates::plain(today)
        ),
        required: "查明未按时完成的原因，提出措施并限期完成，反馈完成的证明。".into(),
        department: duty.department.map_or_else(String::new, |department| department.to_string()),
        // As long as a duty may be overdue before a 督办通知单 is proposed.
        due_on: dates::short(calendar.add_working_days(today, rules.propose_notice_days)),
        ..form
    })
}

/// The tasks to choose from, or the task with its departments.
type Ground<'a> = (Vec<MergeTarget>, Option<(&'a Task, Vec<(DepartmentId, String)>)>);

fn page(
    state: &AppState,
    user: &CurrentUser,
    plan: &Plan,
    form: FindingForm,
    (tasks, chosen): Ground<'_>,
    errors: FieldErrors,
) -> Response {
    let tasks = tasks.into_iter();
    let task = chosen
        .as_ref()
        .map(|(task, _)| (format!("{} {}", task.number, task.title), urls::task(plan.year, task.number)));
    let departments = chosen.map(|(_, departments)| departments).unwrap_or_default();
    let page = AddPage {
        frame: user.frame(state, Some(plan.year)),
        back: urls::findings(plan.year),
        path: urls::add_finding(plan.year),
        task,
        tasks: tasks
            .map(|task| {
                Choice::of(task.number.to_string(), format!("{} {}", task.number, task.title), &form.task)
            })
            .collect(),
        departments: form.departments(departments),
        sources: choices(Source::ALL.map(|source| (source.code(), source.word())), &form.source),
        severities: form.severities(),
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
    ProtectedForm(form): ProtectedForm<FindingForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let task = get_task_to_change(&mut tx, &plan, form.task.trim().parse().unwrap_or(0)).await?;
    let departments = list_departments_of(&mut tx, task.id, act.today()).await?;
    let new = match form.read(&departments, act.today()) {
        Ok(new) => new,
        Err(errors) => {
            return Ok(page(&state, &user, &plan, form, (Vec::new(), Some((&task, departments))), errors));
        }
    };
    match enter(&mut tx, &act, (&plan, &task), &new).await {
        Err(AppError::Refused(sentence)) => {
            drop(tx);
            let errors = FieldErrors::one("due_on", sentence);
            Ok(page(&state, &user, &plan, form, (Vec::new(), Some((&task, departments))), errors))
        }
        opened => {
            let finding = opened?;
            let on_working_day = get_calendar(&mut tx).await?.is_working(finding.due_on);
            tx.commit().await?;
            Ok(flash::done(&urls::finding(year, finding.number), &entered(&finding, on_working_day)))
        }
    }
}

/// That a finding was entered, or waits for a leader. A date that a person chose stays, with a warning.
#[must_use]
pub fn entered(finding: &FindingRow, on_working_day: bool) -> String {
    let warning = if on_working_day { "" } else { "整改期限是休息日，未作顺延。" };
    let (number, department) = (finding.number, &finding.department_name);
    if finding.status == FindingStatus::AwaitingApproval {
        return format!("第 {number} 号问题待院领导批准后列入，再通知{department}。{warning}");
    }
    format!("第 {number} 号问题已列入，已通知{department}。{warning}")
}
