//! `/2019/supervision-notices/add?deadline=17`: the office writes a notice about a duty, with what is known filled in.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::issue::{Wording, Written, write};
use super::model::number_in_words;
use super::store::find_unended;
use super::subject::{Subject, find_subject};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::ids::DeadlineId;
use crate::plan::get_plan;
use crate::plan::tasks::fields::{day_to_come, most, needed};
use crate::plan::tasks::store::get_plan_to_change;
use crate::supervision::approval::is_needed;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepSupervisionNotices);
    let path = "/{year}/supervision-notices/add";
    vec![Route::get(path, keeps, show), Route::post(path, keeps, submit)]
}

/// Which duty the address names.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Known {
    deadline: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct AddForm {
    deadline: String,
    matter: String,
    requirement: String,
    answer_by: String,
    /// `yes`: the department was spoken with.
    spoken: String,
    spoken_with: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/notice_add.html")]
struct AddPage {
    frame: PageFrame,
    list: String,
    path: String,
    task: String,
    task_path: String,
    duty: String,
    duty_path: String,
    department: String,
    /// What it would be today; none where nothing gives a degree.
    degree: Option<(&'static str, &'static str, &'static str)>,
    reason: String,
    /// A rectification's finding goes on with it.
    shares_finding: bool,
    needs_approval: bool,
    form: AddForm,
    errors: FieldErrors,
}

/// What is told where no duty is named.
const WITHOUT_DUTY: &str = "请从一项时限的页面发起督办通知单：打开时限，点“发督办通知单”。";

/// What is no number names no duty.
fn read_id(text: &str) -> Option<DeadlineId> {
    text.trim().parse().map(DeadlineId).ok()
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(known): Query<Known>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let Some(id) = read_id(&known.deadline) else {
        return Ok(flash::refused(&urls::supervision_notices(year), WITHOUT_DUTY));
    };
    let subject = find_subject(&mut conn, plan, id, false).await?;
    if let Some(number) = find_unended(&mut conn, id).await? {
        let words = format!("这项时限已有未办结的督办通知单：{}。", number_in_words(year, number));
        return Ok(flash::refused(&urls::supervision_notice(year, number), &words));
    }
    let form = proposed(&subject, state.clocks.today())?;
    page(&mut conn, &state, &user, &subject, form, (StatusCode::OK, FieldErrors::default())).await
}

/// What the form opens with: why the duty presses, what is usually asked, and a day.
fn proposed(subject: &Subject, today: NaiveDate) -> Result<AddForm> {
    let (_, facts) = subject.degree(today)?;
    let (number, title) = (subject.task.number, &subject.task.title);
    Ok(AddForm {
        deadline: subject.deadline.to_string(),
        matter: format!("任务 {number}“{title}”：{facts}"),
        requirement: "查明原因，提出措施，限期完成，并在反馈期限前反馈办理情况和完成的证明。".into(),
        // As long as a duty may be overdue before its leader is told.
        answer_by: dates::short(
            subject.calendar.add_working_days(today, subject.rules.propose_to_leader_days),
        ),
        ..AddForm::default()
    })
}

async fn page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    subject: &Subject,
    form: AddForm,
    (status, errors): (StatusCode, FieldErrors),
) -> Result<Response> {
    let year = subject.plan.year;
    let degree = subject.degree(state.clocks.today());
    let page = AddPage {
        frame: user.frame(state, Some(year)),
        list: urls::supervision_notices(year),
        path: format!("{}/add", urls::supervision_notices(year)),
        task: format!("{} {}", subject.task.number, subject.task.title),
        task_path: urls::task(year, subject.task.number),
        duty: subject.title.clone(),
        duty_path: urls::deadline(year, subject.deadline),
        department: subject.department_name.clone(),
        degree: degree.as_ref().ok().map(|(degree, _)| degree.light()),
        reason: degree.map_or_else(|error| error.to_string(), |(_, sentence)| sentence),
        shares_finding: subject.finding.is_some(),
        needs_approval: is_needed(conn, subject.plan.id).await?,
        form,
        errors,
    };
    Ok((status, page).into_response())
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    ProtectedForm(form): ProtectedForm<AddForm>,
) -> Result<Response> {
    let id = read_id(&form.deadline).ok_or_else(|| AppError::Refused(WITHOUT_DUTY.into()))?;
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let subject = find_subject(&mut tx, plan, id, true).await?;
    let wording = match read(&form, act.today()) {
        Ok(wording) => wording,
        Err(errors) => {
            let answer = (StatusCode::UNPROCESSABLE_ENTITY, errors);
            return page(&mut tx, &state, &user, &subject, form, answer).await;
        }
    };
    let (status, sentence) = match write(&mut tx, &act, &subject, &wording).await {
        Err(AppError::Refused(sentence)) => (StatusCode::UNPROCESSABLE_ENTITY, sentence),
        Err(AppError::Conflict(sentence)) => (StatusCode::CONFLICT, sentence),
        written => {
            let written = written?;
            tx.commit().await?;
            let words = said(&subject, written, &wording);
            return Ok(flash::done(&urls::supervision_notice(year, written.number), &words));
        }
    };
    drop(tx);
    let mut conn = state.db.acquire().await?;
    let answer = (status, FieldErrors::one("deadline", sentence));
    page(&mut conn, &state, &user, &subject, form, answer).await
}

fn said(subject: &Subject, written: Written, wording: &Wording) -> String {
    let words = number_in_words(subject.plan.year, written.number);
    // A date that a person chose stays, with a warning.
    let on_working_day = subject.calendar.is_working(wording.answer_by);
    let warning = if on_working_day { "" } else { "反馈期限是休息日，未作顺延。" };
    let done = if written.is_issued {
        format!("已签发，已通知{}和院领导。", subject.department_name)
    } else {
        "已拟发，等待院领导批准。".into()
    };
    format!("{words}{done}{warning}")
}

fn read(form: &AddForm, today: NaiveDate) -> Result<Wording, FieldErrors> {
    let mut errors = FieldErrors::default();
    let matter = needed(&form.matter, most::GROUNDS, ("matter", "请写明督办的事由。"), &mut errors);
    let missing = ("requirement", "请写明督办的要求。");
    let requirement = needed(&form.requirement, most::GROUNDS, missing, &mut errors);
    let answer_by = day_to_come(&form.answer_by, ("answer_by", "反馈期限"), today, &mut errors);
    if form.spoken != "yes" {
        errors.add("spoken", "请先与责任部门沟通，再发督办通知单。");
    }
    let missing = ("spoken_with", "请用一句话写明何时、以何方式、与谁沟通，结果如何。");
    let spoken_with = needed(&form.spoken_with, most::REASON, missing, &mut errors);
    match answer_by {
        Some(answer_by) if errors.is_empty() => Ok(Wording { matter, requirement, answer_by, spoken_with }),
        _ => Err(errors),
    }
}
