//! 公布核对: once a half-year is over the office publishes its sheets to the departments, with a day until which they may object;
//! the half-year is frozen only after that day. The time can be made longer, never shorter.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::freeze::UnderWay;
use super::list_page;
use super::read::{Appraisal, half_of};
use super::store::hold;
use super::writes::{FROZEN, put_publication};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::calendar::get_calendar;
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::plan::tasks::fields::day;
use crate::plan::{Plan, get_plan};
use crate::supervision::tell_department;
use crate::web::{AppState, FieldErrors, ProtectedForm, dates, flash, urls};

/// A department has at least so many working days to check its sheet.
const LEAST_WORKING_DAYS: u32 = 3;

pub(super) fn routes() -> Routes {
    vec![Route::post("/{year}/appraisal/{half}/publish", Access::Needs(Action::KeepAppraisal), submit)]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PublishForm {
    until: String,
}

/// The first day that leaves the departments their time.
pub(super) async fn earliest(conn: &mut PgConnection, today: NaiveDate) -> Result<NaiveDate> {
    Ok(get_calendar(conn).await?.add_working_days(today, LEAST_WORKING_DAYS))
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half)): Path<(i32, String)>,
    ProtectedForm(form): ProtectedForm<PublishForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let half = half_of(&plan, &half)?;
    let mut errors = FieldErrors::default();
    let until = day(&form.until, "until", &mut errors);
    let mut said = "";
    if let Some(until) = until {
        match publish(&mut tx, &user.act(&state), (&plan, half), until).await {
            Err(AppError::Refused(sentence)) => errors.add("until", sentence),
            other => said = if other? { "异议期已延长" } else { "考核表已公布核对" },
        }
    }
    let Some(until) = until.filter(|_| errors.is_empty()) else {
        return list_page::refused(&mut tx, (&state, &user), (&plan, half), (form.until, errors)).await;
    };
    tx.commit().await?;
    let back = urls::appraisal_of(year, &half.to_string());
    let day = dates::plain(until);
    Ok(flash::done(&back, &format!("{said}，异议至{day}（含当日），已通知各部门。")))
}

/// Publishes the sheets of a half-year until a day, or leaves more time; the departments are told. Returns whether they had
/// been published before.
///
/// # Errors
/// Refused before the half-year is over, first while a check or a completion that gives or takes points is under way, for a day that leaves less than three working days or no more time than there is,
/// and once the half-year is frozen.
pub async fn publish(
    conn: &mut PgConnection,
    act: &Act,
    (plan, half): (&Plan, Period),
    until: NaiveDate,
) -> Result<bool> {
    hold(conn, plan.id).await?;
    let appraisal = Appraisal::read(conn, plan, half, act.today()).await?;
    if appraisal.frozen.is_some() {
        return Err(AppError::Refused(FROZEN.into()));
    }
    if act.today() <= half.last_day() {
        return Err(AppError::Refused(format!("{}还没有结束，结束后才能公布核对。", half.words())));
    }
    // Published once, more time may be left whatever has come up since.
    let under_way = UnderWay::read(conn, plan.id, half).await?;
    if let Some(hindrance) = under_way.hindrance(plan.year).filter(|_| appraisal.publication.is_none()) {
        return Err(AppError::Refused(hindrance.sentence));
    }
    let earliest = earliest(conn, act.today()).await?;
    if until < earliest {
        let from = dates::plain(earliest);
        let sentence = format!("至少留 {LEAST_WORKING_DAYS} 个工作日：截止日不早于{from}。");
        return Err(AppError::Refused(sentence));
    }
    put_publication(conn, act, (plan.id, half), until).await?;
    let day = dates::plain(until);
    let again = appraisal.publication.is_some();
    let sentence = if again {
        format!("{}绩效考核表的异议期延长至{day}", half.words())
    } else {
        format!("公布{}绩效考核表核对，异议至{day}", half.words())
    };
    let entry = Entry::new("appraisal_published", "plan", sentence).on(plan.id.0).of_plan(plan.year);
    let entry =
        entry.for_audience(Audience::Concerned).with_change(None, Some(json!({"object_until": until})));
    append(conn, act, entry).await?;
    let message = if again {
        format!("{}绩效考核表的异议期延长，有异议的请在{day}前（含当日）提出", half.words())
    } else {
        format!("{}绩效考核表已公布核对，有异议的请在{day}前（含当日）提出", half.words())
    };
    for sheet in &appraisal.sheets {
        let path = urls::appraisal_sheet(plan.year, &half.to_string(), sheet.department);
        tell_department(conn, act, sheet.department, (plan.year, &path), &message).await?;
    }
    Ok(again)
}
