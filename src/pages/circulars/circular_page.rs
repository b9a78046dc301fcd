//! `/2019/circulars/2019-06`: a circular with what departments explain, and the forms of its steps; to a department it names,
//! while that may explain, its own passage only.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::draft::Draft;
use super::edit_page::moved;
use super::facts_store::{get_period, read_facts};
use super::model::{CircularStatus, Step, name_of};
use super::shown::{PassageShown, around_table, passage, waits_for};
use super::sign::require_signer;
use super::store::{CircularRow, PassageRow, Which, list_circulars, list_passages, list_signers};
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes};
use crate::calendar::get_calendar;
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::pages::drafting::{Line, Missing};
use crate::plan::tasks::fields::Choice;
use crate::plan::tasks::store::{Person, list_leaders};
use crate::plan::{Plan, get_plan};
use crate::reporting::evidence::ACCEPTED;
use crate::web::{AppState, FieldErrors, PageFrame, dates, instants, urls};

/// A department has so many working days to explain, until the office says otherwise.
const DAYS_TO_EXPLAIN: u32 = 3;

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/circulars/{period}", Access::Needs(Action::ReadCirculars), show)]
}

/// Year and period of an address.
pub(super) type PeriodPath = Path<(i32, String)>;

/// Whether the person reads circulars before they are released.
pub(super) fn sees_all(user: &CurrentUser) -> bool {
    matches!(user.role, Role::Office | Role::Leader)
}

/// What is typed into the forms of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// The version seen.
    pub version: i32,
    pub explain_by: String,
    pub signer: String,
    pub department: String,
    pub explanation: String,
    /// The explanation seen.
    pub seen: String,
    /// `release` or `return`.
    pub decision: String,
    pub because: String,
    pub decided_on: String,
    /// Of a decision on paper: which leader's it is.
    pub decided_by: String,
    pub evidence: String,
    pub withdraw_because: String,
}

/// Which of a period's circulars, where one was withdrawn.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Version {
    version: String,
}

impl Version {
    /// The one asked for, else the newest.
    pub fn of<'a>(&self, all: &'a [CircularRow]) -> Option<&'a CircularRow> {
        let asked: Option<i32> = self.version.parse().ok();
        all.iter().find(|of| asked.is_none_or(|version| of.version == version))
    }
}

/// What a person may read of a circular.
pub(super) struct Reading {
    pub row: CircularRow,
    pub passages: Vec<PassageRow>,
    /// Only the passages of their own departments, to explain them.
    pub own_only: bool,
}

/// The circulars of a period that a person may read something of, and the one asked for of them.
pub(super) async fn read(
    conn: &mut PgConnection,
    user: &CurrentUser,
    (plan, period): (&Plan, Period),
    version: &Version,
) -> Result<(Vec<CircularRow>, Option<Reading>)> {
    let which = Which { plan: Some(plan.id), period: Some(period), open: false };
    let mut all = list_circulars(conn, which).await?;
    let ids: Vec<_> = all.iter().map(|of| of.id).collect();
    let mut passages = list_passages(conn, &ids).await?;
    let whole = |of: &CircularRow| sees_all(user) || of.was_released();
    passages.retain(|passage| {
        all.iter().any(|of| of.id == passage.circular && whole(of)) || user.belongs_to(passage.department)
    });
    let explains = |of: &CircularRow| {
        of.status == CircularStatus::Explaining && passages.iter().any(|passage| passage.circular == of.id)
    };
    all.retain(|of| whole(of) || explains(of));
    let reading = version.of(&all).cloned().map(|row| {
        passages.retain(|passage| passage.circular == row.id);
        Reading { own_only: !whole(&row), passages, row }
    });
    Ok((all, reading))
}

/// What the reader may do now.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each form has its own condition")]
struct May {
    begin: bool,
    edit: bool,
    ask: bool,
    explain: bool,
    take_back: bool,
    submit: bool,
    sign: bool,
    /// Records a signature on paper.
    record: bool,
    withdraw: bool,
}

struct VersionLink {
    path: String,
    words: String,
    current: bool,
}

