//! `/2019/checks/2019-Q2`: the round of a quarter, task by task; who checks what; or the form that opens it.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::list_page::state_of;
use super::model::{Risk, Verdict, is_in_scope};
use super::round::RoundOf;
use super::store::{Checked, LightSeen};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes, list_office};
use crate::error::{AppError, Result};
use crate::ids::AccountId;
use crate::plan::tasks::fields::Choice;
use crate::reporting::monthly_reports::OwnRating;
use crate::status::Light;
use crate::web::{AppState, FieldErrors, PageFrame, dates, urls};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AssignForm {
    pub checker: String,
    pub task: Vec<i32>,
}

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/checks/{quarter}", Access::Needs(Action::ReadChecks), show)]
}

/// What of a round is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    All,
    Undecided,
    Mine,
    DoesNotConform,
    HighRisk,
    Differs,
}

impl Shown {
    const ALL: [Self; 6] =
        [Self::All, Self::Undecided, Self::Mine, Self::DoesNotConform, Self::HighRisk, Self::Differs];

    fn code(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Undecided => "undecided",
            Self::Mine => "mine",
            Self::DoesNotConform => "does_not_conform",
            Self::HighRisk => "high_risk",
            Self::Differs => "differs",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::All => "全部",
            Self::Undecided => "未定",
            Self::Mine => "分给我的",
            Self::DoesNotConform => "不符合",
            Self::HighRisk => "风险高",
            Self::Differs => "核定与自评不一致",
        }
    }

    fn holds(self, round: &RoundOf, checked: &Checked, me: AccountId) -> bool {
        match self {
            Self::All => true,
            Self::Undecided => checked.decided.is_none(),
            Self::Mine => checked.checker.as_ref().is_some_and(|(id, _)| *id == me),
            Self::DoesNotConform => checked.judgement.verdict == Some(Verdict::DoesNotConform),
            Self::HighRisk => checked.judgement.risk == Some(Risk::High),
            Self::Differs => round.differs(checked),
        }
    }
}

struct Chip {
    words: String,
    path: String,
    current: bool,
}

