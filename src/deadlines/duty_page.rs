//! `/2019/deadlines/17`: one duty, how its date came about, what the sweep raised on it, and what the office may do.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::{Postgres, Transaction};

use super::by_office::{Decision, Wrong, check_hold, decide, hold, release};
use super::duty_store::{FlagRow, NoticeOfDuty, find_waiting_extension, list_flags, list_notices_of};
use super::get_rules;
use super::list_page::Choice;
use super::model::{DeadlineKind, Level, number_in_words};
use super::page_store::{DutyRow, get_duty, list_concerned};
use super::reminders::{DutyReminder, Told, list_of_duty, may_remind, told, ways};
use super::shown::{DutyShown, shown};
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes};
use crate::calendar::get_calendar;
use crate::error::{AppError, Result};
use crate::ids::DeadlineId;
use crate::web::form::NoFields;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepDeadlines);
    vec![
        Route::get("/{year}/deadlines/{id}", Access::Needs(Action::ReadLedger), show),
        Route::post("/{year}/deadlines/{id}/hold", keeps, submit_hold),
        Route::post("/{year}/deadlines/{id}/release", keeps, submit_release),
        Route::post("/{year}/deadlines/{id}/decide", keeps, submit_decision),
    ]
}

struct FlagShown {
    id: i64,
    raised_on: String,
    level: &'static str,
    told: String,
    state: String,
    /// The office has to decide it.
    waits: bool,
    /// A 督办通知单 is proposed.
    is_notice: bool,
}

/// A reminder of the duty.
struct ReminderShown {
    reminded_on: String,
    way: &'static str,
    by: String,
    told: Vec<Told>,
}

#[derive(Template, WebTemplate)]
#[template(path = "deadlines/duty.html")]
#[expect(clippy::struct_excessive_bools, reason = "each form has its own condition")]
struct DutyPage {
    frame: PageFrame,
    list: String,
    duty: DutyShown,
    open: bool,
    met_note: Option<String>,
    /// What stays of a lateness whose extension was asked for too late.
    lateness: Option<String>,
    superior: Option<String>,
    /// Its requests for an extension, where the kind has any.
    extensions: Option<String>,
    /// Where the reader asks for one.
    ask_path: Option<String>,
    /// The extension that waits for its decision: its address, and what it asks.
    asked: Option<(String, String)>,
    held_reason: Option<String>,
    flags: Vec<FlagShown>,
    /// Whether the reader is concerned: reminders are for them only.
    concerned: bool,
    reminders: Vec<ReminderShown>,
    /// The ways the office may remind by, and why it may not today.
    ways: Vec<Choice>,
    remind_refusal: Option<String>,
    /// A department owes it, whom the office may remind.
    may_remind: bool,
    /// The 督办通知单 about it, for those concerned: number, page, when it was issued.
    notices: Vec<(String, String, String)>,
    /// Where the office writes a 督办通知单 about it.
    notice_path: Option<String>,
    may_keep: bool,
    form: DayForm,
    errors: FieldErrors,
}

/// The forms of a hold (until, reason) and of a reminder.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DayForm {
    #[serde(default)]
    day: String,
    #[serde(default)]
    reason: String,
    /// Of a reminder: by which way, with whom it was spoken.
    #[serde(default)]
    pub way: String,
    #[serde(default)]
    pub spoken_with: String,
}

#[derive(Deserialize)]
struct DecisionForm {
    flag: i64,
    decision: String,
}

type DutyPath = Path<(i32, i64)>;

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): DutyPath,
) -> Result<Response> {
    page(&state, &user, year, DeadlineId(id), DayForm::default(), FieldErrors::default()).await
}

