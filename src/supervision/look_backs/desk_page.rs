//! One item of a round: what was achieved then, and what is found now.

use askama::Template;
use askama_web::WebTemplate;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::desk_form::{DeskForm, Ground};
use super::model::{ItemState, LookBackResult, Way};
use super::round::RoundOf;
use super::store::Item;
use crate::accounts::CurrentUser;
use crate::error::Result;
use crate::plan::Plan;
use crate::plan::tasks::fields::Choice;
use crate::supervision::Reader;
use crate::supervision::change_requests::find_latest_completion;
use crate::supervision::findings::{Severity, get_finding};
use crate::web::{AppState, FieldErrors, PageFrame, dates, urls};

/// A radio button.
struct Radio {
    code: &'static str,
    word: &'static str,
    chosen: bool,
}

/// What stands in the store, for one whose page was older.
struct Theirs {
    by: String,
    lines: Vec<(&'static str, String)>,
}

struct QueueLine {
    path: String,
    words: String,
    is_decided: bool,
    current: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/look_backs/item.html")]
struct DeskPage {
    frame: PageFrame,
    round: String,
    round_name: String,
    path: String,
    item: Item,
    kind: String,
    state: (&'static str, &'static str, &'static str),
    task: String,
    task_path: String,
    ended_on: String,
    /// What was achieved then, in headed lines.
    then: Vec<(&'static str, String)>,
    /// Where more of it stands: words and address.
    more: Vec<(String, String)>,
    queue: Vec<QueueLine>,
    may_write: bool,
    autosave: Option<String>,
    decided: Option<String>,
    results: Vec<Radio>,
    /// What reopening does, in a sentence.
    reopening: String,
    /// Only where a task of this year has to carry the finding.
    carriers: Option<Vec<Choice>>,
    departments: Vec<Choice>,
    severities: Vec<Choice>,
    /// The finding it was reopened with: words and address.
    finding: Option<(String, String)>,
    form: DeskForm,
    theirs: Option<Theirs>,
    /// What was typed into a form that somebody was quicker than.
    lost: Vec<String>,
    errors: FieldErrors,
}

type By<'a> = (&'a AppState, &'a CurrentUser);
type At<'a> = (&'a Plan, &'a RoundOf, i32);

/// The page as it stands.
pub(super) async fn show(conn: &mut PgConnection, by: By<'_>, at: At<'_>) -> Result<Response> {
    let form = DeskForm::of(at.1.item(at.2)?);
    page(conn, by, at, (form, FieldErrors::default()), StatusCode::OK).await
}

/// The page with what was typed, and what is wrong with it.
pub(super) async fn refused(
    conn: &mut PgConnection,
    by: By<'_>,
    at: At<'_>,
    typed: (DeskForm, FieldErrors),
) -> Result<Response> {
    page(conn, by, at, typed, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// The page with what was typed, beside what somebody else wrote meanwhile.
pub(super) async fn overtaken(
    conn: &mut PgConnection,
    by: By<'_>,
    at: At<'_>,
    form: DeskForm,
) -> Result<Response> {
    let item = at.1.item(at.2)?;
    let who = item.decided_by.as_deref().unwrap_or("他人");
    let sentence = match item.state() {
        ItemState::Decided(LookBackResult::Reopened) => {
            format!("{who}已先重新挂账，现在的情况见本页；您所填的没有保存，列在下面。")
        }
        _ => format!("{who}已先修改，见“现存内容”；您所填的还在，核对后再保存，将以您的为准。"),
    };
    let form = DeskForm { version: item.version, ..form };
    page(conn, by, at, (form, FieldErrors::one("result", sentence)), StatusCode::CONFLICT).await
}

async fn page(
    conn: &mut PgConnection,
    (state, user): By<'_>,
    (plan, round, number): At<'_>,
    (form, errors): (DeskForm, FieldErrors),
    status: StatusCode,
) -> Result<Response> {
    let item = round.item(number)?;
    let today = state.clocks.today();
    let ground = Ground::read(conn, plan, item, &form, today).await?;
    let (then, more) = then(conn, &Reader::of(user, today), item).await?;
    let (year, of) = (plan.year, round.round.number);
    let path = urls::look_back_item(year, of, number);
    let is_over = item.state().after(LookBackResult::Kept).is_err();
    let may_write = round.may_write(user) && !is_over;
    let is_conflict = status == StatusCode::CONFLICT;
    let page = DeskPage {
        frame: user.frame(state, Some(year)),
        round: urls::look_back(year, of),
        round_name: round.round.name(),
        autosave: (may_write && item.result.is_none() && !is_conflict).then(|| format!("{path}/draft")),
        path,
        kind: item.kind(),
        state: item.state().light(),
        task: format!("{} {}", item.task_number, item.task_title),
        task_path: urls::task(item.year, item.task_number),
        ended_on: dates::short(item.ended_on),
        then,
        more,
        queue: queue(round, number),
        may_write,
        decided: item
            .decided_on
            .zip(item.decided_by.as_ref())
            .map(|(on, who)| format!("{} {who}", dates::short(on))),
        results: LookBackResult::ALL
            .map(|of| Radio { code: of.code(), word: of.word(), chosen: of.code() == form.result })
            .into(),
        reopening: reopening(item),
        carriers: (item.way() == Way::OtherTask).then(|| carriers(&ground, &form)),
        departments: ground
            .departments
            .iter()
            .map(|(id, name)| Choice::of(id.to_string(), name, &form.department))
            .collect(),
        severities: Severity::ALL
            .map(|of| Choice::of(of.code(), of.word(), &form.severity))
            .into_iter()
            .collect(),
        finding: item.reopened_with(),
        theirs: (is_conflict && may_write).then(|| theirs(item)),
        lost: if is_conflict && is_over { form.written() } else { Vec::new() },
        item: item.clone(),
        form,
        errors,
    };
    Ok((status, page).into_response())
}

/// What was achieved then, and where more of it stands. One statement.
async fn then(
    conn: &mut PgConnection,
    reader: &Reader,
    item: &Item,
) -> Result<(Vec<(&'static str, String)>, Vec<(String, String)>)> {
    let Some(number) = item.finding_number else {
        let asked = find_latest_completion(conn, item.task).await?;
        let asked =
            asked.map(|(id, state)| (format!("办结申请：{}", state.word()), urls::completion(item.year, id)));
        let files = ("证明材料".to_owned(), urls::task_files(item.year, item.task_number));
        return Ok((Vec::new(), asked.into_iter().chain([files]).collect()));
    };
    let finding = get_finding(conn, reader, item.year, number).await?;
    let lines = vec![
        ("发现的问题", finding.problem),
        ("整改要求", finding.required),
        ("销号意见", finding.remark.unwrap_or_default()),
    ];
    Ok((lines, vec![(format!("第 {number} 号问题的整改和销号"), urls::finding(item.year, number))]))
}

fn reopening(item: &Item) -> String {
    let (year, number) = (item.year, item.task_number);
    match item.way() {
        Way::Task => "列入问题清单并通知责任部门；任务恢复为“进行中”，尚未到期的月报和节点恢复要求，完成时限照旧、恢复为未完成，已过的须另行申请延期。办结的记录和材料保留。".to_owned(),
        Way::SameTask => "已销号的问题不再改动；在同一任务下列入新的问题，写明原来的编号，并通知责任部门。".to_owned(),
        Way::OtherTask if item.year != item.round_year => format!(
            "{year} 年度的方案不再改动，原事项不能恢复办理；由本年度的一项任务承担整改，问题列入该任务并通知责任部门。"
        ),
        Way::OtherTask => format!(
            "任务 {number} 已{}，不能恢复办理；由本年度的另一项任务承担整改，问题列入该任务并通知责任部门。",
            item.task_status.word()
        ),
    }
}

fn carriers(ground: &Ground, form: &DeskForm) -> Vec<Choice> {
    let line = |task: &crate::plan::tasks::steps::MergeTarget| {
        Choice::of(task.id.to_string(), format!("{} {}", task.number, task.title), &form.carrier)
    };
    ground.carriers.iter().map(line).collect()
}

fn queue(round: &RoundOf, number: i32) -> Vec<QueueLine> {
    let line = |of: &Item| QueueLine {
        path: urls::look_back_item(round.round.year, round.round.number, of.number),
        words: format!("{} {}：{}", of.number, of.kind(), of.what()),
        is_decided: of.result.is_some(),
        current: of.number == number,
    };
    round.items.iter().map(line).collect()
}

/// What is stored: decided, or a draft.
fn theirs(item: &Item) -> Theirs {
    let stored = DeskForm::of(item);
    let by = item
        .decided_on
        .zip(item.decided_by.as_ref())
        .map_or_else(|| "草稿，尚未定".to_owned(), |(on, who)| format!("{who} 于 {}写下", dates::plain(on)));
    let mut lines = vec![
        (
            "核查结果",
            LookBackResult::of_code(&stored.result).map_or_else(String::new, |of| of.word().to_owned()),
        ),
        ("核查情况", stored.remark),
        ("发现的问题", stored.problem),
        ("整改要求", stored.required),
        ("整改期限", stored.due_on),
    ];
    lines.retain(|(_, text)| !text.is_empty());
    Theirs { by, lines }
}
