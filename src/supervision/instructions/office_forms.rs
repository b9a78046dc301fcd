//! The office's forms: an instruction becomes a duty, or is filed as read; an answer is returned or confirmed; what was
//! entered wrongly is withdrawn.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;

use super::dispatch::{Duty, assign, file_as_read, list_departments};
use super::instruction_page::{InstructionPath, Typed, get_to_change, overtaken, refused};
use super::model::Step;
use super::settle::{confirm, return_answer, withdraw};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::calendar::get_calendar;
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::plan::tasks::fields::{at_most, day_to_come, most, needed};
use crate::web::{AppState, FieldErrors, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepInstructions);
    let confirms = Access::Needs(Action::ConfirmInstruction);
    vec![
        Route::post("/{year}/instructions/{number}/assign", keeps, submit_assigning),
        Route::post("/{year}/instructions/{number}/file", keeps, submit_filing),
        Route::post("/{year}/instructions/{number}/return", confirms, submit_return),
        Route::post("/{year}/instructions/{number}/confirm", confirms, submit_confirmation),
        Route::post("/{year}/instructions/{number}/withdraw", keeps, submit_withdrawal),
    ]
}

async fn submit_assigning(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): InstructionPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let instruction = get_to_change(&mut tx, &state, &user, path).await?;
    if typed.version != instruction.version {
        return overtaken(&mut tx, &state, &user, instruction, typed).await;
    }
    instruction.status.after(Step::Assign).map_err(AppError::Refused)?;
    let departments = list_departments(&mut tx, &instruction, act.today()).await?;
    let duty = match read_duty(&typed, &departments, act.today()) {
        Ok(duty) => duty,
        Err(errors) => return refused(&mut tx, &state, &user, instruction, (typed, errors)).await,
    };
    let department = assign(&mut tx, &act, &instruction, &duty).await?;
    let on_working_day = get_calendar(&mut tx).await?.is_working(duty.due_on);
    tx.commit().await?;
    // A date that a person chose stays, with a warning.
    let warning = if on_working_day { "" } else { "办理期限是休息日，未作顺延。" };
    let words = format!("{}已交{department}办理，已通知。{warning}", instruction.name());
    Ok(flash::done(&urls::instruction(path.0, path.1), &words))
}

fn read_duty(
    typed: &Typed,
    departments: &[(DepartmentId, String)],
    today: NaiveDate,
) -> Result<Duty, FieldErrors> {
    let mut errors = FieldErrors::default();
    let ids: Vec<DepartmentId> = departments.iter().map(|(id, _)| *id).collect();
    let is_typed = |id: &DepartmentId| typed.department.contains(&id.to_string());
    let chosen: Vec<DepartmentId> = ids.into_iter().filter(is_typed).collect();
    if typed.department.is_empty() {
        errors.add("department", "请选择承办部门。");
    } else if chosen.len() < typed.department.len() {
        errors.add("department", "所选的已不在可选之列，请重新选择。");
    }
    let due_on = day_to_come(&typed.due_on, ("due_on", "办理期限"), today, &mut errors);
    let note = at_most(&typed.note, most::REASON, "note", &mut errors);
    match due_on {
        Some(due_on) if errors.is_empty() => Ok(Duty { departments: chosen, due_on, note }),
        _ => Err(errors),
    }
}

async fn submit_filing(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): InstructionPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let instruction = get_to_change(&mut tx, &state, &user, path).await?;
    if typed.version != instruction.version {
        return overtaken(&mut tx, &state, &user, instruction, typed).await;
    }
    let mut errors = FieldErrors::default();
    let note = at_most(&typed.read_note, most::REASON, "read_note", &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, &state, &user, instruction, (typed, errors)).await;
    }
    file_as_read(&mut tx, &user.act(&state), &instruction, &note).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::instruction(path.0, path.1), &format!("{}已阅存。", instruction.name())))
}

async fn submit_return(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): InstructionPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let instruction = get_to_change(&mut tx, &state, &user, path).await?;
    if typed.version != instruction.version {
        return overtaken(&mut tx, &state, &user, instruction, typed).await;
    }
    instruction.status.after(Step::Return).map_err(AppError::Refused)?;
    let mut errors = FieldErrors::default();
    let missing = ("returned_because", "请写明退回的原因，承办部门据此办理。");
    let because = needed(&typed.returned_because, most::REASON, missing, &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, &state, &user, instruction, (typed, errors)).await;
    }
    let settler = (user.account_id, user.role);
    let again = return_answer(&mut tx, &user.act(&state), &instruction, settler, &because).await?;
    tx.commit().await?;
    let until = again.map_or_else(String::new, |day| format!("，应于 {} 前再次反馈", dates::short(day)));
    let words = format!("{}已退回办理{until}。", instruction.name());
    Ok(flash::done(&urls::instruction(path.0, path.1), &words))
}

async fn submit_confirmation(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): InstructionPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let instruction = get_to_change(&mut tx, &state, &user, path).await?;
    if typed.version != instruction.version {
        return overtaken(&mut tx, &state, &user, instruction, typed).await;
    }
    instruction.status.after(Step::Confirm).map_err(AppError::Refused)?;
    let mut errors = FieldErrors::default();
    let missing = ("remark", "请用一句话写明办结意见，批示的院领导据此了解结果。");
    let remark = needed(&typed.remark, most::REASON, missing, &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, &state, &user, instruction, (typed, errors)).await;
    }
    confirm(&mut tx, &user.act(&state), &instruction, (user.account_id, user.role), &remark).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::instruction(path.0, path.1), &format!("{}已办结。", instruction.name())))
}

async fn submit_withdrawal(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): InstructionPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let instruction = get_to_change(&mut tx, &state, &user, path).await?;
    if typed.version != instruction.version {
        return overtaken(&mut tx, &state, &user, instruction, typed).await;
    }
    instruction.status.after(Step::Withdraw).map_err(AppError::Refused)?;
    let mut errors = FieldErrors::default();
    let missing = ("withdrawn_because", "请写明撤销的理由。");
    let because = needed(&typed.withdrawn_because, most::REASON, missing, &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, &state, &user, instruction, (typed, errors)).await;
    }
    withdraw(&mut tx, &user.act(&state), &instruction, &because).await?;
    tx.commit().await?;
    let words = format!("{}已撤销，编号保留。", instruction.name());
    Ok(flash::done(&urls::instruction(path.0, path.1), &words))
}
