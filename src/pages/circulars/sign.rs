//! A leader signs a circular (签发) or gives it back (退回), in the system or on paper, which the office records with its scan
//! (代录).

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::circular_page::{PeriodPath, Typed, Version, refused};
use super::model::{Step, number_in_words};
use super::steps::require_nothing_restricted;
use super::steps::{ASKING, hold};
use super::store::{CircularRow, Which, list_circulars, list_passages, list_signers};
use super::writes::{Decided, OVERTAKEN, Signed, entry, update_released, update_returned};
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes, list_office};
use crate::audit_trail::{Act, Audience, append};
use crate::error::{AppError, Result};
use crate::ids::AccountId;
use crate::plan::get_plan;
use crate::plan::tasks::fields::{choice, day, most, needed};
use crate::plan::tasks::store::Person;
use crate::reporting::evidence::{KeptBytes, MAX_FORM_BYTES, StagedFile, UploadForm, keep_bytes, send};
use crate::supervision::change_requests::has_another_office;
use crate::supervision::{settle, tell_department, tell_persons};
use crate::web::{AppState, FieldErrors, dates, flash, urls};

pub(super) fn routes() -> Routes {
    let signs = Access::Needs(Action::SignCircular);
    vec![
        Route::post("/{year}/circulars/{period}/decide", signs, submit).with_body_limit(MAX_FORM_BYTES),
        Route::get("/{year}/circulars/{period}/scan", signs, scan),
    ]
}

/// Whether the person may sign today, or record the signature: the leader it was submitted to, or who stands in for them; of
/// the office who did not submit it, where it has another account.
///
/// # Errors
/// With who may.
pub(super) async fn require_signer(
    conn: &mut PgConnection,
    (user, today): (&CurrentUser, NaiveDate),
    row: &CircularRow,
) -> Result<()> {
    row.status.after(Step::Release).map_err(AppError::Refused)?;
    let Some(signer) = row.signer_id else { return Ok(()) };
    match user.role {
        Role::Office if row.submitted_by != Some(user.account_id) => Ok(()),
        Role::Office if !has_another_office(conn, user.account_id).await? => Ok(()),
        Role::Office => Err(AppError::Forbidden(
            "本人送签的通报，院领导的签发由领导小组办公室其他人员代录，或由院领导在系统中签发。".into(),
        )),
        _ if signs_for(conn, (user, today), signer).await? => Ok(()),
        _ => {
            let name = row.signer.as_deref().unwrap_or_default();
            Err(AppError::Forbidden(format!("这份通报由{name}或当日代行其职责的院领导签发。")))
        }
    }
}

async fn signs_for(
    conn: &mut PgConnection,
    (user, today): (&CurrentUser, NaiveDate),
    signer: AccountId,
) -> Result<bool> {
    let signers = list_signers(conn, signer, (today, today)).await?;
    Ok(signers.iter().any(|person| person.id == user.account_id))
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, period)): PeriodPath,
    form: UploadForm,
) -> Result<Response> {
    let typed: Typed = form.read()?;
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let (plan, of, row) = hold(&mut tx, (year, &period)).await?;
    require_signer(&mut tx, (&user, act.today()), &row).await?;
    if row.row_version != typed.version {
        return Err(AppError::Conflict(OVERTAKEN.into()));
    }
    let mut errors = FieldErrors::default();
    let decided = read_decided(&mut tx, (&user, act.today()), (&row, &typed), &mut errors).await?;
    let (because, file) = read_decision(&user, (&typed, form.scan()), &mut errors);
    let Some(decided) = decided.filter(|_| errors.is_empty()) else {
        return refused(&mut tx, (&state, &user), (&plan, of), (typed, errors)).await;
    };
    let act = if user.role == Role::Office { act.on_behalf_of(&decided.by.name) } else { act };
    let path = urls::circular(year, &period);
    if let Some(because) = because {
        give_back(&mut tx, &act, &row, (&decided, &because)).await?;
        tx.commit().await?;
        return Ok(flash::done(&path, "已退回领导小组办公室修改。"));
    }
    let scan = match file {
        Some(file) => Some(keep_bytes(&state, file).await?),
        None => None,
    };
    let recorded = decided.evidence.as_deref().zip(scan.as_ref());
    let recorded = recorded.map(|(evidence, scan)| Recorded { by: decided.by.id, evidence, scan });
    let number = release(&mut tx, &act, &row, (decided.on, recorded)).await?;
    tx.commit().await?;
    Ok(flash::done(&path, &format!("已签发，{}，全院可以查看。", number_in_words(year, number))))
}

/// Who decided when: the leader who does it now; of a decision on paper what the office says, and what shows it.
async fn read_decided(
    conn: &mut PgConnection,
    (user, today): (&CurrentUser, NaiveDate),
    (row, typed): (&CircularRow, &Typed),
    errors: &mut FieldErrors,
) -> Result<Option<Decided>> {
    if user.role != Role::Office {
        let by = Person { id: user.account_id, name: user.name.clone() };
        return Ok(Some(Decided { on: today, by, evidence: None }));
    }
    let on = day(&typed.decided_on, "decided_on", errors);
    let since = row.submitted_on.unwrap_or(today);
    if on.is_some_and(|on| on < since || on > today) {
        errors.add("decided_on", format!("签发或退回日期须在送签之日 {} 与今天之间。", dates::short(since)));
    }
    let missing = ("evidence", "请写明凭据，如院领导在纸质件上的签批。");
    let evidence = needed(&typed.evidence, most::GROUNDS, missing, errors);
    let Some((on, signer)) = on.zip(row.signer_id) else { return Ok(None) };
    let signers = list_signers(conn, signer, (on, on)).await?;
    let by = match signers.as_slice() {
        [only] if typed.decided_by.is_empty() => Some(only),
        all => choice(&typed.decided_by, all, |person| person.id.0, "decided_by", errors),
    };
    if by.is_none() && errors.of("decided_by").is_none() {
        errors.add("decided_by", "请选择是哪位院领导的决定。");
    }
    Ok(by.map(|by| Decided { on, by: by.clone(), evidence: Some(evidence) }))
}

