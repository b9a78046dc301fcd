//! Tasks of an open round are given to checkers.

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::round::RoundOf;
use super::round_page::{AssignForm, refused};
use super::store::hold_open;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes, list_office};
use crate::audit_trail::{Entry, append};
use crate::error::Result;
use crate::ids::{AccountId, CheckId};
use crate::pages::worklist::spans;
use crate::plan::tasks::store::get_plan_to_change;
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    vec![Route::post("/{year}/checks/{quarter}/checkers", Access::Needs(Action::KeepChecks), submit)]
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, quarter)): Path<(i32, String)>,
    ProtectedForm(form): ProtectedForm<AssignForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    get_plan_to_change(&mut tx, year).await?;
    let round = RoundOf::read(&mut tx, (year, &quarter), state.clocks.today()).await?.for_reader(&user);
    let id = round.round()?.id;
    hold_open(&mut tx, id).await?;
    let checkers = list_office(&mut tx).await?;
    let chosen = checkers.iter().find(|(id, _)| id.to_string() == form.checker);
    let wanted = round.checked.iter().filter(|of| form.task.contains(&of.number));
    let tasks: Vec<i64> = wanted.map(|of| of.task.0).collect();
    let mut errors = FieldErrors::default();
    if chosen.is_none() {
        errors.add("checker", "请选择检查人。");
    }
    if tasks.is_empty() {
        errors.add("tasks", "请在下表勾选要分给检查人的任务。");
    }
    let Some((checker, name)) = chosen.filter(|_| errors.is_empty()) else {
        return refused(&mut tx, &state, &user, &round, (&form, errors)).await;
    };
    let changed = update_checkers(&mut tx, id, &tasks, *checker).await?;
    if !changed.is_empty() {
        let numbers: Vec<i32> = changed.iter().map(|(number, _)| *number).collect();
        let sentence = format!("{}检查：任务 {} 由{name}检查", round.quarter.period.words(), spans(&numbers));
        let of = |(number, checker): (i32, Option<&str>)| json!({"number": number, "checker": checker});
        let before: Vec<Value> = changed.iter().map(|(number, was)| of((*number, was.as_deref()))).collect();
        let after: Vec<Value> = numbers.iter().map(|number| of((*number, Some(name)))).collect();
        let entry = Entry::new("check_assigned", "quarterly_check", sentence).on(id.0).of_plan(year);
        let entry = entry.with_change(Some(json!({"tasks": before})), Some(json!({"tasks": after})));
        append(&mut tx, &user.act(&state), entry).await?;
    }
    tx.commit().await?;
    let sentence = format!("已将 {} 项任务分给{name}检查。", tasks.len());
    Ok(flash::done(&urls::check(year, &quarter), &sentence))
}

/// Says who checks these tasks of a round held open; returns the numbers of those that changed, with who was to check
/// them before.
async fn update_checkers(
    conn: &mut PgConnection,
    check: CheckId,
    tasks: &[i64],
    checker: AccountId,
) -> Result<Vec<(i32, Option<String>)>> {
    let rows = sqlx::query!(
        r#"with old as (
               select c.task_id, t.number, a.display_name as checker
               from quarterly_check_task c join task t on t.id = c.task_id left join account a on a.id = c.checker_id
               where c.check_id = $1 and c.task_id = any($2) and c.checker_id is distinct from $3),
           changed as (
               update quarterly_check_task set checker_id = $3
               where check_id = $1 and task_id in (select task_id from old))
           select number, checker as "checker?" from old order by number"#,
        check.0,
        tasks,
        checker.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.number, row.checker)).collect())
}
