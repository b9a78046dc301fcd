//! A checker writes what they say of a task: saved as they type, decided by a button.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use sqlx::PgConnection;

use super::desk_form::DeskForm;
use super::desk_page;
use super::model::{Judgement, Verdict};
use super::round::RoundOf;
use super::round_page::row;
use super::store::{self, Checked, hold_open};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::plan::tasks::store::get_plan_to_change;
use crate::web::autosave::{not_saved, saved};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepChecks);
    vec![
        Route::get("/{year}/checks/{quarter}/tasks/{number}", Access::Needs(Action::ReadChecks), show),
        Route::post("/{year}/checks/{quarter}/tasks/{number}", keeps, submit),
        Route::post("/{year}/checks/{quarter}/tasks/{number}/draft", keeps, draft),
    ]
}

type DeskPath = Path<(i32, String, i32)>;

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, quarter, number)): DeskPath,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let round = RoundOf::read(&mut conn, (year, &quarter), state.clocks.today()).await?.for_reader(&user);
    desk_page::show(&mut conn, &state, &user, &round, number).await
}

/// The open round of a plan in force, held until the transaction ends.
///
/// # Errors
/// Refused when it is closed; not found when it is not begun, or the plan owes no check for that quarter.
pub async fn open(conn: &mut PgConnection, (year, quarter): (i32, &str), act: &Act) -> Result<RoundOf> {
    get_plan_to_change(conn, year).await?;
    let round = RoundOf::read(conn, (year, quarter), act.today()).await?;
    hold_open(conn, round.round()?.id).await?;
    Ok(round)
}

/// Saves what is typed so far. What was decided is not a draft any more: it is changed by the button only.
async fn draft(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, quarter, number)): DeskPath,
    ProtectedForm(form): ProtectedForm<DeskForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let round = match open(&mut tx, (year, &quarter), &act).await {
        Err(AppError::Refused(sentence)) => return Ok(not_saved(StatusCode::CONFLICT, &sentence)),
        other => other?,
    };
    let of = row(&round, number)?;
    let mut errors = FieldErrors::default();
    let judgement = form.read(&mut errors);
    if let Some(error) = errors.list.first() {
        return Ok(not_saved(StatusCode::UNPROCESSABLE_ENTITY, &error.text));
    }
    let at = (round.round()?.id, of.task, form.version);
    if of.decided.is_some() || !store::update_judgement(&mut tx, at, &judgement, None).await? {
        let message = "他人已先修改；请点“保存”，两份内容都会列出供您核对。";
        return Ok(not_saved(StatusCode::CONFLICT, message));
    }
    tx.commit().await?;
    Ok(saved(act.at, Some(form.version + 1)))
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, quarter, number)): DeskPath,
    ProtectedForm(form): ProtectedForm<DeskForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let round = open(&mut tx, (year, &quarter), &act).await?;
    let of = row(&round, number)?;
    if of.version != form.version {
        return desk_page::overtaken(&mut tx, &state, &user, (&round, number), form).await;
    }
    let mut errors = FieldErrors::default();
    let judgement = form.read(&mut errors);
    let fits = errors.is_empty();
    for error in judgement.missing(round.findings_against(of.task)).list {
        errors.add(&error.field, error.text);
    }
    if !errors.is_empty() {
        // Kept as a draft, so that it still stands after a problem is entered.
        let is_draft = fits && of.decided.is_none();
        let at = (round.round()?.id, of.task, of.version);
        let version = form.version + i32::from(is_draft);
        if is_draft && store::update_judgement(&mut tx, at, &judgement, None).await? {
            tx.commit().await?;
            tx = state.db.begin().await?;
        }
        let form = DeskForm { version, ..form };
        return desk_page::refused(&mut tx, &state, &user, (&round, number), form, errors).await;
    }
    decide(&mut tx, &act, (&round, of), &judgement).await?;
    tx.commit().await?;
    let following = round.checked.iter().find(|other| other.number > number && other.decided.is_none());
    let path = match following.filter(|_| form.go == "next") {
        Some(other) => urls::check_of_task(year, &quarter, other.number),
        None if form.go == "next" => urls::check(year, &quarter),
        None => urls::check_of_task(year, &quarter, number),
    };
    Ok(flash::done(&path, &format!("任务 {number} 的检查结论已保存。")))
}

/// Decides what a check says of a task of a round held open; nothing where it was decided so before.
/// [`Judgement::missing`] found nothing. Its entry is for nobody in the ledger: the department reads what was found once
/// the round is closed, not before.
///
/// # Errors
/// A conflict when someone wrote since the round was read.
pub async fn decide(
    conn: &mut PgConnection,
    act: &Act,
    (round, of): (&RoundOf, &Checked),
    judgement: &Judgement,
) -> Result<()> {
    if of.decided.is_some() && of.judgement == *judgement {
        return Ok(());
    }
    let id = round.round()?.id;
    let by = act.person()?;
    let decided = Some((act.today(), by));
    if !store::update_judgement(conn, (id, of.task, of.version), judgement, decided).await? {
        return Err(AppError::Conflict("这项任务的检查结论刚被他人修改，请重新打开后再保存。".into()));
    }
    let verdict = judgement.verdict.map_or("", Verdict::word);
    let sentence = format!("{}检查：{verdict}序时进度", round.quarter.period.words());
    let before = of.decided.as_ref().map(|_| of.judgement.in_json());
    let entry = Entry::new("check_decided", "quarterly_check", sentence)
        .on(id.0)
        .of_plan(round.overview.plan.year)
        .of_task(of.task)
        .for_audience(Audience::Administrators);
    append(conn, act, entry.with_change(before, Some(judgement.in_json()))).await
}
