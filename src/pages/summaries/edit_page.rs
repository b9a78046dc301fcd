//! `/2019/summaries/2019-H1/edit`: the text as an office writes it, what the ledger says otherwise by now, and what accepted
//! reports offer.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::draft::Draft;
use super::facts_store::{parts_in_months, read_facts};
use super::model::Step;
use super::parts::store::{list_parts, list_restricted};
use super::parts::take::{Offered, offered};
use super::store::{Measure, SummaryRow, get_owed, list_measures, list_summaries};
use super::summary_page::HalfPath;
use crate::accounts::CurrentUser;
use crate::deadlines::{DeadlineKind, Period};
use crate::error::Result;
use crate::pages::drafting::{Missing, blanks, missing};
use crate::plan::{Plan, get_plan};
use crate::web::{AppState, FieldErrors, PageFrame, flash, instants, urls};

/// What is typed and ticked on the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct EditForm {
    /// The version seen.
    pub version: i32,
    pub title: String,
    pub text: String,
    /// `save`, `take`, `take_all`, `parts` or `measures`.
    pub go: String,
    /// Lines of the fresh draft, by what they are about.
    pub take: Vec<String>,
    /// What departments handed in, by part and task.
    pub part: Vec<String>,
    /// Accepted submissions: what was done.
    pub measure: Vec<i64>,
    /// Accepted submissions: what stands in the way.
    pub problem: Vec<i64>,
}

/// A task with what its reports say.
struct TaskMeasures {
    name: String,
    path: String,
    months: Vec<MonthMeasures>,
}

struct MonthMeasures {
    id: i64,
    month: String,
    text: String,
    problems: String,
    chosen: bool,
    problem_chosen: bool,
}

/// A line of the fresh draft, to be taken over.
struct Offer {
    of: Missing,
    chosen: bool,
}

/// What somebody else saved meanwhile.
struct Theirs {
    by: String,
    title: String,
    text: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/summaries/edit.html")]
struct EditPage {
    frame: PageFrame,
    summary: String,
    name: String,
    path: String,
    autosave: Option<String>,
    form: EditForm,
    blanks: usize,
    /// What the ledger says otherwise than when it was drafted.
    moved: Vec<Offer>,
    /// What the draft has and the text has not, because a person changed or struck it.
    changed: Vec<Offer>,
    /// What departments handed in.
    parts: Vec<Offered>,
    measures: Vec<TaskMeasures>,
    theirs: Option<Theirs>,
    errors: FieldErrors,
}

pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half)): HalfPath,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let period = get_owed(&mut conn, plan.id, &half).await?.period;
    let all = list_summaries(&mut conn, plan.id, Some(period)).await?;
    let summary = urls::summary(year, &half);
    let Some(row) = all.first() else {
        return Ok(flash::refused(&summary, "总结尚未起草，请先起草。"));
    };
    if let Err(sentence) = row.status.after(Step::Edit) {
        return Ok(flash::refused(&summary, &sentence));
    }
    let form = EditForm {
        version: row.row_version,
        title: row.title.clone(),
        text: row.text.clone(),
        ..EditForm::default()
    };
    let typed = (form, FieldErrors::default(), StatusCode::OK);
    page(&mut conn, (&state, &user), (&plan, period, row), typed).await
}

/// The page with what was typed, beside what somebody else saved meanwhile.
pub(super) async fn overtaken(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    at: (&Plan, Period, &SummaryRow),
    form: EditForm,
) -> Result<Response> {
    let form = EditForm { version: at.2.row_version, ..form };
    let sentence = "他人已先修改，见“现存内容”；您所填的还在，核对后再保存，将以您的为准。";
    page(conn, who, at, (form, FieldErrors::one("text", sentence), StatusCode::CONFLICT)).await
}

/// The page with what was typed.
pub(super) async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    (plan, period, row): (&Plan, Period, &SummaryRow),
    (form, errors, status): (EditForm, FieldErrors, StatusCode),
) -> Result<Response> {
    let (year, half) = (plan.year, period.to_string());
    let fresh = Draft::of(&read_facts(conn, (year, period), state.clocks.today()).await?).paragraphs;
    let offers = missing(&fresh, &row.drafted, &form.text.replace("\r\n", "\n"));
    let offer = |of: Missing| Offer { chosen: form.take.contains(&of.key), of };
    let (moved, changed): (Vec<Offer>, Vec<Offer>) =
        offers.into_iter().map(offer).partition(|offer| offer.of.moved);
    let measures = list_measures(conn, plan.id, &parts_in_months(period)).await?;
    let parts = list_parts(conn, plan.id, period).await?;
    let restricted = list_restricted(conn, plan.id).await?;
    let theirs = (status == StatusCode::CONFLICT).then(|| Theirs {
        by: format!("{} 于 {} 保存", row.saved_by, instants::minute(row.saved_at)),
        title: row.title.clone(),
        text: row.text.clone(),
    });
    let page = EditPage {
        frame: user.frame(state, Some(year)),
        summary: urls::summary(year, &half),
        name: DeadlineKind::HalfYearSummary.title(Some(period)),
        path: urls::summary_form(year, &half, "edit"),
        autosave: theirs.is_none().then(|| urls::summary_form(year, &half, "draft")),
        blanks: blanks(&form.text) + blanks(&form.title),
        moved,
        changed,
        parts: offered((year, period), &parts, &restricted, (&form.text.replace("\r\n", "\n"), &form.part)),
        measures: by_task(year, measures, &form),
        theirs,
        form,
        errors,
    };
    Ok((status, page).into_response())
}

fn by_task(year: i32, measures: Vec<Measure>, form: &EditForm) -> Vec<TaskMeasures> {
    let mut tasks: Vec<TaskMeasures> = Vec::new();
    for of in measures {
        let path = urls::task(year, of.task);
        if tasks.last().is_none_or(|last| last.path != path) {
            tasks.push(TaskMeasures { name: format!("{} {}", of.task, of.title), path, months: Vec::new() });
        }
        let month = MonthMeasures {
            id: of.id.0,
            month: of.month.parse::<Period>().map_or_else(|_| of.month.clone(), Period::words),
            chosen: form.measure.contains(&of.id.0),
            problem_chosen: form.problem.contains(&of.id.0),
            text: of.text,
            problems: of.problems,
        };
        if let Some(task) = tasks.last_mut() {
            task.months.push(month);
        }
    }
    tasks
}