/// Why it is given back, `None` where it is signed; and of a signature on paper its scan.
fn read_decision(
    user: &CurrentUser,
    (typed, scan): (&Typed, Option<Result<StagedFile, String>>),
    errors: &mut FieldErrors,
) -> (Option<String>, Option<StagedFile>) {
    match typed.decision.as_str() {
        "release" => {}
        "return" => {
            let missing = ("because", "请写明退回的原因。");
            return (Some(needed(&typed.because, most::REASON, missing, errors)), None);
        }
        _ => {
            errors.add("decision", "请选择签发或退回。");
            return (None, None);
        }
    }
    match scan {
        _ if user.role != Role::Office => (None, None),
        Some(Ok(file)) => (None, Some(file)),
        Some(Err(sentence)) => {
            errors.add("scan", sentence);
            (None, None)
        }
        None => {
            errors.add("scan", "代录签发须附签批页的扫描件。");
            (None, None)
        }
    }
}

/// A signature on paper.
pub(crate) struct Recorded<'a> {
    /// The leader who gave it.
    pub by: AccountId,
    /// What shows it.
    pub evidence: &'a str,
    /// Its scan.
    pub scan: &'a KeptBytes,
}

/// Releases it (签发), dated the day it was signed: all may read it from now on. Returns its number.
///
/// # Errors
/// Refused from any other state; a conflict when it changed since it was read.
pub(crate) async fn release(
    conn: &mut PgConnection,
    act: &Act,
    row: &CircularRow,
    (on, recorded): (NaiveDate, Option<Recorded<'_>>),
) -> Result<i32> {
    row.status.after(Step::Release).map_err(AppError::Refused)?;
    let passages = list_passages(conn, &[row.id]).await?;
    require_nothing_restricted(conn, row, &passages).await?;
    let by = match &recorded {
        Some(recorded) => recorded.by,
        None => act.person()?,
    };
    let recorded = recorded.map(|of| (of.evidence, of.scan));
    let number = update_released(conn, act, row, &Signed { on, by, recorded }).await?;
    let path = urls::circular(row.year, &row.period);
    settle(conn, act, &path, ASKING).await?;
    let words = number_in_words(row.year, number);
    for passage in &passages {
        let message = format!("{}已签发，{words}。", row.name());
        tell_department(conn, act, passage.department, (row.year, &path), &message).await?;
    }
    tell_office(conn, act, row, &format!("{}已签发，{words}。", row.name())).await?;
    let said: Vec<_> = passages
        .iter()
        .map(|of| {
            let of_earlier_words = of.asked_about.as_ref().filter(|_| of.has_earlier_explanation());
            json!({"department": of.name, "situation": of.situation, "explanation": of.explanation,
                   "explained_situation": of_earlier_words})
        })
        .collect();
    let after = json!({
        "number": words, "signed_on": on, "title": row.title, "departments": said,
        "text_sha256": hex::encode(Sha256::digest(&row.text)), "source": recorded.map(|(evidence, _)| evidence),
        "scan_sha256": recorded.map(|(_, scan)| hex::encode(&scan.digest)),
    });
    let entry = entry("circular_released", format!("签发{}，{words}", row.name()), (row.id, row.year));
    append(conn, act, entry.for_audience(Audience::Everyone).with_change(None, Some(after))).await?;
    Ok(number)
}

async fn give_back(
    conn: &mut PgConnection,
    act: &Act,
    row: &CircularRow,
    (decided, because): (&Decided, &str),
) -> Result<()> {
    row.status.after(Step::Return).map_err(AppError::Refused)?;
    update_returned(conn, act, row, (decided, because)).await?;
    settle(conn, act, &urls::circular(row.year, &row.period), ASKING).await?;
    let sentence = format!("{}退回修改：{because}", row.name());
    tell_office(conn, act, row, &sentence).await?;
    let after = json!({"returned_on": decided.on, "source": decided.evidence});
    let entry = entry("circular_returned", sentence, (row.id, row.year));
    append(conn, act, entry.with_change(None, Some(after))).await
}

async fn tell_office(conn: &mut PgConnection, act: &Act, row: &CircularRow, message: &str) -> Result<()> {
    let office: Vec<_> = list_office(conn).await?.into_iter().map(|(id, _)| id).collect();
    tell_persons(conn, act, &office, (row.year, &urls::circular(row.year, &row.period)), message).await
}

/// The scan of a signature that was recorded, for office and leaders.
async fn scan(
    State(state): State<AppState>,
    Path((year, period)): PeriodPath,
    Query(version): Query<Version>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let none = || AppError::NotFound("没有签批页的扫描件。".into());
    let which = Which { plan: Some(plan.id), period: Some(period.parse().map_err(|_| none())?), open: false };
    let all = list_circulars(&mut conn, which).await?;
    drop(conn);
    let scan = version.of(&all).and_then(CircularRow::scan);
    send(&state, scan.ok_or_else(none)?).await
}
