//! `/2019/look-backs/1`: a round, item by item, and who looks at what.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::list_page::state_of;
use super::model::{ItemState, LookBackResult};
use super::round::RoundOf;
use super::store::Item;
use super::writes::{hold_open, update_checkers};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes, list_office};
use crate::audit_trail::{Audience, Entry, append};
use crate::error::Result;
use crate::ids::AccountId;
use crate::plan::get_plan;
use crate::plan::tasks::fields::Choice;
use crate::plan::tasks::store::get_plan_to_change;
use crate::supervision::Reader;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/look-backs/{round}", Access::Needs(Action::ReadLookBacks), show),
        Route::post("/{year}/look-backs/{round}/checkers", Access::Needs(Action::KeepLookBacks), assign),
    ]
}

/// What of a round is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    All,
    Undecided,
    Mine,
    Kept,
    Reopened,
}

impl Shown {
    const ALL: [Self; 5] = [Self::All, Self::Undecided, Self::Mine, Self::Kept, Self::Reopened];

    fn code(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Undecided => "undecided",
            Self::Mine => "mine",
            Self::Kept => "kept",
            Self::Reopened => "reopened",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::All => "全部",
            Self::Undecided => "未定",
            Self::Mine => "分给我的",
            Self::Kept => LookBackResult::Kept.word(),
            Self::Reopened => LookBackResult::Reopened.word(),
        }
    }

    fn holds(self, item: &Item, me: AccountId) -> bool {
        match self {
            Self::All => true,
            Self::Undecided => item.state() == ItemState::Undecided,
            Self::Mine => item.checker == Some(me),
            Self::Kept => item.result == Some(LookBackResult::Kept),
            Self::Reopened => item.result == Some(LookBackResult::Reopened),
        }
    }
}

struct Chip {
    words: String,
    path: String,
    current: bool,
}

