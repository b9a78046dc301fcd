//! `/2019/circulars/2019-06/edit`: text and passages as an office writes them, and what the ledger says otherwise by now.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::circular_page::PeriodPath;
use super::draft::{Draft, key_of};
use super::edit::{EditForm, list_units};
use super::facts_store::read_facts;
use super::model::{Step, TABLE_HERE, name_of};
use super::steps::hold;
use super::store::{CircularRow, PassageRow, list_passages};
use crate::accounts::CurrentUser;
use crate::deadlines::Period;
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::pages::drafting::{Missing, Paragraph, blanks, missing};
use crate::plan::Plan;
use crate::plan::tasks::fields::Choice;
use crate::web::{AppState, FieldErrors, PageFrame, flash, instants, urls};

/// What is said of a department that was named when the circular was drafted, and is faulted by nothing in the ledger any more.
const NOT_FAULTED: &str = "台账现在没有应点名该部门的情况；取入后不再点名。";

/// A line or passage of the fresh draft, to be taken over.
struct Offer {
    of: Missing,
    chosen: bool,
}

/// A department's passage in its field.
struct Field {
    department: i64,
    name: String,
    situation: String,
    error: Option<String>,
}

/// What somebody else saved meanwhile.
struct Theirs {
    by: String,
    title: String,
    text: String,
    passages: Vec<(String, String)>,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/circulars/edit.html")]
struct EditPage {
    frame: PageFrame,
    circular: String,
    name: String,
    path: String,
    autosave: Option<String>,
    form: EditForm,
    fields: Vec<Field>,
    units: Vec<Choice>,
    blanks: usize,
    /// What the ledger says otherwise than when it was drafted.
    moved: Vec<Offer>,
    /// What the draft has and the text has not, because a person changed or struck it.
    changed: Vec<Offer>,
    theirs: Option<Theirs>,
    errors: FieldErrors,
}

pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, period)): PeriodPath,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let (plan, of, row) = hold(&mut tx, (year, &period)).await?;
    if let Err(sentence) = row.status.after(Step::Edit) {
        return Ok(flash::refused(&urls::circular(year, &period), &sentence));
    }
    let passages = list_passages(&mut tx, &[row.id]).await?;
    let form = EditForm {
        version: row.row_version,
        title: row.title.clone(),
        text: row.text.clone(),
        copies_to: row.copies_to.clone(),
        department: passages.iter().map(|of| of.department.0).collect(),
        situation: passages.iter().map(|of| of.situation.clone()).collect(),
        ..EditForm::default()
    };
    page(&mut tx, (&state, &user), (&plan, of, &row), (form, FieldErrors::default(), StatusCode::OK)).await
}

/// The page with what was typed, beside what somebody else saved meanwhile.
pub(super) async fn overtaken(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    at: (&Plan, Period, &CircularRow),
    form: EditForm,
) -> Result<Response> {
    let form = EditForm { version: at.2.row_version, ..form };
    let sentence = "他人已先修改，见“现存内容”；您所填的还在，核对后再保存，将以您的为准。";
    page(conn, who, at, (form, FieldErrors::one("text", sentence), StatusCode::CONFLICT)).await
}

