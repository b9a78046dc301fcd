//! What is not certain is decided: a doubt, or what department a name means. Stored at once, with who and when; taken back at
//! any time until the draft is issued. The forms lead on to the next thing that waits.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::content::{
    Decided, DepartmentChoice, DepartmentDecision, DoubtChoice, DoubtDecision, DraftContent, DraftDepartment,
    DraftDoubt,
};
use super::directory::{Directory, is_same_as_another};
use super::model::Step;
use super::review_page::page;
use super::shown_doubts::{choice_words, choices, code, is_answered_by_issuing, is_unknown};
use super::store::{self, DraftRow, entry, hold, update_content};
use super::typed::Typed;
use super::walk::next_open;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::ids::PlanDraftId;
use crate::organization::DepartmentKind;
use crate::organization::intake::{KnownDepartment, list_known};
use crate::plan::document_reader::rules;
use crate::plan::tasks::AssignmentRole;
use crate::web::form::NoFields;
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::post("/plans/drafts/{id}/doubts/{key}", keeps, decide_doubt),
        Route::post("/plans/drafts/{id}/departments/all", keeps, decide_all_departments),
        Route::post("/plans/drafts/{id}/departments/{key}", keeps, decide_department),
    ]
}

/// What is pressed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pressed {
    /// The version seen.
    version: u32,
    decision: String,
    /// Of a department: which one it is the same as.
    same: String,
}

/// Who decides now, and when.
pub(super) fn decided(act: &Act) -> Result<Decided> {
    Ok(Decided { by: act.person()?, name: act.name().to_owned(), at: act.at })
}

/// Refuses who comes second to one thing of a draft.
fn require_seen(seen: u32, version: u32, decided: Option<&Decided>) -> Result<()> {
    if seen == version {
        return Ok(());
    }
    let by = decided.map_or_else(|| "他人".to_owned(), |of| of.name.clone());
    Err(AppError::Conflict(format!("这一处刚由{by}办理，没有改动；列的是现在的情况。")))
}

/// The draft's page for who is refused: the sentence stands at its place, and the list on top leads there.
async fn told_there(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    row: &DraftRow,
    (anchor, refusal): (&str, AppError),
) -> Result<Response> {
    let (sentence, status) = match refusal {
        AppError::Conflict(sentence) => (sentence, StatusCode::CONFLICT),
        AppError::Refused(sentence) => (sentence, StatusCode::UNPROCESSABLE_ENTITY),
        other => return Err(other),
    };
    let mut response = page(conn, who, row, (Typed::of(row), FieldErrors::one(anchor, sentence))).await?;
    *response.status_mut() = status;
    Ok(response)
}

async fn decide_doubt(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((id, key)): Path<(PlanDraftId, u32)>,
    ProtectedForm(form): ProtectedForm<Pressed>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    let mut content = row.content.0.clone();
    let doubt = content.doubts.iter().find(|of| of.key == key);
    let doubt = doubt.ok_or_else(|| AppError::NotFound("草稿没有这项疑点。".into()))?.clone();
    let anchor = format!("doubt-{key}");
    let (choice, words) = match read_decision(&form, &row, &doubt) {
        Ok(decision) => decision,
        Err(refusal) => return told_there(&mut tx, (&state, &user), &row, (&anchor, refusal)).await,
    };
    settle_doubt(&mut content, key, choice, &decided(&act)?);
    update_content(&mut tx, &act, &row, &content).await?;
    let sentence = format!("方案草稿疑点“{}”：{words}", doubt.message);
    append(&mut tx, &act, entry("plan_draft_doubt_decided", sentence, &row)).await?;
    let known = list_known(&mut tx).await?;
    tx.commit().await?;
    Ok(lead_on(id, (&content, &known), (&anchor, choice.is_some())))
}

/// What was chosen for a doubt, in words too; `None` where the decision is taken back.
fn read_decision(
    form: &Pressed,
    row: &DraftRow,
    doubt: &DraftDoubt,
) -> Result<(Option<DoubtChoice>, String)> {
    row.status.after(Step::Edit).map_err(AppError::Refused)?;
    require_seen(form.version, doubt.version, doubt.decision.as_ref().map(|of| &of.decided))?;
    if form.decision == "reopen" {
        return Ok((None, "撤回对疑点的决定".to_owned()));
    }
    let offered = choices(doubt, &row.content).into_iter().find(|(of, _)| code(*of) == form.decision);
    let (choice, words) = offered.ok_or_else(|| AppError::Refused("请选择如何处理这项疑点。".into()))?;
    Ok((Some(choice), words))
}