pub(super) async fn page(
    state: &AppState,
    user: &CurrentUser,
    year: i32,
    id: DeadlineId,
    form: DayForm,
    errors: FieldErrors,
) -> Result<Response> {
    let today = state.clocks.today();
    let mut conn = state.db.acquire().await?;
    let mut row = get_duty(&mut conn, year, id).await?;
    let mut departments = list_concerned(&mut conn, &row, today).await?;
    let owes = row.kind.is_for_those_concerned() && row.department_id.is_some_and(|id| user.belongs_to(id));
    if row.restricted && !owes && !user.is_concerned(&departments) {
        return Err(AppError::Forbidden("本任务限定范围，仅承担部门、领导小组办公室和院领导可见。".into()));
    }
    if row.restricted && !user.is_concerned(&departments) {
        row.task_title = Some("限定范围".to_owned());
    }
    // Who still owes the duty of a task handed on reads what was raised on it.
    departments.extend(row.department_id);
    let concerned = user.is_concerned(&departments);
    if row.kind.is_for_those_concerned() && !concerned {
        return Err(AppError::NotFound("没有这项时限。".into()));
    }
    let (rules, calendar) = (get_rules(&mut conn, row.plan_id).await?, get_calendar(&mut conn).await?);
    let keeps = user.may(Action::KeepDeadlines);
    let mut flags = if concerned { list_flags(&mut conn, id).await? } else { Vec::new() };
    flags.retain(|flag| keeps || flag.sent || !Level::of(flag.level).is_some_and(Level::is_proposal));
    let reminders = if concerned { list_of_duty(&mut conn, id).await? } else { Vec::new() };
    let notices = if concerned {
        let all = matches!(user.role, Role::Office | Role::Leader);
        list_notices_of(&mut conn, id, all).await?
    } else {
        Vec::new()
    };
    let asked = if can_be_extended(row.kind) { find_waiting_extension(&mut conn, id).await? } else { None };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let open = row.met_on.is_none() && row.waived_on.is_none();
    let may_keep = keeps && !row.frozen;
    let page = DutyPage {
        frame: user.frame(state, Some(year)),
        list: urls::deadlines(year),
        duty: shown(&row, today, &calendar, &rules),
        open,
        met_note: row.met_note.clone().filter(|_| concerned),
        lateness: row.judged_by.map(|day| lateness(day, row.late_days.unwrap_or_default())),
        superior: row.set_by_superior.clone(),
        extensions: can_be_extended(row.kind).then(|| format!("{}?deadline={id}", urls::extensions(year))),
        ask_path: ask_path(user, &row).filter(|_| open && asked.is_none()),
        asked: asked.filter(|_| concerned).map(|(request, day)| {
            (urls::extension(year, request.into()), format!("待决定：申请延至 {}", dates::short(day)))
        }),
        held_reason: row.held_reason.clone().filter(|_| concerned),
        concerned,
        reminders: reminders.into_iter().map(reminder_shown).collect(),
        ways: ways(&form.way),
        remind_refusal: may_remind(&row, today).err(),
        flags: flags.into_iter().map(|flag| flag_shown(&row, flag)).collect(),
        may_remind: keeps && open && row.owed_by_unit,
        notices: notices.iter().map(notice_shown).collect(),
        notice_path: (open
            && row.kind.is_of_substance()
            && row.task_id.is_some()
            && user.may(Action::KeepSupervisionNotices))
        .then(|| urls::add_supervision_notice(row.year, row.id)),
        may_keep,
        form,
        errors,
    };
    Ok((status, page).into_response())
}

/// How late it was when its extension was granted, and what that means.
fn lateness(judged_by: NaiveDate, days: i32) -> String {
    let day = dates::short(judged_by);
    format!("逾期后申请延期：批准时已逾期 {days} 天，仍按 {day} 判断是否按时")
}

fn can_be_extended(kind: DeadlineKind) -> bool {
    kind.is_of_substance()
}

/// Where the reader asks for an extension of the duty.
fn ask_path(user: &CurrentUser, row: &DutyRow) -> Option<String> {
    let department = row.department_id.filter(|_| can_be_extended(row.kind))?;
    let form = match (row.task_number, row.instruction) {
        _ if row.set_by_superior.is_some() => return None,
        (Some(number), _) => urls::task_form(row.year, number, "extension"),
        (None, number) => urls::instruction_extension(row.year, number?),
    };
    user.may_for(Action::AskExtension, department).then(|| format!("{form}?deadline={}", row.id))
}

fn notice_shown(of: &NoticeOfDuty) -> (String, String, String) {
    let when = match of.issued_on {
        Some(day) => format!("{} 签发", dates::short(day)),
        None if of.refused => format!("{} 拟发，未批准", dates::short(of.drafted_on)),
        None if of.taken_back => format!("{} 拟发，已撤回", dates::short(of.drafted_on)),
        None => format!("{} 拟发，未签发", dates::short(of.drafted_on)),
    };
    (number_in_words(of.year, of.number), urls::supervision_notice(of.year, of.number), when)
}

fn reminder_shown(of: DutyReminder) -> ReminderShown {
    ReminderShown {
        reminded_on: dates::short(of.reminded_on),
        way: of.way.word(),
        told: told((of.way, of.spoken_with.as_deref()), &of.told, &of.seen_at),
        by: of.reminded_by,
    }
}

