//! 请补充 (`contribution`): the filing department asks another department of the task for its part, and that one answers
//! on its own page. Nobody is asked by the system itself.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::desk::Desk;
use super::drafting::get_or_begin;
use super::fields::LONGEST_LINE;
use super::item::ReportItem;
use super::{contribution_store as contributions, store};
use crate::accounts::{Action, CurrentUser};
use crate::audit_trail::{Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::plan::tasks::store::get_plan_to_change;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

/// Longest answer, in characters.
const LONGEST_ANSWER: usize = 2000;

#[derive(Template, WebTemplate)]
#[template(path = "reporting/monthly_reports/ask.html")]
struct AskPage {
    frame: PageFrame,
    month: String,
    path: String,
    back: String,
    department: DepartmentId,
    number: i32,
    title: String,
    others: Vec<(DepartmentId, String)>,
    chosen: Option<DepartmentId>,
    asked_for: String,
    errors: FieldErrors,
}

#[derive(Deserialize)]
pub(super) struct AskQuery {
    department: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct AskForm {
    department: String,
    other: Option<i64>,
    asked_for: String,
}

#[derive(Deserialize)]
pub(super) struct AnswerForm {
    answer: String,
    version: i32,
}

/// Where a department's month stands: `/2019/reports/2019-06?department=7`.
pub(super) fn month_path(year: i32, month: &str, department: DepartmentId) -> String {
    format!("{}?department={department}", urls::reports_of_month(year, month))
}

pub(super) async fn show_ask(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, month, number)): Path<(i32, String, i32)>,
    axum::extract::Query(query): axum::extract::Query<AskQuery>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let desk = Desk::open(&mut conn, &state, &user, (year, &month), query.department.as_deref()).await?;
    ask_page(&mut conn, &state, &user, &desk, number, (None, String::new()), FieldErrors::default()).await
}

/// The report of the task, where it may still be written.
fn writable(desk: &Desk, number: i32) -> Result<&ReportItem> {
    let item = desk.items.iter().find(|item| item.number == number);
    let item = item.ok_or_else(|| AppError::NotFound(format!("本部门本月不填报任务 {number}。")))?;
    if item.is_editable() {
        return Ok(item);
    }
    Err(AppError::Refused("这份月报已经报送，不能再请其他部门补充；退回修改后可以。".into()))
}

async fn ask_page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    desk: &Desk,
    number: i32,
    (chosen, asked_for): (Option<i64>, String),
    errors: FieldErrors,
) -> Result<Response> {
    let item = writable(desk, number)?;
    let (year, code) = (desk.month.plan.year, desk.month.code());
    let report = item.report.as_ref().map(|report| report.id);
    let others =
        contributions::list_askable(conn, item.task, report, desk.department.id, state.clocks.today())
            .await?;
    let page = AskPage {
        frame: user.frame(state, Some(year)),
        month: desk.month.short(),
        path: format!("{}/ask/{number}", urls::reports_of_month(year, &code)),
        back: month_path(year, &code, desk.department.id),
        department: desk.department.id,
        number,
        title: item.title.clone(),
        others,
        chosen: chosen.map(DepartmentId),
        asked_for,
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page).into_response())
}