/// Settles what number and date of the issued document answer, unless a person did.
pub(super) fn settle_given(content: &mut DraftContent, decided: &Decided) {
    let waits = |of: &DraftDoubt| of.decision.as_ref().is_none_or(|of| of.choice == DoubtChoice::Later);
    for doubt in content.doubts.iter_mut().filter(|of| is_answered_by_issuing(of) && waits(of)) {
        doubt.version += 1;
        let decided = decided.clone();
        doubt.decision = Some(DoubtDecision { choice: DoubtChoice::Given, decided });
    }
}

/// Decides a doubt or takes the decision back, with what follows from it in the draft.
pub(super) fn settle_doubt(
    content: &mut DraftContent,
    key: u32,
    choice: Option<DoubtChoice>,
    decided: &Decided,
) {
    let Some(at) = content.doubts.iter().position(|of| of.key == key) else { return };
    let was = content.doubts[at].decision.take().map(|of| of.choice);
    if was == Some(DoubtChoice::Adopted) {
        adopt(content, at, false);
    }
    if choice == Some(DoubtChoice::Adopted) {
        adopt(content, at, true);
    }
    let doubt = &mut content.doubts[at];
    doubt.version += 1;
    doubt.decision = choice.map(|choice| DoubtDecision { choice, decided: decided.clone() });
}

/// Takes what the reader proposed, or undoes that.
fn adopt(content: &mut DraftContent, at: usize, taken: bool) {
    let (rule, task, point) = {
        let doubt = &content.doubts[at];
        (doubt.rule.clone(), doubt.task, doubt.work_point)
    };
    match (rule.as_str(), task, point) {
        (rules::LEAD_NOT_MARKED, Some(key), _) => {
            let Some(task) = content.task_mut(key) else { return };
            let Some(lead) = task.proposed_lead.clone() else { return };
            task.version += 1;
            for part in task.parts.iter_mut().filter(|part| part.department == lead) {
                part.role = if taken { AssignmentRole::Lead } else { AssignmentRole::Support };
            }
            if taken {
                task.files_report = Some(lead);
            } else if task.files_report.as_ref() == Some(&lead) {
                // Whom a person made file since goes on filing.
                task.files_report = None;
            }
        }
        (rules::WORK_POINT_TO_BE_CONFIRMED, Some(key), Some(point)) => {
            let Some(point) = content.work_points.get_mut(point) else { return };
            point.tasks.retain(|of| *of != key);
            if taken {
                point.tasks.push(key);
            }
        }
        _ => {}
    }
}

/// Leads to the next open thing of the page after one was decided; back to this one where its decision was taken back.
fn lead_on(
    id: PlanDraftId,
    (content, known): (&DraftContent, &[KnownDepartment]),
    (here, goes_on): (&str, bool),
) -> Response {
    let directory = Directory::of(content, known);
    let next = || next_open(content, &directory, Some(here)).unwrap_or_else(|| "issue".to_owned());
    let anchor = if goes_on { next() } else { here.to_owned() };
    Redirect::to(&format!("{}#{anchor}", urls::plan_draft(id))).into_response()
}

async fn decide_department(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((id, at)): Path<(PlanDraftId, usize)>,
    ProtectedForm(form): ProtectedForm<Pressed>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    let known = list_known(&mut tx).await?;
    let mut content = row.content.0.clone();
    let missing = || AppError::NotFound("草稿没有这个部门。".into());
    let department = content.departments.get(at).ok_or_else(missing)?.clone();
    let anchor = format!("department-{at}");
    let choice = match read_meaning(&form, &row, (&department, &known)) {
        Ok(choice) => choice,
        Err(refusal) => {
            let stands = row.status.is_on_its_way()
                && is_unknown(&department, &content, &Directory::of(&content, &known));
            let place = if stands { anchor.as_str() } else { "departments" };
            return told_there(&mut tx, (&state, &user), &row, (place, refusal)).await;
        }
    };
    let decided = decided(&act)?;
    let of = &mut content.departments[at];
    of.version += 1;
    of.decision = choice.clone().map(|choice| DepartmentDecision { choice, decided });
    update_content(&mut tx, &act, &row, &content).await?;
    let words = choice.as_ref().map_or_else(|| "撤回决定".to_owned(), choice_words);
    let sentence = format!("方案草稿的部门“{}”：{words}", department.name);
    append(&mut tx, &act, entry("plan_draft_department_decided", sentence, &row)).await?;
    tx.commit().await?;
    Ok(lead_on(id, (&content, &known), (&anchor, choice.is_some())))
}

