//! The office writes on a draft. What is typed is kept as it types (`accounts/drafts.rs`); of two who save, the second sees
//! both texts.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::begin::require_apart;
use super::edit_page;
use super::edit_page::EditForm;
use super::kind::Kind;
use super::model::{LONGEST_TEXT, Step};
use super::store::{PaperRow, get_paper_to_change};
use super::writes::{Head, Wording, entry, set_tasks, update_text};
use crate::accounts::drafts::end_draft;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::ids::TaskId;
use crate::plan::get_plan;
use crate::plan::tasks::fields::{at_most, needed};
use crate::plan::tasks::numbers::{NamedTask, read_tasks};
use crate::supervision::Reader;
use crate::web::{AppState, FieldErrors, ProtectedForm, flash};

pub(super) fn routes() -> Routes {
    let (feedback, bulletin) = (Access::Needs(Action::KeepFeedback), Access::Needs(Action::KeepBulletins));
    vec![
        Route::get("/{year}/superior-court/{number}/edit", feedback, edit_page::show),
        Route::post("/{year}/superior-court/{number}/edit", feedback, submit),
        Route::get("/{year}/bulletins/{number}/edit", bulletin, edit_page::show),
        Route::post("/{year}/bulletins/{number}/edit", bulletin, submit),
    ]
}

impl EditForm {
    fn read(&self, errors: &mut FieldErrors) -> Wording {
        Wording {
            title: needed(&self.title, 100, ("title", "请填写标题。"), errors),
            addressee: needed(&self.addressee, 60, ("addressee", "请填写报送单位。"), errors),
            head: Head {
                signer: at_most(&self.signer, 20, "signer", errors),
                contact: at_most(&self.contact, 20, "contact", errors),
                contact_phone: at_most(&self.contact_phone, 30, "contact_phone", errors),
            },
            text: needed(&self.text, LONGEST_TEXT, ("text", "正文不能是空的。"), errors),
        }
    }
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    kind: Kind,
    Path((year, number)): Path<(i32, i32)>,
    ProtectedForm(form): ProtectedForm<EditForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let reader = Reader::of(&user, act.today());
    let paper = get_paper_to_change(&mut tx, &reader, (kind, year, number)).await?;
    if let Err(sentence) = paper.status.after(Step::Edit, kind) {
        let errors = FieldErrors::one("text", format!("{sentence}您所填的还在下面，可以复制留存。"));
        let typed = (form, errors, StatusCode::CONFLICT);
        return edit_page::page(&mut tx, (&state, &user), &paper, typed, None).await;
    }
    if form.version != paper.version {
        return edit_page::overtaken(&mut tx, (&state, &user), &paper, form).await;
    }
    let mut errors = FieldErrors::default();
    let wording = form.read(&mut errors);
    let tasks = read_tasks(&mut tx, plan.id, &form.tasks, &mut errors).await?;
    let ids: Vec<TaskId> = tasks.iter().map(|task| task.id).collect();
    if errors.of("tasks").is_none()
        && let Err(AppError::Refused(sentence)) = require_apart(&mut tx, &ids).await
    {
        errors.add("tasks", sentence);
    }
    if !errors.is_empty() {
        let typed = (form, errors, StatusCode::UNPROCESSABLE_ENTITY);
        return edit_page::page(&mut tx, (&state, &user), &paper, typed, None).await;
    }
    save(&mut tx, &act, &paper, (&wording, &tasks)).await?;
    end_draft(&mut tx, user.account_id, &kind.form_path(year, number, "edit")).await?;
    tx.commit().await?;
    Ok(flash::done(&paper.path(), "已保存。"))
}

/// Saves the words of a draft and the tasks it concerns.
async fn save(
    conn: &mut PgConnection,
    act: &Act,
    paper: &PaperRow,
    (wording, tasks): (&Wording, &[NamedTask]),
) -> Result<()> {
    update_text(conn, act, paper, wording).await?;
    let ids: Vec<TaskId> = tasks.iter().map(|task| task.id).collect();
    set_tasks(conn, paper.id, &ids).await?;
    let state = |title: &str, addressee: &str, tasks: &[i32], text: &str| {
        json!({"title": title, "addressee": addressee, "tasks": tasks, "characters": text.chars().count(),
               "text_sha256": hex::encode(Sha256::digest(text))})
    };
    let before = state(&paper.title, &paper.addressee, &paper.task_numbers, &paper.text);
    let numbers: Vec<i32> = tasks.iter().map(|task| task.number).collect();
    let after = state(&wording.title, &wording.addressee, &numbers, &wording.text);
    let sentence = format!("修改{}", paper.name());
    let entry = entry("superior_paper_saved", (paper.kind, paper.id), paper.year, sentence);
    append(conn, act, entry.with_change(Some(before), Some(after))).await
}
