//! A round is opened: by the daily round on the day after the quarter, or by the office, which may choose a sample.

use std::fmt;

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::json;
use sqlx::PgConnection;

use super::model::is_in_scope;
use super::round::RoundOf;
use super::round_page::{self, OpenForm};
use super::store::{self, ScopeRow};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Entry, append};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::ids::PlanId;
use crate::plan::tasks::fields::{at_most, most};
use crate::plan::tasks::store::get_plan_to_change;
use crate::web::{AppState, FieldErrors, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    vec![Route::post("/{year}/checks/{quarter}/open", Access::Needs(Action::KeepChecks), submit)]
}

/// A round that opened by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// The plan's year.
    pub year: i32,
    /// The quarter.
    pub quarter: Period,
}

impl fmt::Display for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "开始{}检查", self.quarter.words())
    }
}

/// Opens the checks of all tasks for each quarter that is over, owed by a plan in force, and not begun. In the caller's
/// transaction, which holds the daily round's lock.
pub async fn open_due(conn: &mut PgConnection, act: &Act) -> Result<Vec<Opened>> {
    let mut opened = Vec::new();
    for (plan, year, quarter) in store::list_to_open(conn).await? {
        if quarter.last_day() >= act.today() {
            continue;
        }
        let scope = in_scope(store::list_scope(conn, plan).await?, quarter);
        if begin(conn, act, (plan, year, quarter), None, &scope).await? {
            opened.push(Opened { year, quarter });
        }
    }
    Ok(opened)
}

/// The tasks a check of all is about.
fn in_scope(tasks: Vec<ScopeRow>, quarter: Period) -> Vec<ScopeRow> {
    let is_in = |task: &ScopeRow| is_in_scope(task.status, task.status_since, task.starts_on, quarter);
    tasks.into_iter().filter(is_in).collect()
}

/// Begins the round with its entry; `false` when it was begun meanwhile.
async fn begin(
    conn: &mut PgConnection,
    act: &Act,
    (plan, year, quarter): (PlanId, i32, Period),
    sample_reason: Option<&str>,
    tasks: &[ScopeRow],
) -> Result<bool> {
    let ids: Vec<i64> = tasks.iter().map(|task| task.id.0).collect();
    let by = (act.today(), act.account());
    let Some(id) = store::insert_round(conn, (plan, quarter), sample_reason, &ids, by).await? else {
        return Ok(false);
    };
    let scope = if sample_reason.is_some() { "抽查" } else { "全部检查" };
    let sentence = format!("开始{}检查：{scope} {} 项任务", quarter.words(), tasks.len());
    let numbers: Vec<i32> = tasks.iter().map(|task| task.number).collect();
    let after = json!({"period": quarter.to_string(), "tasks": numbers, "reason": sample_reason});
    let entry = Entry::new("check_opened", "quarterly_check", sentence).on(id.0).of_plan(year);
    append(conn, act, entry.with_change(None, Some(after))).await?;
    Ok(true)
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, quarter)): Path<(i32, String)>,
    ProtectedForm(form): ProtectedForm<OpenForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let round = RoundOf::read(&mut tx, (year, &quarter), act.today()).await?.for_reader(&user);
    let period = round.quarter.period;
    refuse_unless_due(&round, &act)?;
    let scope = store::list_scope(&mut tx, plan.id).await?;
    let (reason, tasks) = match read(&form, scope, period) {
        Ok(read) => read,
        Err(errors) => return Ok(round_page::unopened(&state, &user, &round, form, errors)),
    };
    if !begin(&mut tx, &act, (plan.id, year, period), reason.as_deref(), &tasks).await? {
        return Err(AppError::Conflict(format!("{}检查已由他人开始，请打开查看。", period.words())));
    }
    tx.commit().await?;
    let sentence = format!("{}检查已开始，共 {} 项任务。", period.words(), tasks.len());
    Ok(flash::done(&urls::check(year, &quarter), &sentence))
}

/// Whether the office may begin the round now.
fn refuse_unless_due(round: &RoundOf, act: &Act) -> Result<()> {
    let quarter = &round.quarter;
    let words = quarter.period.words();
    let refusal = if quarter.round.is_some() {
        format!("{words}检查已经开始。")
    } else if quarter.waived {
        format!("{words}检查不再要求。")
    } else if quarter.period.last_day() >= act.today() {
        format!("{words}尚未结束，{} 以后才能开始检查。", dates::short(quarter.period.last_day()))
    } else {
        return Ok(());
    };
    Err(AppError::Refused(refusal))
}

/// The reason for a sample, if it is one, and the tasks.
fn read(
    form: &OpenForm,
    scope: Vec<ScopeRow>,
    quarter: Period,
) -> Result<(Option<String>, Vec<ScopeRow>), FieldErrors> {
    let scope = in_scope(scope, quarter);
    if form.scope != "sample" {
        return Ok((None, scope));
    }
    let mut errors = FieldErrors::default();
    let reason = at_most(&form.reason, most::REASON, "reason", &mut errors);
    if reason.is_empty() {
        errors.add("reason", "只抽查部分任务的，请写明理由和抽取办法。");
    }
    let chosen: Vec<ScopeRow> = scope.into_iter().filter(|task| form.task.contains(&task.number)).collect();
    if chosen.is_empty() {
        errors.add("tasks", "请选择抽查的任务。");
    }
    if errors.is_empty() { Ok((Some(reason), chosen)) } else { Err(errors) }
}