/// What was chosen for a department, where it can be chosen now.
fn read_meaning(
    form: &Pressed,
    row: &DraftRow,
    (department, known): (&DraftDepartment, &[KnownDepartment]),
) -> Result<Option<DepartmentChoice>> {
    row.status.after(Step::Edit).map_err(AppError::Refused)?;
    require_seen(form.version, department.version, department.decision.as_ref().map(|of| &of.decided))?;
    let refused = |sentence| AppError::Refused(format!("{}：{sentence}", department.name));
    read_choice(form, department, (&row.content, known)).map_err(refused)
}

/// What was chosen for a department; `None` where the decision is taken back.
fn read_choice(
    form: &Pressed,
    department: &DraftDepartment,
    (content, known): (&DraftContent, &[KnownDepartment]),
) -> Result<Option<DepartmentChoice>, String> {
    if form.decision == "reopen" {
        return Ok(None);
    }
    if let Some(kind) = DepartmentKind::from_code(&form.decision) {
        return Ok(Some(DepartmentChoice::New(kind)));
    }
    let same = form.same.trim();
    if same.is_empty() {
        return Err("请先选择它与哪个部门是同一个。".to_owned());
    }
    let of_document =
        content.department(same).filter(|of| of.name != department.name && !is_same_as_another(of));
    if of_document.is_none() && !known.iter().any(|of| of.is_called(same)) {
        return Err("所选的部门已不在可选之列，请重新选择。".to_owned());
    }
    let others = content.departments.iter().filter_map(|of| of.decision.as_ref()).map(|of| &of.choice);
    let is_a_target = |choice: &DepartmentChoice| match choice {
        DepartmentChoice::Alias(name) | DepartmentChoice::Misprint(name) => *name == department.name,
        DepartmentChoice::New(_) => false,
    };
    if others.into_iter().any(is_a_target) {
        return Err("另有部门已定为与它是同一个，请先撤回那个决定。".to_owned());
    }
    match form.decision.as_str() {
        "alias" => Ok(Some(DepartmentChoice::Alias(same.to_owned()))),
        "misprint" => Ok(Some(DepartmentChoice::Misprint(same.to_owned()))),
        _ => Err("请选择这个部门如何列入。".to_owned()),
    }
}

/// All departments still undecided are new ones, of the kind by their names.
async fn decide_all_departments(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
    ProtectedForm(NoFields {}): ProtectedForm<NoFields>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    let names = match take_all_as_new(&mut tx, &act, &row).await {
        Ok(names) => names,
        Err(refusal) => return told_there(&mut tx, (&state, &user), &row, ("departments", refusal)).await,
    };
    tx.commit().await?;
    let sentence = format!("{names} 个部门印发时列为新部门，可以逐个撤回。");
    Ok(flash::done(&urls::plan_draft(id), &sentence))
}

async fn take_all_as_new(conn: &mut PgConnection, act: &Act, row: &DraftRow) -> Result<usize> {
    row.status.after(Step::Edit).map_err(AppError::Refused)?;
    let mut content = row.content.0.clone();
    let directory = Directory::of(&content, &list_known(conn).await?);
    let open = directory.undecided(&content).filter(|of| of.decision.is_none());
    let names: Vec<String> = open.map(|of| of.name.clone()).collect();
    if names.is_empty() {
        return Err(AppError::Conflict(store::OVERTAKEN.into()));
    }
    let decided = decided(act)?;
    for of in content.departments.iter_mut().filter(|of| names.contains(&of.name)) {
        of.version += 1;
        let choice = DepartmentChoice::New(of.kind);
        of.decision = Some(DepartmentDecision { choice, decided: decided.clone() });
    }
    update_content(conn, act, row, &content).await?;
    let sentence = format!("方案草稿的部门 {} 个印发时列为新部门：{}", names.len(), names.join("、"));
    let entry = entry("plan_draft_department_decided", sentence, row);
    append(conn, act, entry.with_change(None, Some(json!({"departments": names})))).await?;
    Ok(names.len())
}
