//! Superiors' documents beside a draft: entered, removed, and taken along with the plan the draft becomes, where they are kept by
//! [`superior_points`](crate::plan::superior_points).

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::content::{DraftContent, DraftSuperior, DraftSuperiorPoint};
use super::model::Step;
use super::store::{self, hold};
use super::superiors::{address, carried, save};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::ids::PlanDraftId;
use crate::plan::Plan;
use crate::plan::superior_points::{DocumentForm, NewDocument, enter, list_points};
use crate::plan::tasks::fields::Choice;
use crate::plan::work_points;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash};

/// The most documents of superiors beside one draft.
const MOST_DOCUMENTS: usize = 50;

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::get("/plans/drafts/{id}/superior-points/add", keeps, show_form),
        Route::post("/plans/drafts/{id}/superior-points/add", keeps, add),
        Route::post("/plans/drafts/{id}/superior-points/{key}/remove", keeps, remove),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/plan_drafts/superior_form.html")]
struct FormPage {
    frame: PageFrame,
    list: String,
    levels: Vec<Choice>,
    form: DocumentForm,
    errors: FieldErrors,
}

async fn show_form(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
) -> Result<Response> {
    let row = store::get(&mut *state.db.acquire().await?, id).await?;
    row.status.after(Step::Edit).map_err(AppError::Refused)?;
    Ok(form_page((&state, &user), id, (DocumentForm::default(), FieldErrors::default())))
}

/// The form with what was typed or read, and what is wrong with it.
pub(in crate::pages) fn form_page(
    (state, user): (&AppState, &CurrentUser),
    id: PlanDraftId,
    (form, errors): (DocumentForm, FieldErrors),
) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page =
        FormPage { frame: user.frame(state, None), list: address(id), levels: form.levels(), form, errors };
    (status, page).into_response()
}

async fn add(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
    ProtectedForm(form): ProtectedForm<DocumentForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    let mut errors = FieldErrors::default();
    if let Err(sentence) = row.status.after(Step::Edit) {
        errors.add("level", sentence);
    }
    if row.content.superiors.len() >= MOST_DOCUMENTS {
        errors.add("title", format!("最多登记 {MOST_DOCUMENTS} 份文件。"));
    }
    let Some(new) = form.read(&mut errors) else {
        return Ok(form_page((&state, &user), id, (form, errors)));
    };
    let mut content = row.content.0.clone();
    let key = content.superiors.iter().map(|of| of.key).max().unwrap_or(0) + 1;
    let count = new.statements.len();
    let sentence = format!("方案草稿登记上级要点：{}，{count} 条", new.title);
    content.superiors.push(superior(key, new));
    let after = content.superiors.last().map(|of| in_json(of, &content));
    save(&mut tx, &user.act(&state), &row, &content, (sentence, None, after)).await?;
    tx.commit().await?;
    let said = format!("已登记 {count} 条，请逐条指定任务或注明不涉及。");
    Ok(flash::done(&format!("{}#document-{key}", address(id)), &said))
}

fn superior(key: u32, new: NewDocument) -> DraftSuperior {
    let point = |text| DraftSuperiorPoint { text, tasks: Vec::new(), not_applicable: None };
    DraftSuperior {
        key,
        level: new.level,
        title: new.title,
        document_number: new.document_number,
        issuer: new.issuer,
        issued_on: new.issued_on,
        points: new.statements.into_iter().map(point).collect(),
        version: 0,
    }
}

/// A document with its points, the tasks that carry each by their numbers, or why it is 不涉及.
fn in_json(of: &DraftSuperior, content: &DraftContent) -> Value {
    let point = |point: &DraftSuperiorPoint| {
        let numbers: Vec<String> =
            carried(point, content).iter().map(|(number, _)| number.to_string()).collect();
        match (&point.not_applicable, numbers.is_empty()) {
            (Some(reason), _) => format!("{}（不涉及：{reason}）", point.text),
            (None, true) => point.text.clone(),
            (None, false) => format!("{}（任务 {}）", point.text, numbers.join("、")),
        }
    };
    let statements: Vec<String> = of.points.iter().map(point).collect();
    json!({"title": of.title, "document_number": of.document_number, "issuer": of.issuer, "issued_on": of.issued_on,
           "statements": statements})
}

/// The document as it was seen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RemoveForm {
    version: u32,
}

async fn remove(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((id, key)): Path<(PlanDraftId, u32)>,
    ProtectedForm(form): ProtectedForm<RemoveForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    row.status.after(Step::Edit).map_err(AppError::Refused)?;
    let mut content = row.content.0.clone();
    let Some(at) = content.superiors.iter().position(|of| of.key == key) else {
        return Ok(flash::done(&address(id), "这份文件已移去。"));
    };
    if content.superiors[at].version != form.version {
        return Ok(flash::refused(
            &address(id),
            "这份文件的要点刚由他人办理，没有移去，请看过现在的情况再定。",
        ));
    }
    let removed = content.superiors.remove(at);
    let sentence = format!("方案草稿移去上级要点：{}", removed.title);
    save(&mut tx, &user.act(&state), &row, &content, (sentence, Some(in_json(&removed, &content)), None))
        .await?;
    tx.commit().await?;
    Ok(flash::done(&address(id), "已移去这份文件；内容在办理记录里。"))
}

/// Enters what stands beside a draft with the plan it became: documents, the tasks that carry their points, and what is 不涉及.
pub(super) async fn enter_with_plan(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    content: &DraftContent,
) -> Result<()> {
    for of in &content.superiors {
        let new = NewDocument {
            level: of.level,
            title: of.title.clone(),
            document_number: of.document_number.clone(),
            issuer: of.issuer.clone(),
            issued_on: of.issued_on,
            statements: of.points.iter().map(|point| point.text.clone()).collect(),
        };
        let (document, _) = enter(conn, act, plan, &new).await?;
        let mut entered = list_points(conn, plan.id).await?;
        entered.retain(|point| point.document == document);
        for (point, entered) in of.points.iter().zip(&entered) {
            for (number, _) in carried(point, content) {
                work_points::link(conn, act, plan, entered.id, number).await?;
            }
            if let Some(reason) = &point.not_applicable {
                work_points::declare_not_applicable(conn, act, plan, entered.id, reason).await?;
            }
        }
    }
    Ok(())
}
