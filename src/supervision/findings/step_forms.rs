//! The department's forms: a finding is taken up, and answered, with files.

use axum::extract::{Path, State};
use axum::response::Response;
use sqlx::PgConnection;

use super::answer::{Given, answer, take_up};
use super::finding_page::{FindingPath, Typed, answer_path, get_to_change, overtaken, refused};
use super::store::FindingRow;
use crate::accounts::drafts::end_draft;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::ids::AnswerId;
use crate::plan::tasks::fields::{at_most, most, needed, tidy};
use crate::reporting::evidence::{GivenFile, GivenWith, MAX_FORM_BYTES, Place, UploadForm, keep};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let answers = Access::Needs(Action::AnswerFinding);
    vec![
        Route::post("/{year}/findings/{number}/take-up", answers, submit_taking_up),
        Route::post("/{year}/findings/{number}/answer", answers, submit_answer)
            .with_body_limit(MAX_FORM_BYTES),
    ]
}

/// Whose act it is: one's own department's, or recorded for it (代录), where it must be said for whom.
fn act_of(
    state: &AppState,
    user: &CurrentUser,
    finding: &FindingRow,
    typed: &Typed,
    errors: &mut FieldErrors,
) -> Act {
    let act = user.act(state);
    if user.belongs_to(finding.department) && tidy(&typed.on_behalf_of).is_empty() {
        return act;
    }
    let missing = ("on_behalf_of", "请写明由谁报来（代录）。");
    let whose = needed(&typed.on_behalf_of, most::NAME, missing, errors);
    act.on_behalf_of(&whose)
}

async fn submit_taking_up(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): FindingPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let finding = get_to_change(&mut tx, &state, &user, path).await?;
    user.require_for(Action::AnswerFinding, finding.department)?;
    if typed.version != finding.version {
        return overtaken(&mut tx, &state, &user, finding, typed).await;
    }
    let mut errors = FieldErrors::default();
    let act = act_of(&state, &user, &finding, &typed, &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, &state, &user, finding, (typed, errors)).await;
    }
    take_up(&mut tx, &act, &finding).await?;
    tx.commit().await?;
    let words = format!("第 {} 号问题已接收，整改后在本页反馈。", finding.number);
    Ok(flash::done(&urls::finding(path.0, path.1), &words))
}

/// The fields as typed, and the files given.
fn read_form(form: UploadForm) -> Result<(Typed, Vec<GivenFile>)> {
    let unreadable = |_| AppError::Refused("表单缺少字段或字段格式不对，未作任何保存。".into());
    let text = serde_html_form::to_string(&form.fields).map_err(|error| AppError::Internal(error.into()))?;
    let typed = serde_html_form::from_str(&text).map_err(unreadable)?;
    Ok((typed, form.files.into_iter().filter(|given| given.field == "file").collect()))
}

async fn submit_answer(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): FindingPath,
    form: UploadForm,
) -> Result<Response> {
    let (typed, files) = read_form(form)?;
    let mut tx = state.db.begin().await?;
    let finding = get_to_change(&mut tx, &state, &user, path).await?;
    user.require_for(Action::AnswerFinding, finding.department)?;
    if typed.version != finding.version {
        return overtaken(&mut tx, &state, &user, finding, typed).await;
    }
    let mut errors = FieldErrors::default();
    let given = read_answer(&typed, &files, &mut errors);
    let act = act_of(&state, &user, &finding, &typed, &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, &state, &user, finding, (typed, errors)).await;
    }
    let id = answer(&mut tx, &act, &finding, &given).await?;
    keep_files(&mut tx, &state, &act, (&finding, id), files).await?;
    end_draft(&mut tx, user.account_id, &answer_path(path.0, path.1)).await?;
    tx.commit().await?;
    let words = format!("第 {} 号问题的整改情况已反馈，由领导小组办公室核验销号。", finding.number);
    Ok(flash::done(&urls::finding(path.0, path.1), &words))
}

fn read_answer(typed: &Typed, files: &[GivenFile], errors: &mut FieldErrors) -> Given {
    let missing = ("measures", "请写明整改措施及结果。");
    let measures = needed(&typed.measures, most::TEXT, missing, errors);
    let proof = at_most(&typed.proof, most::REASON, "proof", errors);
    for given in files {
        if let Err(sentence) = &given.file {
            errors.add("file", sentence.clone());
        }
    }
    if proof.is_empty() && files.is_empty() {
        errors.add("proof", "请用一行写明完成证明，或附一份材料，至少一项。");
    }
    Given { measures, proof }
}

async fn keep_files(
    conn: &mut PgConnection,
    state: &AppState,
    act: &Act,
    (finding, answer): (&FindingRow, AnswerId),
    files: Vec<GivenFile>,
) -> Result<()> {
    let place = Place { year: finding.year, task: Some(finding.task), with: GivenWith::Answer(answer) };
    for given in files {
        let file = given.file.map_err(AppError::Refused)?;
        keep(conn, state, act, place, file).await?;
    }
    Ok(())
}
