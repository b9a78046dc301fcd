//! What was ticked: first what it would do, found by doing it and taking it back; then it is done, in one transaction. What
//! the ledger changed meanwhile comes back to be looked at, and nothing is done.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::apply::{Outcome, take_over};
use super::columns::column_of_field;
use super::compare::Difference;
use super::review_page::{Answer, Reviewed, id_of, key_of, page};
use super::store::{self, TakenCell};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::deadlines::get_rules;
use crate::error::Result;
use crate::ids::ReadBackId;
use crate::pages::taking_over::{EffectLine, any_estimate, fingerprint};
use crate::plan::get_plan;
use crate::plan::tasks::store::get_plan_to_change;
use crate::web::form::NoFields;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::post("/{year}/ledger/read-back/{id}", keeps, submit),
        Route::post("/{year}/ledger/read-back/{id}/discard", keeps, discard),
    ]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ReviewForm {
    /// The cells ticked: `6:measures`.
    take: Vec<String>,
    /// All cells offered, each with a digest of the ledger's text beside it.
    seen: Vec<String>,
    /// `yes` once the effects were seen, and which they were.
    confirmed: String,
    effects: String,
    /// `yes` for back to the differences, ticked as they were.
    revise: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/ledger_read_back/effects.html")]
struct EffectsPage {
    frame: PageFrame,
    list: String,
    path: String,
    file: String,
    /// The effects are others than those seen before.
    stale: bool,
    lines: Vec<EffectLine>,
    /// Whether a date of a duty among them is an estimate.
    estimates: bool,
    cells: usize,
    take: Vec<String>,
    seen: Vec<String>,
    effects: String,
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, ReadBackId)>,
    ProtectedForm(form): ProtectedForm<ReviewForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let row = store::get_to_close(&mut tx, plan.id, id, &numbers_of(&form.take)).await?;
    let reviewed = Reviewed::read(&mut tx, &user, (year, row), (act.today(), act.at)).await?;
    let taken = match ticked(&reviewed, &form) {
        Ok(taken) => taken,
        Err(answer) => return Ok(page(&state, &user, &reviewed, answer)),
    };
    let rules = get_rules(&mut tx, plan.id).await?;
    let outcomes = take_over(&mut tx, &act, (&plan, &rules), &taken).await?;
    let errors = refusals(&outcomes);
    if !errors.is_empty() {
        tx.rollback().await?;
        let answer = Answer { ticked: Some(form.take), errors, overtaken: 0 };
        return Ok(page(&state, &user, &reviewed, answer));
    }
    let lines = lines_of(outcomes);
    let effects = fingerprint(&lines);
    let confirmed = !form.confirmed.is_empty();
    if confirmed && form.effects == effects {
        record(&mut tx, &act, &reviewed, &taken).await?;
        tx.commit().await?;
        let sentence = format!("已按表格修改 {} 处，各记办理记录。", taken.len());
        return Ok(flash::done(&urls::read_back(year, id), &sentence));
    }
    // Shown by doing it and taking it back: the preview cannot differ from the deed.
    tx.rollback().await?;
    let status = if confirmed { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = EffectsPage {
        frame: user.frame(&state, Some(year)),
        list: urls::read_backs(year),
        path: urls::read_back(year, id),
        file: reviewed.row.file_name.clone(),
        stale: confirmed,
        estimates: any_estimate(&lines),
        cells: taken.len(),
        lines,
        take: form.take,
        seen: form.seen,
        effects,
    };
    Ok((status, page).into_response())
}

/// The tasks of the cells ticked.
fn numbers_of(take: &[String]) -> Vec<i32> {
    take.iter().filter_map(|key| key.split_once(':')?.0.parse().ok()).collect()
}

/// The differences that were ticked, each as it was seen; else how the page comes back.
fn ticked<'a>(reviewed: &'a Reviewed, form: &ReviewForm) -> Result<Vec<&'a Difference>, Answer> {
    let answer = |ticked: Vec<String>, errors, overtaken| Answer { ticked: Some(ticked), errors, overtaken };
    let mut errors = FieldErrors::default();
    let (mut taken, mut as_seen) = (Vec::new(), Vec::new());
    for key in &form.take {
        let found = reviewed.offered().find(|(difference, _)| difference.key() == *key);
        let Some((difference, trouble)) =
            found.filter(|(difference, _)| form.seen.contains(&difference.seen()))
        else {
            continue;
        };
        as_seen.push(key.clone());
        match trouble {
            Some(sentence) => {
                errors.add(&id_of(key), at_cell(difference.number, difference.column.head, &sentence));
            }
            None => taken.push(difference),
        }
    }
    let overtaken = form.take.len() - as_seen.len();
    if !form.revise.is_empty() {
        return Err(answer(as_seen, FieldErrors::default(), overtaken));
    }
    if form.take.is_empty() {
        errors.add("take", "没有勾选任何一处。一处也不采用的，请放弃这次读回。");
    }
    if overtaken > 0 || !errors.is_empty() {
        return Err(answer(as_seen, errors, overtaken));
    }
    Ok(taken)
}

