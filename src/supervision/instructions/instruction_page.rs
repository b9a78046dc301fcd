//! `/2019/instructions/3`: one instruction, its whole road, and the forms of the steps its reader may take.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::answerings::find_answering;
use super::dispatch::list_departments;
use super::model::{InstructionStatus, Step};
use super::road::{RoadStep, road};
use super::store::{
    InstructionRow, Which, get_instruction, get_instruction_to_change, list_answers, list_instructions,
};
use super::writes::OVERTAKEN;
use crate::accounts::drafts::{self, find_draft};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::deadlines::get_rules;
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::plan::get_plan;
use crate::plan::tasks::TaskStatus;
use crate::plan::tasks::fields::Choice;
use crate::reporting::evidence::{FileLine, list_files_of_instruction};
use crate::supervision::Reader;
use crate::supervision::findings::Source;
use crate::web::{AppState, FieldErrors, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/instructions/{number}", Access::Needs(Action::ReadInstructions), show)]
}

pub(super) type InstructionPath = Path<(i32, i32)>;

/// What is typed into the forms of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// The version seen.
    pub version: i32,
    /// When the draft was saved that the form of an answer opens with.
    #[serde(skip)]
    pub kept: Option<String>,
    /// The departments ticked.
    pub department: Vec<String>,
    pub due_on: String,
    pub note: String,
    pub read_note: String,
    pub done: String,
    pub proof: String,
    pub on_behalf_of: String,
    pub returned_because: String,
    pub remark: String,
    pub withdrawn_because: String,
}

