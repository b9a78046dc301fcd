//! A department objects to a point of its sheet (异议), once a point, until the day the publication names; 考核办 and the office
//! are told.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::model::{Item, plain};
use super::names::Names;
use super::read::{Appraisal, half_of};
use super::store::{ObjectionRow, hold};
use super::writes::{FROZEN, insert_objection};
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes, list_office};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, ObjectionId};
use crate::plan::tasks::fields::{most, needed};
use crate::plan::{Plan, get_plan};
use crate::supervision::{tell_department, tell_persons};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

/// Said of a point that was objected to.
const ONCE: &str = "对这一项已提出过异议，一项只提一次；见考核表。";

/// How a notice begins that calls to decide.
pub(super) const ASKING: &str = "请决定";

pub(super) fn routes() -> Routes {
    let objects = Access::Needs(Action::ObjectToAppraisal);
    vec![
        Route::get("/{year}/appraisal/{half}/{department}/object", objects, show),
        Route::post("/{year}/appraisal/{half}/{department}/object", objects, submit),
    ]
}

/// Year, half-year and department of an address.
pub(super) type SheetPath = Path<(i32, String, i64)>;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Which {
    item: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ObjectionForm {
    item: String,
    reason: String,
    /// 代录: whose objection it is.
    on_behalf_of: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/appraisal/object.html")]
struct ObjectPage {
    frame: PageFrame,
    back: String,
    action: String,
    department: String,
    period: String,
    task: String,
    words: String,
    points: String,
    /// Whether the reader records it for the department.
    records: bool,
    form: ObjectionForm,
    errors: FieldErrors,
}

/// The point of an address that can be objected to.
struct Subject {
    plan: Plan,
    appraisal: Appraisal,
    department: DepartmentId,
    item: Item,
}

impl Subject {
    async fn find(
        conn: &mut PgConnection,
        (state, user): (&AppState, &CurrentUser),
        (year, half, department): (i32, &str, i64),
        key: &str,
    ) -> Result<Self> {
        let plan = get_plan(conn, year).await?;
        let (half, department) = (half_of(&plan, half)?, DepartmentId(department));
        // Not 403: who may not read the sheet is not told of it either.
        if !user.may_for(Action::ObjectToAppraisal, department) {
            return Err(AppError::NotFound("异议由本部门的人员提出。".into()));
        }
        let appraisal = Appraisal::read(conn, &plan, half, state.clocks.today()).await?;
        let item = point(&appraisal, department, key)?.clone();
        Ok(Self { plan, appraisal, department, item })
    }

    fn sheet_path(&self) -> String {
        urls::appraisal_sheet(self.plan.year, &self.appraisal.half.to_string(), self.department)
    }
}

/// A point of a department's sheet.
fn point<'a>(appraisal: &'a Appraisal, department: DepartmentId, key: &str) -> Result<&'a Item> {
    let sheet = appraisal.sheet(department);
    let item = sheet.and_then(|sheet| sheet.items.iter().find(|item| item.key == key));
    item.ok_or_else(|| AppError::NotFound("考核表上没有这一项，台账可能已有变动；请回到考核表查看。".into()))
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half, department)): SheetPath,
    Query(which): Query<Which>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let subject = Subject::find(&mut conn, (&state, &user), (year, &half, department), &which.item).await?;
    let objected = |of: &ObjectionRow| of.item == which.item;
    if let Some(sentence) = closed(&subject.appraisal, state.clocks.today()) {
        return Ok(flash::refused(&subject.sheet_path(), &sentence));
    }
    if subject.appraisal.objections_of(subject.department).any(objected) {
        return Ok(flash::refused(&subject.sheet_path(), ONCE));
    }
    let form = ObjectionForm { item: which.item, ..ObjectionForm::default() };
    page(&mut conn, (&state, &user), &subject, (form, FieldErrors::default())).await
}

async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    subject: &Subject,
    (form, errors): (ObjectionForm, FieldErrors),
) -> Result<Response> {
    let names = Names::read(conn, user, &subject.plan, state.clocks.today()).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let sheet = subject.appraisal.sheet(subject.department);
    let page = ObjectPage {
        frame: user.frame(state, Some(subject.plan.year)),
        back: subject.sheet_path(),
        action: format!("{}/object", subject.sheet_path()),
        department: sheet.map_or_else(String::new, |sheet| sheet.name.clone()),
        period: subject.appraisal.half.words(),
        task: names.task_words(subject.item.task),
        words: subject.item.words.clone(),
        points: format!("{}，满分 {}", plain(subject.item.points), plain(subject.item.possible)),
        records: records(user, subject.department),
        form,
        errors,
    };
    Ok((status, page).into_response())
}

