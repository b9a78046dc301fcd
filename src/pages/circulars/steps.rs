//! What the office does with a circular besides writing it: departments are asked to explain, it is taken back, submitted,
//! withdrawn.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::circular_page::{PeriodPath, Typed, refused};
use super::model::{Step, number_in_words};
use super::store::{CircularRow, PassageRow, list_passages, list_restricted, list_signers, lock_current};
use super::writes::{OVERTAKEN, ask_departments, entry, update_status, update_submitted, update_withdrawn};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Audience, append};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::ids::AccountId;
use crate::pages::drafting::{mark_blanks, require_filled_in};
use crate::plan::tasks::fields::{choice, day_to_come, most, needed};
use crate::plan::tasks::store::list_leaders;
use crate::plan::{Plan, get_plan};
use crate::supervision::{settle, tell_department, tell_persons};
use crate::web::{AppState, FieldErrors, ProtectedForm, dates, flash, urls};

/// How a notice begins that asks a department to explain, or a leader to sign.
pub(super) const ASKING: &str = "请";

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepCirculars);
    vec![
        Route::post("/{year}/circulars/{period}/ask", keeps, submit_asking),
        Route::post("/{year}/circulars/{period}/take-back", keeps, submit_taking_back),
        Route::post("/{year}/circulars/{period}/submit", keeps, submit_submission),
        Route::post("/{year}/circulars/{period}/withdraw", keeps, submit_withdrawal),
    ]
}

/// The circular of an address that is not withdrawn, held until the transaction ends.
///
/// # Errors
/// Not found where there is none.
pub(super) async fn hold(
    conn: &mut PgConnection,
    (year, period): (i32, &str),
) -> Result<(Plan, Period, CircularRow)> {
    let plan = get_plan(conn, year).await?;
    let none = || AppError::NotFound("没有您可以办理的通报。".into());
    let period: Period = period.parse().map_err(|_| none())?;
    let row = lock_current(conn, plan.id, period).await?.ok_or_else(none)?;
    Ok((plan, period, row))
}

/// The same as it was seen.
async fn hold_seen(
    conn: &mut PgConnection,
    at: (i32, &str),
    seen: i32,
) -> Result<(Plan, Period, CircularRow)> {
    let held = hold(conn, at).await?;
    if held.2.row_version != seen {
        return Err(AppError::Conflict(OVERTAKEN.into()));
    }
    Ok(held)
}

async fn submit_asking(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, period)): PeriodPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let (plan, of, row) = hold_seen(&mut tx, (year, &period), typed.version).await?;
    let mut errors = FieldErrors::default();
    let by = day_to_come(&typed.explain_by, ("explain_by", "说明期限"), act.today(), &mut errors);
    mark_blanks(texts(&row, &list_passages(&mut tx, &[row.id]).await?), &mut errors);
    let Some(by) = by.filter(|_| errors.is_empty()) else {
        return refused(&mut tx, (&state, &user), (&plan, of), (typed, errors)).await;
    };
    let asked = match ask(&mut tx, &act, &row, by).await {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("explain_by", sentence);
            return refused(&mut tx, (&state, &user), (&plan, of), (typed, errors)).await;
        }
        other => other?,
    };
    tx.commit().await?;
    let words = format!("已请{asked}个部门于{}前说明，已通知。", dates::plain(by));
    Ok(flash::done(&urls::circular(year, &period), &words))
}

