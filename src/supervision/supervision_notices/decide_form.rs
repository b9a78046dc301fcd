//! The form of a leader's decision about a draft: approved or refused, in person or recorded from paper.

use axum::extract::{Path, State};
use axum::response::Response;
use sqlx::{Postgres, Transaction};

use super::decide::{approve, refuse};
use super::model::Step;
use super::notice_page::{NoticePath, Typed, get_to_change, overtaken, reader, refused};
use super::store::{NoticeRow, get_notice};
use super::subject::find_subject;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::plan::tasks::fields::day;
use crate::plan::tasks::store::{get_plan_to_change, get_task_to_change};
use crate::supervision::approval::{Verdict, list_possible, require_decider};
use crate::supervision::change_requests::Decision;
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let decides = Access::Needs(Action::DecideSupervisionNotice);
    vec![Route::post("/{year}/supervision-notices/{number}/decide", decides, submit)]
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): NoticePath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    // The task is held before the notice, as where a notice is written.
    let plan = get_plan_to_change(&mut tx, year).await?;
    let seen = get_notice(&mut tx, &reader(&state, &user), year, number).await?;
    get_task_to_change(&mut tx, &plan, seen.task_number).await?;
    let notice = get_to_change(&mut tx, &state, &user, (year, number)).await?;
    let today = state.clocks.today();
    if typed.version != notice.version {
        return overtaken(&mut tx, &state, &user, notice, typed).await;
    }
    notice.state().require(Step::Approve).map_err(AppError::Refused)?;
    require_decider(&mut tx, (&user, today), notice.draft()).await?;
    let leaders = list_possible(&mut tx, notice.task, today).await?;
    let grant = |errors: &mut FieldErrors| {
        day(&typed.decision.granted_due_on, "granted_due_on", errors).map(Verdict::Approve)
    };
    let (decision, act) =
        match typed.decision.read(&user, user.act(&state), &leaders, (grant, Verdict::Refuse)) {
            Ok(read) => read,
            Err(errors) => return refused(&mut tx, &state, &user, notice, (typed, errors)).await,
        };
    match carry_out(&mut tx, &act, &notice, &decision).await {
        Err(AppError::Refused(sentence)) => {
            drop(tx);
            let mut conn = state.db.acquire().await?;
            let errors = FieldErrors::one("remark", sentence);
            refused(&mut conn, &state, &user, notice, (typed, errors)).await
        }
        done => {
            let words = done?;
            tx.commit().await?;
            Ok(flash::done(&urls::supervision_notice(year, number), &words))
        }
    }
}

/// Does what was decided, and says it.
async fn carry_out(
    tx: &mut Transaction<'_, Postgres>,
    act: &Act,
    notice: &NoticeRow,
    decision: &Decision<Verdict>,
) -> Result<String> {
    let words = notice.words();
    match decision.ruling {
        Verdict::Approve(answer_by) => {
            let plan = get_plan_to_change(tx, notice.year).await?;
            let subject = find_subject(tx, plan, notice.deadline, true).await?;
            approve(tx, act, (&subject, notice), (decision, answer_by)).await?;
            let on_working_day = subject.calendar.is_working(answer_by);
            let warning = if on_working_day { "" } else { "反馈期限是休息日，未作顺延。" };
            Ok(format!("{words}已批准签发，已通知{}。{warning}", subject.department_name))
        }
        Verdict::Refuse => {
            refuse(tx, act, notice, decision).await?;
            Ok(format!("{words}不予批准，编号保留。"))
        }
    }
}
