//! What a department says of a draft, or that it has nothing to say; and what the office answers.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::consult_store::{self, Comment, Consulted, Said, WhichConsulted, list_consulted};
use super::consulted_page::{self, may_read, with_groups};
use super::content::DraftTask;
use super::directory::Directory;
use super::model::Step;
use super::reads_all;
use super::review_page::{overtaken, page};
use super::store::{DraftRow, LOST, entry, hold, none};
use super::typed::{CommentForm, Typed};
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes, list_office};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, DraftCommentId, PlanDraftId};
use crate::organization::intake::list_known;
use crate::plan::tasks::fields::{most, needed};
use crate::supervision::{tell_department, tell_persons};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

/// The longest comment, in characters.
const LONGEST: usize = 1_000;

pub(super) fn routes() -> Routes {
    let comments = Access::Needs(Action::CommentOnPlanDraft);
    vec![
        Route::post("/plans/drafts/{id}/comment", comments, submit),
        Route::post("/plans/drafts/{id}/comments/{comment}/answer", Access::Needs(Action::KeepPlan), answer),
    ]
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
    ProtectedForm(form): ProtectedForm<CommentForm>,
) -> Result<Response> {
    let department = DepartmentId(form.department.parse().unwrap_or_default());
    user.require_for(Action::CommentOnPlanDraft, department)?;
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    let consulted = list_consulted(&mut tx, WhichConsulted { draft: Some(id), open: false }).await?;
    // Whom it was not put to learns nothing of it.
    let asked = consulted.iter().find(|of| of.department == department).ok_or_else(none)?;
    let act = user.act(&state);
    if let Err(sentence) = require_time(&user, asked, act.today()) {
        let late = (form, FieldErrors::one(LOST, sentence));
        return again(&mut tx, (&state, &user), &row, late).await;
    }
    let recorded = user.role == Role::Office && !user.belongs_to(department);
    let act = if recorded { act.on_behalf_of(&asked.name) } else { act };
    if form.go == "none" {
        match say_nothing(&mut tx, &act, &row, (asked, recorded)).await {
            Err(AppError::Conflict(sentence)) => {
                let second = (form, FieldErrors::one("text", sentence));
                return again(&mut tx, (&state, &user), &row, second).await;
            }
            done => done?,
        }
    } else {
        let mut errors = FieldErrors::default();
        let text = needed(&form.text, LONGEST, ("text", "请写明意见；没有意见的请点“无意见”。"), &mut errors);
        let task = form.task.parse().ok().and_then(|key| row.content.task(key));
        let directory = Directory::of(&row.content, &list_known(&mut tx).await?);
        // Of a restricted task nobody else learns the title.
        let task = task.filter(|task| task.removed.is_none());
        let reading = with_groups(&mut tx, vec![department], act.today()).await?;
        let task = task.filter(|task| may_read(task, &directory, &reading));
        if !form.task.is_empty() && task.is_none() {
            errors.add("task", "所选的任务已不在草稿里，或者限定范围、不涉及该部门，请重新选择。");
        }
        if !errors.is_empty() {
            return again(&mut tx, (&state, &user), &row, (form, errors)).await;
        }
        say(&mut tx, &act, &row, (asked, recorded), (task, &text)).await?;
    }
    tx.commit().await?;
    Ok(flash::done(&urls::plan_draft(id), "意见已提交。"))
}

/// Whether something can be said of a draft still; the office records what comes after the day.
fn require_time(user: &CurrentUser, asked: &Consulted, today: NaiveDate) -> Result<(), String> {
    asked.status.after(Step::Comment)?;
    if user.role != Role::Office && !asked.may_comment(today) {
        return Err("反馈期限已过；还有意见的，请与领导小组办公室联系。".into());
    }
    Ok(())
}

/// The page again, as the reader has it.
async fn again(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    row: &DraftRow,
    (form, errors): (CommentForm, FieldErrors),
) -> Result<Response> {
    if reads_all(who.1) {
        let typed = Typed { comment: form, ..Typed::of(row) };
        return page(conn, who, row, (typed, errors)).await;
    }
    consulted_page::page(conn, who, row, (form, errors, StatusCode::UNPROCESSABLE_ENTITY)).await
}

