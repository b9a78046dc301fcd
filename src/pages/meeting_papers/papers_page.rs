//! `/2019/meeting-papers`: which parts, of which meeting, and what comes of them.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::parts::{Ground, Part, annex, blocks};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::official_document::{Block, Level};
use crate::pages::overview::{self, Overview};
use crate::pages::superior_court::{Kind, PaperRow, Which, list_papers};
use crate::pages::worklist::{Matter, Where, list_to_decide};
use crate::plan::tasks::store::list_leaders;
use crate::supervision::Reader;
use crate::web::{AppState, FieldErrors, PageFrame, dates, urls};

/// The longest name of a meeting, in characters.
const LONGEST_NAME: usize = 40;

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/meeting-papers", Access::Needs(Action::ReadMeetingPapers), show)]
}

/// What is chosen.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Asked {
    /// 领导小组第二次会议
    pub meeting: String,
    /// Its day; empty for today.
    pub held_on: String,
    /// Codes of parts.
    pub part: Vec<String>,
    /// Says that the form was sent: without a tick nothing is chosen. An address that says nothing asks for all parts.
    pub sent: String,
}

impl Asked {
    /// Of an address.
    pub fn of(query: Option<&str>) -> Self {
        let mut asked: Self = serde_html_form::from_str(query.unwrap_or_default()).unwrap_or_default();
        asked.meeting = asked.meeting.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        asked
    }

    /// The parts chosen.
    pub fn parts(&self) -> Vec<Part> {
        let all = self.part.is_empty() && self.sent.is_empty();
        let chosen = |part: &Part| all || self.part.iter().any(|code| code == part.code());
        Part::ALL.into_iter().filter(chosen).collect()
    }

    /// What of it cannot be done.
    pub fn errors(&self) -> FieldErrors {
        let mut errors = FieldErrors::default();
        if !self.held_on.trim().is_empty() && dates::read(&self.held_on).is_none() {
            errors.add("held_on", "会议日期请填写日期（1900 年至 2100 年），如 2019-07-15；不填为当日。");
        }
        if self.parts().is_empty() {
            errors.add("part", "请至少选择一项列入的内容。");
        }
        errors
    }

    /// （领导小组第二次会议，2019年7月15日）
    pub fn subtitle(&self, today: NaiveDate) -> String {
        let day = dates::plain(dates::read(&self.held_on).unwrap_or(today));
        if self.meeting.is_empty() {
            format!("（{day}）")
        } else {
            format!("（{}，{day}）", self.meeting)
        }
    }
}

struct Tick {
    code: &'static str,
    word: &'static str,
    chosen: bool,
}

struct Line {
    /// 2 or 3; 0 for a paragraph.
    heading: u8,
    text: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/meeting_papers/papers.html")]
struct PapersPage {
    frame: PageFrame,
    path: String,
    word: String,
    asked: Asked,
    errors: FieldErrors,
    ticks: Vec<Tick>,
    subtitle: String,
    as_of: String,
    lines: Vec<Line>,
    /// The title of the annex.
    annex: Option<String>,
    ledger: String,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    RawQuery(query): RawQuery,
) -> Result<(StatusCode, PapersPage)> {
    let mut conn = state.db.acquire().await?;
    let read = read(&mut conn, (&state, &user), year).await?;
    drop(conn);
    let asked = Asked::of(query.as_deref());
    let errors = asked.errors();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let parts = asked.parts();
    let today = read.overview.today;
    let said = serde_html_form::to_string(&asked).unwrap_or_default();
    let tick = |part: Part| Tick { code: part.code(), word: part.word(), chosen: parts.contains(&part) };
    let page = PapersPage {
        frame: user.frame(&state, Some(year)),
        path: urls::meeting_papers(year),
        word: format!("{}/docx?{said}", urls::meeting_papers(year)),
        ticks: Part::ALL.into_iter().map(tick).collect(),
        subtitle: asked.subtitle(today),
        as_of: dates::plain(today),
        lines: blocks(&read.ground(), &parts).into_iter().map(line).collect(),
        annex: parts.contains(&Part::Table).then(|| annex(&read.ground(), &parts).title),
        ledger: urls::ledger(year),
        asked,
        errors,
    };
    Ok((status, page))
}

fn line(block: Block) -> Line {
    match block {
        Block::Heading(Level::One, text) => Line { heading: 2, text },
        Block::Heading(_, text) => Line { heading: 3, text },
        Block::LedBy(_, heading, text) => Line { heading: 0, text: format!("{heading}{text}") },
        Block::Paragraph(text) => Line { heading: 0, text },
        Block::Table(_) => Line { heading: 0, text: String::new() },
    }
}

/// What was read for the papers.
pub(super) struct Read {
    /// The plan as of today.
    pub overview: Overview,
    to_decide: Vec<Matter>,
    feedback: Vec<PaperRow>,
}

impl Read {
    /// What the papers are composed of.
    pub fn ground(&self) -> Ground<'_> {
        Ground { overview: &self.overview, to_decide: &self.to_decide, feedback: &self.feedback }
    }
}

/// Reads the plan as of today, what waits for the decision of a meeting, and feedback to the superior court.
pub(super) async fn read(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    year: i32,
) -> Result<Read> {
    let today = state.clocks.today();
    let plans = [overview::read(conn, year, today).await?.for_reader(user)];
    let leaders: Vec<_> = list_leaders(conn).await?.into_iter().map(|person| person.id).collect();
    let to_decide = list_to_decide(conn, (state, user), &plans, (&leaders, true, Where::Meeting)).await?;
    let [overview] = plans;
    let which = Which { kind: Some(Kind::Feedback), year: Some(year), ..Which::default() };
    let mut feedback = list_papers(conn, &Reader::of(user, today), which).await?;
    feedback.reverse();
    Ok(Read { overview, to_decide, feedback })
}
