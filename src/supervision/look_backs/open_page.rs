//! `/2019/look-backs/add`: the office opens a round over what it ticks.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::open::open;
use super::store::{Candidate, list_candidates};
use super::writes::NewRound;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::plan::tasks::fields::{most, needed};
use crate::plan::tasks::store::get_plan_to_change;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

/// The most characters of what a round is opened for.
const TITLE: usize = 60;

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepLookBacks);
    vec![
        Route::get("/{year}/look-backs/add", keeps, show),
        Route::post("/{year}/look-backs/add", keeps, submit),
    ]
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct OpenForm {
    title: String,
    reason: String,
    /// Ids of tasks.
    task: Vec<i64>,
    /// Ids of findings.
    finding: Vec<i64>,
}

impl OpenForm {
    fn holds(&self, of: &Candidate) -> bool {
        match of.finding {
            Some(finding) => self.finding.contains(&finding.0),
            None => self.task.contains(&of.task.0),
        }
    }
}

/// A task or a finding that can be looked back at.
struct Line {
    field: &'static str,
    value: i64,
    kind: String,
    what: String,
    departments: Option<String>,
    ended_on: String,
    /// 曾回头看 1 次
    before: Option<String>,
    taken: bool,
    chosen: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/look_backs/open.html")]
struct OpenPage {
    frame: PageFrame,
    list: String,
    path: String,
    year: i32,
    lines: Vec<Line>,
    form: OpenForm,
    errors: FieldErrors,
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    get_plan_to_change(&mut conn, year).await?;
    let candidates = list_candidates(&mut conn, year, state.clocks.today()).await?;
    Ok(page(&state, &user, year, &candidates, (OpenForm::default(), FieldErrors::default())))
}

fn page(
    state: &AppState,
    user: &CurrentUser,
    year: i32,
    candidates: &[Candidate],
    (form, errors): (OpenForm, FieldErrors),
) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = OpenPage {
        frame: user.frame(state, Some(year)),
        list: urls::look_backs(year),
        path: urls::add_look_back(year),
        year,
        lines: candidates.iter().map(|of| line(year, of, &form)).collect(),
        form,
        errors,
    };
    (status, page).into_response()
}

fn line(year: i32, of: &Candidate, form: &OpenForm) -> Line {
    let of_year = if of.year == year { String::new() } else { format!("{}年度", of.year) };
    let (field, value, kind) = match of.finding {
        Some(finding) => ("finding", finding.0, format!("{of_year}第 {} 号问题", of.number)),
        None => ("task", of.task.0, format!("{of_year}任务 {}", of.number)),
    };
    Line {
        field,
        value,
        kind,
        what: of.in_a_line(),
        departments: of.departments.clone(),
        ended_on: dates::short(of.ended_on),
        before: (of.before > 0).then(|| format!("曾回头看 {} 次", of.before)),
        taken: of.taken,
        chosen: form.holds(of),
    }
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    ProtectedForm(form): ProtectedForm<OpenForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let candidates = list_candidates(&mut tx, year, act.today()).await?;
    let mut errors = FieldErrors::default();
    let title = needed(&form.title, TITLE, ("title", "请写明本轮回头看的名称或事由。"), &mut errors);
    let sample_reason =
        needed(&form.reason, most::REASON, ("reason", "请写明抽取的理由和办法。"), &mut errors);
    let sample: Vec<Candidate> = candidates.iter().filter(|of| form.holds(of)).cloned().collect();
    if sample.is_empty() {
        errors.add("sample", "请选择要回头看的任务或问题。");
    }
    if sample.iter().any(|of| of.taken) {
        errors.add("sample", "所选的事项中，有的已在另一轮未结束的回头看中。");
    }
    if !errors.is_empty() {
        return Ok(page(&state, &user, year, &candidates, (form, errors)));
    }
    let number = open(&mut tx, &act, &plan, &NewRound { title, sample_reason }, &sample).await?;
    tx.commit().await?;
    let sentence = format!("第 {number} 轮回头看已开始，共 {} 项。", sample.len());
    Ok(flash::done(&urls::look_back(year, number), &sentence))
}
