//! `/2019/superior-court/gather`, `/2019/bulletins/gather`: what accepted reports and waiting tasks say, ticked and drafted.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;

use super::begin::{NewPaper, begin};
use super::draft::{Said, text};
use super::gathering::{Found, Report};
use super::kind::Kind;
use super::model::LONGEST_TEXT;
use super::writes::hold_plan;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::deadlines::Period;
use crate::deadlines::periods::Rhythm;
use crate::error::{AppError, Result};
use crate::ids::TaskId;
use crate::pages::drafting::BLANK;
use crate::plan::tasks::fields::{Choice, needed, too_long};
use crate::plan::tasks::numbers::{NamedTask, read_tasks};
use crate::plan::{Plan, PlanStatus, get_plan};
use crate::supervision::waits::Wait;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    let (feedback, bulletin) = (Access::Needs(Action::KeepFeedback), Access::Needs(Action::KeepBulletins));
    vec![
        Route::get("/{year}/superior-court/gather", feedback, show),
        Route::post("/{year}/superior-court/gather", feedback, submit),
        Route::get("/{year}/bulletins/gather", bulletin, show),
        Route::post("/{year}/bulletins/gather", bulletin, submit),
    ]
}

/// What is ticked and typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct GatherForm {
    /// Of which time reports are listed; empty for all of the year.
    period: String,
    title: String,
    addressee: String,
    /// Other tasks it concerns, by number.
    tasks: String,
    /// Submissions.
    report: Vec<i64>,
    /// Tasks that wait, by number.
    wait: Vec<i32>,
}

/// One thing to tick.
struct Offer {
    value: String,
    id: String,
    task: String,
    task_path: String,
    restricted: bool,
    /// 审管办 2019年6月月报; 待上级，2019-04-15 起
    source: String,
    /// The paper it stands in already.
    used_in: Option<String>,
    words: String,
    chosen: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/superior_court/gather.html")]
struct GatherPage {
    frame: PageFrame,
    kind: Kind,
    year: i32,
    list: String,
    path: String,
    periods: Vec<Choice>,
    form: GatherForm,
    reports: Vec<Offer>,
    waits: Vec<Offer>,
    usual: &'static [&'static str],
    frozen: bool,
    errors: FieldErrors,
}

/// The quarters and months of the plan that have begun, besides all of it.
fn periods(plan: &Plan, today: NaiveDate, now: &str) -> Vec<Choice> {
    let of = |rhythm: Rhythm, count: u32| {
        (1..=count).filter_map(move |n| Period::of(plan.year, rhythm, n)).filter(move |period| {
            period.last_day() >= plan.starts_on && period.first_day() <= today.min(plan.ends_on)
        })
    };
    let all = std::iter::once(Choice::of("", "全年", now));
    let parts = of(Rhythm::Quarter, 4).chain(of(Rhythm::Month, 12));
    all.chain(parts.map(|period| Choice::of(period.to_string(), period.words(), now))).collect()
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    kind: Kind,
    Path(year): Path<i32>,
    Query(form): Query<GatherForm>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let found = Found::of(&mut conn, (&plan, kind), &form.period, state.clocks.today()).await?;
    drop(conn);
    // What is asked in the address is not ticked: a link fills in no form.
    let form = GatherForm { period: form.period, ..GatherForm::default() };
    Ok(page((&state, &user), (&plan, kind), &found, (form, FieldErrors::default())))
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    kind: Kind,
    Path(year): Path<i32>,
    ProtectedForm(form): ProtectedForm<GatherForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    hold_plan(&mut tx, plan.id).await?;
    let found = Found::of(&mut tx, (&plan, kind), &form.period, act.today()).await?;
    let mut errors = FieldErrors::default();
    let named = read_tasks(&mut tx, plan.id, &form.tasks, &mut errors).await?;
    let new = read(&form, (year, kind), (&found, &named), &mut errors);
    if !errors.is_empty() {
        return Ok(page((&state, &user), (&plan, kind), &found, (form, errors)));
    }
    let paper = match begin(&mut tx, &act, &plan, &new).await {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("tasks", sentence);
            return Ok(page((&state, &user), (&plan, kind), &found, (form, errors)));
        }
        other => other?,
    };
    tx.commit().await?;
    let words = format!("已草拟{}，请核对和修改文字。", paper.name());
    Ok(flash::done(&kind.form_path(year, paper.number, "edit"), &words))
}

