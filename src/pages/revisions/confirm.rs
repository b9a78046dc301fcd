//! What was ticked: first what it would do, found by doing it and taking it back; then it is done, in one transaction. What
//! the ledger changed meanwhile comes back to be looked at, and nothing is done.

use std::collections::HashMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::apply::{Grounds, Outcome, take_over};
use super::compare::Comparison;
use super::matching::Matched;
use super::model::Difference;
use super::review_page::{Answer, DocumentFields, page};
use super::reviewed::Reviewed;
use super::store::{self, Document, TakenChange};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::deadlines::get_rules;
use crate::error::Result;
use crate::ids::RevisionId;
use crate::pages::taking_over::{EffectLine, any_estimate, fingerprint};
use crate::plan::tasks::fields::{at_most, day, most, needed};
use crate::plan::tasks::store::get_plan_to_change;
use crate::plan::{Plan, get_plan};
use crate::web::form::{FieldError, NoFields};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

/// The longest document number.
const NUMBER: usize = 60;

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::post("/{year}/revisions/{id}", keeps, submit),
        Route::post("/{year}/revisions/{id}/discard", keeps, discard),
    ]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ReviewForm {
    /// The differences ticked.
    take: Vec<String>,
    /// All offered, each with a digest of what was beside it.
    seen: Vec<String>,
    title: String,
    document_number: String,
    issued_on: String,
    from_on: String,
    /// `yes` to register a revision that the ledger follows already.
    nothing: String,
    /// `yes` once the effects were seen, and which they were.
    confirmed: String,
    effects: String,
    /// `yes` for back to the differences, ticked as they were.
    revise: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/revisions/effects.html")]
struct EffectsPage {
    frame: PageFrame,
    list: String,
    path: String,
    file: String,
    source: String,
    from_on: String,
    /// The effects are others than those seen before.
    stale: bool,
    lines: Vec<EffectLine>,
    /// Whether a date of a duty among them is an estimate.
    estimates: bool,
    hidden: Vec<(&'static str, String)>,
}

impl ReviewForm {
    fn document(&self) -> DocumentFields {
        DocumentFields {
            title: self.title.clone(),
            document_number: self.document_number.clone(),
            issued_on: self.issued_on.clone(),
            from_on: self.from_on.clone(),
        }
    }

    fn read(&self, plan: &Plan, today: NaiveDate) -> Result<(Document, NaiveDate), FieldErrors> {
        let mut errors = FieldErrors::default();
        let missing = ("title", "请填写文件名称，如“关于调整2019年改革任务分工的补充通知”。");
        let title = needed(&self.title, most::TITLE, missing, &mut errors);
        let number = at_most(&self.document_number, NUMBER, "document_number", &mut errors);
        let issued_on = day(&self.issued_on, "issued_on", &mut errors);
        let from_on = day(&self.from_on, "from_on", &mut errors);
        if issued_on.is_some_and(|on| on > today) {
            errors.add("issued_on", "印发日期不能晚于今天。");
        } else if issued_on.is_some_and(|on| on < plan.issued_on) {
            let issued = dates::short(plan.issued_on);
            errors.add("issued_on", format!("不能早于方案的印发日期 {issued}。"));
        }
        if from_on.is_some_and(|on| on < plan.starts_on || on > plan.ends_on) {
            let (first, last) = (dates::short(plan.starts_on), dates::short(plan.ends_on));
            errors.add("from_on", format!("须在方案期间（{first} 至 {last}）以内。"));
        }
        match (issued_on, from_on) {
            (Some(issued_on), Some(from_on)) if errors.is_empty() => {
                Ok((Document { title, number, issued_on }, from_on))
            }
            _ => Err(errors),
        }
    }

    /// All of it, to be posted again unseen.
    fn hidden(&self, effects: &str) -> Vec<(&'static str, String)> {
        let mut hidden = vec![
            ("title", self.title.clone()),
            ("document_number", self.document_number.clone()),
            ("issued_on", self.issued_on.clone()),
            ("from_on", self.from_on.clone()),
            ("effects", effects.to_owned()),
        ];
        hidden.extend(self.take.iter().map(|key| ("take", key.clone())));
        hidden.extend(self.seen.iter().map(|seen| ("seen", seen.clone())));
        hidden
    }
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, RevisionId)>,
    ProtectedForm(form): ProtectedForm<ReviewForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let row = store::hold(&mut tx, plan.id, id).await?;
    store::hold_tasks(&mut tx, plan.id).await?;
    let reviewed = Reviewed::read(&mut tx, year, row, act.today()).await?;
    let comparison = reviewed.comparison();
    let (taken, document, from_on) = match asked(&form, &comparison, &plan, act.today()) {
        Ok(asked) => asked,
        Err(answer) => return Ok(page(&state, &user, &reviewed, *answer)),
    };
    let rules = get_rules(&mut tx, plan.id).await?;
    let grounds = Grounds { source: document.in_words(), from_on };
    let outcomes = take_over(&mut tx, &act, (&plan, &rules), &grounds, &taken).await?;
    let errors = refusals(&outcomes, &taken);
    if !errors.is_empty() {
        tx.rollback().await?;
        let answer = answer(&form, form.take.clone(), errors, 0);
        return Ok(page(&state, &user, &reviewed, answer));
    }
    let added = numbers_of_added(&outcomes, &comparison);
    let taken: Vec<TakenChange> =
        outcomes.iter().zip(&taken).map(|(of, difference)| change(of, difference)).collect();
    let lines = lines_of(outcomes);
    let effects = fingerprint(&lines);
    let confirmed = !form.confirmed.is_empty();
    if taken.is_empty() || (confirmed && form.effects == effects) {
        let said = reviewed.said(&added);
        store::close_applied(&mut tx, &act, id, &document, &taken, &said).await?;
        record(&mut tx, &act, &reviewed, &document, &taken).await?;
        tx.commit().await?;
        let sentence = match taken.len() {
            0 => format!("已登记{}，台账已是这样，没有修改。", document.in_words()),
            count => format!("已按{}修订 {count} 处，各记办理记录。", document.in_words()),
        };
        return Ok(flash::done(&urls::revision(year, id), &sentence));
    }
    // Shown by doing it and taking it back: the preview cannot differ from the deed.
    tx.rollback().await?;
    let status = if confirmed { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = EffectsPage {
        frame: user.frame(&state, Some(year)),
        list: urls::revisions(year),
        path: urls::revision(year, id),
        file: reviewed.row.file_name.clone(),
        source: grounds.source,
        from_on: dates::short(from_on),
        stale: confirmed,
        estimates: any_estimate(&lines),
        lines,
        hidden: form.hidden(&effects),
    };
    Ok((status, page).into_response())
}

fn answer(form: &ReviewForm, ticked: Vec<String>, errors: FieldErrors, overtaken: usize) -> Answer {
    Answer { ticked: Some(ticked), document: Some(form.document()), errors, overtaken, ..Answer::default() }
}

/// The differences that were ticked, each as it was seen, the document and the day; else how the page comes back.
fn asked<'a>(
    form: &ReviewForm,
    comparison: &'a Comparison<'_>,
    plan: &Plan,
    today: NaiveDate,
) -> Result<(Vec<&'a Difference>, Document, NaiveDate), Box<Answer>> {
    let as_seen: Vec<&Difference> = comparison
        .differences
        .iter()
        .filter(|of| form.take.contains(&of.key()) && form.seen.contains(&of.seen()))
        .collect();
    let keys: Vec<String> = as_seen.iter().map(|of| of.key()).collect();
    if !form.revise.is_empty() {
        return Err(Box::new(answer(form, keys, FieldErrors::default(), 0)));
    }
    let overtaken = form.take.len() - as_seen.len();
    let read = form.read(plan, today);
    let mut errors = read.as_ref().err().cloned().unwrap_or_default();
    for of in &as_seen {
        if let Some(sentence) = &of.trouble {
            errors.add(&of.key(), at(of, sentence));
        }
    }
    if form.take.is_empty() {
        errors.list.extend(cannot_register(form, comparison));
    }
    match read {
        Ok((document, from_on)) if errors.is_empty() && overtaken == 0 => Ok((as_seen, document, from_on)),
        _ => Err(Box::new(answer(form, keys, errors, overtaken))),
    }
}

/// Why a revision of which nothing is taken cannot be registered; nothing where the ledger follows it already.
fn cannot_register(form: &ReviewForm, comparison: &Comparison<'_>) -> Option<FieldError> {
    let error = |field: &str, text: &str| Some(FieldError { field: field.to_owned(), text: text.to_owned() });
    if form.nothing.is_empty() || !comparison.differences.is_empty() {
        return error("take", "没有勾选任何一处。一处也不采用的，请放弃这份补充通知。");
    }
    let is_open = comparison.matches.iter().any(|of| of.is == Matched::Open);
    if is_open { error("matches", "文件中还有任务没有核定是台账的哪一项。") } else { None }
}

/// A sentence that says of what it speaks: the list on top holds those of many tasks.
fn at(difference: &Difference, sentence: &str) -> String {
    let head = difference.wanted.head().0;
    match difference.number {
        Some(number) => format!("任务 {number} {head}：{sentence}"),
        None => format!("{head}“{}”：{sentence}", difference.title),
    }
}

/// What was refused, each sentence beside its difference.
fn refusals(outcomes: &[Outcome], taken: &[&Difference]) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for (outcome, difference) in outcomes.iter().zip(taken) {
        if let Err(sentence) = &outcome.result {
            errors.add(&outcome.key, at(difference, sentence));
        }
    }
    errors
}

