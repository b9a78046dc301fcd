//! `/2019/summaries/2019-H1/parts/3`: a department's part, written there and read there.

use std::collections::BTreeMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::ask::{require_draft, words};
use super::model::{PartStatus, PartStep, PartText, TaskText};
use super::store::{PartRow, VersionRow, get_part, list_versions};
use super::write::PartForm;
use crate::accounts::{Action, CurrentUser};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::ids::SummaryPartId;
use crate::pages::summaries::facts_store::parts_in_months;
use crate::pages::summaries::store::{Measure, get_owed, list_measures, list_summaries};
use crate::pages::summaries::summary_page::sees_all;
use crate::plan::{Plan, get_plan};
use crate::web::{AppState, FieldErrors, PageFrame, dates, instants, urls};

/// Year, half-year and part of an address.
pub(super) type PartPath = Path<(i32, String, i64)>;

/// Where a part stands.
pub(in crate::pages::summaries) fn path(year: i32, half: &str, id: SummaryPartId) -> String {
    urls::summary_form(year, half, &format!("parts/{id}"))
}

/// Said while the summary is not a draft.
const CLOSED: &str = "总结已送审或已定稿，暂不收稿；退回修改后可以继续撰写。";

/// A task as it is written about.
struct TaskField {
    task: i32,
    /// 第6项 …
    name: String,
    path: String,
    text: String,
    /// What its accepted reports say, by month.
    reports: Vec<(String, String)>,
    error: Option<String>,
}

impl TaskField {
    fn id(&self) -> String {
        format!("text-{}", self.task)
    }
}

/// A text as it is only read.
struct Kept {
    words: String,
    returned: Option<String>,
    lines: Vec<(String, String)>,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/summaries/part.html")]
struct PartPage {
    frame: PageFrame,
    summary: String,
    name: String,
    department: String,
    path: String,
    autosave: Option<String>,
    state: (&'static str, &'static str, &'static str),
    facts: Vec<(&'static str, String)>,
    version: i32,
    /// What is written, or `None` where the reader only reads.
    fields: Option<Vec<TaskField>>,
    general: String,
    records_for: bool,
    /// What stands there, where it is only read or another saved meanwhile.
    kept: Option<Kept>,
    /// Why it is not written now, where it is asked for.
    closed: Option<&'static str>,
    /// What was typed and not saved.
    lost: Vec<(String, String)>,
    versions: Vec<Kept>,
    may_return: bool,
    may_withdraw: bool,
    errors: FieldErrors,
}

pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half, id)): PartPath,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let period = get_owed(&mut conn, plan.id, &half).await?.period;
    let part = get_part(&mut conn, (plan.id, period), id).await?;
    let typed = (as_stored(&part), FieldErrors::default(), StatusCode::OK);
    page(&mut conn, (&state, &user), (&plan, period, &part), typed).await
}

fn as_stored(part: &PartRow) -> PartForm {
    PartForm {
        version: part.row_version,
        task: part.texts.iter().map(|of| of.task).collect(),
        text: part.texts.iter().map(|of| of.text.clone()).collect(),
        general: part.general.clone(),
        go: String::new(),
    }
}

/// The page with sentences beside the office's forms.
pub(super) async fn refused(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    at: (&Plan, Period, &PartRow),
    errors: FieldErrors,
) -> Result<Response> {
    let typed = (as_stored(at.2), errors, StatusCode::UNPROCESSABLE_ENTITY);
    page(conn, who, at, typed).await
}

/// The page with what was typed, beside what somebody else saved meanwhile.
pub(super) async fn overtaken(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    at: (&Plan, Period, &PartRow),
    form: PartForm,
) -> Result<Response> {
    let form = PartForm { version: at.2.row_version, ..form };
    let sentence = "他人已先修改，见“现存内容”；您所填的还在，核对后再保存，将以您的为准。";
    page(conn, who, at, (form, FieldErrors::one("general", sentence), StatusCode::CONFLICT)).await
}

/// The page of a part that is not written any more, with what was typed to be copied.
pub(super) async fn too_late(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    (year, half, id): (i32, &str, i64),
    (form, sentence): (PartForm, String),
) -> Result<Response> {
    let plan = get_plan(conn, year).await?;
    let period = get_owed(conn, plan.id, half).await?.period;
    let part = get_part(conn, (plan.id, period), id).await?;
    let errors = FieldErrors::one("lost", format!("{sentence}您所填的没有保存，列在下面，可以复制留存。"));
    page(conn, who, (&plan, period, &part), (form, errors, StatusCode::CONFLICT)).await
}

