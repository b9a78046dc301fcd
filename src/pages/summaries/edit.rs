//! The office writes on a draft: saved as it types and by a button; lines of a fresh draft and what accepted reports say
//! are taken over into it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::begin::entry;
use super::draft::{Draft, Paragraph, Sentence, Source, titled};
use super::edit_page;
use super::edit_page::EditForm;
use super::facts_store::{parts_in_months, read_facts};
use super::model::{LONGEST_TEXT, Step, kind_words, span_words};
use super::parts::store::{list_parts, list_restricted};
use super::parts::take::offered;
use super::store::{Measure, SummaryRow, get_owed, list_measures, lock_current};
use super::summary_page::HalfPath;
use super::writes::{OVERTAKEN, Written, update_text};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, append};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::pages::drafting::{cleaned, insert_below, missing, one_line, replace, take_over};
use crate::plan::tasks::fields::{needed, too_long};
use crate::plan::{Plan, get_plan};
use crate::web::autosave::{not_saved, saved};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepSummaries);
    vec![
        Route::get("/{year}/summaries/{half}/edit", keeps, edit_page::show),
        Route::post("/{year}/summaries/{half}/edit", keeps, submit),
        Route::post("/{year}/summaries/{half}/draft", keeps, autosave),
    ]
}

/// Title and text as they are kept.
#[derive(Debug, Clone)]
pub struct Wording {
    /// The title.
    pub title: String,
    /// The text.
    pub text: String,
}

impl EditForm {
    fn read(&self, errors: &mut FieldErrors) -> Wording {
        let title = needed(&self.title, 100, ("title", "请填写标题。"), errors);
        let text = cleaned(&self.text);
        if text.is_empty() {
            errors.add("text", "正文不能是空的。");
        }
        if let Some(sentence) = too_long(&text, LONGEST_TEXT) {
            errors.add("text", sentence);
        }
        Wording { title, text }
    }
}

/// The draft of an address, held until the transaction ends.
async fn hold(conn: &mut PgConnection, year: i32, half: &str) -> Result<(Plan, Period, SummaryRow)> {
    let plan = get_plan(conn, year).await?;
    let period = get_owed(conn, plan.id, half).await?.period;
    let current = lock_current(conn, plan.id, period).await?;
    let missing = || AppError::Conflict("没有正在修改的总结：尚未起草，或已经定稿。".into());
    Ok((plan, period, current.ok_or_else(missing)?))
}

async fn autosave(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half)): HalfPath,
    ProtectedForm(form): ProtectedForm<EditForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let row = match hold(&mut tx, year, &half).await {
        Err(AppError::Conflict(sentence)) => return Ok(not_saved(StatusCode::CONFLICT, &sentence)),
        other => other?.2,
    };
    let mut errors = FieldErrors::default();
    let wording = form.read(&mut errors);
    if let Some(error) = errors.list.first() {
        return Ok(not_saved(StatusCode::UNPROCESSABLE_ENTITY, &error.text));
    }
    let written = Written { title: &wording.title, text: &wording.text, drafted: &row.drafted };
    if !update_text(&mut tx, &act, (row.id, form.version), &written).await? {
        let message = "他人已先修改，或已送审；请点“保存”，两份内容都会列出供您核对。";
        return Ok(not_saved(StatusCode::CONFLICT, message));
    }
    tx.commit().await?;
    Ok(saved(act.at, Some(form.version + 1)))
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half)): HalfPath,
    ProtectedForm(form): ProtectedForm<EditForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let (plan, period, row) = hold(&mut tx, year, &half).await?;
    let at = (&plan, period, &row);
    if let Err(sentence) = row.status.after(Step::Edit) {
        let errors = FieldErrors::one("text", format!("{sentence}您所填的还在下面，可以复制留存。"));
        return edit_page::page(&mut tx, (&state, &user), at, (form, errors, StatusCode::CONFLICT)).await;
    }
    if row.row_version != form.version {
        return edit_page::overtaken(&mut tx, (&state, &user), at, form).await;
    }
    let mut errors = FieldErrors::default();
    let wording = form.read(&mut errors);
    if !errors.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return edit_page::page(&mut tx, (&state, &user), at, (form, errors, status)).await;
    }
    let (wording, drafted) = taken_over(&mut tx, (at, act.today()), &form, wording).await?;
    save(&mut tx, &act, (&plan, period, &row), &wording, &drafted).await?;
    tx.commit().await?;
    let edit = urls::summary_form(year, &half, "edit");
    Ok(match form.go.as_str() {
        "take" | "take_all" => flash::done(&edit, "所选的句段已取入正文，请核对。"),
        "measures" | "parts" => flash::done(&edit, "所选的内容已取入正文，请核对和排列。"),
        _ => flash::done(&urls::summary(year, &half), "已保存。"),
    })
}