async fn say(
    conn: &mut PgConnection,
    act: &Act,
    row: &DraftRow,
    (asked, recorded): (&Consulted, bool),
    (task, text): (Option<&DraftTask>, &str),
) -> Result<()> {
    let said = Said { department: asked.department, task, text, recorded };
    consult_store::insert_comment(conn, act, row.id, &said).await?;
    let about = task.map(|task| format!("任务“{}”", task.title)).unwrap_or_default();
    let sentence = format!("{}对 {} 年度方案征求意见稿{about}提出意见", asked.name, row.content.plan.year);
    tell_office(conn, act, row, &format!("{sentence}。")).await?;
    let after = json!({"department": asked.name, "title": task.map(|task| &task.title), "remark": text});
    let entry = entry("plan_draft_commented", sentence, row).of_department(asked.department);
    append(conn, act, entry.with_change(None, Some(after))).await
}

async fn say_nothing(
    conn: &mut PgConnection,
    act: &Act,
    row: &DraftRow,
    (asked, recorded): (&Consulted, bool),
) -> Result<()> {
    consult_store::update_no_comment(conn, act, row.id, (asked.department, recorded)).await?;
    let sentence = format!("{}对 {} 年度方案征求意见稿无意见", asked.name, row.content.plan.year);
    tell_office(conn, act, row, &format!("{sentence}。")).await?;
    append(conn, act, entry("plan_draft_commented", sentence, row).of_department(asked.department)).await
}

async fn tell_office(conn: &mut PgConnection, act: &Act, row: &DraftRow, message: &str) -> Result<()> {
    let office: Vec<_> = list_office(conn).await?.into_iter().map(|(id, _)| id).collect();
    tell_persons(conn, act, &office, (row.content.plan.year, &urls::plan_draft(row.id)), message).await
}

/// What the office answers.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AnswerForm {
    /// `adopt` or `decline`.
    decision: String,
    answer: String,
}

/// Whether a comment can be answered still.
fn require_open(row: &DraftRow, said: &Comment) -> Result<(), String> {
    row.status.after(Step::Answer)?;
    if said.adopted.is_some() {
        return Err("这条意见刚由他人答复，您的答复没有保存。".into());
    }
    Ok(())
}

async fn answer(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((id, comment)): Path<(PlanDraftId, DraftCommentId)>,
    ProtectedForm(form): ProtectedForm<AnswerForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    let said = consult_store::get_comment(&mut tx, id, comment).await?;
    if let Err(sentence) = require_open(&row, &said) {
        let typed = Typed { answer: form.answer, ..Typed::of(&row) };
        return overtaken(&mut tx, (&state, &user), &row, (typed, (LOST, sentence))).await;
    }
    let field = format!("answer-{comment}");
    let mut errors = FieldErrors::default();
    let adopted = match form.decision.as_str() {
        "adopt" => Some(true),
        "decline" => Some(false),
        _ => {
            errors.add(&field, "请选择采纳或未采纳。");
            None
        }
    };
    let missing = (field.as_str(), "请写明如何采纳，或为何未采纳。");
    let words = needed(&form.answer, most::GROUNDS, missing, &mut errors);
    let Some(adopted) = adopted.filter(|_| errors.is_empty()) else {
        let typed = Typed { answering: comment.to_string(), answer: form.answer, ..Typed::of(&row) };
        return page(&mut tx, (&state, &user), &row, (typed, errors)).await;
    };
    consult_store::update_answer(&mut tx, &act, (id, comment), (adopted, &words)).await?;
    let how = if adopted { "采纳" } else { "未采纳" };
    let (year, path) = (row.content.plan.year, urls::plan_draft(id));
    let message = format!("对贵部门就 {year} 年度方案征求意见稿所提意见：{how}。{words}");
    tell_department(&mut tx, &act, said.department, (year, &path), &message).await?;
    let sentence = format!("答复{}对方案草稿的意见：{how}", said.name);
    let after = json!({"department": said.name, "outcome": how, "remark": words});
    let entry = entry("plan_draft_comment_answered", sentence, &row).of_department(said.department);
    append(&mut tx, &act, entry.with_change(None, Some(after))).await?;
    tx.commit().await?;
    Ok(flash::done(&format!("{path}#comment-{comment}"), "已答复，已通知部门。"))
}
