//! `/2019/findings/3`: one finding, its whole road, and the forms of the steps its reader may take.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::approval_store::get_proposal;
use super::approve::FINDING;
use super::model::{CRITERIA, FindingStatus, Step};
use super::road::{RoadStep, road};
use super::store::{
    FindingRow, OverdueDuty, find_answering, get_finding, get_finding_to_change, list_answers,
    list_overdue_duties,
};
use super::writes::OVERTAKEN;
use crate::accounts::drafts::{self, find_draft};
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes};
use crate::deadlines::get_rules;
use crate::error::Result;
use crate::plan::get_plan;
use crate::plan::tasks::fields::Choice;
use crate::reporting::evidence::{ACCEPTED, MAX_FILE_BYTES, list_files_of_answers};
use crate::supervision::Reader;
use crate::supervision::approval::{list_deciders_of, list_possible, require_decider, who_decides};
use crate::supervision::change_requests::{DecisionForm, leader_choices};
use crate::supervision::supervision_notices::{self, list_notices};
use crate::web::{AppState, FieldErrors, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/findings/{number}", Access::Needs(Action::ReadFindings), show)]
}

pub(super) type FindingPath = Path<(i32, i32)>;

/// What is typed into the forms of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// The version seen.
    pub version: i32,
    pub measures: String,
    pub proof: String,
    pub on_behalf_of: String,
    pub returned_because: String,
    pub remark: String,
    pub facts_clear: String,
    pub problem_solved: String,
    pub measure_lawful: String,
    pub evidence_seen: String,
    pub withdrawn_because: String,
    /// Of a leader's decision, read by its own form.
    #[serde(skip)]
    pub decision: DecisionForm,
}

impl Typed {
    /// What is ticked of the criteria, in their order.
    pub(super) fn criteria(&self) -> [bool; 4] {
        [&self.facts_clear, &self.problem_solved, &self.measure_lawful, &self.evidence_seen]
            .map(|tick| tick == "yes")
    }

    /// What was written, for one whose form is not on the page any more.
    fn written(&self) -> Vec<&str> {
        let decided = &self.decision.remark;
        [&self.measures, &self.proof, &self.returned_because, &self.remark, &self.withdrawn_because, decided]
            .into_iter()
            .map(|text| text.trim())
            .filter(|text| !text.is_empty())
            .collect()
    }
}

