//! `/2019/talks/2`: one talk, and the forms of the steps its reader may take.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::log::digest;
use super::model::Step;
use super::settle::{may_decide, may_withdraw};
use super::store::{TalkReader, TalkRow, get_talk_at, get_talk_to_change};
use super::writes::OVERTAKEN;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes, find_head_of_group};
use crate::error::Result;
use crate::plan::get_plan;
use crate::supervision::change_requests::recorded;
use crate::web::{AppState, FieldErrors, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/talks/{address}", Access::Needs(Action::ReadTalks), show)]
}

/// The year, and the talk's address.
pub(super) type TalkPath = Path<(i32, String)>;

/// What is typed into the forms of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// The version seen.
    pub version: i32,
    /// `agree` or `decline`.
    pub decision: String,
    pub remark: String,
    /// 代录: when 组长 decided, and what shows it.
    pub decided_on: String,
    pub evidence: String,
    pub held_on: String,
    pub present: String,
    pub follow_up: String,
    pub withdrawn_because: String,
}

impl Typed {
    /// What was written, for one whose form is not on the page any more.
    fn written(&self) -> Vec<String> {
        [&self.remark, &self.evidence, &self.present, &self.follow_up, &self.withdrawn_because]
            .into_iter()
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
            .collect()
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/talks/talk.html")]
struct TalkPage {
    frame: PageFrame,
    list: String,
    path: String,
    name: String,
    task: String,
    task_path: String,
    talk: TalkRow,
    state: (&'static str, &'static str, &'static str),
    proposed: String,
    /// Who decided and when.
    decided: Option<String>,
    recorded: Option<String>,
    withdrawn: Option<String>,
    held_on: Option<String>,
    /// What the operation log holds of it, to be compared.
    digest: String,
    /// What stands in place of the decision while it waits.
    waits_for: Option<String>,
    may_decide: bool,
    /// Whose decision is recorded (代录).
    records_for: Option<String>,
    may_hold: bool,
    may_withdraw: bool,
    lost: Vec<String>,
    typed: Typed,
    errors: FieldErrors,
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(path): TalkPath) -> Result<Response> {
    let today = state.clocks.today();
    let reader = TalkReader::of(&user, today)?;
    let mut conn = state.db.acquire().await?;
    get_plan(&mut conn, path.0).await?;
    let talk = get_talk_at(&mut conn, &reader, path.0, &path.1).await?;
    let day = dates::short(today);
    let typed = Typed { decided_on: day.clone(), held_on: day, ..Typed::default() };
    page(&mut conn, (&state, &user), talk, (typed, FieldErrors::default(), StatusCode::OK)).await
}

/// The talk of an address, held until the transaction ends. Its plan may be frozen: a talk is carried to its end.
pub(super) async fn get_to_change(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    (year, address): (i32, &str),
) -> Result<TalkRow> {
    let reader = TalkReader::of(user, state.clocks.today())?;
    get_plan(conn, year).await?;
    get_talk_to_change(conn, &reader, year, address).await
}

/// Somebody was first: the page as it is now, with what was typed.
pub(super) async fn overtaken(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    talk: TalkRow,
    typed: Typed,
) -> Result<Response> {
    let errors = FieldErrors::one("talk", format!("{OVERTAKEN}您所填的还在，请核对后再提交。"));
    page(conn, who, talk, (typed, errors, StatusCode::CONFLICT)).await
}

/// The page again, with what was typed and sentences beside the fields.
pub(super) async fn refused(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    talk: TalkRow,
    (typed, errors): (Typed, FieldErrors),
) -> Result<Response> {
    page(conn, who, talk, (typed, errors, StatusCode::UNPROCESSABLE_ENTITY)).await
}

async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    talk: TalkRow,
    (typed, errors, status): (Typed, FieldErrors, StatusCode),
) -> Result<Response> {
    let reader = TalkReader::of(user, state.clocks.today())?;
    let may = |step: Step| talk.status.after(step).is_ok();
    let waits = may(Step::Agree);
    let head = if waits { find_head_of_group(conn).await? } else { None };
    let decides = waits && head.is_some() && may_decide(user, &talk).is_ok();
    let lost = if status == StatusCode::CONFLICT { typed.written() } else { Vec::new() };
    let by = |on: Option<chrono::NaiveDate>, name: Option<&String>| {
        on.zip(name).map(|(day, name)| format!("{name}　{}", dates::short(day)))
    };
    let page = TalkPage {
        frame: user.frame(state, Some(talk.year)),
        list: urls::talks(talk.year),
        path: talk.path(&reader),
        name: talk.name(&reader),
        task: format!("{} {}", talk.task_number, talk.task_title),
        task_path: urls::task(talk.year, talk.task_number),
        state: talk.status.light(),
        proposed: format!("{}　{}", talk.proposed_by_name, dates::short(talk.proposed_on)),
        decided: decided(&talk),
        recorded: talk.recorded_by_name.clone(),
        withdrawn: by(talk.withdrawn_on, talk.withdrawn_by_name.as_ref()),
        held_on: talk.held_on.map(dates::long),
        digest: digest(&talk),
        waits_for: waits.then(|| waits_for(head.as_ref().map(|(_, name)| name.as_str()))),
        may_decide: decides,
        records_for: head.filter(|_| decides && !user.heads_the_group).map(|(_, name)| name),
        may_hold: may(Step::Hold),
        may_withdraw: may(Step::Withdraw) && may_withdraw(user, &talk),
        lost,
        talk,
        typed,
        errors,
    };
    Ok((status, page).into_response())
}

fn decided(talk: &TalkRow) -> Option<String> {
    let (by, on) = talk.decided_by_name.as_deref().zip(talk.decided_on)?;
    let whose = talk.leader_name.as_deref().filter(|leader| *leader != by);
    Some(format!("{}　{}", recorded(by, whose), dates::short(on)))
}

fn waits_for(head: Option<&str>) -> String {
    match head {
        Some(name) => format!("待组长（{name}）决定。"),
        None => "待组长决定；组长待明确，由安全管理员在账号中标明。".to_owned(),
    }
}