/// An item of the round.
struct Line {
    number: i32,
    path: String,
    kind: String,
    what: String,
    departments: Option<String>,
    ended_on: String,
    remark: String,
    state: (&'static str, &'static str, &'static str),
    has_draft: bool,
    checker: Option<String>,
    /// The finding it was reopened with: words and address.
    finding: Option<(String, String)>,
    /// Whether it is ticked to be given to someone.
    chosen: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/look_backs/round.html")]
struct RoundPage {
    frame: PageFrame,
    list: String,
    path: String,
    name: String,
    state: (&'static str, &'static str, String),
    /// Who opened and closed it and when.
    about: String,
    reason: String,
    /// How many kept, reopened and undecided of what stands before the reader.
    counts: String,
    /// Why the reader sees nothing yet.
    withheld: bool,
    chips: Vec<Chip>,
    lines: Vec<Line>,
    /// Where looking back goes on: the first item not decided.
    next: Option<String>,
    /// Whom items can be given to; empty for those who may not.
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

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AssignForm {
    checker: String,
    item: Vec<i32>,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    Query(query): Query<RoundQuery>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    get_plan(&mut conn, year).await?;
    let round = read(&mut conn, &state, &user, (year, number)).await?;
    let checkers = if round.may_write(&user) { list_office(&mut conn).await? } else { Vec::new() };
    drop(conn);
    let shown = Shown::ALL.into_iter().find(|shown| shown.code() == query.show).unwrap_or(Shown::All);
    Ok(page((&state, &user), &round, shown, (&checkers, &AssignForm::default()), FieldErrors::default()))
}

/// The round as the signed-in person may read it.
pub(super) async fn read(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    at: (i32, i32),
) -> Result<RoundOf> {
    RoundOf::read(conn, (&Reader::of(user, state.clocks.today()), user.account_id), at).await
}

/// The round with what stands in the way of closing it.
pub(super) async fn refused(
    conn: &mut PgConnection,
    by: (&AppState, &CurrentUser),
    round: &RoundOf,
    errors: FieldErrors,
) -> Result<Response> {
    let checkers = list_office(conn).await?;
    Ok(page(by, round, Shown::All, (&checkers, &AssignForm::default()), errors))
}

fn page(
    (state, user): (&AppState, &CurrentUser),
    round: &RoundOf,
    shown: Shown,
    (checkers, assigning): (&[(AccountId, String)], &AssignForm),
    errors: FieldErrors,
) -> Response {
    let (year, me) = (round.round.year, user.account_id);
    let path = urls::look_back(year, round.round.number);
    let count = |shown: Shown| round.items.iter().filter(|of| shown.holds(of, me)).count();
    let chip = |of: Shown| Chip {
        words: format!("{} {}", of.word(), count(of)),
        path: if of == Shown::All { path.clone() } else { format!("{path}?show={}", of.code()) },
        current: of == shown,
    };
    let may_write = round.may_write(user);
    let wanted = |of: &Shown| may_write || !matches!(of, Shown::Undecided | Shown::Mine);
    let undecided = round.items.iter().find(|of| of.result.is_none()).filter(|_| may_write);
    let page = RoundPage {
        frame: user.frame(state, Some(year)),
        list: urls::look_backs(year),
        name: round.round.name(),
        state: state_of(&round.round),
        about: about(round),
        reason: round.round.sample_reason.clone(),
        counts: counts(round),
        withheld: round.items.is_empty(),
        chips: Shown::ALL.into_iter().filter(wanted).map(chip).collect(),
        lines: round
            .items
            .iter()
            .filter(|of| shown.holds(of, me))
            .map(|of| line(round, of, assigning))
            .collect(),
        closes: (may_write && undecided.is_none()).then_some(round.round.version),
        next: undecided.map(|of| urls::look_back_item(year, round.round.number, of.number)),
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

fn about(round: &RoundOf) -> String {
    let of = &round.round;
    let opened = format!("{} {}开始", dates::short(of.opened_on), of.opened_by);
    let closed = of.closed_on.zip(of.closed_by.as_ref());
    let closed = closed.map(|(on, who)| format!("{} {who}结束", dates::short(on)));
    [Some(opened), closed].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn counts(round: &RoundOf) -> String {
    let results = LookBackResult::ALL.map(|of| format!("{} {} 项", of.word(), round.count(of)));
    let undecided = round.items.iter().filter(|of| of.result.is_none()).count();
    let undecided = (undecided > 0).then(|| format!("未定 {undecided} 项"));
    let all = format!("共 {} 项", round.items.len());
    [all].into_iter().chain(results).chain(undecided).collect::<Vec<_>>().join("，")
}

fn line(round: &RoundOf, of: &Item, assigning: &AssignForm) -> Line {
    Line {
        number: of.number,
        path: urls::look_back_item(round.round.year, round.round.number, of.number),
        kind: of.kind(),
        what: of.what(),
        departments: of.departments.clone(),
        ended_on: dates::short(of.ended_on),
        remark: of.remark.clone(),
        state: of.state().light(),
        has_draft: of.draft.is_some(),
        checker: of.checker_name.clone(),
        finding: of.reopened_with(),
        chosen: assigning.item.contains(&of.number),
    }
}

/// Gives items to someone of the office.
async fn assign(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    ProtectedForm(form): ProtectedForm<AssignForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    get_plan_to_change(&mut tx, year).await?;
    let round = read(&mut tx, &state, &user, (year, number)).await?;
    hold_open(&mut tx, round.round.id).await?;
    let checkers = list_office(&mut tx).await?;
    let chosen = checkers.iter().find(|(id, _)| id.to_string() == form.checker);
    let wanted = round.items.iter().filter(|of| form.item.contains(&of.number));
    let numbers: Vec<i32> = wanted.map(|of| of.number).collect();
    let mut errors = FieldErrors::default();
    if chosen.is_none() {
        errors.add("checker", "请选择核查人。");
    }
    if numbers.is_empty() {
        errors.add("items", "请在下表勾选要分给核查人的事项。");
    }
    let Some((checker, name)) = chosen.filter(|_| errors.is_empty()) else {
        return Ok(page((&state, &user), &round, Shown::All, (&checkers, &form), errors));
    };
    if update_checkers(&mut tx, round.round.id, &numbers, *checker).await? > 0 {
        let sentence = format!("{}：第 {} 项由{name}核查", round.round.name(), joined(&numbers));
        let entry = Entry::new("look_back_assigned", "look_back", sentence)
            .on(round.round.id.0)
            .of_plan(year)
            .for_audience(Audience::Administrators);
        append(&mut tx, &user.act(&state), entry).await?;
    }
    tx.commit().await?;
    let sentence = format!("已将 {} 项分给{name}核查。", numbers.len());
    Ok(flash::done(&urls::look_back(year, number), &sentence))
}

/// 1、3
pub(super) fn joined(numbers: &[i32]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
}
