//! `/2019/meeting-papers`: which parts, of which meeting, and what comes of them.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, RawQuery, State};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::parts::{Ground, Part, blocks};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::official_document::{Block, Level};
use crate::pages::overview::{self, Overview};
use crate::pages::worklist::list_to_decide;
use crate::plan::tasks::store::list_leaders;
use crate::web::{AppState, PageFrame, dates, urls};

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
    /// Its day.
    pub held_on: String,
    /// Codes of parts; without any, all of them.
    pub part: Vec<String>,
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
        let chosen = |part: &Part| self.part.is_empty() || self.part.iter().any(|code| code == part.code());
        Part::ALL.into_iter().filter(chosen).collect()
    }

    /// （领导小组第二次会议，2019年7月15日）
    pub fn subtitle(&self, today: chrono::NaiveDate) -> String {
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
    ticks: Vec<Tick>,
    subtitle: String,
    as_of: String,
    lines: Vec<Line>,
    has_table: bool,
    ledger: String,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    RawQuery(query): RawQuery,
) -> Result<PapersPage> {
    let mut conn = state.db.acquire().await?;
    let (overview, to_decide) = read(&mut conn, (&state, &user), year).await?;
    drop(conn);
    let asked = Asked::of(query.as_deref());
    let parts = asked.parts();
    let said = serde_html_form::to_string(&asked).unwrap_or_default();
    let tick = |part: Part| Tick { code: part.code(), word: part.word(), chosen: parts.contains(&part) };
    Ok(PapersPage {
        frame: user.frame(&state, Some(year)),
        path: urls::meeting_papers(year),
        word: format!("{}/docx?{said}", urls::meeting_papers(year)),
        ticks: Part::ALL.into_iter().map(tick).collect(),
        subtitle: asked.subtitle(overview.today),
        as_of: dates::plain(overview.today),
        lines: blocks(&Ground { overview: &overview, to_decide }, &parts).into_iter().map(line).collect(),
        has_table: parts.contains(&Part::Table),
        ledger: urls::ledger(year),
        asked,
    })
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

/// The plan as of today, and what waits for leaders' decisions.
pub(super) async fn read(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    year: i32,
) -> Result<(Overview, Vec<(String, String)>)> {
    let plans = [overview::read(conn, year, state.clocks.today()).await?.for_reader(user)];
    let leaders: Vec<_> = list_leaders(conn).await?.into_iter().map(|person| person.id).collect();
    let waiting = list_to_decide(conn, (state, user), &plans, (&leaders, true)).await?;
    let [overview] = plans;
    Ok((overview, waiting.into_iter().map(|(what, note, _)| (what, note)).collect()))
}
