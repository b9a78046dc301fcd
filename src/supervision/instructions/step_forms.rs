//! The department's forms: it takes note of an instruction, and answers.

use axum::extract::{Path, State};
use axum::response::Response;

use super::answer::{Given, answer, take_note};
use super::instruction_page::{InstructionPath, Typed, answer_path, get_to_change, overtaken, refused};
use super::model::Step;
use super::store::InstructionRow;
use crate::accounts::drafts::end_draft;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::plan::tasks::fields::{at_most, most, needed, tidy};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let answers = Access::Needs(Action::AnswerInstruction);
    vec![
        Route::post("/{year}/instructions/{number}/take-note", answers, submit_note),
        Route::post("/{year}/instructions/{number}/answer", answers, submit_answer),
    ]
}

/// Refuses others than the department it is handed to (the office: 代录); of one that is handed to none yet, the step's
/// own sentence.
fn require_department(user: &CurrentUser, instruction: &InstructionRow, step: Step) -> Result<()> {
    let Some(department) = instruction.department else {
        let refused = instruction.status.after(step).err().unwrap_or_default();
        return Err(AppError::Refused(refused));
    };
    user.require_for(Action::AnswerInstruction, department)
}

/// Whose act it is: one's own department's, or recorded for it (代录), where it must be said for whom.
fn act_of(
    state: &AppState,
    user: &CurrentUser,
    instruction: &InstructionRow,
    typed: &Typed,
    errors: &mut FieldErrors,
) -> Act {
    let act = user.act(state);
    let is_own = instruction.department.is_some_and(|department| user.belongs_to(department));
    if is_own && tidy(&typed.on_behalf_of).is_empty() {
        return act;
    }
    let missing = ("on_behalf_of", "请写明由谁报来（代录）。");
    let whose = needed(&typed.on_behalf_of, most::NAME, missing, errors);
    act.on_behalf_of(&whose)
}

async fn submit_note(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): InstructionPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let instruction = get_to_change(&mut tx, &state, &user, path).await?;
    require_department(&user, &instruction, Step::TakeNote)?;
    if typed.version != instruction.version {
        return overtaken(&mut tx, &state, &user, instruction, typed).await;
    }
    let mut errors = FieldErrors::default();
    let act = act_of(&state, &user, &instruction, &typed, &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, &state, &user, instruction, (typed, errors)).await;
    }
    take_note(&mut tx, &act, &instruction).await?;
    tx.commit().await?;
    let words = format!("{}已知悉，办理后在本页反馈。", instruction.name());
    Ok(flash::done(&urls::instruction(path.0, path.1), &words))
}

async fn submit_answer(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): InstructionPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let instruction = get_to_change(&mut tx, &state, &user, path).await?;
    require_department(&user, &instruction, Step::Answer)?;
    if typed.version != instruction.version {
        return overtaken(&mut tx, &state, &user, instruction, typed).await;
    }
    instruction.status.after(Step::Answer).map_err(AppError::Refused)?;
    let mut errors = FieldErrors::default();
    let done = needed(&typed.done, most::TEXT, ("done", "请写明办理情况。"), &mut errors);
    let proof = at_most(&typed.proof, most::REASON, "proof", &mut errors);
    let act = act_of(&state, &user, &instruction, &typed, &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, &state, &user, instruction, (typed, errors)).await;
    }
    answer(&mut tx, &act, &instruction, &Given { done, proof }).await?;
    end_draft(&mut tx, user.account_id, &answer_path(path.0, path.1)).await?;
    tx.commit().await?;
    let words = format!("{}的办理情况已反馈，由领导小组办公室确认办结。", instruction.name());
    Ok(flash::done(&urls::instruction(path.0, path.1), &words))
}