/// The page with what was typed.
pub(super) async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    (plan, period, part): (&Plan, Period, &PartRow),
    (form, errors, status): (PartForm, FieldErrors, StatusCode),
) -> Result<Response> {
    if !sees_all(user) && !user.belongs_to(part.department) {
        return Err(AppError::NotFound(
            "没有您可以查看的供稿：供稿由本部门、领导小组办公室和院领导查看。".into(),
        ));
    }
    let (year, half) = (plan.year, period.to_string());
    let all = list_summaries(conn, plan.id, Some(period)).await?;
    let is_open = require_draft(all.first()).is_ok();
    let step = |step: PartStep| is_open && part.status.require(step).is_ok();
    let writes = step(PartStep::Write) && user.may_for(Action::WriteSummaryPart, part.department);
    let keeps = user.may(Action::KeepSummaries);
    let typed = form.read(part, &mut FieldErrors::default());
    let measures =
        if writes { list_measures(conn, plan.id, &parts_in_months(period)).await? } else { Vec::new() };
    let versions = list_versions(conn, part.id).await?;
    let conflict = status == StatusCode::CONFLICT;
    // What is only drafted is the department's own; whoever writes it down for the department reads it in the form.
    let reads_draft = writes || user.belongs_to(part.department) || part.status == PartStatus::HandedIn;
    let path = path(year, &half, part.id);
    let page = PartPage {
        frame: user.frame(state, Some(year)),
        summary: urls::summary(year, &half),
        name: words(period),
        department: part.department_name.clone(),
        autosave: (writes && !conflict).then(|| format!("{path}/draft")),
        path,
        state: part.status.light(),
        facts: facts(part, &versions),
        version: form.version,
        fields: writes.then(|| fields(year, &typed, &measures, &errors)),
        general: typed.general.clone(),
        records_for: writes && !user.belongs_to(part.department),
        kept: ((!writes || conflict) && reads_draft).then(|| stored(part)),
        closed: (!is_open && part.status.require(PartStep::Write).is_ok()).then_some(CLOSED),
        lost: if conflict && !writes { lines(&typed) } else { Vec::new() },
        versions: versions.iter().map(version).collect(),
        may_return: keeps && step(PartStep::Return),
        may_withdraw: keeps && part.status.require(PartStep::Withdraw).is_ok(),
        errors,
    };
    Ok((status, page).into_response())
}

fn facts(part: &PartRow, versions: &[VersionRow]) -> Vec<(&'static str, String)> {
    let asked = format!("{} {}", instants::minute(part.asked_at), part.asked_by_name);
    let mut facts = vec![("请于", format!("{}前供稿", dates::long(part.wanted_by))), ("提出", asked)];
    facts.extend((!part.wish.is_empty()).then(|| ("说明", part.wish.clone())));
    let returned = versions.first().and_then(|last| last.returned_because.clone());
    facts.extend(returned.map(|because| ("退回修改", because)));
    facts.extend(part.withdrawn_because.clone().map(|because| ("撤回请求", because)));
    facts
}

fn fields(year: i32, typed: &PartText, measures: &[Measure], errors: &FieldErrors) -> Vec<TaskField> {
    let mut reports: BTreeMap<i32, Vec<(String, String)>> = BTreeMap::new();
    for of in measures.iter().filter(|of| !of.text.is_empty()) {
        let month = of.month.parse::<Period>().map_or_else(|_| of.month.clone(), Period::words);
        reports.entry(of.task).or_default().push((month, of.text.clone()));
    }
    let field = |of: &TaskText| TaskField {
        task: of.task,
        name: format!("第{}项 {}", of.task, of.title),
        path: urls::task(year, of.task),
        text: of.text.clone(),
        reports: reports.remove(&of.task).unwrap_or_default(),
        error: errors.of(&format!("text-{}", of.task)).map(str::to_owned),
    };
    typed.tasks.iter().map(field).collect()
}

/// What stands in the store.
fn stored(part: &PartRow) -> Kept {
    let words = match &part.saved {
        Some((at, by)) => format!("{by} 于 {} 保存", instants::minute(*at)),
        None => "按已审核的月报起草，部门尚未修改".to_owned(),
    };
    Kept { words, returned: None, lines: lines(&part.text()) }
}

fn version(of: &VersionRow) -> Kept {
    let who = match &of.on_behalf_of {
        Some(whose) => format!("{whose}（{}代录）", of.handed_in_by),
        None => of.handed_in_by.clone(),
    };
    let returned = of.returned_because.as_ref().zip(of.returned_at);
    Kept {
        words: format!("第{}次供稿　{}　{who}", of.number, instants::minute(of.handed_in_at)),
        returned: returned.map(|(because, at)| format!("{} 退回修改：{because}", instants::minute(at))),
        lines: lines(&PartText { tasks: of.texts.0.clone(), general: of.general.clone() }),
    }
}

/// What is written, each with what it is about; what is empty is left out.
fn lines(text: &PartText) -> Vec<(String, String)> {
    let tasks = text.tasks.iter().map(|of| (format!("第{}项 {}", of.task, of.title), of.text.clone()));
    let general = ("存在困难、下步打算和建议".to_owned(), text.general.clone());
    tasks.chain([general]).filter(|(_, text)| !text.is_empty()).collect()
}