fn flag_shown(row: &DutyRow, flag: FlagRow) -> FlagShown {
    let level = Level::of(flag.level).unwrap_or(Level::DueSoon);
    let state = match (flag.decided_on, flag.cleared_on) {
        (Some(day), _) => format!("{} {}", dates::short(day), decided_words(level, flag.sent)),
        (None, Some(day)) => format!("{} 解除", dates::short(day)),
        (None, None) if flag.due_on != row.due_on => "时限已调整".to_owned(),
        (None, None) => "—".to_owned(),
    };
    FlagShown {
        id: flag.id,
        raised_on: dates::short(flag.raised_on),
        level: event_word(level, flag.sent),
        told: flag.told,
        state,
        waits: level.is_proposal()
            && flag.decided_on.is_none()
            && flag.cleared_on.is_none()
            && flag.due_on == row.due_on
            && row.met_on.is_none()
            && row.waived_on.is_none(),
        is_notice: level == Level::NoticeProposed,
    }
}

/// What was proposed and came about is no proposal any more.
fn event_word(level: Level, sent: bool) -> &'static str {
    match (level, sent) {
        (Level::LeaderProposed, true) => "报分管院领导",
        (Level::NoticeProposed, true) => "发督办通知单",
        _ => level.word(),
    }
}

fn decided_words(level: Level, sent: bool) -> &'static str {
    match (sent, level) {
        (true, Level::NoticeProposed) => "已发督办通知单",
        (true, _) => "已报送",
        (false, _) => "暂不处理",
    }
}

async fn submit_hold(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): DutyPath,
    ProtectedForm(form): ProtectedForm<DayForm>,
) -> Result<Response> {
    let id = DeadlineId(id);
    let Some(until) = dates::read(&form.day) else {
        return page(&state, &user, year, id, form, FieldErrors::one("day", "请填写暂缓催办到哪一天。"))
            .await;
    };
    let act = user.act(&state);
    if let Err(wrong) = check_hold(act.today(), until, form.reason.trim()) {
        return page(&state, &user, year, id, form, beside(wrong, "day", "reason")).await;
    }
    let mut tx = state.db.begin().await?;
    let done = hold(&mut tx, &act, year, id, until, form.reason.trim()).await;
    let sentence = format!("已暂缓催办至 {}。", dates::short(until));
    conclude(&state, &user, (year, id), form, (tx, done), ("day", &sentence)).await
}

/// What is wrong, beside the field of the day or of the reason.
fn beside(wrong: Wrong, day: &str, note: &str) -> FieldErrors {
    match wrong {
        Wrong::Day(sentence) => FieldErrors::one(day, sentence),
        Wrong::Note(sentence) => FieldErrors::one(note, sentence),
    }
}

/// Commits and says so when it was `done`; else the page again, with what was typed and the refusal beside `field`.
async fn conclude(
    state: &AppState,
    user: &CurrentUser,
    (year, id): (i32, DeadlineId),
    form: DayForm,
    (tx, done): (Transaction<'_, Postgres>, Result<()>),
    (field, sentence): (&str, &str),
) -> Result<Response> {
    match done {
        Err(AppError::Refused(refusal)) => {
            drop(tx);
            page(state, user, year, id, form, FieldErrors::one(field, refusal)).await
        }
        other => {
            other?;
            tx.commit().await?;
            Ok(flash::done(&urls::deadline(year, id), sentence))
        }
    }
}

async fn submit_release(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): DutyPath,
    ProtectedForm(NoFields {}): ProtectedForm<NoFields>,
) -> Result<Response> {
    let id = DeadlineId(id);
    let mut tx = state.db.begin().await?;
    release(&mut tx, &user.act(&state), year, id).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::deadline(year, id), "已恢复催办。"))
}

async fn submit_decision(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): DutyPath,
    ProtectedForm(form): ProtectedForm<DecisionForm>,
) -> Result<Response> {
    let path = urls::deadline(year, DeadlineId(id));
    let (decision, sentence) = match form.decision.as_str() {
        "sent" => (Decision::Sent, "已报分管院领导。"),
        "dismissed" => (Decision::Dismissed, "已记为暂不处理。"),
        _ => return Ok(flash::refused(&path, "请选择报送或暂不处理。")),
    };
    let mut tx = state.db.begin().await?;
    match decide(&mut tx, &user.act(&state), year, form.flag, decision).await {
        Err(AppError::Refused(sentence) | AppError::Conflict(sentence)) => {
            return Ok(flash::refused(&path, &sentence));
        }
        other => other?,
    }
    tx.commit().await?;
    Ok(flash::done(&path, sentence))
}