pub(super) async fn ask(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, month, number)): Path<(i32, String, i32)>,
    ProtectedForm(form): ProtectedForm<AskForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let mut desk = Desk::open(&mut tx, &state, &user, (year, &month), Some(&form.department)).await?;
    desk.month.require_open()?;
    let (item, asked_for) = (writable(&desk, number)?, form.asked_for.trim().to_owned());
    let report = item.report.as_ref().map(|report| report.id);
    let others =
        contributions::list_askable(&mut tx, item.task, report, desk.department.id, state.clocks.today())
            .await?;
    let other = others.into_iter().find(|(id, _)| Some(id.0) == form.other);
    let mut errors = FieldErrors::default();
    if other.is_none() {
        errors.add("other", "请选择这项任务的一个部门（每个部门每月请一次）。");
    }
    if asked_for.is_empty() || asked_for.chars().count() > LONGEST_LINE {
        errors.add("asked_for", format!("请写明请其补充什么（{LONGEST_LINE} 字以内）。"));
    }
    let Some((other, name)) = other.filter(|_| errors.is_empty()) else {
        return ask_page(&mut tx, &state, &user, &desk, number, (form.other, asked_for), errors).await;
    };
    let act = desk.act(&state, &user, "");
    let path = month_path(year, &month, desk.department.id);
    let Desk { month, items, .. } = &mut desk;
    let Some(item) = items.iter_mut().find(|item| item.number == number) else {
        return Err(AppError::NotFound("没有这份月报。".into()));
    };
    let report = get_or_begin(&mut tx, &act, month, item).await?;
    let report = report.ok_or_else(|| AppError::Conflict("这份月报刚被他人保存，请重新提交。".into()))?;
    store::insert_contribution(&mut tx, &act, report, other, &asked_for, user.account_id).await?;
    let entry = Entry::new(
        "contribution_asked",
        "contribution",
        format!("请{name}为{}月报补充：{asked_for}", month.short()),
    );
    let entry = entry.on(report.0).of_plan(year).of_task(item.task).of_department(other);
    append(&mut tx, &act, entry.for_audience(Audience::Concerned)).await?;
    tx.commit().await?;
    Ok(flash::done(&path, &format!("已请{name}补充，其工作联系人可在本部门的月报页面答复。")))
}

pub(super) async fn answer(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, month, id)): Path<(i32, String, i64)>,
    ProtectedForm(form): ProtectedForm<AnswerForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    get_plan_to_change(&mut tx, year).await?;
    let asked = contributions::get_contribution(&mut tx, year, &month, id).await?;
    user.require_for(Action::FileReport, asked.department)?;
    let path = month_path(year, &month, asked.department);
    let text = form.answer.trim().replace("\r\n", "\n");
    if text.is_empty() || text.chars().count() > LONGEST_ANSWER {
        let sentence = format!("补充的内容须为 1 至 {LONGEST_ANSWER} 个字。");
        return Ok(answer_page(&state, &user, (year, &month), asked, text, Some(sentence)));
    }
    if !asked.report_is_editable {
        return Ok(flash::refused(&path, "这份月报已经报送，不能再补充；退回修改后可以。"));
    }
    let mut act = user.act(&state);
    if !user.belongs_to(asked.department) {
        act = act.on_behalf_of(&asked.department_name);
    }
    if !store::update_answer(&mut tx, &act, id, form.version, &text).await? {
        return Ok(answer_page(&state, &user, (year, &month), asked, text, None));
    }
    let sentence = format!("为任务 {} 的月报补充", asked.task_number);
    let entry = Entry::new("contribution_answered", "contribution", sentence)
        .on(id)
        .of_plan(year)
        .of_task(asked.task);
    append(&mut tx, &act, entry.of_department(asked.department).for_audience(Audience::Concerned)).await?;
    tx.commit().await?;
    Ok(flash::done(&path, "补充的内容已交给填报部门。"))
}

#[derive(Template, WebTemplate)]
#[template(path = "reporting/monthly_reports/answer.html")]
struct AnswerPage {
    frame: PageFrame,
    path: String,
    back: String,
    asked: contributions::Contribution,
    answer: String,
    error: Option<String>,
}

/// The answer comes back as typed: with a sentence (422), or beside what another has saved meanwhile (409).
fn answer_page(
    state: &AppState,
    user: &CurrentUser,
    (year, month): (i32, &str),
    asked: contributions::Contribution,
    answer: String,
    error: Option<String>,
) -> Response {
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
    let page = AnswerPage {
        frame: user.frame(state, Some(year)),
        path: format!("{}/contributions/{}", urls::reports_of_month(year, month), asked.id),
        back: month_path(year, month, asked.department),
        asked,
        answer,
        error,
    };
    (status, page).into_response()
}
