//! A department acknowledges the plan, or the office records that it did (代录).

use axum::extract::{Path, State};
use axum::response::Response;

use super::list_page::{AcknowledgeForm, page};
use super::store::acknowledge;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::organization::parse_day;
use crate::plan::tasks::fields::{most, needed};
use crate::plan::tasks::store::get_plan_to_change;
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    vec![Route::post("/{year}/acknowledge", Access::Needs(Action::Acknowledge), submit)]
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    ProtectedForm(form): ProtectedForm<AcknowledgeForm>,
) -> Result<Response> {
    let mut errors = FieldErrors::default();
    let Some(department) = form.department.parse().ok().map(DepartmentId) else {
        errors.add("department", "请选择部门。");
        return page(&state, &user, year, form, errors).await;
    };
    user.require_for(Action::Acknowledge, department)?;
    let act = user.act(&state);
    // Its own people acknowledge with a button; what is recorded for others says whose it was and when.
    let is_recorded = !user.belongs_to(department) || !form.on_behalf_of.trim().is_empty();
    let (act, on) = if is_recorded {
        let whose = needed(&form.on_behalf_of, most::NAME, ("on_behalf_of", "请填写由谁签收。"), &mut errors);
        let on = parse_day("acknowledged_on", &form.acknowledged_on, &mut errors);
        let Some(on) = on.filter(|_| errors.is_empty()) else {
            return page(&state, &user, year, form, errors).await;
        };
        (act.on_behalf_of(&whose), on)
    } else {
        let today = act.today();
        (act, today)
    };
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    acknowledge(&mut tx, &act, &plan, department, on).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::acknowledgements(year), &format!("已签收 {year} 年度方案。")))
}