fn read(
    form: &GatherForm,
    (year, kind): (i32, Kind),
    (found, named): (&Found, &[NamedTask]),
    errors: &mut FieldErrors,
) -> NewPaper {
    let title = needed(&form.title, 100, ("title", "请填写标题。"), errors);
    let addressee = needed(&form.addressee, 60, ("addressee", "请填写报送单位。"), errors);
    let (gathered, said) =
        found.chosen(|of| form.report.contains(&of.id.0), |of| form.wait.contains(&of.number));
    if gathered.len() < form.report.len() + form.wait.len() {
        errors.add("offers", "所选的有的已不在可选之列（他人刚取用，或不在这一时段），请重新核对。");
    }
    let text = text(kind, year, &with_named(said, named));
    if let Some(sentence) = too_long(&text, LONGEST_TEXT) {
        errors.add("offers", format!("所选的内容过长，请分几次草拟：{sentence}"));
    }
    let mut tasks: Vec<TaskId> = gathered.iter().map(|of| of.task).collect();
    tasks.extend(named.iter().map(|task| task.id));
    tasks.sort_unstable();
    tasks.dedup();
    NewPaper { kind, title, addressee, text, tasks, gathered }
}

/// A part to be filled in for each task that is named and says nothing yet.
fn with_named(mut said: Vec<Said>, named: &[NamedTask]) -> Vec<Said> {
    for task in named {
        if said.iter().all(|of| of.task != task.number) {
            let words = BLANK.to_owned();
            said.push(Said { task: task.number, title: task.title.clone(), words });
        }
    }
    said.sort_by_key(|of| of.task);
    said
}

fn page(
    (state, user): (&AppState, &CurrentUser),
    (plan, kind): (&Plan, Kind),
    found: &Found,
    (form, errors): (GatherForm, FieldErrors),
) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = GatherPage {
        frame: user.frame(state, Some(plan.year)),
        kind,
        year: plan.year,
        list: kind.list_path(plan.year),
        path: kind.gather_path(plan.year),
        periods: periods(plan, state.clocks.today(), &form.period),
        reports: found.reports.iter().map(|of| report(plan.year, kind, of, &form)).collect(),
        waits: found.waits.iter().map(|of| wait(of, &form)).collect(),
        usual: kind.usual_addressees(),
        frozen: plan.status == PlanStatus::Frozen,
        form,
        errors,
    };
    (status, page).into_response()
}

fn report(year: i32, kind: Kind, of: &Report, form: &GatherForm) -> Offer {
    Offer {
        value: of.id.to_string(),
        id: format!("report-{}", of.id),
        task: format!("{} {}", of.task_number, of.task_title),
        task_path: urls::task(year, of.task_number),
        restricted: of.restricted,
        source: format!("{}　{}月报", of.department, of.months()),
        used_in: of.used_in.map(|number| kind.name(number)),
        words: of.words.clone(),
        chosen: form.report.contains(&of.id.0),
    }
}

fn wait(of: &Wait, form: &GatherForm) -> Offer {
    Offer {
        value: of.number.to_string(),
        id: format!("wait-{}", of.number),
        task: format!("{} {}", of.number, of.title),
        task_path: urls::task(of.year, of.number),
        restricted: false,
        source: format!("待上级，{} 起", dates::short(of.since)),
        used_in: None,
        words: of.source.clone(),
        chosen: form.wait.contains(&of.number),
    }
}