struct Criterion {
    field: &'static str,
    words: &'static str,
    ticked: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/finding.html")]
#[expect(clippy::struct_excessive_bools, reason = "each step has its own form")]
struct FindingPage {
    frame: PageFrame,
    list: String,
    path: String,
    task: String,
    task_path: String,
    /// Its duty, once it has one.
    duty_path: Option<String>,
    /// The 督办通知单 it came with or that are about it: number and page.
    notices: Vec<(String, String)>,
    finding: FindingRow,
    state: (&'static str, &'static str, &'static str),
    marks: Vec<String>,
    late: Option<String>,
    /// Where the date stands, in a sentence: overdue, waived.
    reason: Option<String>,
    due_on: String,
    moved_from: Option<String>,
    road: Vec<RoadStep>,
    ask_extension: Option<String>,
    /// Who decides, where it waits for a leader.
    waits_for: Option<String>,
    may_decide: bool,
    /// The office records from paper: whose decision it may be.
    leaders: Option<Vec<Choice>>,
    may_take_up: bool,
    may_answer: bool,
    /// Where the answer is sent, and its draft.
    answer: String,
    autosave: String,
    /// When the draft was saved that the form opens with.
    kept: Option<String>,
    may_settle: bool,
    /// Why the reader, who may else, may not close it.
    close_refusal: Option<&'static str>,
    /// What it is about and is overdue still, in sentences; closing does not end that.
    still_overdue: Vec<String>,
    may_withdraw: bool,
    /// The office records for a department it does not belong to.
    on_behalf: bool,
    criteria: Vec<Criterion>,
    /// 退回后 N 个工作日, a rule of the plan.
    returned_days: u32,
    /// What was typed into a form that somebody was quicker than.
    lost: Vec<String>,
    accepted: &'static str,
    largest_mb: u64,
    typed: Typed,
    errors: FieldErrors,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): FindingPath,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    get_plan(&mut conn, year).await?;
    let finding = get_finding(&mut conn, &reader(&state, &user), year, number).await?;
    let draft = find_draft(&mut conn, user.account_id, &answer_path(year, number)).await?;
    let (mut typed, kept): (Typed, _) = draft.map_or_else(Default::default, |(typed, at)| (typed, Some(at)));
    typed.decision = DecisionForm {
        granted_due_on: dates::short(finding.due_on),
        decided_on: dates::short(state.clocks.today()),
        ..DecisionForm::default()
    };
    page(&mut conn, &state, &user, finding, (typed, FieldErrors::default(), StatusCode::OK), kept).await
}

/// Where an answer is sent; its draft is kept under that address.
pub(super) fn answer_path(year: i32, number: i32) -> String {
    urls::finding_form(year, number, "answer")
}

pub(super) fn reader(state: &AppState, user: &CurrentUser) -> Reader {
    Reader::of(user, state.clocks.today())
}

/// The finding of an address, held until the transaction ends. Its plan may be frozen: what was found is carried to its
/// end also when the year's plan is not changed any more.
pub(super) async fn get_to_change(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    (year, number): (i32, i32),
) -> Result<FindingRow> {
    get_plan(conn, year).await?;
    get_finding_to_change(conn, &reader(state, user), year, number).await
}

/// Somebody was first: the page as it is now, with what was typed.
pub(super) async fn overtaken(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    finding: FindingRow,
    typed: Typed,
) -> Result<Response> {
    let errors = FieldErrors::one("finding", format!("{OVERTAKEN}您所填的还在，请核对后再提交。"));
    page(conn, state, user, finding, (typed, errors, StatusCode::CONFLICT), None).await
}

/// The page again, with what was typed and sentences beside the fields.
pub(super) async fn refused(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    finding: FindingRow,
    (typed, errors): (Typed, FieldErrors),
) -> Result<Response> {
    page(conn, state, user, finding, (typed, errors, StatusCode::UNPROCESSABLE_ENTITY), None).await
}

async fn page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    finding: FindingRow,
    (typed, errors, status): (Typed, FieldErrors, StatusCode),
    kept: Option<String>,
) -> Result<Response> {
    let today = state.clocks.today();
    let answers = list_answers(conn, finding.id).await?;
    let ids: Vec<i64> = answers.iter().map(|answer| answer.id.0).collect();
    let files = list_files_of_answers(conn, &ids).await?;
    let may = |step: Step| finding.status.after(step).is_ok();
    let answers_for = user.may_for(Action::AnswerFinding, finding.department);
    let settling = if may(Step::Close) && user.may(Action::CloseFinding) {
        find_answering(conn, &finding, today).await?
    } else {
        None
    };
    let closing = settling.as_ref().map(|answering| answering.may_confirm(user.account_id, user.role));
    let may_return =
        settling.as_ref().is_some_and(|answering| answering.may_return(user.account_id, user.role).is_ok());
    let of_it = supervision_notices::Which { finding: Some(finding.id), ..Default::default() };
    let notices = list_notices(conn, &reader(state, user), of_it).await?;
    let proposal = get_proposal(conn, finding.id).await?;
    let waiting = Waiting::of(conn, (user, today), &finding, &typed.decision.leader).await?;
    let still_overdue = if may_return {
        let duties = list_overdue_duties(conn, finding.task, today).await?;
        let is_about = |duty: &&OverdueDuty| {
            notices.iter().any(|notice| notice.deadline == duty.id)
                || finding.reference.starts_with(&duty.title())
        };
        duties.iter().filter(is_about).map(|duty| overdue_still(duty, today)).collect()
    } else {
        Vec::new()
    };
    let days = finding.days_overdue(today);
    let lost = if status == StatusCode::CONFLICT { typed.written() } else { Vec::new() };
    let page = FindingPage {
        frame: user.frame(state, Some(finding.year)),
        list: urls::findings(finding.year),
        path: urls::finding(finding.year, finding.number),
        task: format!("{} {}", finding.task_number, finding.task_title),
        task_path: urls::task(finding.year, finding.task_number),
        duty_path: finding.deadline.map(|duty| urls::deadline(finding.year, duty)),
        notices: notices
            .iter()
            .map(|notice| (notice.words(), urls::supervision_notice(notice.year, notice.number)))
            .collect(),
        state: finding.status.light(),
        marks: finding.marks(today),
        late: days.map(|days| format!("逾期 {days} 天")),
        reason: reason(&finding, days),
        due_on: dates::short(finding.due_on),
        moved_from: (finding.due_on != finding.original_due_on)
            .then(|| dates::short(finding.original_due_on)),
        road: road(&finding, proposal.as_ref(), &answers, &files),
        ask_extension: ask_extension(user, &finding),
        waits_for: waiting.waits_for,
        may_decide: waiting.may_decide,
        leaders: waiting.leaders,
        may_take_up: answers_for && may(Step::TakeUp),
        may_answer: answers_for && may(Step::Answer),
        answer: answer_path(finding.year, finding.number),
        autosave: drafts::address(&answer_path(finding.year, finding.number)),
        kept,
        may_settle: may_return,
        close_refusal: closing.and_then(Result::err).filter(|_| may_return),
        still_overdue,
        may_withdraw: user.may(Action::KeepFindings) && may(Step::Withdraw),
        on_behalf: !user.belongs_to(finding.department),
        criteria: criteria(&typed),
        returned_days: get_rules(conn, finding.plan).await?.returned_days,
        lost: lost.into_iter().map(str::to_owned).collect(),
        accepted: ACCEPTED,
        largest_mb: MAX_FILE_BYTES / 1024 / 1024,
        finding,
        typed,
        errors,
    };
    Ok((status, page).into_response())
}

