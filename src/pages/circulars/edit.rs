//! The office writes on a draft: saved as it types and by a button; what the ledger says otherwise by now is taken over.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::circular_page::PeriodPath;
use super::draft::{Draft, key_of};
use super::edit_page::{self, offers_of_passages};
use super::facts_store::read_facts;
use super::model::{CircularStatus, LONGEST_PASSAGE, LONGEST_TEXT, Step};
use super::steps::hold;
use super::store::{CircularRow, PassageRow, list_passages};
use super::writes::{OVERTAKEN, Passage, Written, entry, save_passages, update_text};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::organization::DepartmentKind;
use crate::pages::drafting::{Paragraph, cleaned, missing, replace, take_over};
use crate::plan::tasks::fields::{at_most, needed, too_long};
use crate::plan::tasks::responsibility_store::list_departments_in_force;
use crate::web::autosave::{not_saved, saved};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepCirculars);
    vec![
        Route::get("/{year}/circulars/{period}/edit", keeps, edit_page::show),
        Route::post("/{year}/circulars/{period}/edit", keeps, submit),
        Route::post("/{year}/circulars/{period}/draft", keeps, autosave),
    ]
}

/// What is typed and ticked on the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct EditForm {
    /// The version seen.
    pub version: i32,
    pub title: String,
    pub text: String,
    pub copies_to: String,
    /// The departments named, and what is said of each; an empty text names a department no more.
    pub department: Vec<i64>,
    pub situation: Vec<String>,
    /// One more department, and what is said of it.
    pub new_department: String,
    pub new_situation: String,
    /// `save`, `take` or `take_all`.
    pub go: String,
    /// Lines and passages of the fresh draft, by what they are about.
    pub take: Vec<String>,
}

/// What is kept of the form.
pub(super) struct Wording {
    title: String,
    text: String,
    copies_to: String,
    passages: Vec<Passage>,
}

impl EditForm {
    /// Reads the form; `units` are the departments that may be named besides.
    fn read(
        &self,
        (known, units): (&[PassageRow], &[(DepartmentId, String)]),
        errors: &mut FieldErrors,
    ) -> Wording {
        let title = needed(&self.title, 100, ("title", "请填写标题。"), errors);
        let text = cleaned(&self.text);
        if text.is_empty() {
            errors.add("text", "正文不能是空的。");
        }
        if let Some(sentence) = too_long(&text, LONGEST_TEXT) {
            errors.add("text", sentence);
        }
        let copies_to = at_most(&self.copies_to, 200, "copies_to", errors);
        let typed = self.department.iter().zip(&self.situation);
        let mut passages: Vec<Passage> = typed
            .filter_map(|(department, situation)| {
                let of = known.iter().find(|of| of.department.0 == *department)?;
                let situation =
                    at_most(situation, LONGEST_PASSAGE, &format!("situation-{department}"), errors);
                (!situation.is_empty()).then(|| Passage {
                    department: of.department,
                    name: of.name.clone(),
                    situation: cleaned(&situation),
                })
            })
            .collect();
        passages.extend(self.read_new(units, &passages, errors));
        Wording { title, text, copies_to, passages }
    }

    fn read_new(
        &self,
        units: &[(DepartmentId, String)],
        named: &[Passage],
        errors: &mut FieldErrors,
    ) -> Option<Passage> {
        if self.new_department.is_empty() && self.new_situation.trim().is_empty() {
            return None;
        }
        let unit = units.iter().find(|(id, _)| id.to_string() == self.new_department);
        let Some((department, name)) = unit else {
            errors.add("new_department", "请选择部门。");
            return None;
        };
        if named.iter().any(|of| of.department == *department) {
            errors.add("new_department", "已列有这个部门，请在其情况中填写。");
        }
        let missing = ("new_situation", "请写明这个部门的情况。");
        let situation = needed(&self.new_situation, LONGEST_PASSAGE, missing, errors);
        Some(Passage { department: *department, name: name.clone(), situation: cleaned(&situation) })
    }
}

/// The units that may be named, in the order of pages.
pub(super) async fn list_units(conn: &mut PgConnection) -> Result<Vec<(DepartmentId, String)>> {
    let all = list_departments_in_force(conn).await?.into_iter();
    Ok(all.filter(|of| of.kind == DepartmentKind::Unit).map(|of| (of.id, of.name)).collect())
}

