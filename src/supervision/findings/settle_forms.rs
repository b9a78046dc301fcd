//! The office's forms: an answer is returned, a finding closed or withdrawn.

use axum::extract::{Path, State};
use axum::response::Response;

use super::finding_page::{FindingPath, Typed, get_to_change, overtaken, refused};
use super::model::{CRITERIA, Step};
use super::settle::{close, return_answer, withdraw};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::plan::tasks::fields::{most, needed};
use crate::web::{AppState, FieldErrors, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    let closes = Access::Needs(Action::CloseFinding);
    vec![
        Route::post("/{year}/findings/{number}/return", closes, submit_return),
        Route::post("/{year}/findings/{number}/close", closes, submit_closing),
        Route::post(
            "/{year}/findings/{number}/withdraw",
            Access::Needs(Action::KeepFindings),
            submit_withdrawal,
        ),
    ]
}

async fn submit_return(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): FindingPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let finding = get_to_change(&mut tx, &state, &user, path).await?;
    if typed.version != finding.version {
        return overtaken(&mut tx, &state, &user, finding, typed).await;
    }
    finding.status.after(Step::Return).map_err(AppError::Refused)?;
    let mut errors = FieldErrors::default();
    let missing = ("returned_because", "请写明退回的原因，责任部门据此整改。");
    let because = needed(&typed.returned_because, most::REASON, missing, &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, &state, &user, finding, (typed, errors)).await;
    }
    let settler = (user.account_id, user.role);
    let again = return_answer(&mut tx, &user.act(&state), &finding, settler, &because).await?;
    tx.commit().await?;
    let until = again.map_or_else(String::new, |day| format!("，应于 {} 前再次反馈", dates::short(day)));
    let words = format!("第 {} 号问题已退回整改{until}。", finding.number);
    Ok(flash::done(&urls::finding(path.0, path.1), &words))
}

async fn submit_closing(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): FindingPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let finding = get_to_change(&mut tx, &state, &user, path).await?;
    if typed.version != finding.version {
        return overtaken(&mut tx, &state, &user, finding, typed).await;
    }
    finding.status.after(Step::Close).map_err(AppError::Refused)?;
    let mut errors = FieldErrors::default();
    for ((field, words), ticked) in CRITERIA.into_iter().zip(typed.criteria()) {
        if !ticked {
            errors.add(field, format!("核验“{words}”后才能销号；不符合的，请退回整改。"));
        }
    }
    let remark = needed(&typed.remark, most::REASON, ("remark", "请用一句话写明销号意见。"), &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, &state, &user, finding, (typed, errors)).await;
    }
    close(&mut tx, &user.act(&state), &finding, (user.account_id, user.role), &remark).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::finding(path.0, path.1), &format!("第 {} 号问题已销号。", finding.number)))
}

async fn submit_withdrawal(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): FindingPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let finding = get_to_change(&mut tx, &state, &user, path).await?;
    if typed.version != finding.version {
        return overtaken(&mut tx, &state, &user, finding, typed).await;
    }
    finding.status.after(Step::Withdraw).map_err(AppError::Refused)?;
    let mut errors = FieldErrors::default();
    let missing = ("withdrawn_because", "请写明撤销的理由。");
    let because = needed(&typed.withdrawn_because, most::REASON, missing, &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, &state, &user, finding, (typed, errors)).await;
    }
    withdraw(&mut tx, &user.act(&state), &finding, &because).await?;
    tx.commit().await?;
    Ok(flash::done(
        &urls::finding(path.0, path.1),
        &format!("第 {} 号问题已撤销，编号保留。", finding.number),
    ))
}
