//! `/plans/drafts/7/superior-points`: what superiors ask for beside the tasks of a draft that carry it (上级要点对照表), printed for
//! the meeting that approves the plan. Documents are entered in `superior_documents.rs`.

use std::collections::HashMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::content::{DraftContent, DraftSuperior, DraftSuperiorPoint, DraftTask};
use super::model::Step;
use super::reads_all;
use super::store::{self, DraftRow, entry, hold, none, update_content};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::ids::PlanDraftId;
use crate::plan::tasks::AssignmentRole;
use crate::plan::tasks::fields::{at_most, most};
use crate::plan::tasks::numbers::read_numbers;
use crate::plan::work_point_matrix::similarity::{TaskWords, propose};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/plans/drafts/{id}/superior-points", Access::Needs(Action::ReadPlanDrafts), show),
        Route::post(
            "/plans/drafts/{id}/superior-points/{key}/{number}",
            Access::Needs(Action::KeepPlan),
            settle,
        ),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/plan_drafts/superiors.html")]
struct SuperiorsPage {
    frame: PageFrame,
    back: String,
    draft: String,
    path: String,
    year: i32,
    points: usize,
    open: usize,
    documents: Vec<Document>,
    may_edit: bool,
    errors: FieldErrors,
}

struct Document {
    key: u32,
    version: u32,
    title: String,
    /// Level, issuer, 文号, day.
    origin: String,
    points: Vec<Point>,
}

struct Point {
    /// Of its row, and the field its error stands beside.
    id: String,
    number: usize,
    text: String,
    /// Number and title, key, and who leads.
    tasks: Vec<(String, u32, String)>,
    reason: Option<String>,
    /// What stands in its fields: numbers of tasks, the reason.
    typed: (String, String),
    /// Tasks that are alike, for one that nobody carries.
    proposed: Vec<i32>,
    is_refused: bool,
}

impl Point {
    fn is_open(&self) -> bool {
        self.tasks.is_empty() && self.reason.is_none()
    }
}

/// What is typed of one point.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct PointForm {
    /// The version of its document that was seen.
    version: u32,
    tasks: String,
    reason: String,
}

/// What was typed of a point and why it was not taken.
struct Refused {
    field: String,
    typed: PointForm,
    errors: FieldErrors,
    status: StatusCode,
}

impl DraftSuperior {
    /// `point-2-5`: the row of its fifth point.
    fn field(&self, number: usize) -> String {
        format!("point-{}-{number}", self.key)
    }

    fn origin(&self) -> String {
        let parts = [
            self.level.word().to_owned(),
            self.issuer.clone(),
            self.document_number.clone(),
            self.issued_on.map(dates::plain).unwrap_or_default(),
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("　")
    }
}

/// `/plans/drafts/7/superior-points`
pub(super) fn address(id: PlanDraftId) -> String {
    urls::plan_draft_form(id, "superior-points")
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
) -> Result<Response> {
    if !reads_all(&user) {
        return Err(none());
    }
    let row = store::get(&mut *state.db.acquire().await?, id).await?;
    Ok(page((&state, &user), &row, None))
}

fn page((state, user): (&AppState, &CurrentUser), row: &DraftRow, refused: Option<Refused>) -> Response {
    let content = &row.content.0;
    let may_edit = user.may(Action::KeepPlan) && row.status.after(Step::Edit).is_ok();
    let mut superiors: Vec<&DraftSuperior> = content.superiors.iter().collect();
    superiors.sort_by_key(|of| of.level);
    let documents: Vec<Document> =
        superiors.iter().map(|of| document(of, content, (may_edit, refused.as_ref()))).collect();
    let points = || documents.iter().flat_map(|of| &of.points);
    let page = SuperiorsPage {
        frame: user.frame(state, None),
        back: urls::plan_draft(row.id),
        draft: content.plan.title.clone(),
        path: address(row.id),
        year: content.plan.year,
        points: points().count(),
        open: points().filter(|point| point.is_open()).count(),
        documents,
        may_edit,
        errors: refused.as_ref().map(|of| of.errors.clone()).unwrap_or_default(),
    };
    (refused.map_or(StatusCode::OK, |of| of.status), page).into_response()
}

fn document(
    of: &DraftSuperior,
    content: &DraftContent,
    (may_edit, refused): (bool, Option<&Refused>),
) -> Document {
    let words: Vec<TaskWords<'_>> = content
        .numbered()
        .map(|(number, task)| TaskWords { number, title: &task.title, text: &task.text })
        .collect();
    let point = |(number, point): (usize, &DraftSuperiorPoint)| {
        let id = of.field(number);
        let carried = carried(point, content);
        let numbers: Vec<String> = carried.iter().map(|(number, _)| number.to_string()).collect();
        let stands = (numbers.join("、"), point.not_applicable.clone().unwrap_or_default());
        let refused = refused.filter(|refused| refused.field == id);
        let is_open = carried.is_empty() && point.not_applicable.is_none();
        let proposed = if may_edit && is_open { propose(&point.text, &words) } else { Vec::new() };
        Point {
            number,
            text: point.text.clone(),
            tasks: carried.iter().map(|(number, task)| task_words(*number, task)).collect(),
            reason: point.not_applicable.clone(),
            typed: refused.map_or(stands, |of| (of.typed.tasks.clone(), of.typed.reason.clone())),
            proposed: proposed.into_iter().map(|(number, _)| number).collect(),
            is_refused: refused.is_some(),
            id,
        }
    };
    Document {
        key: of.key,
        version: of.version,
        title: of.title.clone(),
        origin: of.origin(),
        points: (1..).zip(&of.points).map(point).collect(),
    }
}

/// The tasks of the draft that carry a point, with their numbers; those moved out carry nothing.
pub(super) fn carried<'a>(
    point: &DraftSuperiorPoint,
    content: &'a DraftContent,
) -> Vec<(i32, &'a DraftTask)> {
    content.numbered().filter(|(_, task)| point.tasks.contains(&task.key)).collect()
}

