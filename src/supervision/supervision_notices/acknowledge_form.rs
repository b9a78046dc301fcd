//! The department's form: it signs for a notice, or the office records that it did.

use axum::extract::{Path, State};
use axum::response::Response;

use super::acknowledge::acknowledge;
use super::notice_page::{NoticePath, Typed, get_to_change, refused};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::supervision::change_requests::read_asker;
use crate::web::{AppState, FieldErrors, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    let signs = Access::Needs(Action::AcknowledgeSupervisionNotice);
    vec![Route::post("/{year}/supervision-notices/{number}/acknowledge", signs, submit)]
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): NoticePath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let notice = get_to_change(&mut tx, &state, &user, path).await?;
    user.require_for(Action::AcknowledgeSupervisionNotice, notice.department)?;
    let mut errors = FieldErrors::default();
    let today = dates::short(state.clocks.today());
    let whose = (typed.on_behalf_of.as_str(), today.as_str());
    let Some((_, act)) = read_asker(&user, user.act(&state), Some(notice.department), whose, &mut errors)
        .filter(|_| errors.is_empty())
    else {
        return refused(&mut tx, &state, &user, notice, (typed, errors)).await;
    };
    let back = urls::supervision_notice(path.0, path.1);
    match acknowledge(&mut tx, &act, &notice).await {
        // Whoever of the department was second reads who signed.
        Err(AppError::Conflict(sentence)) => Ok(flash::refused(&back, &sentence)),
        done => {
            done?;
            tx.commit().await?;
            Ok(flash::done(&back, &format!("{}已签收，办理后在问题页反馈。", notice.words())))
        }
    }
}