/// A sentence that says of which cell it speaks: the list on top holds those of many tasks.
fn at_cell(number: i32, head: &str, sentence: &str) -> String {
    format!("序号 {number} {head}：{sentence}")
}

/// What was refused, each sentence beside its cells.
fn refusals(outcomes: &[Outcome]) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for outcome in outcomes {
        let Err(sentence) = &outcome.result else { continue };
        for field in &outcome.fields {
            let head = column_of_field(*field).map_or("", |column| column.head);
            let sentence = at_cell(outcome.number, head, sentence);
            errors.add(&id_of(&key_of(outcome.number, field.code())), sentence);
        }
    }
    errors
}

fn lines_of(outcomes: Vec<Outcome>) -> Vec<EffectLine> {
    let line = |of: Outcome| {
        let (words, duties) = of.result.ok()?;
        Some(EffectLine { number: of.number, title: of.title, words, duties })
    };
    outcomes.into_iter().filter_map(line).collect()
}

/// Closes the file with what was taken over, with its entry; each change has its own besides.
async fn record(
    conn: &mut PgConnection,
    act: &Act,
    reviewed: &Reviewed,
    taken: &[&Difference],
) -> Result<()> {
    let cells = taken.iter().filter_map(|of| {
        let column = column_of_field(of.field()?)?.head.to_owned();
        Some(TakenCell { number: of.number, column, from: of.ours.clone(), to: of.theirs.clone() })
    });
    let cells: Vec<TakenCell> = cells.collect();
    store::close(conn, act, reviewed.row.id, Some(&cells)).await?;
    let left = reviewed.comparison.differences.iter().filter(|of| {
        taken.iter().all(|taken| (taken.number, taken.column.head) != (of.number, of.column.head))
    });
    let named = |number: i32, head: &str| format!("{number} {head}");
    let left: Vec<String> = left.map(|of| named(of.number, of.column.head)).collect();
    let sentence = format!(
        "从《{}》读回台账：采用 {} 处，未采用 {} 处",
        reviewed.row.file_name,
        cells.len(),
        left.len()
    );
    let taken: Vec<String> = cells.iter().map(|cell| named(cell.number, &cell.column)).collect();
    let entry = Entry::new("ledger_read_back", "ledger_read_back", sentence).on(reviewed.row.id.0);
    let entry = entry.of_plan(reviewed.year).for_audience(Audience::Concerned);
    append(conn, act, entry.with_change(None, Some(json!({"taken": taken, "left": left})))).await
}

async fn discard(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, ReadBackId)>,
    ProtectedForm(NoFields {}): ProtectedForm<NoFields>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    // Also of a frozen year: what waits there can only be put away.
    let plan = get_plan(&mut tx, year).await?;
    let row = store::get_to_close(&mut tx, plan.id, id, &[]).await?;
    store::close(&mut tx, &act, id, None).await?;
    let sentence = format!("放弃读回《{}》，台账不变", row.file_name);
    let entry = Entry::new("ledger_read_back_discarded", "ledger_read_back", sentence).on(id.0);
    append(&mut tx, &act, entry.of_plan(year).for_audience(Audience::Concerned)).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::read_backs(year), "已放弃这次读回，台账没有改动。"))
}
