//! 演示日期: moving a demonstration's day on, by a day or a month, which runs the sweep. In a real ledger there is no such
//! page. The form is `templates/demonstration/advance_partial.html`, which stands on the office's worklist.

use axum::extract::State;
use axum::response::Response;
use chrono::{Days, Months};
use serde::Deserialize;

use super::daily_round::daily_round;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Audience, Entry, append};
use crate::database::store_mark::update_ledger_offset;
use crate::deadlines::sweep::Cause;
use crate::error::{AppError, Result};
use crate::web::{AppState, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    vec![Route::post(urls::DEMONSTRATION_ADVANCE, Access::Needs(Action::MoveDemonstration), advance)]
}

#[derive(Deserialize)]
struct AdvanceForm {
    /// `day` or `month`.
    by: String,
}

async fn advance(
    State(state): State<AppState>,
    user: CurrentUser,
    ProtectedForm(form): ProtectedForm<AdvanceForm>,
) -> Result<Response> {
    if !state.settings.demonstration {
        return Err(AppError::NotFound("这是正式台账，没有演示日期。".into()));
    }
    let now = state.clocks.ledger_now();
    let then = match form.by.as_str() {
        "day" => now.checked_add_days(Days::new(1)),
        "month" => now.checked_add_months(Months::new(1)),
        _ => None,
    };
    let then = then.ok_or_else(|| AppError::Refused("请选择推进一天或一个月。".into()))?;
    let offset = then - state.clocks.wall_now();
    let mut tx = state.db.begin().await?;
    update_ledger_offset(&mut tx, offset).await?;
    let day = crate::clock::beijing_day(then);
    let entry = Entry::new("demonstration_moved", "store_mark", format!("演示日期推进至 {day}"));
    append(&mut tx, &user.act(&state), entry.for_audience(Audience::Administrators)).await?;
    tx.commit().await?;
    state.clocks.set_ledger_offset(offset);
    let mut conn = state.db.acquire().await?;
    let swept = daily_round(&mut conn, &user.act(&state), Cause::Demonstration).await?;
    let sentence = format!("演示日期已推进至{}；{swept}。", dates::long(day));
    Ok(flash::done(urls::WORKLIST, &sentence))
}