/// A circular that is shown.
struct Shown {
    title: String,
    state: (&'static str, &'static str, &'static str),
    number: Option<String>,
    facts: Vec<(&'static str, String)>,
    /// Why it cannot be submitted yet, and when it can.
    waits: Option<String>,
    /// Address and name of the scan of a signature that was recorded.
    scan: Option<(String, String)>,
    returned: Option<String>,
    withdrawn: Option<String>,
    before: Vec<Line>,
    passages: Vec<PassageShown>,
    after: Vec<Line>,
    own_only: bool,
    is_released: bool,
    version: i32,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/circulars/circular.html")]
struct CircularPage {
    frame: PageFrame,
    list: String,
    path: String,
    name: String,
    shown: Option<Shown>,
    versions: Vec<VersionLink>,
    word: Option<String>,
    /// What the ledger says otherwise by now.
    moved: Vec<Missing>,
    may: May,
    leaders: Vec<Choice>,
    /// Whose decision on paper may be recorded.
    signers: Vec<Choice>,
    typed: Typed,
    accepted: &'static str,
    errors: FieldErrors,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, period)): PeriodPath,
    Query(version): Query<Version>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let today = state.clocks.today();
    let none = || AppError::NotFound("没有您可以查看的通报：院领导签发后全院可以查看。".into());
    let of = match get_period(&mut conn, plan.id, (&period, today)).await {
        Err(AppError::NotFound(_)) if !sees_all(&user) => return Err(none()),
        other => other?,
    };
    let typed = (Typed::default(), FieldErrors::default(), StatusCode::OK);
    page(&mut conn, (&state, &user), ((&plan, of), &version), typed).await
}

/// The page again, with what was typed and sentences beside it.
pub(super) async fn refused(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    at: (&Plan, Period),
    (typed, errors): (Typed, FieldErrors),
) -> Result<Response> {
    refused_with(conn, who, at, (typed, errors, StatusCode::UNPROCESSABLE_ENTITY)).await
}

/// The same as an answer of another kind.
pub(super) async fn refused_with(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    at: (&Plan, Period),
    typed: (Typed, FieldErrors, StatusCode),
) -> Result<Response> {
    page(conn, who, (at, &Version::default()), typed).await
}

async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    ((plan, period), version): ((&Plan, Period), &Version),
    (mut typed, errors, status): (Typed, FieldErrors, StatusCode),
) -> Result<Response> {
    let (year, code, today) = (plan.year, period.to_string(), state.clocks.today());
    let (all, reading) = read(conn, user, (plan, period), version).await?;
    if reading.is_none() && (!sees_all(user) || !all.is_empty()) {
        return Err(AppError::NotFound("没有您可以查看的通报：院领导签发后全院可以查看。".into()));
    }
    let newest = reading.as_ref().zip(all.first()).is_some_and(|(of, newest)| of.row.id == newest.id);
    let may = May::of(conn, (user, today), (reading.as_ref(), newest)).await?;
    let moved = match &reading {
        Some(of) if sees_all(user) && newest && of.row.is_on_its_way() => {
            moved(&Draft::of(&read_facts(conn, (year, period), today).await?), (&of.row, &of.passages))
        }
        _ => Vec::new(),
    };
    let leaders = if may.submit { list_leaders(conn).await? } else { Vec::new() };
    let signers = match reading.as_ref().and_then(|of| Some((of.row.signer_id?, of.row.submitted_on?))) {
        Some((signer, since)) if may.record => list_signers(conn, signer, (since, today)).await?,
        _ => Vec::new(),
    };
    if may.ask && typed.explain_by.is_empty() {
        let calendar = get_calendar(conn).await?;
        typed.explain_by = dates::short(calendar.add_working_days(today, DAYS_TO_EXPLAIN));
    }
    let path = urls::circular(year, &code);
    let page = CircularPage {
        frame: user.frame(state, Some(year)),
        list: urls::circulars(year),
        name: name_of(period),
        word: reading
            .as_ref()
            .filter(|of| !of.own_only)
            .map(|of| format!("{}?version={}", urls::circular_form(year, &code, "docx"), of.row.version)),
        versions: versions(&path, &all, reading.as_ref()),
        leaders: choices(&leaders, &typed.signer),
        signers: choices(&signers, &typed.decided_by),
        shown: reading.map(|of| shown((user, today), &path, of, (&typed, &errors))),
        path,
        moved,
        may,
        typed,
        accepted: ACCEPTED,
        errors,
    };
    Ok((status, page).into_response())
}

fn choices(people: &[Person], now: &str) -> Vec<Choice> {
    people.iter().map(|person| Choice::of(person.id.to_string(), person.name.clone(), now)).collect()
}

