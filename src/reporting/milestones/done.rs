//! A milestone is marked done, with what shows it; or that is taken back.

use axum::extract::{Path, State};
use axum::response::Response;
use sqlx::PgConnection;

use super::page::{MilestonePath, Opened, Typed, overtaken, refused};
use crate::accounts::CurrentUser;
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::ids::FileId;
use crate::plan::milestones::{self, Done};
use crate::plan::tasks::fields::{at_most, day, most, needed};
use crate::reporting::evidence::{GivenFile, GivenWith, Place, UploadForm, keep};
use crate::web::{AppState, FieldErrors, ProtectedForm, dates, flash};

pub(super) async fn mark(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): MilestonePath,
    form: UploadForm,
) -> Result<Response> {
    let typed: Typed = form.read()?;
    let given = form.files.into_iter().find(|given| given.field == "file");
    let mut tx = state.db.begin().await?;
    let opened = Opened::change(&mut tx, &state, &user, path).await?;
    if !opened.may_mark(&user) {
        return Err(AppError::Forbidden(
            "节点的完成由承担部门的工作联系人办理，或由领导小组办公室代录。".into(),
        ));
    }
    if typed.version != opened.milestone()?.version {
        return overtaken(&mut tx, &state, &user, &opened, typed).await;
    }
    let (mut done, file) = match read_done(&typed, given, opened.on_behalf(&user)) {
        Ok(read) => read,
        Err(errors) => return refused(&mut tx, &state, &user, &opened, typed, errors).await,
    };
    let act = opened.act(&state, &user, &typed.on_behalf_of);
    if let Some(file) = file {
        done.file = Some(keep_file(&mut tx, &state, &act, &opened, file).await?);
    }
    let milestone = opened.milestone()?;
    match milestones::meet_milestone(&mut tx, &act, &opened.plan, &opened.task, milestone, &done).await {
        Err(AppError::Refused(sentence)) => {
            tx.rollback().await?;
            let mut conn = state.db.acquire().await?;
            let errors = FieldErrors::one("on", sentence);
            return refused(&mut conn, &state, &user, &opened, typed, errors).await;
        }
        other => other?,
    }
    tx.commit().await?;
    let words = format!("节点“{}”已记为 {} 完成。", milestone.title, dates::short(done.on));
    Ok(flash::done(&opened.done_path(), &words))
}

async fn keep_file(
    conn: &mut PgConnection,
    state: &AppState,
    act: &Act,
    opened: &Opened,
    given: GivenFile,
) -> Result<FileId> {
    let file = given.file.map_err(AppError::Refused)?;
    let place = Place { year: opened.plan.year, task: Some(opened.task.id), with: GivenWith::Task };
    keep(conn, state, act, place, file).await
}

fn read_done(
    typed: &Typed,
    given: Option<GivenFile>,
    on_behalf: bool,
) -> Result<(Done, Option<GivenFile>), FieldErrors> {
    let mut errors = FieldErrors::default();
    let on = day(&typed.on, "on", &mut errors);
    let done = Done {
        on: on.unwrap_or_default(),
        shown_by: at_most(&typed.shown_by, most::GROUNDS, "shown_by", &mut errors),
        document_title: at_most(&typed.document_title, most::TITLE, "document_title", &mut errors),
        document_number: at_most(&typed.document_number, most::NAME, "document_number", &mut errors),
        file: None,
    };
    if on_behalf {
        needed(&typed.on_behalf_of, most::NAME, ("on_behalf_of", "请写明由谁报来。"), &mut errors);
    }
    if let Some(Err(sentence)) = given.as_ref().map(|given| &given.file) {
        errors.add("file", sentence.clone());
    }
    if !done.is_shown() && given.is_none() {
        errors.add("shown_by", "请写明完成的凭据：一句话、文号或一份材料，至少一项。");
    }
    if errors.is_empty() { Ok((done, given)) } else { Err(errors) }
}

pub(super) async fn take_back(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): MilestonePath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let opened = Opened::change(&mut tx, &state, &user, path).await?;
    if typed.version != opened.milestone()?.version {
        return overtaken(&mut tx, &state, &user, &opened, typed).await;
    }
    let mut errors = FieldErrors::default();
    let missing = ("take_back_reason", "请写明撤回的理由。");
    let reason = needed(&typed.take_back_reason, most::REASON, missing, &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, &state, &user, &opened, typed, errors).await;
    }
    let milestone = opened.milestone()?;
    milestones::take_back(&mut tx, &user.act(&state), &opened.plan, &opened.task, milestone, &reason).await?;
    tx.commit().await?;
    Ok(flash::done(&opened.path(), "已撤回完成，节点恢复为未完成。"))
}
