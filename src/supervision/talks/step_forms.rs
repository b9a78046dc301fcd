//! The forms of a talk: 组长 decides (or the office records it), it is recorded as held, it is withdrawn.

use axum::extract::{Path, State};
use axum::response::Response;

use super::model::Step;
use super::settle::{decide, hold, may_decide, may_withdraw, withdraw};
use super::talk_page::{TalkPath, Typed, get_to_change, overtaken, refused};
use super::writes::{Held, Ruling};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes, find_head_of_group};
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::ids::AccountId;
use crate::plan::tasks::fields::{at_most, day, most, needed};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepTalks);
    vec![
        Route::post("/{year}/talks/{address}/decide", keeps, submit_decision),
        Route::post("/{year}/talks/{address}/hold", keeps, submit_holding),
        Route::post("/{year}/talks/{address}/withdraw", keeps, submit_withdrawal),
    ]
}

async fn submit_decision(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): TalkPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let talk = get_to_change(&mut tx, (&state, &user), (path.0, &path.1)).await?;
    may_decide(&user, &talk).map_err(AppError::Forbidden)?;
    if typed.version != talk.version {
        return overtaken(&mut tx, (&state, &user), talk, typed).await;
    }
    talk.status.after(Step::Agree).map_err(AppError::Refused)?;
    let head = find_head_of_group(&mut tx).await?;
    let head = head.ok_or_else(|| AppError::Refused("组长待明确，约谈事项还不能决定。".into()))?;
    let (act, ruling) = match read_decision(&typed, &user, user.act(&state), head) {
        Ok(read) => read,
        Err(errors) => return refused(&mut tx, (&state, &user), talk, (typed, errors)).await,
    };
    match decide(&mut tx, &act, &talk, &ruling).await {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("decided_on", sentence);
            refused(&mut tx, (&state, &user), talk, (typed, errors)).await
        }
        done => {
            done?;
            tx.commit().await?;
            let words = if ruling.agreed { "已同意约谈。" } else { "已记为不予约谈。" };
            Ok(flash::done(&urls::talk(path.0, &path.1), words))
        }
    }
}

/// What is decided: 组长 decides today; the office says when, and what shows it.
fn read_decision(
    typed: &Typed,
    user: &CurrentUser,
    act: Act,
    (head, name): (AccountId, String),
) -> Result<(Act, Ruling), FieldErrors> {
    let mut errors = FieldErrors::default();
    let agreed = typed.decision == "agree";
    let remark = match typed.decision.as_str() {
        "decline" => needed(&typed.remark, most::REASON, ("remark", "不予约谈的，请写明理由。"), &mut errors),
        "agree" => at_most(&typed.remark, most::REASON, "remark", &mut errors),
        _ => {
            errors.add("remark", "请选择同意约谈或不予约谈。");
            String::new()
        }
    };
    let (on, evidence, act) = if user.heads_the_group {
        (Some(act.today()), None, act)
    } else {
        let on = day(&typed.decided_on, "decided_on", &mut errors);
        let missing = ("evidence", "请写明决定的凭据，如批示、会议纪要。");
        let evidence = needed(&typed.evidence, most::GROUNDS, missing, &mut errors);
        (on, Some(evidence), act.on_behalf_of(&name))
    };
    match on {
        Some(on) if errors.is_empty() => Ok((act, Ruling { agreed, leader: head, remark, on, evidence })),
        _ => Err(errors),
    }
}

async fn submit_holding(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): TalkPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let talk = get_to_change(&mut tx, (&state, &user), (path.0, &path.1)).await?;
    if typed.version != talk.version {
        return overtaken(&mut tx, (&state, &user), talk, typed).await;
    }
    talk.status.after(Step::Hold).map_err(AppError::Refused)?;
    let mut errors = FieldErrors::default();
    let on = day(&typed.held_on, "held_on", &mut errors);
    let present = needed(&typed.present, most::REASON, ("present", "请写明参加约谈的人员。"), &mut errors);
    let missing = ("follow_up", "请写明后续要求。");
    let follow_up = needed(&typed.follow_up, most::GROUNDS, missing, &mut errors);
    let Some(on) = on.filter(|_| errors.is_empty()) else {
        return refused(&mut tx, (&state, &user), talk, (typed, errors)).await;
    };
    match hold(&mut tx, &user.act(&state), &talk, &Held { on, present, follow_up }).await {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("held_on", sentence);
            refused(&mut tx, (&state, &user), talk, (typed, errors)).await
        }
        done => {
            done?;
            tx.commit().await?;
            Ok(flash::done(&urls::talk(path.0, &path.1), "约谈已记录。"))
        }
    }
}

async fn submit_withdrawal(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): TalkPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let talk = get_to_change(&mut tx, (&state, &user), (path.0, &path.1)).await?;
    if !may_withdraw(&user, &talk) {
        return Err(AppError::Forbidden(format!("约谈由{}撤回。", Step::Withdraw.who())));
    }
    if typed.version != talk.version {
        return overtaken(&mut tx, (&state, &user), talk, typed).await;
    }
    talk.status.after(Step::Withdraw).map_err(AppError::Refused)?;
    let mut errors = FieldErrors::default();
    let missing = ("withdrawn_because", "请写明撤回的原因。");
    let because = needed(&typed.withdrawn_because, most::REASON, missing, &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, (&state, &user), talk, (typed, errors)).await;
    }
    withdraw(&mut tx, &user.act(&state), &talk, &because).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::talk(path.0, &path.1), "约谈已撤回，记录保留。"))
}