fn task_words(number: i32, task: &DraftTask) -> (String, u32, String) {
    let leads: Vec<&str> = task.names(AssignmentRole::Lead).collect();
    (format!("{number} {}", task.title), task.key, leads.join("、"))
}

/// Saves a draft held by this transaction, with its entry.
pub(super) async fn save(
    conn: &mut PgConnection,
    act: &Act,
    row: &DraftRow,
    content: &DraftContent,
    (sentence, before, after): (String, Option<Value>, Option<Value>),
) -> Result<()> {
    update_content(conn, act, row, content).await?;
    append(conn, act, entry("plan_draft_superior_saved", sentence, row).with_change(before, after)).await
}

async fn settle(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((id, key, number)): Path<(PlanDraftId, u32, usize)>,
    ProtectedForm(form): ProtectedForm<PointForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    row.status.after(Step::Edit).map_err(AppError::Refused)?;
    let mut content = row.content.0.clone();
    let gone = || AppError::NotFound("草稿里没有这条上级要点，可能已由他人移去。".into());
    let at = content.superiors.iter().position(|of| of.key == key).ok_or_else(gone)?;
    let field = content.superiors[at].field(number);
    let refuse = |typed, errors, status| {
        let refused = Refused { field: field.clone(), typed, errors, status };
        page((&state, &user), &row, Some(refused))
    };
    if content.superiors[at].version != form.version {
        let errors =
            FieldErrors::one(&field, "这份文件的要点刚由他人办理，请看过现在的情况再保存；您填写的还在。");
        return Ok(refuse(form, errors, StatusCode::CONFLICT));
    }
    let (tasks, reason) = match read_point(&form, &content, &field) {
        Ok(read) => read,
        Err(errors) => return Ok(refuse(form, errors, StatusCode::UNPROCESSABLE_ENTITY)),
    };
    let document = &mut content.superiors[at];
    document.version += 1;
    let title = document.title.clone();
    let point = number.checked_sub(1).and_then(|index| document.points.get_mut(index)).ok_or_else(gone)?;
    let before = settled_in_json(point, &row.content.0);
    (point.tasks, point.not_applicable) = (tasks, reason);
    let after = settled_in_json(point, &row.content.0);
    let sentence = format!("方案草稿核定上级要点：{title} 第 {number} 条");
    save(&mut tx, &user.act(&state), &row, &content, (sentence, Some(before), Some(after))).await?;
    tx.commit().await?;
    Ok(flash::done(&format!("{}#{field}", address(id)), "已保存。"))
}

fn settled_in_json(point: &DraftSuperiorPoint, content: &DraftContent) -> Value {
    let numbers: Vec<i32> = carried(point, content).iter().map(|(number, _)| *number).collect();
    json!({"tasks": numbers, "reason": point.not_applicable})
}

/// The keys of the tasks, or the reason why none; neither opens the point again.
fn read_point(
    form: &PointForm,
    content: &DraftContent,
    field: &str,
) -> Result<(Vec<u32>, Option<String>), FieldErrors> {
    let mut errors = FieldErrors::default();
    let numbers = read_numbers(&form.tasks).unwrap_or_else(|sentence| {
        errors.add(field, sentence);
        Vec::new()
    });
    let keys: HashMap<i32, u32> = content.numbered().map(|(number, task)| (number, task.key)).collect();
    if let Some(unknown) = numbers.iter().find(|number| !keys.contains_key(number)) {
        errors.add(field, format!("草稿没有第 {unknown} 项任务。"));
    }
    let reason = at_most(&form.reason, most::REASON, field, &mut errors);
    if !numbers.is_empty() && !reason.is_empty() {
        errors.add(field, "有任务承担的，不填不涉及的理由。");
    }
    let tasks = numbers.iter().filter_map(|number| keys.get(number).copied()).collect();
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    if errors.is_empty() { Ok((tasks, reason)) } else { Err(errors) }
}
