//! `/patterns`: all patterns; `/patterns/add` and `/patterns/7`: one with its rows.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{Pattern, add, change, changed_meanwhile, get_pattern, list_patterns, retire};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::ids::PatternId;
use crate::plan::milestones::rows::{RowLine, Step, TypedRow, lines, read_rows, rows_of};
use crate::plan::tasks::fields::{most, needed};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    let access = Access::Needs(Action::KeepPlan);
    vec![
        Route::get(urls::PATTERNS, access, list),
        Route::get(urls::ADD_PATTERN, access, show_new),
        Route::post(urls::ADD_PATTERN, access, save_new),
        Route::get("/patterns/{id}", access, show),
        Route::post("/patterns/{id}", access, save),
        Route::post("/patterns/{id}/retire", access, save_retired),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/milestones/patterns.html")]
struct PatternsPage {
    frame: PageFrame,
    add_path: &'static str,
    patterns: Vec<PatternLine>,
}

struct PatternLine {
    name: String,
    path: String,
    steps: usize,
    working_days: u32,
    titles: String,
    retired_on: Option<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/milestones/pattern.html")]
struct PatternPage {
    frame: PageFrame,
    back: &'static str,
    heading: String,
    form: PatternForm,
    rows: Vec<RowLine>,
    errors: FieldErrors,
    /// What another person stored meanwhile.
    theirs: Option<Stored>,
    /// Where it is retired; not for one that is new.
    retire_path: Option<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/milestones/pattern_retired.html")]
struct RetiredPage {
    frame: PageFrame,
    back: &'static str,
    retired_on: String,
    stored: Stored,
}

/// A pattern to read.
struct Stored {
    name: String,
    steps: Vec<String>,
}

impl Stored {
    fn of(pattern: &Pattern) -> Self {
        let words = |(place, step): (usize, &Step)| step.words(place);
        Self { name: pattern.name.clone(), steps: pattern.steps.iter().enumerate().map(words).collect() }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct PatternForm {
    version: i32,
    name: String,
    title: Vec<String>,
    working_days: Vec<String>,
    share: Vec<String>,
    after: Vec<String>,
    /// `more` for more rows.
    go: String,
}

impl PatternForm {
    fn rows(&self) -> Vec<TypedRow> {
        rows_of(&self.title, [&self.working_days, &self.share, &self.after, &[]])
    }

    fn read(&self) -> Result<(String, Vec<Step>), FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = needed(&self.name, most::NAME, ("name", "请填写模板名称。"), &mut errors);
        let steps = read_rows(&self.rows(), None, &mut errors);
        let sum: u32 = steps.iter().map(|step| step.share).sum();
        if errors.is_empty() && sum != 100 {
            errors.add("rows", format!("各步所占比重合计应为 100%，现为 {sum}%。"));
        }
        if errors.is_empty() { Ok((name, steps)) } else { Err(errors) }
    }
}

async fn list(State(state): State<AppState>, user: CurrentUser) -> Result<PatternsPage> {
    let mut conn = state.db.acquire().await?;
    let patterns = list_patterns(&mut conn).await?;
    let line = |pattern: Pattern| PatternLine {
        path: urls::pattern(pattern.id),
        steps: pattern.steps.len(),
        working_days: pattern.steps.iter().map(|step| step.working_days).sum(),
        titles: pattern.steps.iter().map(|step| step.title.as_str()).collect::<Vec<_>>().join(" → "),
        retired_on: pattern.retired_on.map(dates::short),
        name: pattern.name,
    };
    Ok(PatternsPage {
        frame: user.frame(&state, None),
        add_path: urls::ADD_PATTERN,
        patterns: patterns.into_iter().map(line).collect(),
    })
}

async fn show_new(State(state): State<AppState>, user: CurrentUser) -> Response {
    page(&state, &user, None, (PatternForm::default(), &[]), FieldErrors::default())
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(id): Path<i64>) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let pattern = get_pattern(&mut conn, PatternId(id)).await?;
    if let Some(retired_on) = pattern.retired_on {
        let page = RetiredPage {
            frame: user.frame(&state, None),
            back: urls::PATTERNS,
            retired_on: dates::short(retired_on),
            stored: Stored::of(&pattern),
        };
        return Ok(page.into_response());
    }
    let rows = TypedRow::of_steps(&pattern.steps);
    let form = PatternForm { version: pattern.version, name: pattern.name.clone(), ..PatternForm::default() };
    Ok(page(&state, &user, Some(&pattern), (form, &rows), FieldErrors::default()))
}

/// The form; with what stands stored beside it when that is not what the form was filled from.
fn page(
    state: &AppState,
    user: &CurrentUser,
    pattern: Option<&Pattern>,
    (form, rows): (PatternForm, &[TypedRow]),
    errors: FieldErrors,
) -> Response {
    let theirs = pattern.filter(|pattern| pattern.version != form.version);
    let status = match (&theirs, errors.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, true) => StatusCode::OK,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = PatternPage {
        frame: user.frame(state, None),
        back: urls::PATTERNS,
        heading: pattern.map_or_else(|| "新增节点模板".to_owned(), |pattern| pattern.name.clone()),
        rows: lines(rows, form.go == "more", false, &errors),
        theirs: theirs.map(Stored::of),
        retire_path: pattern.map(|pattern| format!("{}/retire", urls::pattern(pattern.id))),
        form: PatternForm { version: pattern.map_or(0, |pattern| pattern.version), ..form },
        errors,
    };
    (status, page).into_response()
}

async fn save_new(
    State(state): State<AppState>,
    user: CurrentUser,
    ProtectedForm(form): ProtectedForm<PatternForm>,
) -> Result<Response> {
    let rows = form.rows();
    if form.go == "more" {
        return Ok(page(&state, &user, None, (form, &rows), FieldErrors::default()));
    }
    let (name, steps) = match form.read() {
        Ok(read) => read,
        Err(errors) => return Ok(page(&state, &user, None, (form, &rows), errors)),
    };
    let mut tx = state.db.begin().await?;
    match add(&mut tx, &user.act(&state), &name, &steps).await {
        Err(AppError::Refused(sentence)) => {
            return Ok(page(&state, &user, None, (form, &rows), FieldErrors::one("name", sentence)));
        }
        done => done?,
    };
    tx.commit().await?;
    Ok(flash::done(urls::PATTERNS, &format!("已新增节点模板“{name}”。")))
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<i64>,
    ProtectedForm(form): ProtectedForm<PatternForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let pattern = get_pattern(&mut tx, PatternId(id)).await?;
    if pattern.retired_on.is_some() {
        return Err(AppError::Refused("这个节点模板已停用，不能再改。".into()));
    }
    let rows = form.rows();
    if form.go == "more" || form.version != pattern.version {
        return Ok(page(&state, &user, Some(&pattern), (form, &rows), FieldErrors::default()));
    }
    let (name, steps) = match form.read() {
        Ok(read) => read,
        Err(errors) => return Ok(page(&state, &user, Some(&pattern), (form, &rows), errors)),
    };
    match change(&mut tx, &user.act(&state), &pattern, &name, &steps).await {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("name", sentence);
            return Ok(page(&state, &user, Some(&pattern), (form, &rows), errors));
        }
        done => done?,
    }
    tx.commit().await?;
    Ok(flash::done(urls::PATTERNS, &format!("节点模板“{name}”已保存。")))
}

#[derive(Debug, Deserialize)]
struct RetireForm {
    version: i32,
}

async fn save_retired(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<i64>,
    ProtectedForm(form): ProtectedForm<RetireForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let pattern = get_pattern(&mut tx, PatternId(id)).await?;
    if form.version != pattern.version {
        return Err(changed_meanwhile());
    }
    retire(&mut tx, &user.act(&state), &pattern).await?;
    tx.commit().await?;
    Ok(flash::done(urls::PATTERNS, &format!("已停用节点模板“{}”。", pattern.name)))
}