/// The numbers that new tasks were given, by their keys in the revision.
fn numbers_of_added(outcomes: &[Outcome], comparison: &Comparison<'_>) -> HashMap<u32, i32> {
    let of_key = |key: u32| outcomes.iter().find(|of| of.key == format!("new-{key}-add"));
    let keys = comparison.matches.iter().map(|of| of.task.key);
    keys.filter_map(|key| Some((key, of_key(key)?.number))).collect()
}

fn change(outcome: &Outcome, difference: &Difference) -> TakenChange {
    TakenChange {
        number: outcome.number,
        title: outcome.title.clone(),
        head: difference.wanted.head().0.to_owned(),
        from: difference.ours.clone(),
        to: difference.theirs.clone(),
    }
}

fn lines_of(outcomes: Vec<Outcome>) -> Vec<EffectLine> {
    let line = |of: Outcome| {
        let (words, duties) = of.result.ok()?;
        Some(EffectLine { number: of.number, title: of.title, words, duties })
    };
    outcomes.into_iter().filter_map(line).collect()
}

/// The entry of the revision; each change has its own besides.
async fn record(
    conn: &mut PgConnection,
    act: &Act,
    reviewed: &Reviewed,
    document: &Document,
    taken: &[TakenChange],
) -> Result<()> {
    let sentence = format!("按{}修订方案：采用 {} 处", document.in_words(), taken.len());
    let named: Vec<String> = taken.iter().map(|of| format!("{} {}", of.number, of.head)).collect();
    let after = json!({
        "title": document.title, "document_number": document.number, "issued_on": document.issued_on,
        "sha256": hex::encode(&reviewed.row.digest), "taken": named,
    });
    let entry = Entry::new("plan_revised", "plan_revision", sentence).on(reviewed.row.id.0);
    append(conn, act, entry.of_plan(reviewed.plan.year).with_change(None, Some(after))).await
}

async fn discard(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, RevisionId)>,
    ProtectedForm(NoFields {}): ProtectedForm<NoFields>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    // Also of a frozen year: what waits there can only be put away.
    let plan = get_plan(&mut tx, year).await?;
    let row = store::hold(&mut tx, plan.id, id).await?;
    store::close_discarded(&mut tx, &act, id).await?;
    let sentence = format!("放弃补充通知《{}》，台账不变", row.file_name);
    let entry = Entry::new("plan_revision_discarded", "plan_revision", sentence).on(id.0);
    append(&mut tx, &act, entry.of_plan(year).for_audience(Audience::Concerned)).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::revisions(year), "已放弃这份补充通知，台账没有改动。"))
}
