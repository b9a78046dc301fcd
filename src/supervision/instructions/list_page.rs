//! `/2019/instructions`: the instructions of a year that concern the reader, a leader's own first; filtered in the address.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use serde::Deserialize;

use super::model::InstructionStatus;
use super::store::{InstructionRow, Which, list_instructions};
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes};
use crate::error::Result;
use crate::ids::AccountId;
use crate::plan::get_plan;
use crate::supervision::Reader;
use crate::web::{AppState, PageFrame, dates, urls};

/// Instructions a page lists: what fits under 100 KB.
const PER_PAGE: usize = 60;

/// All that have not ended.
const UNENDED: &str = "unended";

/// A leader's own.
const MINE: &str = "mine";

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/instructions", Access::Needs(Action::ReadInstructions), show)]
}

/// What the address asks for; words it does not know ask for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// A state's code, `unended`, `mine`; empty for all.
    state: String,
    page: String,
}

impl Asked {
    fn takes(&self, row: &InstructionRow, reader: AccountId) -> bool {
        match self.state.as_str() {
            UNENDED => !row.status.has_ended(),
            MINE => row.leader == Some(reader),
            code => InstructionStatus::of_code(code).is_none_or(|status| row.status == status),
        }
    }
}

/// The address of a state and page.
fn path(year: i32, state: &str, page: usize) -> String {
    let page = if page > 1 { page.to_string() } else { String::new() };
    let fields = [("state", state), ("page", page.as_str())];
    let said: Vec<_> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let query = serde_html_form::to_string(said).unwrap_or_default();
    let question = if query.is_empty() { "" } else { "?" };
    format!("{}{question}{query}", urls::instructions(year))
}

struct Chip {
    label: String,
    path: String,
    current: bool,
}

/// One line of the list.
struct Line {
    number: i32,
    path: String,
    words: String,
    marks: Vec<&'static str>,
    source: String,
    given_on: String,
    /// Number and title of the task, and its page.
    task: Option<(String, String)>,
    department: Option<String>,
    due_on: String,
    moved_from: Option<String>,
    late: Option<String>,
    state: (&'static str, &'static str, &'static str),
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/instructions/list.html")]
struct ListPage {
    frame: PageFrame,
    year: i32,
    chips: Vec<Chip>,
    lines: Vec<Line>,
    summary: String,
    /// Where one is written, and what the button says.
    add: Option<(&'static str, String)>,
    /// Where the office records a meeting.
    add_meeting: Option<String>,
    paging: String,
    earlier: Option<String>,
    later: Option<String>,
}

/// What the button says that leads to the form.
pub(super) fn add_words(role: Role) -> &'static str {
    if role == Role::Leader { "写批示" } else { "录入批示" }
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(asked): Query<Asked>,
) -> Result<ListPage> {
    let today = state.clocks.today();
    let mut conn = state.db.acquire().await?;
    get_plan(&mut conn, year).await?;
    let which = Which { year: Some(year), ..Which::default() };
    let all = list_instructions(&mut conn, &Reader::of(&user, today), which).await?;
    drop(conn);
    let mut found: Vec<&InstructionRow> =
        all.iter().filter(|row| asked.takes(row, user.account_id)).collect();
    // One's own come first; what has not ended before what has; the latest first.
    found.sort_by_key(|row| (row.leader != Some(user.account_id), row.status.has_ended(), -row.number));
    let pages = found.len().div_ceil(PER_PAGE).max(1);
    let page = asked.page.parse().unwrap_or(1).clamp(1, pages);
    let shown = found.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE);
    Ok(ListPage {
        frame: user.frame(&state, Some(year)),
        year,
        chips: chips(year, &asked, &all, &user),
        lines: shown.map(|row| line(row, user.account_id, today)).collect(),
        summary: summary(&all, today),
        add: user.may(Action::WriteInstruction).then(|| (add_words(user.role), urls::add_instruction(year))),
        add_meeting: user.may(Action::KeepInstructions).then(|| urls::add_meeting(year)),
        paging: format!("第 {page} 页，共 {pages} 页"),
        earlier: (page > 1).then(|| path(year, &asked.state, page - 1)),
        later: (page < pages).then(|| path(year, &asked.state, page + 1)),
    })
}

/// The states to choose from, each with how many stand in it.
fn chips(year: i32, asked: &Asked, all: &[InstructionRow], user: &CurrentUser) -> Vec<Chip> {
    let chip = |code: &str, word: &str| {
        let of_state = Asked { state: code.to_owned(), ..Asked::default() };
        let count = all.iter().filter(|row| of_state.takes(row, user.account_id)).count();
        Chip { label: format!("{word} {count}"), path: path(year, code, 1), current: asked.state == code }
    };
    let mut chips = vec![chip("", "全部")];
    if user.role == Role::Leader {
        chips.push(chip(MINE, "我的批示"));
    }
    chips.push(chip(UNENDED, "未办结"));
    chips.extend(InstructionStatus::ALL.map(|status| chip(status.code(), status.word())));
    chips
}

fn summary(all: &[InstructionRow], today: NaiveDate) -> String {
    let open = all.iter().filter(|row| !row.status.has_ended()).count();
    let late = all.iter().filter(|row| row.days_overdue(today).is_some()).count();
    format!("共 {} 项，未办结 {open} 项，逾期未反馈 {late} 项", all.len())
}

fn line(row: &InstructionRow, reader: AccountId, today: NaiveDate) -> Line {
    let marks = [
        (row.leader == Some(reader), "本人批示"),
        (row.is_recorded(), "代录"),
        (row.split_from.is_some(), "分办"),
    ];
    Line {
        number: row.number,
        path: urls::instruction(row.year, row.number),
        words: row.in_a_line(),
        marks: marks.into_iter().filter(|(stands, _)| *stands).map(|(_, words)| words).collect(),
        source: row.source().to_owned(),
        given_on: dates::short(row.given_on),
        task: row.task_name().zip(row.task_number.map(|number| urls::task(row.year, number))),
        department: row.department_name.clone(),
        due_on: row.due_in_words(),
        moved_from: row.original_due_on.filter(|day| Some(*day) != row.due_on).map(dates::short),
        late: row.days_overdue(today).map(|days| format!("逾期 {days} 天")),
        state: row.status.light(),
    }
}
