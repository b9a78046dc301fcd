//! `/2019/waits`: what waits, and whether it was looked at again each quarter.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use chrono::NaiveDate;

use super::store::{Wait, list_waits};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::plan::get_plan;
use crate::plan::tasks::TaskStatus;
use crate::plan::tasks::steps::Move;
use crate::supervision::Reader;
use crate::web::{AppState, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/waits", Access::Needs(Action::ReadLedger), show)]
}

struct Line {
    task: String,
    path: String,
    status: &'static str,
    since: String,
    leads: Option<String>,
    source: String,
    notice: Vec<String>,
    /// Quarter, day, who, and what was found where the reader is concerned.
    reviews: Vec<(String, String, Option<String>)>,
    /// The finished quarters nobody looked at it.
    missing: Option<String>,
    review_path: Option<String>,
    resume_path: Option<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/waits.html")]
struct WaitsPage {
    frame: PageFrame,
    year: i32,
    deadlines: String,
    extensions: String,
    summary: String,
    lines: Vec<Line>,
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<WaitsPage> {
    let mut conn = state.db.acquire().await?;
    get_plan(&mut conn, year).await?;
    let today = state.clocks.today();
    let waits = list_waits(&mut conn, &Reader::of(&user, today), Some(year)).await?;
    drop(conn);
    let count = |status| waits.iter().filter(|wait| wait.status == status).count();
    Ok(WaitsPage {
        frame: user.frame(&state, Some(year)),
        year,
        deadlines: urls::deadlines(year),
        extensions: urls::extensions(year),
        summary: format!(
            "待上级 {} 项，暂缓 {} 项",
            count(TaskStatus::WaitingForSuperior),
            count(TaskStatus::Paused)
        ),
        lines: waits.iter().map(|wait| line(wait, today, user.may(Action::KeepPlan))).collect(),
    })
}

fn line(wait: &Wait, today: NaiveDate, keeps: bool) -> Line {
    let missing: Vec<String> = wait.not_looked_at(today).iter().map(|quarter| quarter.words()).collect();
    let reviews = wait.reviews.iter().map(|review| {
        let by = format!("{}，{}", dates::short(review.looked_on), review.by);
        let sentence = Some(review.sentence.clone()).filter(|_| wait.is_concerned);
        (review.quarter.words(), by, sentence)
    });
    Line {
        task: format!("{} {}", wait.number, wait.title),
        path: urls::task(wait.year, wait.number),
        status: wait.status.word(),
        since: dates::short(wait.since),
        leads: Some(wait.leads.join("、")).filter(|names| !names.is_empty()),
        source: wait.source.clone(),
        // The doubts of the import are the office's to settle.
        notice: if keeps { wait.notice.clone() } else { Vec::new() },
        reviews: reviews.collect(),
        missing: (!missing.is_empty()).then(|| format!("{}未复核", missing.join("、"))),
        review_path: keeps.then(|| urls::wait(wait.year, wait.number)),
        resume_path: keeps.then(|| urls::task_step(wait.year, wait.number, Move::Resume.code())),
    }
}
