//! The office's review of a month, one report after the other: accept, return with a reason, or go on.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::contribution_store::{Contribution, list_contributions};
use super::entry::line;
use super::month::{MonthOf, day_words, short_month};
use super::review_store::{
    EarlierSubmission, PendingReport, find_earlier, find_first_pending_month, list_pending,
};
use super::reviewing;
use crate::accounts::{CurrentUser, Role};
use crate::error::{AppError, Result};
use crate::ids::SubmissionId;
use crate::reporting::evidence::{FileLine, list_files_of_reports};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

#[derive(Template, WebTemplate)]
#[template(path = "reporting/monthly_reports/review.html")]
struct ReviewPage {
    frame: PageFrame,
    year: i32,
    month: String,
    path: String,
    /// The office's grid, for those who may open it.
    grid: Option<String>,
    queue: Vec<QueueLine>,
    shown: Option<Shown>,
    /// Where other months' reports wait.
    elsewhere: Option<String>,
    errors: FieldErrors,
}

struct QueueLine {
    path: String,
    number: i32,
    title: String,
    by: String,
    current: bool,
}

/// The report under review.
struct Shown {
    report: PendingReport,
    position: usize,
    of: usize,
    due: Option<String>,
    by: String,
    line: String,
    lateness: Option<String>,
    earlier: Option<EarlierView>,
    files: Vec<FileLine>,
    contributions: Vec<Contribution>,
    previous: Option<String>,
    next: Option<String>,
    /// Why the person may not accept it.
    may_not_accept: Option<&'static str>,
    may_return: bool,
    of_own: bool,
    reason: String,
}

struct EarlierView {
    heading: String,
    by: String,
    line: String,
    earlier: EarlierSubmission,
}

#[derive(Deserialize)]
pub(super) struct ReviewQuery {
    task: Option<i32>,
}

/// What a decision is about: the submission the page showed.
#[derive(Deserialize)]
pub(super) struct AcceptForm {
    submission: i64,
}

#[derive(Deserialize)]
pub(super) struct ReturnForm {
    submission: i64,
    reason: String,
}

pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, month)): Path<(i32, String)>,
    Query(query): Query<ReviewQuery>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let (month, queue) = open(&mut conn, &state, &user, year, &month).await?;
    page(&mut conn, &state, &user, &month, queue, (query.task, String::new()), FieldErrors::default()).await
}

/// The month and what waits in it for this person: the office reads all, a leader what they may accept.
async fn open(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    year: i32,
    month: &str,
) -> Result<(MonthOf, Vec<PendingReport>)> {
    let month = MonthOf::get(conn, year, month).await?;
    let mut queue = list_pending(conn, &month, state.clocks.today()).await?;
    queue.retain(|pending| pending.filing.may_return(user.account_id, user.role).is_ok());
    Ok((month, queue))
}

async fn page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    month: &MonthOf,
    queue: Vec<PendingReport>,
    (task, reason): (Option<i32>, String),
    errors: FieldErrors,
) -> Result<Response> {
    let path = urls::review(month.plan.year, &month.code());
    let at = task.and_then(|task| queue.iter().position(|pending| pending.task_number == task)).unwrap_or(0);
    let lines = queue.iter().enumerate().map(|(index, pending)| QueueLine {
        path: format!("{path}?task={}", pending.task_number),
        number: pending.task_number,
        title: pending.title.clone(),
        by: format!("{} · {}报送", pending.department_name, day_words(pending.submitted_on)),
        current: index == at,
    });
    let lines: Vec<QueueLine> = lines.collect();
    let (first_month, _) = find_first_pending_month(conn, month.plan.id).await?;
    let elsewhere =
        first_month.filter(|first| queue.is_empty() && user.role == Role::Office && *first != month.code());
    let shown = match queue.get(at) {
        Some(pending) => Some(shown(conn, user, month, pending.clone(), (&lines, at), reason).await?),
        None => None,
    };
    let page = ReviewPage {
        frame: user.frame(state, Some(month.plan.year)),
        year: month.plan.year,
        month: month.short(),
        path,
        grid: (user.role == Role::Office).then(|| urls::reports(month.plan.year)),
        queue: lines,
        shown,
        elsewhere: elsewhere.map(|first| urls::review(month.plan.year, &first)),
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page).into_response())
}

