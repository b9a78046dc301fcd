//! `/2019/supervision-notices/3`: one notice with its road, and the forms of those whose turn it is.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::decide::NOTICE;
use super::model::{NoticeState, Step};
use super::shown::{RoadStep, road};
use super::store::{NoticeRow, get_notice, get_notice_to_change};
use super::writes::OVERTAKEN;
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes};
use crate::error::Result;
use crate::plan::get_plan;
use crate::plan::tasks::fields::Choice;
use crate::supervision::Reader;
use crate::supervision::approval::{list_deciders_of, list_possible, require_decider, who_decides};
use crate::supervision::change_requests::{
    DecisionForm, Filter, RequestKind, RequestRow, leader_choices, list_requests,
};
use crate::supervision::findings::FindingStatus;
use crate::web::{AppState, FieldErrors, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    let reads = Access::Needs(Action::ReadSupervisionNotices);
    vec![Route::get("/{year}/supervision-notices/{number}", reads, show)]
}

pub(super) type NoticePath = Path<(i32, i32)>;

/// What is typed into the forms of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// The version seen.
    pub version: i32,
    /// 代录: who signed.
    pub on_behalf_of: String,
    /// Why a draft is taken back.
    pub taken_back_because: String,
    /// Of a decision: in its `granted_due_on`, by when the notice is to be answered.
    #[serde(flatten)]
    pub decision: DecisionForm,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/notice.html")]
#[expect(clippy::struct_excessive_bools, reason = "each step has its own form")]
struct NoticePage {
    frame: PageFrame,
    list: String,
    path: String,
    words: String,
    task: String,
    task_path: String,
    duty: String,
    duty_path: String,
    /// Its finding: number in words, page, how it stands.
    finding: Option<(String, String, (&'static str, &'static str, &'static str))>,
    /// The sheet to be printed, of one that was issued.
    print: Option<String>,
    /// The same in Word.
    word: Option<String>,
    notice: NoticeRow,
    state: (&'static str, &'static str, &'static str),
    degree: (&'static str, &'static str, &'static str),
    answer_by: String,
    road: Vec<RoadStep>,
    /// Who decides, of a draft.
    waits_for: Option<String>,
    may_decide: bool,
    /// The office records from paper: whose decision it may be.
    leaders: Option<Vec<Choice>>,
    may_take_back: bool,
    /// Requests for an extension of the same duty: their state and page.
    extensions: Vec<(String, String)>,
    may_sign: bool,
    /// The office records for a department it does not belong to.
    on_behalf: bool,
    /// Where the department answers.
    answer: Option<String>,
    typed: Typed,
    errors: FieldErrors,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): NoticePath,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    get_plan(&mut conn, year).await?;
    let notice = get_notice(&mut conn, &reader(&state, &user), year, number).await?;
    let decision = DecisionForm {
        granted_due_on: dates::short(notice.answer_by),
        decided_on: dates::short(state.clocks.today()),
        ..DecisionForm::default()
    };
    let typed = Typed { decision, ..Typed::default() };
    page(&mut conn, &state, &user, notice, (typed, FieldErrors::default(), StatusCode::OK)).await
}

pub(super) fn reader(state: &AppState, user: &CurrentUser) -> Reader {
    Reader::of(user, state.clocks.today())
}

/// The notice of an address, held until the transaction ends.
pub(super) async fn get_to_change(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    (year, number): (i32, i32),
) -> Result<NoticeRow> {
    get_plan(conn, year).await?;
    get_notice_to_change(conn, &reader(state, user), year, number).await
}

/// Somebody was first: the page as it is now, with what was typed.
pub(super) async fn overtaken(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    notice: NoticeRow,
    typed: Typed,
) -> Result<Response> {
    let written = [&typed.decision.remark, &typed.taken_back_because].map(|text| text.trim());
    let kept = written.into_iter().find(|text| !text.is_empty());
    let kept = kept.map_or_else(String::new, |text| format!("您填写的：{text}"));
    let errors = FieldErrors::one("notice", format!("{OVERTAKEN}{kept}"));
    page(conn, state, user, notice, (typed, errors, StatusCode::CONFLICT)).await
}

/// The page again, with what was typed and sentences beside the fields.
pub(super) async fn refused(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    notice: NoticeRow,
    (typed, errors): (Typed, FieldErrors),
) -> Result<Response> {
    page(conn, state, user, notice, (typed, errors, StatusCode::UNPROCESSABLE_ENTITY)).await
}

async fn page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    notice: NoticeRow,
    (typed, errors, status): (Typed, FieldErrors, StatusCode),
) -> Result<Response> {
    let today = state.clocks.today();
    let is_draft = notice.state() == NoticeState::Draft;
    let waits_for = if is_draft {
        Some(who_decides(&NOTICE, &list_deciders_of(conn, notice.task, today).await?))
    } else {
        None
    };
    let may_decide = is_draft
        && user.may(Action::DecideSupervisionNotice)
        && require_decider(conn, (user, today), notice.draft()).await.is_ok();
    let leaders = if may_decide && user.role == Role::Office {
        let possible = list_possible(conn, notice.task, today).await?;
        Some(leader_choices(possible, &typed.decision.leader))
    } else {
        None
    };
    let year = notice.year;
    let of_duty =
        Filter { kind: Some(RequestKind::Extension), deadline: Some(notice.deadline), ..Filter::default() };
    let extensions = list_requests(conn, &reader(state, user), of_duty).await?;
    let answers_for = user.may_for(Action::AcknowledgeSupervisionNotice, notice.department);
    let finding_path = notice.finding_number.map(|number| urls::finding(year, number));
    let awaits_answer = notice.finding_status.is_some_and(FindingStatus::awaits_answer);
    let issued = notice.state().is_issued();
    let own_path = urls::supervision_notice(year, notice.number);
    let page = NoticePage {
        frame: user.frame(state, Some(year)),
        list: urls::supervision_notices(year),
        path: own_path.clone(),
        words: notice.words(),
        task: format!("{} {}", notice.task_number, notice.task_title),
        task_path: urls::task(year, notice.task_number),
        duty: notice.duty_title(),
        duty_path: urls::deadline(year, notice.deadline),
        finding: notice
            .finding_number
            .zip(finding_path.clone())
            .zip(notice.finding_status)
            .map(|((number, path), status)| (format!("第 {number} 号问题"), path, status.light())),
        print: issued.then(|| format!("{own_path}/print")),
        word: issued.then(|| format!("{own_path}/docx")),
        state: notice.state().light(),
        degree: notice.degree.light(),
        answer_by: dates::short(notice.answer_by),
        road: road(&notice),
        waits_for,
        may_decide,
        leaders,
        may_take_back: user.may(Action::KeepSupervisionNotices)
            && notice.state().require(Step::TakeBack).is_ok(),
        extensions: extensions.iter().map(|request| extension(year, request)).collect(),
        may_sign: answers_for
            && notice.acknowledged_at.is_none()
            && notice.state().require(Step::Acknowledge).is_ok(),
        on_behalf: !user.belongs_to(notice.department),
        answer: finding_path.filter(|_| answers_for && awaits_answer && notice.acknowledged_at.is_some()),
        notice,
        typed,
        errors,
    };
    Ok((status, page).into_response())
}

/// 延至 2019-08-09（待决定）, and its page.
fn extension(year: i32, request: &RequestRow) -> (String, String) {
    let to = request.granted_due_on.or(request.asked_due_on);
    let to = to.map_or_else(String::new, |to| format!("延至 {}", dates::short(to)));
    (format!("{to}（{}）", request.state.word()), urls::extension(year, request.id))
}
