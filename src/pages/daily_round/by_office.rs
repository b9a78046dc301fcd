//! 现在巡查: the office has the daily round run now.

use axum::extract::{Path, State};
use axum::response::Response;

use super::daily_round;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::deadlines::sweep::Cause;
use crate::error::Result;
use crate::web::form::NoFields;
use crate::web::{AppState, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    vec![Route::post("/{year}/deadlines/sweep", Access::Needs(Action::KeepDeadlines), sweep_now)]
}

async fn sweep_now(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    ProtectedForm(NoFields {}): ProtectedForm<NoFields>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let report = daily_round(&mut conn, &user.act(&state), Cause::Office).await?;
    Ok(flash::done(&urls::deadlines(year), &format!("{report}。")))
}