/// The page with what was typed.
pub(super) async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    (plan, period, row): (&Plan, Period, &CircularRow),
    (form, errors, status): (EditForm, FieldErrors, StatusCode),
) -> Result<Response> {
    let (year, code) = (plan.year, period.to_string());
    let fresh = Draft::of(&read_facts(conn, (year, period), state.clocks.today()).await?);
    let stored = list_passages(conn, &[row.id]).await?;
    let typed: Vec<(DepartmentId, String)> = form
        .department
        .iter()
        .zip(&form.situation)
        .map(|(department, situation)| (DepartmentId(*department), situation.replace("\r\n", "\n")))
        .collect();
    let mut offers = missing(&fresh.paragraphs, &row.drafted, &form.text.replace("\r\n", "\n"));
    offers.extend(offers_of_passages(&fresh, &row.drafted, &typed));
    let offer = |of: Missing| Offer { chosen: form.take.contains(&of.key), of };
    let (moved, changed): (Vec<Offer>, Vec<Offer>) =
        offers.into_iter().map(offer).partition(|offer| offer.of.moved);
    let units = list_units(conn).await?.into_iter();
    let units = units.filter(|(id, _)| stored.iter().all(|of| of.department != *id));
    let field = |(department, situation): (DepartmentId, String)| {
        let of = stored.iter().find(|of| of.department == department)?;
        let error = errors.of(&format!("situation-{department}")).map(str::to_owned);
        Some(Field { department: department.0, name: of.name.clone(), situation, error })
    };
    let theirs = (status == StatusCode::CONFLICT).then(|| Theirs {
        by: format!("{} 于 {} 保存", row.saved_by, instants::minute(row.saved_at)),
        title: row.title.clone(),
        text: row.text.clone(),
        passages: stored.iter().map(|of| (of.name.clone(), of.situation.clone())).collect(),
    });
    let page = EditPage {
        frame: user.frame(state, Some(year)),
        circular: urls::circular(year, &code),
        name: name_of(period),
        path: urls::circular_form(year, &code, "edit"),
        autosave: theirs.is_none().then(|| urls::circular_form(year, &code, "draft")),
        fields: typed.into_iter().filter_map(field).collect(),
        units: units.map(|(id, name)| Choice::of(id.to_string(), name, &form.new_department)).collect(),
        blanks: blanks(&form.text) + blanks(&form.title),
        moved,
        changed,
        theirs,
        form,
        errors,
    };
    Ok((status, page).into_response())
}

/// What a fresh draft says of departments otherwise than the passages that stand there.
pub(super) fn offers_of_passages(
    fresh: &Draft,
    drafted: &[Paragraph],
    current: &[(DepartmentId, String)],
) -> Vec<Missing> {
    let stands = |department| current.iter().find(|(id, _)| *id == department).map(|(_, text)| text.clone());
    let offer = |of: &super::draft::Drafted| {
        let key = key_of(of.department);
        let before = drafted.iter().rev().find(|paragraph| paragraph.key == key).map(Paragraph::line);
        let now = stands(of.department);
        (now.as_ref() != Some(&of.situation)).then(|| Missing {
            moved: before.as_ref() != Some(&of.situation),
            replaces: now.map(|text| format!("{}：{text}", of.name)),
            line: format!("{}：{}", of.name, of.situation),
            key,
        })
    };
    let mut offers: Vec<Missing> = fresh.passages.iter().filter_map(offer).collect();
    offers.extend(current.iter().filter_map(|(department, situation)| {
        let key = key_of(*department);
        let is_drafted = drafted.iter().any(|paragraph| paragraph.key == key);
        let is_faulted = fresh.passages.iter().any(|of| of.department == *department);
        (is_drafted && !is_faulted).then(|| Missing {
            key,
            line: NOT_FAULTED.to_owned(),
            replaces: Some(situation.clone()),
            moved: true,
        })
    }));
    offers
}

/// What the ledger says otherwise than when a circular was drafted, in its lines and of its departments; that the same is said
/// as of another day is no change.
pub(super) fn moved(fresh: &Draft, (row, passages): (&CircularRow, &[PassageRow])) -> Vec<Missing> {
    let current: Vec<_> = passages.iter().map(|of| (of.department, of.situation.clone())).collect();
    let drafted = |key: &str| row.drafted.iter().rev().find(|of| of.key == key).map(Paragraph::line);
    let only_the_day = |of: &Missing| drafted(&of.key).is_some_and(|old| undated(&old) == undated(&of.line));
    let mut all = missing(&fresh.paragraphs, &row.drafted, &row.text);
    all.retain(|of| !only_the_day(of));
    all.extend(offers_of_passages(fresh, &row.drafted, &current));
    all.retain(|of| of.moved);
    all
}

/// A line without the day it begins with: 截至2019年7月5日，.
fn undated(line: &str) -> &str {
    let after = line.strip_prefix("截至").and_then(|rest| rest.split_once("日，"));
    after.map_or(line, |(_, rest)| rest)
}
