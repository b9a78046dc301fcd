//! Somebody writes what they found of an item: saved as they type, decided by a button.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use sqlx::{PgConnection, Postgres, Transaction};

use super::decide::{keep, reopen};
use super::desk_form::{DeskForm, Ground, Judged};
use super::desk_page;
use super::model::Way;
use super::round::RoundOf;
use super::store::{Item, Rounds, list_rounds};
use super::writes::{hold_open, lock_item, update_draft};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::Act;
use crate::calendar::get_calendar;
use crate::error::{AppError, Result};
use crate::ids::AccountId;
use crate::plan::tasks::store::{get_plan_to_change, get_task_to_change};
use crate::plan::{Plan, get_plan};
use crate::supervision::Reader;
use crate::supervision::findings::{NewFinding, entered};
use crate::web::autosave::{not_saved, saved};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepLookBacks);
    vec![
        Route::get("/{year}/look-backs/{round}/items/{item}", Access::Needs(Action::ReadLookBacks), show),
        Route::post("/{year}/look-backs/{round}/items/{item}", keeps, submit),
        Route::post("/{year}/look-backs/{round}/items/{item}/draft", keeps, draft),
    ]
}

type DeskPath = Path<(i32, i32, i32)>;

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number, item)): DeskPath,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let reader = Reader::of(&user, state.clocks.today());
    let round = RoundOf::read(&mut conn, (&reader, user.account_id), (year, number)).await?;
    desk_page::show(&mut conn, (&state, &user), (&plan, &round, item)).await
}

/// The open round of a plan that may be changed, and the item of that number, both held until the transaction ends.
///
/// # Errors
/// Refused when the plan is frozen or the round closed; not found when there is no such round.
pub async fn hold(
    conn: &mut PgConnection,
    act: &Act,
    (year, number): (i32, i32),
    item: i32,
) -> Result<(Plan, RoundOf)> {
    let plan = get_plan_to_change(conn, year).await?;
    let me = act.account().unwrap_or(AccountId(0));
    let which = Rounds { year: Some(year), number: Some(number), open: false };
    let found = list_rounds(conn, which, me).await?.pop();
    let id = found.ok_or_else(|| AppError::NotFound("本年度没有这一轮回头看。".into()))?.id;
    hold_open(conn, id).await?;
    lock_item(conn, id, item).await?;
    let round = RoundOf::read(conn, (&Reader::of_all(act.today()), me), (year, number)).await?;
    Ok((plan, round))
}

/// Saves what is typed so far. What was decided is not a draft any more: it is changed by the button only.
async fn draft(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number, item)): DeskPath,
    ProtectedForm(form): ProtectedForm<DeskForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let (_, round) = match hold(&mut tx, &act, (year, number), item).await {
        Err(AppError::Refused(sentence)) => return Ok(not_saved(StatusCode::CONFLICT, &sentence)),
        other => other?,
    };
    let of = round.item(item)?;
    if let Some(sentence) = form.too_long() {
        return Ok(not_saved(StatusCode::UNPROCESSABLE_ENTITY, &sentence));
    }
    if !update_draft(&mut tx, (of.id, form.version), &form.draft()).await? {
        let message = "他人已先修改；请点“保存”，两份内容都会列出供您核对。";
        return Ok(not_saved(StatusCode::CONFLICT, message));
    }
    tx.commit().await?;
    Ok(saved(act.at, Some(form.version + 1)))
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number, item)): DeskPath,
    ProtectedForm(form): ProtectedForm<DeskForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let (plan, round) = hold(&mut tx, &act, (year, number), item).await?;
    let of = round.item(item)?;
    let (by, at) = ((&state, &user), (&plan, &round, item));
    if of.version != form.version {
        return desk_page::overtaken(&mut tx, by, at, form).await;
    }
    if form.go == "draft" {
        return keep_draft(tx, by, at, form).await;
    }
    let ground = Ground::read(&mut tx, &plan, of, &form, act.today()).await?;
    let mut errors = FieldErrors::default();
    let Some(judged) = form.read(of, &ground, act.today(), &mut errors) else {
        return desk_page::refused(&mut tx, by, at, (form, errors)).await;
    };
    let carrier = ground.carrier(&form).map(|carrier| carrier.number);
    match take(&mut tx, &act, (&plan, &round, of), carrier, judged).await {
        Err(AppError::Refused(sentence)) => {
            tx.rollback().await?;
            let mut conn = state.db.acquire().await?;
            desk_page::refused(&mut conn, by, at, (form, FieldErrors::one("result", sentence))).await
        }
        taken => {
            let sentence = taken?;
            tx.commit().await?;
            Ok(flash::done(&after(&round, item, &form.go), &sentence))
        }
    }
}

/// Keeps a draft by a button, for browsers without scripts and where the departments of a chosen task are to be shown.
async fn keep_draft(
    mut tx: Transaction<'_, Postgres>,
    by: (&AppState, &CurrentUser),
    (plan, round, item): (&Plan, &RoundOf, i32),
    form: DeskForm,
) -> Result<Response> {
    let of = round.item(item)?;
    if let Some(sentence) = form.too_long() {
        let errors = FieldErrors::one("remark", sentence);
        return desk_page::refused(&mut tx, by, (plan, round, item), (form, errors)).await;
    }
    if !update_draft(&mut tx, (of.id, of.version), &form.draft()).await? {
        return desk_page::overtaken(&mut tx, by, (plan, round, item), form).await;
    }
    tx.commit().await?;
    let path = urls::look_back_item(round.round.year, round.round.number, item);
    Ok(flash::done(&path, "已暂存，尚未定。"))
}

/// Does what was decided; returns what to tell.
async fn take(
    conn: &mut PgConnection,
    act: &Act,
    (plan, round, item): (&Plan, &RoundOf, &Item),
    carrier: Option<i32>,
    judged: Judged,
) -> Result<String> {
    match judged {
        Judged::Kept(remark) => {
            keep(conn, act, (round, item), &remark).await?;
            Ok(format!("第 {} 项：成果保持，已保存。", item.number))
        }
        Judged::Reopened(remark, new) => {
            reopened(conn, act, (plan, round, item), carrier, (&remark, *new)).await
        }
    }
}

async fn reopened(
    conn: &mut PgConnection,
    act: &Act,
    (plan, round, item): (&Plan, &RoundOf, &Item),
    carrier: Option<i32>,
    (remark, new): (&str, NewFinding),
) -> Result<String> {
    let task = get_task_to_change(conn, plan, carrier.unwrap_or(item.task_number)).await?;
    let finding = reopen(conn, act, (round, item), remark, (plan, &task), new).await?;
    let goes_on = match item.way() {
        Way::Task => format!("任务 {} 恢复办理；", item.task_number),
        Way::SameTask | Way::OtherTask => String::new(),
    };
    let on_working_day = get_calendar(conn).await?.is_working(finding.due_on);
    Ok(format!("第 {} 项已重新挂账：{goes_on}{}", item.number, entered(&finding, on_working_day)))
}

/// Where the office goes on: the next item that is not decided, or the same one.
fn after(round: &RoundOf, item: i32, go: &str) -> String {
    let (year, number) = (round.round.year, round.round.number);
    let following = round.items.iter().find(|other| other.number > item && other.result.is_none());
    match following.filter(|_| go == "next") {
        Some(other) => urls::look_back_item(year, number, other.number),
        None if go == "next" => urls::look_back(year, number),
        None => urls::look_back_item(year, number, item),
    }
}