/// A task of the round.
pub(super) struct Line {
    pub number: i32,
    pub title: String,
    pub path: String,
    pub lead: Option<String>,
    pub light: (&'static str, &'static str, String),
    pub share: u32,
    pub scheduled: Option<u32>,
    pub own: Option<&'static str>,
    pub verified: Option<&'static str>,
    pub differs: bool,
    /// Its word, and whether it is bad.
    pub verdict: Option<(&'static str, bool)>,
    pub risk: Option<(&'static str, bool)>,
    pub checker: Option<String>,
    pub is_decided: bool,
    pub remark: String,
    pub remedy: String,
    /// Whether it is ticked to be given to a checker.
    pub chosen: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/checks/round.html")]
struct RoundPage {
    frame: PageFrame,
    list: String,
    path: String,
    name: String,
    due_on: String,
    estimate: bool,
    state: (&'static str, &'static str, String),
    /// Who opened it and when, all tasks or why a sample; who closed it.
    about: String,
    /// How many decided, of how many.
    progress: String,
    /// Why the reader sees nothing yet.
    withheld: bool,
    chips: Vec<Chip>,
    lines: Vec<Line>,
    /// Where checking goes on: the first task not decided.
    next: Option<String>,
    stocktake: Option<String>,
    /// Its circular, once the round is closed.
    circular: Option<String>,
    /// Whom tasks can be given to; empty for those who may not.
    checkers: Vec<Choice>,
    /// The version of a round that can be closed now.
    closes: Option<i32>,
    errors: FieldErrors,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RoundQuery {
    show: String,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, quarter)): Path<(i32, String)>,
    Query(query): Query<RoundQuery>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let round = RoundOf::read(&mut conn, (year, &quarter), state.clocks.today()).await?.for_reader(&user);
    if round.quarter.round.is_none() {
        return Ok(unopened(&state, &user, &round, OpenForm::default(), FieldErrors::default()));
    }
    let checkers = if round.may_write(&user) { list_office(&mut conn).await? } else { Vec::new() };
    drop(conn);
    let shown = Shown::ALL.into_iter().find(|shown| shown.code() == query.show).unwrap_or(Shown::All);
    Ok(page(&state, &user, &round, shown, (&checkers, &AssignForm::default()), FieldErrors::default()))
}

/// The round with what was ticked and what stands in the way.
pub(super) async fn refused(
    conn: &mut sqlx::PgConnection,
    state: &AppState,
    user: &CurrentUser,
    round: &RoundOf,
    (assigning, errors): (&AssignForm, FieldErrors),
) -> Result<Response> {
    let checkers = list_office(conn).await?;
    Ok(page(state, user, round, Shown::All, (&checkers, assigning), errors))
}

fn page(
    state: &AppState,
    user: &CurrentUser,
    round: &RoundOf,
    shown: Shown,
    (checkers, assigning): (&[(AccountId, String)], &AssignForm),
    errors: FieldErrors,
) -> Response {
    let (year, quarter) = (round.overview.plan.year, &round.quarter);
    let path = urls::check(year, &quarter.period.to_string());
    let count =
        |shown: Shown| round.checked.iter().filter(|of| shown.holds(round, of, user.account_id)).count();
    let chip = |of: Shown| Chip {
        words: format!("{} {}", of.word(), count(of)),
        path: if of == Shown::All { path.clone() } else { format!("{path}?show={}", of.code()) },
        current: of == shown,
    };
    let may_write = round.may_write(user);
    let wanted = |of: &Shown| may_write || !matches!(of, Shown::Undecided | Shown::Mine);
    let undecided = round.checked.iter().find(|of| of.decided.is_none());
    let next = undecided.filter(|_| may_write).map(|of| task_path(round, of.number));
    let mut lines = lines(round, |of| shown.holds(round, of, user.account_id));
    for line in &mut lines {
        line.chosen = assigning.task.contains(&line.number);
    }
    let page = RoundPage {
        frame: user.frame(state, Some(year)),
        list: urls::checks(year),
        name: quarter.period.words(),
        due_on: dates::short_with_weekday(quarter.due_on),
        estimate: round.overview.calendar.is_estimate(quarter.due_on),
        state: state_of(quarter, round.overview.today),
        about: about(round),
        progress: format!("已定 {} 项，共 {} 项", quarter.decided, quarter.tasks),
        withheld: round.checked.is_empty(),
        chips: Shown::ALL.into_iter().filter(wanted).map(chip).collect(),
        lines,
        closes: quarter.round.as_ref().filter(|_| may_write && next.is_none()).map(|round| round.version),
        next,
        stocktake: sees_whole(round, user).then(|| format!("{path}/stocktake")),
        circular: (sees_whole(round, user) && !round.is_open())
            .then(|| urls::circular(year, &quarter.period.to_string())),
        checkers: checkers
            .iter()
            .map(|(id, name)| Choice::of(id.to_string(), name, &assigning.checker))
            .collect(),
        path,
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, page).into_response()
}

/// Whether the reader has all of the round before them.
pub(super) fn sees_whole(round: &RoundOf, user: &CurrentUser) -> bool {
    user.may(Action::ReadStocktake) && i64::try_from(round.checked.len()) == Ok(round.quarter.tasks)
}

fn about(round: &RoundOf) -> String {
    let Some(of) = &round.quarter.round else { return String::new() };
    let by = of.opened_by.as_deref().unwrap_or("季度结束后自动");
    let opened = format!("{} {by}开始", dates::short(of.opened_on));
    let scope = match &of.sample_reason {
        Some(reason) => format!("抽查 {} 项：{reason}", round.quarter.tasks),
        None => format!("全部检查 {} 项", round.quarter.tasks),
    };
    let closed = of.closed.as_ref().map(|(on, who)| format!("{} {who}结束", dates::short(*on)));
    [Some(scope), Some(opened), closed].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The lines of the tasks wanted.
pub(super) fn lines(round: &RoundOf, wanted: impl Fn(&Checked) -> bool) -> Vec<Line> {
    round.checked.iter().filter(|of| wanted(of)).filter_map(|of| line(round, of)).collect()
}

fn line(round: &RoundOf, of: &Checked) -> Option<Line> {
    let (task, figures) = (round.task(of)?, round.figures(of)?);
    let judgement = &of.judgement;
    Some(Line {
        number: of.number,
        title: task.title.clone(),
        path: task_path(round, of.number),
        lead: task.leads(),
        light: light_of(&round.light(of)?),
        share: figures.share,
        scheduled: figures.scheduled,
        own: figures.own.map(OwnRating::word),
        verified: judgement.rating.map(OwnRating::word),
        differs: round.differs(of),
        verdict: judgement.verdict.map(|of| (of.word(), of == Verdict::DoesNotConform)),
        risk: judgement.risk.map(|of| (of.word(), of == Risk::High)),
        checker: of.checker.as_ref().map(|(_, name)| name.clone()),
        is_decided: of.decided.is_some(),
        remark: judgement.remark.clone(),
        remedy: judgement.remedy.clone(),
        chosen: false,
    })
}

/// A light of the table: its word, and of a grey one the task's state, of which there are several.
fn light_of(seen: &LightSeen) -> (&'static str, &'static str, String) {
    let words = if seen.light == Light::Grey { seen.words.clone() } else { seen.light.word().to_owned() };
    (seen.light.code(), seen.light.symbol(), words)
}

fn task_path(round: &RoundOf, number: i32) -> String {
    urls::check_of_task(round.overview.plan.year, &round.quarter.period.to_string(), number)
}

/// What is typed to open a round.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct OpenForm {
    /// `sample`, else all.
    pub scope: String,
    pub reason: String,
    pub task: Vec<i32>,
}

struct ScopeLine {
    number: i32,
    title: String,
    lead: Option<String>,
    light: (&'static str, &'static str, String),
    chosen: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/checks/open.html")]
struct OpenPage {
    frame: PageFrame,
    list: String,
    path: String,
    name: String,
    due_on: String,
    estimate: bool,
    state: (&'static str, &'static str, String),
    /// Whether the reader can open it now.
    may_open: bool,
    tasks: Vec<ScopeLine>,
    form: OpenForm,
    errors: FieldErrors,
}

/// The page of a quarter whose check is not begun.
pub(super) fn unopened(
    state: &AppState,
    user: &CurrentUser,
    round: &RoundOf,
    form: OpenForm,
    errors: FieldErrors,
) -> Response {
    let (year, quarter) = (round.overview.plan.year, &round.quarter);
    let is_over = quarter.period.last_day() < round.overview.today;
    let may_open = user.may(Action::KeepChecks) && is_over && !quarter.waived;
    let tasks = round.overview.tasks.iter().filter(|task| {
        may_open && is_in_scope(task.status, task.status_since, task.starts_on, quarter.period)
    });
    let line = |task: &crate::pages::overview::TaskOverview| ScopeLine {
        number: task.number,
        title: task.title.clone(),
        lead: task.leads(),
        light: (task.light.light.code(), task.light.light.symbol(), task.light.words.clone()),
        chosen: form.task.contains(&task.number),
    };
    let page = OpenPage {
        frame: user.frame(state, Some(year)),
        list: urls::checks(year),
        path: urls::check(year, &quarter.period.to_string()),
        name: quarter.period.words(),
        due_on: dates::short_with_weekday(quarter.due_on),
        estimate: round.overview.calendar.is_estimate(quarter.due_on),
        state: state_of(quarter, round.overview.today),
        may_open,
        tasks: tasks.map(line).collect(),
        form,
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, page).into_response()
}

/// A row of the round.
///
/// # Errors
/// Not found where the round is not about that task, or not before this reader.
pub(super) fn row(round: &RoundOf, number: i32) -> Result<&Checked> {
    let found = round.checked.iter().find(|of| of.number == number);
    found.ok_or_else(|| AppError::NotFound("这项任务不在本次检查之列，或检查尚未结束。".into()))
}