/// Saves a draft that stands as it was read.
///
/// # Errors
/// A conflict when it does not.
pub async fn save(
    conn: &mut PgConnection,
    act: &Act,
    (plan, period, row): (&Plan, Period, &SummaryRow),
    wording: &Wording,
    drafted: &[Paragraph],
) -> Result<()> {
    let written = Written { title: &wording.title, text: &wording.text, drafted };
    if !update_text(conn, act, (row.id, row.row_version), &written).await? {
        return Err(AppError::Conflict(OVERTAKEN.into()));
    }
    let sentence = format!("修改{}{}（第{}版）", span_words(period), kind_words(period), row.version);
    let after = json!({
        "characters": wording.text.chars().count(),
        "text_sha256": hex::encode(Sha256::digest(&wording.text)),
    });
    append(conn, act, entry("summary_saved", sentence, (row.id, plan)).with_change(None, Some(after))).await
}

/// What is typed with what is ticked worked in, and the paragraphs whose records it then knows.
async fn taken_over(
    conn: &mut PgConnection,
    ((plan, period, row), today): ((&Plan, Period, &SummaryRow), chrono::NaiveDate),
    form: &EditForm,
    mut wording: Wording,
) -> Result<(Wording, Vec<Paragraph>)> {
    let mut drafted = row.drafted.0.clone();
    match form.go.as_str() {
        "take" | "take_all" => {
            let fresh = Draft::of(&read_facts(conn, (plan.year, period), today).await?).paragraphs;
            let keys: Vec<String> = if form.go == "take" {
                form.take.clone()
            } else {
                let all = missing(&fresh, &drafted, &wording.text).into_iter().filter(|of| of.moved);
                all.map(|of| of.key).collect()
            };
            wording.text = take_over(&wording.text, (&fresh, &drafted), &keys);
            let taken = fresh.into_iter().filter(|paragraph| keys.contains(&paragraph.key));
            replace(&mut drafted, taken.collect());
        }
        "parts" => {
            let parts = list_parts(conn, plan.id, period).await?;
            let restricted = list_restricted(conn, plan.id).await?;
            let all = offered((plan.year, period), &parts, &restricted, (&wording.text, &form.part));
            for of in all.iter().filter(|of| of.chosen) {
                for paragraph in of.paragraphs() {
                    put(&mut wording.text, &mut drafted, &of.anchor(), paragraph);
                }
            }
        }
        "measures" => {
            let all = list_measures(conn, plan.id, &parts_in_months(period)).await?;
            let chosen = |ids: &[i64], of: &Measure| ids.contains(&of.id.0);
            for of in all.iter().filter(|of| chosen(&form.measure, of)) {
                put(&mut wording.text, &mut drafted, &format!("：第{}项", of.task), measure(plan.year, of));
            }
            for of in all.iter().filter(|of| chosen(&form.problem, of)) {
                put(&mut wording.text, &mut drafted, "五、", problem(plan.year, of));
            }
        }
        _ => {}
    }
    Ok((wording, drafted))
}

/// Puts a line behind the one the anchor stands in, and behind those taken before under the same key.
fn put(text: &mut String, drafted: &mut Vec<Paragraph>, anchor: &str, new: Paragraph) {
    let known: Vec<String> = drafted.iter().filter(|of| of.key == new.key).map(Paragraph::line).collect();
    *text = insert_below(text, (anchor, &known), &new.line());
    drafted.push(new);
}

/// What was done, as a line below its task.
fn measure(year: i32, of: &Measure) -> Paragraph {
    let source = Source::open(label(of), urls::task(year, of.task));
    let text = one_line(&of.text);
    Paragraph {
        key: format!("measure-{}", of.task),
        sentences: vec![Sentence { text, sources: vec![source] }],
    }
}

/// What stands in the way, as a line below the heading of difficulties.
fn problem(year: i32, of: &Measure) -> Paragraph {
    let source = Source::concerned(label(of), urls::task(year, of.task));
    let text = format!("{}：{}", titled(of.task, &of.title), one_line(&of.problems));
    Paragraph { key: "problem".to_owned(), sentences: vec![Sentence { text, sources: vec![source] }] }
}

fn label(of: &Measure) -> String {
    let month = of.month.parse::<Period>().map_or_else(|_| of.month.clone(), Period::words);
    format!("任务{} {month}月报", of.task)
}