async fn autosave(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, period)): PeriodPath,
    ProtectedForm(form): ProtectedForm<EditForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let (.., row) = hold(&mut tx, (year, &period)).await?;
    if row.status != CircularStatus::Draft || row.row_version != form.version {
        let message = "他人已先修改或办理；请点“保存”，两份内容都会列出供您核对。";
        return Ok(not_saved(StatusCode::CONFLICT, message));
    }
    let known = list_passages(&mut tx, &[row.id]).await?;
    let mut errors = FieldErrors::default();
    // One more department is entered by the button only.
    let mut form = EditForm { new_department: String::new(), new_situation: String::new(), ..form };
    // Nor is one struck while its text is being written anew.
    for (department, situation) in form.department.iter().zip(&mut form.situation) {
        if let Some(of) =
            known.iter().find(|of| of.department.0 == *department && situation.trim().is_empty())
        {
            situation.clone_from(&of.situation);
        }
    }
    let wording = form.read((&known, &[]), &mut errors);
    if let Some(error) = errors.list.first() {
        return Ok(not_saved(StatusCode::UNPROCESSABLE_ENTITY, &error.text));
    }
    store(&mut tx, &act, &row, (&wording, &row.drafted)).await?;
    tx.commit().await?;
    Ok(saved(act.at, Some(form.version + 1)))
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, period)): PeriodPath,
    ProtectedForm(form): ProtectedForm<EditForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let (plan, of, row) = hold(&mut tx, (year, &period)).await?;
    let at = (&plan, of, &row);
    if let Err(sentence) = row.status.after(Step::Edit) {
        let errors = FieldErrors::one("text", format!("{sentence}您所填的还在下面，可以复制留存。"));
        return edit_page::page(&mut tx, (&state, &user), at, (form, errors, StatusCode::CONFLICT)).await;
    }
    if row.row_version != form.version {
        return edit_page::overtaken(&mut tx, (&state, &user), at, form).await;
    }
    let known = list_passages(&mut tx, &[row.id]).await?;
    let units = list_units(&mut tx).await?;
    let mut errors = FieldErrors::default();
    let mut wording = form.read((&known, &units), &mut errors);
    if !errors.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return edit_page::page(&mut tx, (&state, &user), at, (form, errors, status)).await;
    }
    let mut drafted = row.drafted.0.clone();
    if matches!(form.go.as_str(), "take" | "take_all") {
        let fresh = Draft::of(&read_facts(&mut tx, (plan.year, of), act.today()).await?);
        take(&fresh, (&mut wording, &mut drafted), (form.go == "take").then_some(&form.take));
    }
    store(&mut tx, &act, &row, (&wording, &drafted)).await?;
    let after = json!({
        "characters": wording.text.chars().count(),
        "text_sha256": hex::encode(Sha256::digest(&wording.text)),
        "departments": wording.passages.iter().map(|of| of.name.as_str()).collect::<Vec<_>>(),
    });
    let entry = entry("circular_saved", format!("修改{}", row.name()), (row.id, year));
    append(&mut tx, &act, entry.with_change(None, Some(after))).await?;
    tx.commit().await?;
    Ok(match form.go.as_str() {
        "save" => flash::done(&urls::circular(year, &period), "已保存。"),
        _ => flash::done(&urls::circular_form(year, &period, "edit"), "已保存，请核对。"),
    })
}

/// Saves a draft that stands as it was read.
async fn store(
    conn: &mut PgConnection,
    act: &Act,
    row: &CircularRow,
    (wording, drafted): (&Wording, &[Paragraph]),
) -> Result<()> {
    let written =
        Written { title: &wording.title, text: &wording.text, copies_to: &wording.copies_to, drafted };
    if !update_text(conn, act, (row.id, row.row_version), &written).await? {
        return Err(AppError::Conflict(OVERTAKEN.into()));
    }
    save_passages(conn, row.id, &wording.passages).await
}

/// Takes lines and passages of a fresh draft over: those chosen, else all that the ledger says otherwise.
fn take(
    fresh: &Draft,
    (wording, drafted): (&mut Wording, &mut Vec<Paragraph>),
    chosen: Option<&Vec<String>>,
) {
    let of_text = missing(&fresh.paragraphs, drafted, &wording.text).into_iter();
    let current: Vec<_> = wording.passages.iter().map(|of| (of.department, of.situation.clone())).collect();
    let of_passages = offers_of_passages(fresh, drafted, &current).into_iter();
    let moved = of_text.filter(|of| of.moved).map(|of| of.key);
    let moved = moved.chain(of_passages.filter(|of| of.moved).map(|of| of.key));
    let keys: Vec<String> = chosen.cloned().unwrap_or_else(|| moved.collect());
    wording.text = take_over(&wording.text, (&fresh.paragraphs, drafted), &keys);
    for of in fresh.passages.iter().filter(|of| keys.contains(&key_of(of.department))) {
        let situation = of.situation.clone();
        match wording.passages.iter_mut().find(|passage| passage.department == of.department) {
            Some(passage) => passage.situation = situation,
            None => {
                wording.passages.push(Passage {
                    department: of.department,
                    name: of.name.clone(),
                    situation,
                });
            }
        }
    }
    // A department that was drafted and is faulted by nothing any more is named no more.
    wording.passages.retain(|passage| {
        let key = key_of(passage.department);
        let is_faulted = fresh.passages.iter().any(|of| of.department == passage.department);
        is_faulted || !keys.contains(&key)
    });
    let taken = fresh.all().into_iter().filter(|paragraph| keys.contains(&paragraph.key));
    replace(drafted, taken.collect());
}
