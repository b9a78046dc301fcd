//! What the office does on the table: says which tasks carry a statement, or why none need; withdraws a document.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::enter::withdraw;
use super::table_page::page;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::ids::WorkPointId;
use crate::plan::plan_actions::{PointForm, carry_out};
use crate::plan::plan_page::RefusedInput;
use crate::plan::tasks::fields::{most, tidy, too_long};
use crate::plan::tasks::store::get_plan_to_change;
use crate::web::{AppState, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::post("/{year}/superior-points/points/{id}/{act}", keeps, settle_point),
        Route::post("/{year}/superior-points/{number}/withdraw", keeps, submit_withdrawal),
    ]
}

async fn settle_point(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id, act)): Path<(i32, i64, String)>,
    ProtectedForm(form): ProtectedForm<PointForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    match carry_out(&mut tx, &user.act(&state), &plan, (WorkPointId(id), &act), &form).await {
        Err(AppError::Refused(sentence)) => {
            drop(tx);
            let path = format!("{}/points/{id}/{act}", urls::superior_points(year));
            let typed = if act == "not-applicable" { form.reason } else { form.task };
            let mut conn = state.db.acquire().await?;
            page(&mut conn, (&state, &user), &plan, Some(RefusedInput { path, typed, sentence })).await
        }
        outcome => {
            let said = outcome?;
            tx.commit().await?;
            Ok(flash::done(&urls::superior_point(year, WorkPointId(id)), said))
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct WithdrawForm {
    because: String,
}

async fn submit_withdrawal(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    ProtectedForm(form): ProtectedForm<WithdrawForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let because = tidy(&form.because);
    let wrong = if because.is_empty() {
        Some("请写明撤回的原因。".to_owned())
    } else {
        too_long(&because, most::REASON).map(|sentence| format!("撤回的原因{sentence}"))
    };
    if let Some(sentence) = wrong {
        let path = format!("{}/{number}/withdraw", urls::superior_points(year));
        return page(
            &mut tx,
            (&state, &user),
            &plan,
            Some(RefusedInput { path, typed: form.because, sentence }),
        )
        .await;
    }
    withdraw(&mut tx, &user.act(&state), (&plan, number), &because).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::superior_points(year), "已撤回，其中的要点不再计入。"))
}
