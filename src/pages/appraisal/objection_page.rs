//! `/2019/appraisal/objections/3`: an objection, and the form of its decision for who may decide it.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::decide::{Person, Way, decide_with, may_decide, waits_for};
use super::model::{Ruling, plain};
use super::read::reads_all;
use super::store::{ObjectionRow, Which, find_scan, get_rules, list_frozen, list_objections};
use super::writes::Decided;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::Act;
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::ids::ObjectionId;
use crate::plan::tasks::fields::{day, most, needed};
use crate::plan::{Plan, get_plan};
use crate::reporting::evidence::{ACCEPTED, MAX_FILE_BYTES, MAX_FORM_BYTES, UploadForm, keep_bytes, send};
use crate::supervision::change_requests::{has_another_office, recorded};
use crate::web::{AppState, FieldErrors, PageFrame, dates, flash, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/appraisal/objections/{id}", Access::Needs(Action::ReadAppraisal), show),
        Route::post("/{year}/appraisal/objections/{id}", Access::Needs(Action::DecideObjection), submit)
            .with_body_limit(MAX_FORM_BYTES),
        Route::get("/{year}/appraisal/objections/{id}/scan", Access::Needs(Action::ReadAppraisal), download),
    ]
}

/// Kind, shape and word of where an objection stands.
pub(super) fn state(ruling: Option<Ruling>) -> (&'static str, &'static str, &'static str) {
    match ruling {
        None => ("yellow", "◆", "待决定"),
        Some(Ruling::Rejected) => ("grey", "○", Ruling::Rejected.word()),
        Some(ruling) => ("blue", "✔", ruling.word()),
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct DecisionForm {
    ruling: String,
    remark: String,
    /// 代录: whose decision it is, of which day, and what shows it.
    decided_for: String,
    decided_on: String,
    evidence: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/appraisal/objection.html")]
struct ObjectionPage {
    frame: PageFrame,
    list: String,
    sheet: String,
    path: String,
    period: String,
    objection: ObjectionRow,
    state: (&'static str, &'static str, &'static str),
    points: String,
    objected: String,
    decided: Option<String>,
    scan: Option<(String, String)>,
    waits_for: String,
    decides: bool,
    records: bool,
    /// Words, code, whether it is chosen.
    rulings: Vec<(&'static str, &'static str, bool)>,
    form: DecisionForm,
    errors: FieldErrors,
    accepted: &'static str,
    largest_mb: u64,
}

/// An objection of an address, for whom it is: its department, the office, leaders, 考核办.
async fn find(
    conn: &mut PgConnection,
    user: &CurrentUser,
    (year, id): (i32, i64),
) -> Result<(Plan, ObjectionRow)> {
    let plan = get_plan(conn, year).await?;
    let rules = get_rules(conn, plan.id).await?;
    let which = Which { plan: Some(plan.id), id: Some(ObjectionId(id)), ..Which::default() };
    let found = list_objections(conn, which).await?.into_iter().next();
    let found = found.filter(|of| reads_all(user, rules.department) || user.belongs_to(of.department));
    Ok((plan, found.ok_or_else(|| AppError::NotFound("没有您可以查看的这项异议。".into()))?))
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): Path<(i32, i64)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let found = find(&mut conn, &user, path).await?;
    let form = DecisionForm { decided_on: dates::short(state.clocks.today()), ..DecisionForm::default() };
    page(&mut conn, (&state, &user), found, (form, FieldErrors::default())).await
}

async fn page(
    conn: &mut PgConnection,
    (state_of, user): (&AppState, &CurrentUser),
    (plan, objection): (Plan, ObjectionRow),
    (form, errors): (DecisionForm, FieldErrors),
) -> Result<Response> {
    let another = has_another_office(conn, user.account_id).await?;
    let frozen = list_frozen(conn, plan.id).await?.iter().any(|of| of.period == objection.period);
    let way = may_decide(&Person::of(user, another), &objection).ok();
    let way = way.filter(|_| objection.ruling.is_none() && !frozen && user.may(Action::DecideObjection));
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let path = urls::objection(plan.year, objection.id);
    let page = ObjectionPage {
        frame: user.frame(state_of, Some(plan.year)),
        list: urls::appraisal_of(plan.year, &objection.period),
        sheet: urls::appraisal_sheet(plan.year, &objection.period, objection.department),
        period: objection.period.parse::<Period>().map_or_else(|_| objection.period.clone(), Period::words),
        state: state(objection.ruling),
        points: format!("{}，满分 {}", plain(objection.points), plain(objection.possible)),
        objected: format!(
            "{} {}",
            recorded(&objection.objected_by_name, objection.on_behalf_of.as_deref()),
            dates::short(objection.objected_on)
        ),
        decided: decided_words(&objection),
        scan: objection.scan_name.clone().map(|name| (name, format!("{path}/scan"))),
        waits_for: waits_for(&objection),
        decides: way.is_some(),
        records: way == Some(Way::Recorded),
        rulings: Ruling::ALL.map(|of| (of.word(), of.code(), form.ruling == of.code())).into(),
        path,
        objection,
        form,
        errors,
        accepted: ACCEPTED,
        largest_mb: MAX_FILE_BYTES >> 20,
    };
    Ok((status, page).into_response())
}

fn decided_words(objection: &ObjectionRow) -> Option<String> {
    let (by, on) = objection.decided_by_name.as_deref().zip(objection.decided_on)?;
    Some(format!("{} {}", recorded(by, objection.decided_for.as_deref()), dates::short(on)))
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): Path<(i32, i64)>,
    upload: UploadForm,
) -> Result<Response> {
    let form: DecisionForm = upload.read()?;
    let mut tx = state.db.begin().await?;
    let (plan, objection) = find(&mut tx, &user, path).await?;
    let another = has_another_office(&mut tx, user.account_id).await?;
    let way = may_decide(&Person::of(&user, another), &objection).map_err(AppError::Forbidden)?;
    if objection.ruling.is_some() {
        return Err(AppError::Conflict("这项异议刚由他人决定，现在的情况见本页。".into()));
    }
    let mut errors = FieldErrors::default();
    let read = read(&form, (way, user.act(&state)), &mut errors);
    let scan = match upload.scan().filter(|_| way == Way::Recorded) {
        Some(Ok(file)) => Some(file),
        Some(Err(sentence)) => {
            errors.add("scan", sentence);
            None
        }
        None => None,
    };
    let Some((act, decided)) = read.filter(|_| errors.is_empty()) else {
        return page(&mut tx, (&state, &user), (plan, objection), (form, errors)).await;
    };
    let scan = match scan {
        Some(file) => Some(keep_bytes(&state, file).await?),
        None => None,
    };
    match decide_with(&mut tx, &act, (&plan, &objection), (&decided, scan.as_ref())).await {
        Err(AppError::Refused(sentence)) => {
            let field = if way == Way::Recorded { "decided_on" } else { "remark" };
            let errors = FieldErrors::one(field, sentence);
            return page(&mut tx, (&state, &user), (plan, objection), (form, errors)).await;
        }
        other => other?,
    }
    tx.commit().await?;
    Ok(flash::done(&urls::objection(plan.year, objection.id), "异议已决定，并通知该部门。"))
}

/// What is decided: who decides, decides today; the office says whose decision it records, of which day, and what shows it.
fn read(form: &DecisionForm, (way, act): (Way, Act), errors: &mut FieldErrors) -> Option<(Act, Decided)> {
    let ruling = Ruling::of_code(&form.ruling);
    if ruling.is_none() {
        errors.add("ruling", "请选择采纳或不采纳。");
    }
    let remark = needed(&form.remark, most::REASON, ("remark", "请写明决定的理由。"), errors);
    let (act, on, evidence) = match way {
        Way::Own => (act.clone(), Some(act.today()), None),
        Way::Recorded => {
            let missing = ("decided_for", "请写明由谁决定，如考核办负责人。");
            let whose = needed(&form.decided_for, most::NAME, missing, errors);
            let on = day(&form.decided_on, "decided_on", errors);
            let missing = ("evidence", "请写明决定的凭据，如会议纪要、签批件。");
            let evidence = needed(&form.evidence, most::GROUNDS, missing, errors);
            (act.on_behalf_of(&whose), on, Some(evidence))
        }
    };
    Some((act, Decided { ruling: ruling?, remark, on: on?, evidence }))
}

async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): Path<(i32, i64)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let (_, objection) = find(&mut conn, &user, path).await?;
    let scan = find_scan(&mut conn, objection.id).await?;
    drop(conn);
    send(&state, scan.ok_or_else(|| AppError::NotFound("这项异议没有扫描件。".into()))?).await
}
