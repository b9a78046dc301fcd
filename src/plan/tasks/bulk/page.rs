//! `/2019/tasks/adjust`: choose tasks and what changes; see what would come of it; confirm.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::store::{TaskToChoose, list_tasks_to_choose};
use super::{Change, Outcome, apply, are_as_seen, hidden_tasks};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::deadlines::{DutyChange, get_rules};
use crate::error::Result;
use crate::plan::tasks::fields::{Choice, at_most, choice, day, most};
use crate::plan::tasks::in_charge::{PersonChange, What};
use crate::plan::tasks::steps::Move;
use crate::plan::tasks::steps::form::{
    DaysOfStep, StepFields, all_merge_targets, rhythm_choices, target_choices,
};
use crate::plan::tasks::steps::store::MergeTarget;
use crate::plan::tasks::store::{self, Person};
use crate::plan::{Plan, get_plan};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/tasks/adjust", Access::Needs(Action::KeepPlan), show),
        Route::post("/{year}/tasks/adjust", Access::Needs(Action::KeepPlan), save),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/tasks_adjust.html")]
struct ChoosePage {
    frame: PageFrame,
    back: String,
    tasks: Vec<TaskLine>,
    leaders: Vec<Choice>,
    steps: Vec<Choice>,
    targets: Vec<Choice>,
    rhythms: Vec<Choice>,
    form: BulkForm,
    errors: FieldErrors,
}

struct TaskLine {
    task: TaskToChoose,
    due_on: String,
    chosen: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/tasks_adjust_preview.html")]
struct PreviewPage {
    frame: PageFrame,
    back: String,
    /// Someone changed one of the tasks since the last preview.
    stale: bool,
    outcomes: Vec<Outcome>,
    changes: usize,
    /// Whether a date of a duty among them is an estimate.
    estimates: bool,
    hidden: Vec<(String, String)>,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct BulkForm {
    /// Numbers; on confirming, only those that can be changed, each with its version beside it.
    #[serde(default)]
    task: Vec<i32>,
    #[serde(default)]
    version: Vec<i32>,
    /// `leader`, `due_on` or `status`.
    #[serde(default)]
    what: String,
    #[serde(default)]
    leader: String,
    /// The leader's first day, and why.
    #[serde(default)]
    from_on: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    due_on: String,
    #[serde(default)]
    status: String,
    /// What a change of status must bring.
    #[serde(flatten)]
    step: StepFields,
    /// `yes` once the preview was seen.
    #[serde(default)]
    confirmed: String,
}

/// What can be chosen.
struct Choices {
    tasks: Vec<TaskToChoose>,
    leaders: Vec<Person>,
    targets: Vec<MergeTarget>,
}

impl Choices {
    async fn of(conn: &mut PgConnection, plan: &Plan, today: NaiveDate) -> Result<Self> {
        Ok(Self {
            tasks: list_tasks_to_choose(conn, plan.id, today).await?,
            leaders: store::list_leaders(conn).await?,
            targets: all_merge_targets(conn, plan).await?,
        })
    }
}

impl BulkForm {
    fn read(&self, choices: &Choices, days: DaysOfStep) -> Result<Change, FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.task.is_empty() {
            errors.add("tasks", "请至少选择一项任务。");
        } else if self.task.iter().any(|number| choices.tasks.iter().all(|task| task.number != *number)) {
            errors.add("tasks", "所选的任务不在方案里，请重新选择。");
        }
        let change = match self.what.as_str() {
            "leader" => self.read_leader(choices, &mut errors),
            "due_on" => day(&self.due_on, "due_on", &mut errors).map(Change::DueOn),
            "status" => self.read_step(choices, days, &mut errors),
            _ => {
                errors.add("what", "请选择调整什么。");
                None
            }
        };
        change.filter(|_| errors.is_empty()).ok_or(errors)
    }

    fn read_leader(&self, choices: &Choices, errors: &mut FieldErrors) -> Option<Change> {
        let leader = choice(&self.leader, &choices.leaders, |p| p.id.0, "leader", errors).cloned();
        let reason = at_most(&self.reason, most::REASON, "reason", errors);
        let from_on = day(&self.from_on, "from_on", errors)?;
        Some(Change::Leader(PersonChange { what: What::Named(leader, from_on), reason }))
    }

    fn read_step(&self, choices: &Choices, days: DaysOfStep, errors: &mut FieldErrors) -> Option<Change> {
        let Some(step) = Move::of_code(&self.status) else {
            errors.add("status", "请选择怎样改变状态。");
            return None;
        };
        match self.step.read(step, &choices.targets, days) {
            Ok(request) => Some(Change::Step(Box::new(request))),
            Err(of_step) => {
                errors.list.extend(of_step.list);
                None
            }
        }
    }

    /// What goes along unseen while the preview is confirmed.
    fn hidden(&self, outcomes: &[Outcome]) -> Vec<(String, String)> {
        let mut hidden = self.step.pairs();
        for (name, value) in [
            ("what", &self.what),
            ("leader", &self.leader),
            ("from_on", &self.from_on),
            ("reason", &self.reason),
            ("due_on", &self.due_on),
            ("status", &self.status),
        ] {
            hidden.push((name.to_owned(), value.clone()));
        }
        hidden.extend(hidden_tasks(outcomes));
        hidden
    }
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let today = state.clocks.today();
    let choices = Choices::of(&mut conn, &plan, today).await?;
    let from_on = dates::short(today.min(plan.ends_on));
    let today = dates::short(today);
    let step = StepFields { on: today.clone(), decided_on: today, ..StepFields::default() };
    let form = BulkForm { step, what: "leader".into(), from_on, ..BulkForm::default() };
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
    let leader = |person: &Person| Choice::of(person.id.to_string(), &person.name, &form.leader);
    let page = ChoosePage {
        frame: user.frame(state, Some(year)),
        back: urls::ledger(year),
        leaders: choices.leaders.iter().map(leader).collect(),
        steps: Move::OF_OFFICE.map(|step| Choice::of(step.code(), step.word(), &form.status)).into(),
        targets: target_choices(&choices.targets, &form.step.into),
        rhythms: rhythm_choices(&form.step.report_every),
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
    let today = state.clocks.today();
    let choices = Choices::of(&mut tx, &plan, today).await?;
    let change = match form.read(&choices, DaysOfStep::of(&plan, today)) {
        Ok(change) => change,
        Err(errors) => return Ok(page(&state, &user, year, choices, form, errors)),
    };
    let rules = get_rules(&mut tx, plan.id).await?;
    let outcomes = apply(&mut tx, &user.act(&state), (&plan, &rules), &form.task, &change).await?;
    let confirmed = !form.confirmed.is_empty();
    if confirmed && are_as_seen(&outcomes, &form.task, &form.version) {
        tx.commit().await?;
        return Ok(flash::done(&urls::ledger(year), &format!("已调整 {} 项任务。", outcomes.len())));
    }
    // Shown by doing it and taking it back: the preview cannot differ from the deed.
    tx.rollback().await?;
    let preview = PreviewPage {
        frame: user.frame(&state, Some(year)),
        back: urls::adjust_tasks(year),
        stale: confirmed,
        changes: outcomes.iter().filter(|outcome| outcome.result.is_ok()).count(),
        estimates: outcomes
            .iter()
            .filter_map(|outcome| outcome.result.as_ref().ok())
            .any(|(_, duties)| duties.iter().any(DutyChange::is_estimate)),
        hidden: form.hidden(&outcomes),
        outcomes,
    };
    let status = if confirmed { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok((status, preview).into_response())
}
