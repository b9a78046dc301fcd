//! `/2019/tasks/timelines`: choose tasks, a pattern and the end; see what would come of it; confirm.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::{Laid, Request, apply};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::calendar::get_calendar;
use crate::error::Result;
use crate::plan::Plan;
use crate::plan::milestones::patterns::{Pattern, list_patterns};
use crate::plan::tasks::bulk::store::{TaskToChoose, list_tasks_to_choose};
use crate::plan::tasks::bulk::{Outcome, are_as_seen, hidden_tasks};
use crate::plan::tasks::fields::{Choice, at_most, choice, day, most};
use crate::plan::tasks::store;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    let access = Access::Needs(Action::KeepPlan);
    vec![
        Route::get("/{year}/tasks/timelines", access, show),
        Route::post("/{year}/tasks/timelines", access, save),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/milestones/timelines.html")]
struct ChoosePage {
    frame: PageFrame,
    back: String,
    patterns_path: &'static str,
    tasks: Vec<TaskLine>,
    patterns: Vec<Choice>,
    form: BulkForm,
    errors: FieldErrors,
}

struct TaskLine {
    task: TaskToChoose,
    due_on: String,
    chosen: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/milestones/timelines_preview.html")]
struct PreviewPage {
    frame: PageFrame,
    back: String,
    /// Someone changed one of the tasks since the last preview.
    stale: bool,
    pattern: String,
    outcomes: Vec<Outcome<Laid>>,
    changes: usize,
    /// Whether a date among them is an estimate.
    estimates: bool,
    hidden: Vec<(String, String)>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct BulkForm {
    /// Numbers; on confirming, only those that can be planned, each with its version beside it.
    task: Vec<i32>,
    version: Vec<i32>,
    pattern: String,
    /// `own` completion of each task, or `one` day.
    ends: String,
    end: String,
    reason: String,
    /// `yes` once the preview was seen.
    confirmed: String,
}

/// What can be chosen.
struct Choices {
    /// Tasks not closed.
    tasks: Vec<TaskToChoose>,
    /// Patterns in use.
    patterns: Vec<Pattern>,
}

impl Choices {
    async fn of(conn: &mut PgConnection, plan: &Plan, today: NaiveDate) -> Result<Self> {
        let mut tasks = list_tasks_to_choose(conn, plan.id, today).await?;
        tasks.retain(|task| !task.status.is_closed());
        let mut patterns = list_patterns(conn).await?;
        patterns.retain(|pattern| pattern.retired_on.is_none());
        Ok(Self { tasks, patterns })
    }
}

impl BulkForm {
    fn read<'a>(&self, choices: &'a Choices, plan: &Plan) -> Result<Request<'a>, FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.task.is_empty() {
            errors.add("tasks", "请至少选择一项任务。");
        } else if self.task.iter().any(|number| choices.tasks.iter().all(|task| task.number != *number)) {
            errors.add("tasks", "所选的任务已不能倒排工期，请重新选择。");
        }
        let pattern = choice(&self.pattern, &choices.patterns, |p| p.id.0, "pattern", &mut errors);
        if pattern.is_none() {
            errors.add("pattern", "请选择节点模板。");
        }
        let end = if self.ends == "one" { self.read_end(plan, &mut errors) } else { None };
        let reason = at_most(&self.reason, most::REASON, "reason", &mut errors);
        let reason = (!reason.is_empty()).then_some(reason);
        match pattern.filter(|_| errors.is_empty()) {
            Some(pattern) => Ok(Request { pattern, end, reason }),
            None => Err(errors),
        }
    }

    fn read_end(&self, plan: &Plan, errors: &mut FieldErrors) -> Option<NaiveDate> {
        let end = day(&self.end, "end", errors)?;
        if !(plan.starts_on..=plan.ends_on).contains(&end) {
            let (first, last) = (dates::short(plan.starts_on), dates::short(plan.ends_on));
            errors.add("end", format!("请填写方案期间内的日期（{first} 至 {last}）。"));
        }
        Some(end)
    }

    /// What goes along unseen while the preview is confirmed.
    fn hidden(&self, outcomes: &[Outcome<Laid>]) -> Vec<(String, String)> {
        let fields =
            [("pattern", &self.pattern), ("ends", &self.ends), ("end", &self.end), ("reason", &self.reason)];
        let mut hidden: Vec<(String, String)> =
            fields.map(|(name, value)| (name.to_owned(), value.clone())).into();
        hidden.extend(hidden_tasks(outcomes));
        hidden
    }
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = store::get_plan_to_change(&mut conn, year).await?;
    let choices = Choices::of(&mut conn, &plan, state.clocks.today()).await?;
    let without = choices.tasks.iter().filter(|task| task.milestones == 0);
    let form = BulkForm {
        task: without.map(|task| task.number).collect(),
        ends: "own".into(),
        end: dates::short(plan.ends_on),
        ..BulkForm::default()
    };
    Ok(page(&state, &user, year, choices, form, FieldErrors::default()))
}

fn page(
    state: &AppState,
    user: &CurrentUser,
    year: i32,
    choices: Choices,
    form: BulkForm,
    errors: FieldErrors,
) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let line = |task: TaskToChoose| TaskLine {
        due_on: task.due_on.map_or_else(String::new, dates::short),
        chosen: form.task.contains(&task.number),
        task,
    };
    let pattern = |pattern: &Pattern| Choice::of(pattern.id.to_string(), &pattern.name, &form.pattern);
    let page = ChoosePage {
        frame: user.frame(state, Some(year)),
        back: urls::plan(year),
        patterns_path: urls::PATTERNS,
        patterns: choices.patterns.iter().map(pattern).collect(),
        tasks: choices.tasks.into_iter().map(line).collect(),
        form,
        errors,
    };
    (status, page).into_response()
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    ProtectedForm(form): ProtectedForm<BulkForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = store::get_plan_to_change(&mut tx, year).await?;
    let choices = Choices::of(&mut tx, &plan, state.clocks.today()).await?;
    let request = match form.read(&choices, &plan) {
        Ok(request) => request,
        Err(errors) => return Ok(page(&state, &user, year, choices, form, errors)),
    };
    let calendar = get_calendar(&mut tx).await?;
    let outcomes = apply(&mut tx, &user.act(&state), (&plan, &calendar), &form.task, &request).await?;
    let confirmed = !form.confirmed.is_empty();
    if confirmed && are_as_seen(&outcomes, &form.task, &form.version) {
        tx.commit().await?;
        let sentence = format!("已为 {} 项任务倒排工期。", outcomes.len());
        return Ok(flash::done(&urls::ledger(year), &sentence));
    }
    // Shown by doing it and taking it back: the preview cannot differ from the deed.
    tx.rollback().await?;
    let preview = PreviewPage {
        frame: user.frame(&state, Some(year)),
        back: urls::timelines(year),
        stale: confirmed,
        pattern: request.pattern.name.clone(),
        changes: outcomes.iter().filter(|outcome| outcome.result.is_ok()).count(),
        estimates: outcomes
            .iter()
            .filter_map(|outcome| outcome.result.as_ref().ok())
            .any(|laid| laid.start_estimate || laid.estimate),
        hidden: form.hidden(&outcomes),
        outcomes,
    };
    let status = if confirmed { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok((status, preview).into_response())
}