/// What stands on the page of a finding that waits for a leader; nothing on any other.
#[derive(Default)]
struct Waiting {
    waits_for: Option<String>,
    may_decide: bool,
    leaders: Option<Vec<Choice>>,
}

impl Waiting {
    async fn of(
        conn: &mut PgConnection,
        (user, today): (&CurrentUser, NaiveDate),
        finding: &FindingRow,
        chosen: &str,
    ) -> Result<Self> {
        if finding.status != FindingStatus::AwaitingApproval {
            return Ok(Self::default());
        }
        let deciders = list_deciders_of(conn, finding.task, today).await?;
        let may_decide = user.may(Action::ApproveFinding)
            && require_decider(conn, (user, today), finding.draft()).await.is_ok();
        let leaders = if may_decide && user.role == Role::Office {
            Some(leader_choices(list_possible(conn, finding.task, today).await?, chosen))
        } else {
            None
        };
        Ok(Self { waits_for: Some(who_decides(&FINDING, &deciders)), may_decide, leaders })
    }
}

fn reason(finding: &FindingRow, days: Option<i64>) -> Option<String> {
    let due_on = dates::long(finding.due_on);
    if let Some(days) = days {
        return Some(format!("应于 {due_on}反馈，至今未反馈，已逾期 {days} 天（自然日）。"));
    }
    (finding.waived_on.is_some() && !finding.status.has_ended()).then(|| {
        let status = finding.task_status.word();
        format!("任务已{status}，不再要求按期反馈；由领导小组办公室核实后销号或撤销。")
    })
}

/// What its finding is about (it came with a notice about it, or was entered from it) is not done.
fn overdue_still(duty: &OverdueDuty, today: NaiveDate) -> String {
    let days = (today - duty.due_on).num_days();
    let (title, due_on) = (duty.title(), dates::long(duty.due_on));
    format!("{title}应于 {due_on}完成，至今未完成，已逾期 {days} 天（自然日）；销号不改变这项时限。")
}

/// Where the reader asks for a later date.
fn ask_extension(user: &CurrentUser, finding: &FindingRow) -> Option<String> {
    let duty = finding.deadline?;
    let owed = finding.met_on.is_none() && finding.waived_on.is_none() && finding.set_by_superior.is_none();
    let form = urls::task_form(finding.year, finding.task_number, "extension");
    (owed && user.may_for(Action::AskExtension, finding.department))
        .then(|| format!("{form}?deadline={duty}"))
}

fn criteria(typed: &Typed) -> Vec<Criterion> {
    let ticked = CRITERIA.into_iter().zip(typed.criteria());
    ticked.map(|((field, words), ticked)| Criterion { field, words, ticked }).collect()
}