async fn shown(
    conn: &mut PgConnection,
    user: &CurrentUser,
    month: &MonthOf,
    report: PendingReport,
    (queue, at): (&[QueueLine], usize),
    reason: String,
) -> Result<Shown> {
    let earlier = find_earlier(conn, report.task, &month.code()).await?;
    let acceptance = report.filing.may_accept(user.account_id, user.role);
    let path_at = |at: Option<usize>| at.and_then(|at| queue.get(at)).map(|line| line.path.clone());
    let late = (report.first.1 - report.first.0).num_days();
    Ok(Shown {
        position: at + 1,
        of: queue.len(),
        due: report.review_due_on.map(day_words),
        by: by_line(&report),
        line: line(&report.fields),
        lateness: (late > 0)
            .then(|| format!("首次报送逾期 {late} 天（应于{}前报送）", day_words(report.first.0))),
        earlier: earlier.map(earlier_view),
        files: list_files_of_reports(conn, &[report.report.0]).await?,
        contributions: list_contributions(conn, month, None, &[report.report.0]).await?,
        previous: path_at(at.checked_sub(1)),
        next: path_at(Some(at + 1)),
        may_not_accept: acceptance.err(),
        may_return: report.filing.may_return(user.account_id, user.role).is_ok(),
        of_own: acceptance == Ok(super::may_review::Acceptance::OfOwn),
        reason,
        report,
    })
}

fn by_line(report: &PendingReport) -> String {
    let mut parts = vec![
        format!("{} {}", report.department_name, report.submitted_by),
        format!("{}报送", day_words(report.submitted_on)),
    ];
    if let Some(whose) = &report.on_behalf_of {
        parts.push(format!("代录：{whose}"));
    }
    parts.push(if report.signed_off_by.is_empty() {
        "未注明部门负责人审签".into()
    } else {
        format!("已经部门负责人审签（{}）", report.signed_off_by)
    });
    parts.join(" · ")
}

fn earlier_view(earlier: EarlierSubmission) -> EarlierView {
    let month = earlier.month.parse().map_or_else(|_| earlier.month.clone(), short_month);
    let state = if earlier.accepted { "已审核" } else { "待审核" };
    EarlierView {
        heading: format!("{month}（{state}）"),
        by: format!("{}报送", day_words(earlier.submitted_on)),
        line: line(&earlier.fields),
        earlier,
    }
}

/// The submission a decision is about, if it still waits for this person.
fn pending(queue: &[PendingReport], submission: i64) -> Result<&PendingReport> {
    queue
        .iter()
        .find(|pending| pending.submission == SubmissionId(submission))
        .ok_or_else(|| AppError::Conflict("这一稿已经办理过，或不由您审核。请重新打开待审核列表。".into()))
}

/// Where the reviewer goes after `task`: to the one after it.
fn next_path(month: &MonthOf, queue: &[PendingReport], task: i32) -> String {
    let path = urls::review(month.plan.year, &month.code());
    let next = queue.iter().map(|pending| pending.task_number).find(|number| *number > task);
    next.map_or_else(|| path.clone(), |number| format!("{path}?task={number}"))
}

pub(super) async fn accept(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, month)): Path<(i32, String)>,
    ProtectedForm(form): ProtectedForm<AcceptForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let (month, queue) = open(&mut tx, &state, &user, year, &month).await?;
    month.require_open()?;
    let pending = pending(&queue, form.submission)?;
    reviewing::accept(&mut tx, &user.act(&state), &month, pending, (user.account_id, user.role)).await?;
    tx.commit().await?;
    let sentence = format!("任务 {} 的{}月报已审核通过。", pending.task_number, month.short());
    Ok(flash::done(&next_path(&month, &queue, pending.task_number), &sentence))
}

pub(super) async fn return_report(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, month)): Path<(i32, String)>,
    ProtectedForm(form): ProtectedForm<ReturnForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let (month, queue) = open(&mut tx, &state, &user, year, &month).await?;
    month.require_open()?;
    let pending = pending(&queue, form.submission)?;
    let (task, reason) = (pending.task_number, form.reason.trim().replace("\r\n", "\n"));
    let act = user.act(&state);
    let reviewer = (user.account_id, user.role);
    let due_on = match reviewing::return_report(&mut tx, &act, &month, pending, reviewer, &reason).await {
        Ok(due_on) => due_on,
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("reason", sentence);
            return page(&mut tx, &state, &user, &month, queue, (Some(task), reason), errors).await;
        }
        Err(other) => return Err(other),
    };
    tx.commit().await?;
    let sentence = format!("任务 {task} 的{}月报已退回，{}前重报。", month.short(), day_words(due_on));
    Ok(flash::done(&next_path(&month, &queue, task), &sentence))
}