/// Asks the departments a draft names to explain by a day (征求说明); who explained the words that stand there, or had their
/// time for them, is not asked again. Returns how many were asked.
///
/// # Errors
/// Refused from any other state, where nobody is named or nobody is left to ask, and while a blank is left; a conflict when
/// it changed since it was read.
pub async fn ask(
    conn: &mut PgConnection,
    act: &Act,
    row: &CircularRow,
    explain_by: NaiveDate,
) -> Result<usize> {
    let to = row.status.after(Step::Ask).map_err(AppError::Refused)?;
    let passages = list_passages(conn, &[row.id]).await?;
    if passages.is_empty() {
        return Err(AppError::Refused("这份通报没有点名的部门，不必征求说明，可以直接送签。".into()));
    }
    require_complete(row, &passages)?;
    let asked = ask_departments(conn, act, (row.id, explain_by)).await?;
    if asked.is_empty() {
        return Err(AppError::Refused(
            "点名的部门均已说明，或说明期限已过，不必再征求，可以直接送签。".into(),
        ));
    }
    update_status(conn, row, to).await?;
    let (path, day) = (urls::circular(row.year, &row.period), dates::plain(explain_by));
    let message = format!("{ASKING}于{day}前对{}涉及本部门的情况作出说明，也可以不说明。", row.name());
    for department in &asked {
        tell_department(conn, act, *department, (row.year, &path), &message).await?;
    }
    let names: Vec<&str> =
        passages.iter().filter(|of| asked.contains(&of.department)).map(|of| of.name.as_str()).collect();
    let sentence = format!("{}征求{}个部门的说明，{day}前", row.name(), asked.len());
    let entry = entry("circular_asked", sentence, (row.id, row.year));
    let after = json!({"departments": names, "explain_by": explain_by});
    append(conn, act, entry.with_change(None, Some(after))).await?;
    Ok(asked.len())
}

fn require_complete(row: &CircularRow, passages: &[PassageRow]) -> Result<()> {
    require_filled_in(texts(row, passages)).map_err(AppError::Refused)
}

/// All that a circular says.
fn texts<'a>(row: &'a CircularRow, passages: &'a [PassageRow]) -> impl Iterator<Item = &'a str> {
    let situations = passages.iter().map(|of| of.situation.as_str());
    [row.title.as_str(), row.text.as_str()].into_iter().chain(situations)
}

/// Refuses a circular that names a restricted task by its title: all read it once it is released, and the task may have been
/// restricted since it was drafted.
pub(super) async fn require_nothing_restricted(
    conn: &mut PgConnection,
    row: &CircularRow,
    passages: &[PassageRow],
) -> Result<()> {
    let restricted = list_restricted(conn, row.year).await?;
    let says =
        |title: &str| row.text.contains(title) || passages.iter().any(|of| of.situation.contains(title));
    match restricted.into_iter().find(|(_, title)| says(title)) {
        Some((number, _)) => Err(AppError::Refused(format!(
            "任务 {number} 限定范围，通报里不能写它的名称和情况，只写序号；请先收回修改。"
        ))),
        None => Ok(()),
    }
}

async fn submit_taking_back(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, period)): PeriodPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let (.., row) = hold_seen(&mut tx, (year, &period), typed.version).await?;
    let to = row.status.after(Step::TakeBack).map_err(AppError::Refused)?;
    update_status(&mut tx, &row, to).await?;
    settle(&mut tx, &act, &urls::circular(year, &period), ASKING).await?;
    let sentence = format!("收回{}修改", row.name());
    append(&mut tx, &act, entry("circular_taken_back", sentence, (row.id, year))).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::circular(year, &period), "已收回，现在是草稿；部门的说明照旧保留。"))
}

async fn submit_submission(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, period)): PeriodPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let (plan, of, row) = hold_seen(&mut tx, (year, &period), typed.version).await?;
    let leaders = list_leaders(&mut tx).await?;
    let mut errors = FieldErrors::default();
    let signer = choice(&typed.signer, &leaders, |person| person.id.0, "signer", &mut errors);
    if signer.is_none() && errors.is_empty() {
        errors.add("signer", "请选择由哪位院领导签发。");
    }
    mark_blanks(texts(&row, &list_passages(&mut tx, &[row.id]).await?), &mut errors);
    let Some(signer) = signer.filter(|_| errors.is_empty()) else {
        return refused(&mut tx, (&state, &user), (&plan, of), (typed, errors)).await;
    };
    match submit(&mut tx, &act, &row, (signer.id, &signer.name)).await {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("signer", sentence);
            return refused(&mut tx, (&state, &user), (&plan, of), (typed, errors)).await;
        }
        other => other?,
    }
    tx.commit().await?;
    Ok(flash::done(&urls::circular(year, &period), &format!("已送{}签发，已通知。", signer.name)))
}

