//! `/2019/checks/2019-Q2/stocktake`: what a round comes to, on one page for the leading group. `word.rs` is the same as an
//! official document.

mod word;

pub(in crate::pages) use word::list_archived_stocktakes;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use sqlx::PgConnection;

use super::model::{Risk, Verdict};
use super::round::RoundOf;
use super::round_page::{Line, lines};
use super::store::Checked;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::web::{AppState, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    let reads = Access::Needs(Action::ReadStocktake);
    vec![
        Route::get("/{year}/checks/{quarter}/stocktake", reads, show),
        Route::get("/{year}/checks/{quarter}/stocktake/docx", reads, word::download),
    ]
}

/// The figures of a section, or of all.
struct Row {
    name: String,
    tasks: usize,
    undecided: usize,
    /// 符合, 基本符合, 不符合, and how many of each.
    verdicts: Vec<(&'static str, usize)>,
    /// 低, 中, 高, and how many of each.
    risks: Vec<(&'static str, usize)>,
    differ: usize,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/checks/stocktake.html")]
struct StocktakePage {
    frame: PageFrame,
    round: String,
    round_name: String,
    title: String,
    /// When its figures stand: frozen, or today's while the round runs.
    as_of: String,
    is_open: bool,
    /// The same in Word, of a closed round.
    word: Option<String>,
    sample_reason: Option<String>,
    rows: Vec<Row>,
    total: Row,
    not_conforming: Vec<Line>,
    high_risk: Vec<Line>,
    differing: Vec<Line>,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, quarter)): Path<(i32, String)>,
) -> Result<StocktakePage> {
    let mut conn = state.db.acquire().await?;
    let round = read(&mut conn, (&state, &user), (year, &quarter)).await?;
    drop(conn);
    page(&state, &user, &round)
}

async fn read(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    (year, quarter): (i32, &str),
) -> Result<RoundOf> {
    Ok(RoundOf::read(conn, (year, quarter), state.clocks.today()).await?.for_reader(user))
}

fn page(state: &AppState, user: &CurrentUser, round: &RoundOf) -> Result<StocktakePage> {
    let (year, quarter) = (round.overview.plan.year, round.quarter.period.to_string());
    let of = round.round()?;
    let as_of = match &of.closed {
        Some((on, who)) => format!("{}{who}结束，数据冻结于当日", dates::plain(*on)),
        None => format!("检查尚未结束，数据截至 {}", dates::plain(round.overview.today)),
    };
    let stands_in = |of: &Checked, section: i32| round.task(of).is_some_and(|task| task.section == section);
    let rows = round.overview.sections.iter().map(|of| {
        let name = format!("{}、{}", of.numeral(), of.short_title);
        row_of(round, name, |checked| stands_in(checked, of.number))
    });
    Ok(StocktakePage {
        frame: user.frame(state, Some(year)),
        round: urls::check(year, &quarter),
        round_name: format!("{}检查", round.quarter.period.words()),
        title: format!("{}司法改革任务检查盘点", round.quarter.period.words()),
        as_of,
        is_open: round.is_open(),
        word: of.closed.is_some().then(|| format!("{}/stocktake/docx", urls::check(year, &quarter))),
        sample_reason: of.sample_reason.clone(),
        rows: rows.filter(|row| row.tasks > 0).collect(),
        total: row_of(round, "合计".to_owned(), |_| true),
        not_conforming: lines(round, |of| of.judgement.verdict == Some(Verdict::DoesNotConform)),
        high_risk: lines(round, |of| of.judgement.risk == Some(Risk::High)),
        differing: lines(round, |of| round.differs(of)),
    })
}

fn row_of(round: &RoundOf, name: String, is_in: impl Fn(&Checked) -> bool) -> Row {
    let tasks: Vec<&Checked> = round.checked.iter().filter(|of| is_in(of)).collect();
    let count = |has: &dyn Fn(&Checked) -> bool| tasks.iter().filter(|of| has(of)).count();
    let decided = |of: &Checked| of.decided.is_some();
    Row {
        name,
        undecided: count(&|of| !decided(of)),
        verdicts: Verdict::ALL
            .iter()
            .map(|it| (it.word(), count(&|of| decided(of) && of.judgement.verdict == Some(*it))))
            .collect(),
        risks: Risk::ALL
            .iter()
            .map(|it| (it.word(), count(&|of| decided(of) && of.judgement.risk == Some(*it))))
            .collect(),
        differ: count(&|of| round.differs(of)),
        tasks: tasks.len(),
    }
}