impl May {
    async fn of(
        conn: &mut PgConnection,
        (user, today): (&CurrentUser, NaiveDate),
        (reading, newest): (Option<&Reading>, bool),
    ) -> Result<Self> {
        let keeps = user.may(Action::KeepCirculars);
        let Some(reading) = reading else { return Ok(Self { begin: keeps, ..Self::default() }) };
        let row = &reading.row;
        let may = |step: Step| keeps && newest && row.status.after(step).is_ok();
        let signs = newest && row.status.after(Step::Release).is_ok() && user.may(Action::SignCircular);
        let signs = signs && require_signer(conn, (user, today), row).await.is_ok();
        let settled = reading.passages.iter().all(|of| of.is_settled(row.status, today));
        Ok(Self {
            begin: keeps && newest && row.status == CircularStatus::Withdrawn,
            edit: may(Step::Edit),
            ask: may(Step::Ask) && !settled,
            explain: user.may(Action::ExplainInCircular) && row.status.after(Step::Explain).is_ok(),
            take_back: may(Step::TakeBack),
            submit: may(Step::Submit) && settled,
            sign: signs,
            record: signs && user.role == Role::Office,
            withdraw: may(Step::Withdraw),
        })
    }
}

fn versions(path: &str, all: &[CircularRow], reading: Option<&Reading>) -> Vec<VersionLink> {
    let link = |of: &CircularRow| VersionLink {
        path: format!("{path}?version={}", of.version),
        words: format!("{} {}", of.number_in_words().unwrap_or_else(|| "未编号".into()), of.status.word()),
        current: reading.is_some_and(|reading| reading.row.id == of.id),
    };
    all.iter().map(link).collect()
}

fn shown(
    (user, today): (&CurrentUser, NaiveDate),
    path: &str,
    Reading { row, passages, own_only }: Reading,
    (typed, errors): (&Typed, &FieldErrors),
) -> Shown {
    let (before, after) =
        if own_only { (Vec::new(), Vec::new()) } else { around_table(&row, sees_all(user)) };
    let (status, waits) = (row.status, waits_for(row.status, &passages, today));
    let passage_of = |of: PassageRow| {
        let is_typed = typed.department == of.department.to_string();
        let error = errors.of(&format!("explanation-{}", of.department)).map(str::to_owned);
        let text = is_typed.then_some(typed.explanation.as_str());
        passage(of, (status, today), (text, error.as_deref()))
    };
    let scan = row.scan_name.clone().filter(|_| sees_all(user));
    let withdrawn = row.withdrawn_on.zip(row.withdrawn_because.as_ref());
    Shown {
        state: row.status.light(),
        number: row.number_in_words(),
        facts: if own_only { Vec::new() } else { facts(user, &row) },
        waits,
        scan: scan.map(|name| (format!("{path}/scan?version={}", row.version), name)),
        returned: row.returned_in_words().filter(|_| sees_all(user)),
        withdrawn: withdrawn.map(|(on, because)| format!("{}：{because}", dates::plain(on))),
        before,
        passages: passages.into_iter().map(passage_of).collect(),
        after,
        own_only,
        is_released: row.was_released(),
        version: row.row_version,
        title: row.title,
    }
}

fn facts(user: &CurrentUser, row: &CircularRow) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if sees_all(user) {
        facts.push(("起草", dates::plain(row.drafted_on)));
        if !row.was_released() {
            facts.push(("最近修改", format!("{} {}", instants::minute(row.saved_at), row.saved_by)));
        }
        let submitted = row.submitted_on.zip(row.signer.as_ref());
        facts.extend(submitted.map(|(on, to)| ("送签", format!("{} 送{to}", dates::plain(on)))));
    }
    let signed = row.released_on.zip(row.signed_in_words());
    let recorded = row.released_by.as_ref().filter(|_| row.evidence.is_some());
    let by = recorded.map_or_else(String::new, |by| format!("（{by}代录）"));
    facts.extend(signed.map(|(on, signer)| ("签发", format!("{} {signer}{by}", dates::plain(on)))));
    if sees_all(user) {
        facts.extend(row.evidence.clone().map(|evidence| ("凭据", evidence)));
    }
    if !row.copies_to.is_empty() {
        facts.push(("抄送", row.copies_to.clone()));
    }
    facts
}