/// Submits it to the leader who is to sign (送签).
///
/// # Errors
/// Refused from any other state, while a blank is left, and while a department it names may still explain; a conflict when
/// it changed since it was read.
pub async fn submit(
    conn: &mut PgConnection,
    act: &Act,
    row: &CircularRow,
    (signer, name): (AccountId, &str),
) -> Result<()> {
    row.status.after(Step::Submit).map_err(AppError::Refused)?;
    let passages = list_passages(conn, &[row.id]).await?;
    require_complete(row, &passages)?;
    let waiting = passages.iter().filter(|of| !of.is_settled(row.status, act.today()));
    let waiting: Vec<&str> = waiting.map(|of| of.name.as_str()).collect();
    if !waiting.is_empty() {
        return Err(AppError::Refused(format!(
            "{}还没有对现在的文字作出说明，说明期限也没有过；请先征求说明。",
            waiting.join("、")
        )));
    }
    require_nothing_restricted(conn, row, &passages).await?;
    update_submitted(conn, act, row, signer).await?;
    let path = urls::circular(row.year, &row.period);
    settle(conn, act, &path, ASKING).await?;
    let signers = list_signers(conn, signer, (act.today(), act.today())).await?;
    let signers: Vec<AccountId> = signers.into_iter().map(|person| person.id).collect();
    let message = format!("{ASKING}签发{}。", row.name());
    tell_persons(conn, act, &signers, (row.year, &path), &message).await?;
    let sentence = format!("{}送{name}签发", row.name());
    append(conn, act, entry("circular_submitted", sentence, (row.id, row.year))).await
}

async fn submit_withdrawal(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, period)): PeriodPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let (plan, of, row) = hold_seen(&mut tx, (year, &period), typed.version).await?;
    row.status.after(Step::Withdraw).map_err(AppError::Refused)?;
    let mut errors = FieldErrors::default();
    let missing = ("withdraw_because", "请写明撤销的原因。");
    let because = needed(&typed.withdraw_because, most::REASON, missing, &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, (&state, &user), (&plan, of), (typed, errors)).await;
    }
    update_withdrawn(&mut tx, &act, &row, &because).await?;
    settle(&mut tx, &act, &urls::circular(year, &period), ASKING).await?;
    let number = row.number.map(|number| format!("（{}）", number_in_words(year, number)));
    let named = format!("{}{}", row.name(), number.unwrap_or_default());
    if row.was_released() {
        tell_of_withdrawal(&mut tx, &act, &row, &format!("{named}已撤销：{because}")).await?;
    }
    let sentence = format!("撤销{named}：{because}");
    let entry = entry("circular_withdrawn", sentence, (row.id, year));
    // What nobody else has read is withdrawn without their reading of it.
    let audience = if row.was_released() { Audience::Everyone } else { Audience::Concerned };
    append(&mut tx, &act, entry.for_audience(audience)).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::circular(year, &period), "已撤销，原文和编号保留。"))
}

/// Tells the leader whose signature it bears, who was chosen to sign it, and the departments it names: they know it as released.
async fn tell_of_withdrawal(
    conn: &mut PgConnection,
    act: &Act,
    row: &CircularRow,
    message: &str,
) -> Result<()> {
    let path = urls::circular(row.year, &row.period);
    let signer: Vec<AccountId> = row.signer_id.into_iter().chain(row.signed_by_id).collect();
    tell_persons(conn, act, &signer, (row.year, &path), message).await?;
    for passage in list_passages(conn, &[row.id]).await? {
        tell_department(conn, act, passage.department, (row.year, &path), message).await?;
    }
    Ok(())
}