impl Typed {
    /// What was written, for one whose form is not on the page any more.
    fn written(&self) -> Vec<String> {
        let all = [
            &self.note,
            &self.read_note,
            &self.done,
            &self.proof,
            &self.returned_because,
            &self.remark,
            &self.withdrawn_because,
        ];
        all.into_iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/instructions/instruction.html")]
#[expect(clippy::struct_excessive_bools, reason = "each step has its own form")]
struct InstructionPage {
    frame: PageFrame,
    list: String,
    path: String,
    name: String,
    /// Number and title of the task, and its page.
    task: Option<(String, String)>,
    duty_path: Option<String>,
    instruction: InstructionRow,
    given_on: String,
    state: (&'static str, &'static str, &'static str),
    late: Option<String>,
    /// Where the date stands, in a sentence: overdue, waived.
    reason: Option<String>,
    due_on: String,
    moved_from: Option<String>,
    /// Its parts, where several departments have one each, and how many have answered.
    parts: Vec<Part>,
    parts_in_words: String,
    /// The scan of the leader's paper, and of the meeting's minutes.
    scans: Vec<ScanShown>,
    road: Vec<RoadStep>,
    ask_extension: Option<String>,
    /// Where a finding is entered from it.
    add_finding: Option<String>,
    may_dispatch: bool,
    departments: Vec<Choice>,
    may_take_note: bool,
    may_answer: bool,
    /// Where the draft of an answer is kept.
    autosave: String,
    may_settle: bool,
    /// Why the reader, who may else, may not confirm it.
    confirm_refusal: Option<&'static str>,
    may_withdraw: bool,
    /// The office records for a department it does not belong to.
    on_behalf: bool,
    /// 退回后 N 个工作日, a rule of the plan.
    returned_days: u32,
    /// What was typed into a form that somebody was quicker than.
    lost: Vec<String>,
    typed: Typed,
    errors: FieldErrors,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): InstructionPath,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    get_plan(&mut conn, year).await?;
    let reader = Reader::of(&user, state.clocks.today());
    let instruction = get_instruction(&mut conn, &reader, year, number).await?;
    let draft = find_draft::<Typed>(&mut conn, user.account_id, &answer_path(year, number)).await?;
    let typed = draft.map(|(typed, at)| Typed { kept: Some(at), ..typed }).unwrap_or_default();
    page(&mut conn, &state, &user, instruction, (typed, FieldErrors::default(), StatusCode::OK)).await
}

/// Where an answer is sent; its draft is kept under that address.
pub(super) fn answer_path(year: i32, number: i32) -> String {
    format!("{}/answer", urls::instruction(year, number))
}

/// The instruction of an address, held until the transaction ends. Its plan may be frozen: what was handed to a
/// department is carried to its end also when the year's plan is not changed any more.
pub(super) async fn get_to_change(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    (year, number): (i32, i32),
) -> Result<InstructionRow> {
    get_plan(conn, year).await?;
    get_instruction_to_change(conn, &Reader::of(user, state.clocks.today()), year, number).await
}

/// Somebody was first: the page as it is now, with what was typed.
pub(super) async fn overtaken(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    instruction: InstructionRow,
    typed: Typed,
) -> Result<Response> {
    let errors = FieldErrors::one("instruction", format!("{OVERTAKEN}您所填的还在，请核对后再提交。"));
    page(conn, state, user, instruction, (typed, errors, StatusCode::CONFLICT)).await
}

/// The page again, with what was typed and sentences beside the fields.
pub(super) async fn refused(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    instruction: InstructionRow,
    (typed, errors): (Typed, FieldErrors),
) -> Result<Response> {
    page(conn, state, user, instruction, (typed, errors, StatusCode::UNPROCESSABLE_ENTITY)).await
}

/// What the reader may do beyond what state and department say.
#[derive(Default)]
struct Settling {
    may_return: bool,
    refusal: Option<&'static str>,
}

async fn settling(
    conn: &mut PgConnection,
    user: &CurrentUser,
    instruction: &InstructionRow,
    today: NaiveDate,
) -> Result<Settling> {
    if instruction.status.after(Step::Confirm).is_err() || !user.may(Action::ConfirmInstruction) {
        return Ok(Settling::default());
    }
    let Some(answering) = find_answering(conn, instruction, today).await? else {
        return Ok(Settling::default());
    };
    let may_return = answering.may_return(user.account_id, user.role).is_ok();
    let refusal = answering.may_confirm(user.account_id, user.role).err().filter(|_| may_return);
    Ok(Settling { may_return, refusal })
}

async fn page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    instruction: InstructionRow,
    (typed, errors, status): (Typed, FieldErrors, StatusCode),
) -> Result<Response> {
    let today = state.clocks.today();
    let answers = list_answers(conn, instruction.id).await?;
    let parts = list_parts(conn, &Reader::of(user, today), &instruction, today).await?;
    let scans = list_scans(conn, user, &instruction).await?;
    let may = |step: Step| instruction.status.after(step).is_ok();
    let keeps = user.may(Action::KeepInstructions);
    let may_dispatch = keeps && may(Step::Assign);
    let departments =
        if may_dispatch { list_departments(conn, &instruction, today).await? } else { Vec::new() };
    let department = instruction.department;
    let answers_for = department.is_some_and(|id| user.may_for(Action::AnswerInstruction, id));
    let settling = settling(conn, user, &instruction, today).await?;
    let days = instruction.days_overdue(today);
    let year = instruction.year;
    let page = InstructionPage {
        frame: user.frame(state, Some(year)),
        list: urls::instructions(year),
        path: urls::instruction(year, instruction.number),
        name: instruction.name(),
        task: instruction.task_name().zip(instruction.task_number.map(|number| urls::task(year, number))),
        duty_path: instruction.deadline.map(|id| urls::deadline(year, id)),
        given_on: dates::short(instruction.given_on),
        state: instruction.status.light(),
        late: days.map(|days| format!("逾期 {days} 天")),
        reason: reason(&instruction, days),
        due_on: instruction.due_in_words(),
        moved_from: instruction
            .original_due_on
            .filter(|day| Some(*day) != instruction.due_on)
            .map(dates::short),
        parts_in_words: parts_in_words(&parts),
        parts,
        scans,
        road: road(&instruction, &answers),
        ask_extension: ask_extension(user, &instruction),
        add_finding: add_finding(user, &instruction),
        may_dispatch,
        departments: department_choices(departments, &typed.department),
        may_take_note: answers_for && may(Step::TakeNote) && instruction.noted_on.is_none(),
        may_answer: answers_for && may(Step::Answer),
        autosave: drafts::address(&answer_path(instruction.year, instruction.number)),
        may_settle: settling.may_return,
        confirm_refusal: settling.refusal,
        may_withdraw: keeps && may(Step::Withdraw),
        on_behalf: !department.is_some_and(|id| user.belongs_to(id)),
        returned_days: get_rules(conn, instruction.plan).await?.returned_days,
        lost: if status == StatusCode::CONFLICT { typed.written() } else { Vec::new() },
        instruction,
        typed,
        errors,
    };
    Ok((status, page).into_response())
}

fn department_choices(departments: Vec<(DepartmentId, String)>, ticked: &[String]) -> Vec<Choice> {
    let of = |(id, name): (DepartmentId, String)| {
        let value = id.to_string();
        Choice { chosen: ticked.contains(&value), label: name, value }
    };
    departments.into_iter().map(of).collect()
}

/// One department's part of the same instruction (同一批示分办).
struct Part {
    name: String,
    path: String,
    department: String,
    due_on: String,
    /// When it was answered, or that it is not.
    answered: String,
    state: (&'static str, &'static str, &'static str),
    is_this: bool,
}

/// The parts of an instruction that was given to several departments, as far as the reader may see them; none of another.
async fn list_parts(
    conn: &mut PgConnection,
    reader: &Reader,
    instruction: &InstructionRow,
    today: NaiveDate,
) -> Result<Vec<Part>> {
    let which = Which { root: Some(instruction.root), ..Which::default() };
    let parts = list_instructions(conn, reader, which).await?;
    if parts.len() < 2 {
        return Ok(Vec::new());
    }
    let part = |of: InstructionRow| Part {
        name: format!("第 {} 号", of.number),
        path: urls::instruction(of.year, of.number),
        answered: match (of.met_on, of.days_overdue(today)) {
            (Some(on), _) => format!("{} 反馈", dates::short(on)),
            (None, Some(days)) => format!("未反馈，逾期 {days} 天"),
            (None, None) => "未反馈".to_owned(),
        },
        due_on: of.due_in_words(),
        state: of.status.light(),
        is_this: of.id == instruction.id,
        department: of.department_name.unwrap_or_default(),
    };
    Ok(parts.into_iter().map(part).collect())
}

/// 分办 3 家，已反馈 1 家.
fn parts_in_words(parts: &[Part]) -> String {
    let answered = parts.iter().filter(|part| !part.answered.starts_with("未反馈")).count();
    format!("分办 {} 家，已反馈 {answered} 家", parts.len())
}

/// A scan on the page.
struct ScanShown {
    name: String,
    path: String,
    about: String,
    withdrawn: Option<String>,
}

/// The scans of an instruction. A meeting's minutes hold other items, too: they are for office and leaders.
async fn list_scans(
    conn: &mut PgConnection,
    user: &CurrentUser,
    instruction: &InstructionRow,
) -> Result<Vec<ScanShown>> {
    let minutes = instruction.meeting_id.filter(|_| user.is_concerned(&[]));
    let year = instruction.year;
    let shown = |file: FileLine| ScanShown {
        path: urls::file(year, file.id),
        name: file.name,
        about: format!("{}，{}", file.size, file.uploaded),
        withdrawn: file.withdrawn,
    };
    let files = list_files_of_instruction(conn, instruction.root, minutes).await?;
    Ok(files.into_iter().map(shown).collect())
}

fn reason(instruction: &InstructionRow, days: Option<i64>) -> Option<String> {
    if let Some((days, due_on)) = days.zip(instruction.due_on) {
        let due_on = dates::long(due_on);
        return Some(format!("应于 {due_on}反馈，至今未反馈，已逾期 {days} 天（自然日）。"));
    }
    let status = instruction.task_status.filter(|_| instruction.lost_its_duty())?.word();
    Some(format!("任务已{status}，不再要求按期反馈；由领导小组办公室核实后确认办结或撤销。"))
}

/// Where the reader asks for a later date: with the duties of its task, or on its own.
fn ask_extension(user: &CurrentUser, instruction: &InstructionRow) -> Option<String> {
    let (deadline, department) = instruction.deadline.zip(instruction.department)?;
    let owed = instruction.met_on.is_none() && instruction.waived_on.is_none();
    let form = match instruction.task_number {
        Some(number) => urls::task_form(instruction.year, number, "extension"),
        None => urls::instruction_extension(instruction.year, instruction.number),
    };
    (owed && user.may_for(Action::AskExtension, department)).then(|| format!("{form}?deadline={deadline}"))
}

/// Where the office enters a finding from it, with what is known filled in; of an instruction on a task that goes on.
fn add_finding(user: &CurrentUser, instruction: &InstructionRow) -> Option<String> {
    let ended = matches!(instruction.task_status, Some(TaskStatus::Merged | TaskStatus::Terminated));
    let withdrawn = instruction.status == InstructionStatus::Withdrawn;
    let number = instruction.task_number.filter(|_| !ended && !withdrawn)?;
    let source = if instruction.leader.is_some() { Source::Instruction } else { Source::Meeting };
    let given_on = dates::short(instruction.given_on);
    let reference = format!("{}（{}，{given_on}）", instruction.name(), instruction.source());
    let known =
        [("task", number.to_string()), ("source", source.code().to_owned()), ("reference", reference)];
    let query = serde_html_form::to_string(known).unwrap_or_default();
    user.may(Action::KeepFindings).then(|| format!("{}?{query}", urls::add_finding(instruction.year)))
}