/// Whether the person records it for the department (代录): the office, unless it is their own.
fn records(user: &CurrentUser, department: DepartmentId) -> bool {
    user.role == Role::Office && !user.belongs_to(department)
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half, department)): SheetPath,
    ProtectedForm(form): ProtectedForm<ObjectionForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let subject = Subject::find(&mut tx, (&state, &user), (year, &half, department), &form.item).await?;
    let mut errors = FieldErrors::default();
    let missing = ("reason", "请写明异议的理由和依据。");
    let reason = needed(&form.reason, most::GROUNDS, missing, &mut errors);
    let mut act = user.act(&state);
    if records(&user, subject.department) {
        let missing = ("on_behalf_of", "请写明代谁录入。");
        let whose = needed(&form.on_behalf_of, most::NAME, missing, &mut errors);
        act = act.on_behalf_of(&whose);
    }
    if !errors.is_empty() {
        return page(&mut tx, (&state, &user), &subject, (form, errors)).await;
    }
    let of = (&subject.plan, subject.appraisal.half, subject.department);
    match object(&mut tx, &act, of, (&form.item, &reason)).await {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("reason", sentence);
            return page(&mut tx, (&state, &user), &subject, (form, errors)).await;
        }
        other => other?,
    };
    tx.commit().await?;
    Ok(flash::done(&subject.sheet_path(), "异议已提出，由考核办决定；决定后会通知本部门。"))
}

/// Why nobody may object any more: the half-year is frozen, or the time is over; `None` while one may.
pub(super) fn closed(appraisal: &Appraisal, today: NaiveDate) -> Option<String> {
    if appraisal.frozen.is_some() {
        return Some(FROZEN.to_owned());
    }
    let until = appraisal.publication.as_ref().map(|of| of.until).filter(|until| today > *until)?;
    Some(format!("异议期已于{}截止，不再提出异议。", dates::plain(until)))
}

/// Objects, for a department, to the point `item` of its sheet as the ledger gives it today.
///
/// # Errors
/// Not found where the sheet has no such point; refused where it cost nothing, where it was objected to already, and once the
/// time to object is over or the half-year is frozen.
pub async fn object(
    conn: &mut PgConnection,
    act: &Act,
    (plan, half, department): (&Plan, Period, DepartmentId),
    (key, reason): (&str, &str),
) -> Result<ObjectionId> {
    hold(conn, plan.id).await?;
    let appraisal = Appraisal::read(conn, plan, half, act.today()).await?;
    if let Some(sentence) = closed(&appraisal, act.today()) {
        return Err(AppError::Refused(sentence));
    }
    let item = point(&appraisal, department, key)?;
    if appraisal.objections_of(department).any(|of| of.item == key) {
        return Err(AppError::Refused(ONCE.into()));
    }
    if item.ruling.is_none() && !item.cost_something() {
        return Err(AppError::Refused("这一项没有失分，不需提出异议。".into()));
    }
    let words = format!("任务 {}：{}", item.task, item.words);
    let of = (plan.id, half, department);
    let id = insert_objection(conn, act, of, (item, &words, reason)).await?;
    let name = appraisal.sheet(department).map_or("", |sheet| sheet.name.as_str());
    let sentence = format!("{name}对{}绩效考核提出异议（任务 {}）", half.words(), item.task);
    let entry = Entry::new("appraisal_objected", "appraisal", sentence).on(id.0).of_plan(plan.year);
    let entry = entry.of_department(department).for_audience(Audience::Concerned);
    append(conn, act, entry.with_change(None, Some(json!({"matter": words, "reason": reason})))).await?;
    let message = format!("{ASKING}绩效考核异议：{name}（{}）", half.words());
    let path = urls::objection(plan.year, id);
    if let Some(appraisers) = appraisal.rules.department.filter(|appraisers| *appraisers != department) {
        tell_department(conn, act, appraisers, (plan.year, &path), &message).await?;
    }
    let office: Vec<_> = list_office(conn).await?.into_iter().map(|(id, _)| id).collect();
    tell_persons(conn, act, &office, (plan.year, &path), &message).await?;
    Ok(id)
}
