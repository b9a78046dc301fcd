//! One task of a round: the quarter's reports side by side, and what the checker says beside them.

use askama::Template;
use askama_web::WebTemplate;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::desk_form::DeskForm;
use super::model::{Judgement, Risk, Verdict};
use super::problems::Problems;
use super::round::{RoundOf, months};
use super::round_page::row;
use super::store::Checked;
use crate::accounts::CurrentUser;
use crate::deadlines::list_duties_of_task;
use crate::error::{AppError, Result};
use crate::pages::reports_of_task::{self, ReportLine, list_reports};
use crate::reporting::evidence::{FileLine, list_files_of_task};
use crate::reporting::monthly_reports::OwnRating;
use crate::supervision::findings::FindingForm;
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
#[template(path = "pages/checks/desk.html")]
struct DeskPage {
    frame: PageFrame,
    round: String,
    round_name: String,
    path: String,
    number: i32,
    title: String,
    task_path: String,
    lead: Option<String>,
    light: (&'static str, &'static str, String),
    light_sentence: String,
    /// The day the round was closed: light, figures and findings are said as of it.
    as_of: Option<String>,
    share: u32,
    scheduled: Option<u32>,
    own: Option<&'static str>,
    reports: Vec<ReportLine>,
    files: Vec<(String, FileLine)>,
    files_path: String,
    previous: Option<String>,
    next: Option<String>,
    queue: Vec<QueueLine>,
    may_write: bool,
    autosave: Option<String>,
    decided: Option<String>,
    checker: Option<String>,
    verdicts: Vec<Radio>,
    ratings: Vec<Radio>,
    risks: Vec<Radio>,
    form: DeskForm,
    /// What was decided, for those who may not write.
    said: Vec<(&'static str, String)>,
    differs: bool,
    theirs: Option<Theirs>,
    problems: Problems,
    errors: FieldErrors,
}

/// The page as it stands.
pub(super) async fn show(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    round: &RoundOf,
    number: i32,
) -> Result<Response> {
    let form = DeskForm::of(row(round, number)?);
    page(conn, state, user, (round, number), (form, None), FieldErrors::default(), StatusCode::OK).await
}

/// The page with what was typed of a problem, and what is wrong with it.
pub(super) async fn problem_refused(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    (round, number): (&RoundOf, i32),
    problem: FindingForm,
    errors: FieldErrors,
) -> Result<Response> {
    let typed = (DeskForm::of(row(round, number)?), Some(problem));
    page(conn, state, user, (round, number), typed, errors, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// The page with what was typed, and what is wrong with it.
pub(super) async fn refused(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    at: (&RoundOf, i32),
    form: DeskForm,
    errors: FieldErrors,
) -> Result<Response> {
    page(conn, state, user, at, (form, None), errors, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// The page with what was typed, beside what somebody else wrote meanwhile.
pub(super) async fn overtaken(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    (round, number): (&RoundOf, i32),
    form: DeskForm,
) -> Result<Response> {
    let form = DeskForm { version: row(round, number)?.version, ..form };
    let sentence = "他人已先写下结论，见“现存内容”；您所填的还在，核对后再保存，将以您的为准。";
    let errors = FieldErrors::one("verdict", sentence);
    page(conn, state, user, (round, number), (form, None), errors, StatusCode::CONFLICT).await
}

async fn page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    (round, number): (&RoundOf, i32),
    (form, problem): (DeskForm, Option<FindingForm>),
    errors: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let of = row(round, number)?;
    let problems = Problems::read(conn, user, (round, of), (&form, problem)).await?;
    let missing = || AppError::NotFound("没有这项任务。".into());
    let (task, figures) = round.task(of).zip(round.figures(of)).ok_or_else(missing)?;
    let seen = round.light(of).ok_or_else(missing)?;
    let (year, period) = (round.overview.plan.year, round.quarter.period);
    let quarter = period.to_string();
    let concerned = user.is_concerned(&task.concerned);
    let mut duties = list_duties_of_task(conn, task.id).await?;
    duties.retain(|duty| duty.duty.period.is_some_and(|month| months(period).contains(&month)));
    let today = round.overview.today;
    let mut reports = reports_of_task::lines(&duties, list_reports(conn, task.id).await?, today, concerned);
    reports.reverse();
    let files = list_files_of_task(conn, task.id, concerned).await?;
    let kept = files.into_iter().filter(|file| file.withdrawn.is_none());
    let at = round.checked.iter().position(|other| other.number == number).unwrap_or(0);
    let path_at = |at: Option<usize>| {
        let other = at.and_then(|at| round.checked.get(at));
        other.map(|other| urls::check_of_task(year, &quarter, other.number))
    };
    let may_write = round.may_write(user);
    let path = urls::check_of_task(year, &quarter, number);
    let page = DeskPage {
        frame: user.frame(state, Some(year)),
        round: urls::check(year, &quarter),
        round_name: format!("{}检查", period.words()),
        autosave: (may_write && of.decided.is_none() && status != StatusCode::CONFLICT)
            .then(|| format!("{path}/draft")),
        path,
        number,
        title: task.title.clone(),
        task_path: urls::task(year, number),
        lead: task.leads(),
        light: (seen.light.code(), seen.light.symbol(), seen.words),
        light_sentence: seen.sentence,
        as_of: round.closed_on().map(dates::plain),
        share: figures.share,
        scheduled: figures.scheduled,
        own: figures.own.map(OwnRating::word),
        reports,
        files: kept.map(|file| (urls::file(year, file.id), file)).collect(),
        files_path: urls::task_files(year, number),
        previous: path_at(at.checked_sub(1)),
        next: path_at(Some(at + 1)),
        queue: queue(round, number),
        may_write,
        decided: of.decided.as_ref().map(|(on, who)| format!("{} {who}", dates::short(*on))),
        checker: of.checker.as_ref().map(|(_, name)| name.clone()),
        verdicts: options(&Verdict::ALL.map(|it| (it.code(), it.word())), &form.verdict),
        ratings: options(&OwnRating::ALL.map(|it| (it.code(), it.word())), &form.rating),
        risks: options(&Risk::ALL.map(|it| (it.code(), it.word())), &form.risk),
        said: said(&of.judgement),
        differs: round.differs(of),
        theirs: (status == StatusCode::CONFLICT).then(|| theirs(of)),
        problems,
        form,
        errors,
    };
    Ok((status, page).into_response())
}

fn options(all: &[(&'static str, &'static str)], chosen: &str) -> Vec<Radio> {
    let option = |(code, word): &(&'static str, &'static str)| Radio { code, word, chosen: *code == chosen };
    all.iter().map(option).collect()
}

fn queue(round: &RoundOf, number: i32) -> Vec<QueueLine> {
    let (year, quarter) = (round.overview.plan.year, round.quarter.period.to_string());
    let line = |of: &Checked| QueueLine {
        path: urls::check_of_task(year, &quarter, of.number),
        words: round.task(of).map_or_else(String::new, |task| format!("{} {}", of.number, task.title)),
        is_decided: of.decided.is_some(),
        current: of.number == number,
    };
    round.checked.iter().map(line).collect()
}

/// What is written, in headed lines.
fn said(judgement: &Judgement) -> Vec<(&'static str, String)> {
    let mut lines = vec![
        ("检查结论", judgement.verdict.map_or_else(String::new, |of| format!("{}序时进度", of.word()))),
        ("核定", judgement.rating.map_or_else(String::new, |of| of.word().to_owned())),
        ("年底完成风险", judgement.risk.map_or_else(String::new, |of| of.word().to_owned())),
        ("检查情况", judgement.remark.clone()),
        ("补救措施", judgement.remedy.clone()),
    ];
    lines.retain(|(_, text)| !text.is_empty());
    lines
}

fn theirs(of: &Checked) -> Theirs {
    let by = of
        .decided
        .as_ref()
        .map_or_else(|| "草稿，尚未定".to_owned(), |(on, who)| format!("{who} 于 {}写下", dates::plain(*on)));
    Theirs { by, lines: said(&of.judgement) }
}
