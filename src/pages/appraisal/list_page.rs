//! `/2019/appraisal`: the departments' suggested scores of a half-year in the plan's order, never by score; a department's
//! people see their own.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::freeze::{Hindrance, UnderWay};
use super::model::{Part, Sheet, exact, plain};
use super::publish::earliest;
use super::read::{Appraisal, half_of, halves, reads_all};
use super::rules::{Component, FORBIDDEN_BY, NEVER_SCORED};
use super::sheet_page::objecting;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::deadlines::Period;
use crate::error::Result;
use crate::plan::{Plan, get_plan};
use crate::web::{AppState, FieldErrors, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/appraisal", Access::Needs(Action::ReadAppraisal), show)]
}

/// Which half-year.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    period: String,
}

impl Which {
    /// The half-year asked for; else the last that is over, else the first. `None` where the plan is appraised for none.
    pub fn half(&self, plan: &Plan, today: NaiveDate) -> Result<Option<Period>> {
        if !self.period.is_empty() {
            return half_of(plan, &self.period).map(Some);
        }
        let all = halves(plan);
        let over = all.iter().rfind(|half| half.last_day() < today);
        Ok(over.or(all.first()).copied())
    }
}

/// A weighed component with the rule it rests on.
pub(super) struct Rule {
    pub name: &'static str,
    pub weight: String,
    pub basis: String,
}

struct Row {
    number: usize,
    name: String,
    path: String,
    /// What was gained of what was possible, of each weighed component; `None` where it does not apply.
    parts: Vec<(&'static str, Option<String>)>,
    taken: Option<String>,
    total: Option<String>,
    open: usize,
}

/// What is shown of a half-year.
struct Shown {
    words: String,
    rows: Vec<Row>,
    rules: Vec<Rule>,
    file: String,
    freeze_path: Option<String>,
    hindrance: Option<Hindrance>,
    frozen: Option<String>,
    /// Until when one may object.
    objecting: Option<String>,
    publishing: Option<Publishing>,
}

/// The form that publishes the sheets for checking, or leaves more time.
struct Publishing {
    path: String,
    /// The day typed, else the first that leaves time enough.
    until: String,
    again: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/appraisal/list.html")]
struct ListPage {
    frame: PageFrame,
    year: i32,
    /// Whether all departments are shown.
    all: bool,
    keeps: bool,
    /// The half-years: words, address, whether it is the one shown.
    periods: Vec<(String, String, bool)>,
    settings_path: String,
    false_path: String,
    burden_path: String,
    shown: Option<Shown>,
    never: String,
    forbidden_by: &'static str,
    errors: FieldErrors,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(which): Query<Which>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let half = which.half(&plan, state.clocks.today())?;
    page(&mut conn, (&state, &user), (&plan, half), (None, FieldErrors::default())).await
}

/// The page again, with a sentence beside its form and the day that was typed.
pub(super) async fn refused(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    (plan, half): (&Plan, Period),
    (until, errors): (String, FieldErrors),
) -> Result<Response> {
    page(conn, who, (plan, Some(half)), (Some(until), errors)).await
}

async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    (plan, half): (&Plan, Option<Period>),
    (until, errors): (Option<String>, FieldErrors),
) -> Result<Response> {
    let today = state.clocks.today();
    let (shown, all) = match half {
        Some(half) => {
            let appraisal = Appraisal::read(conn, plan, half, today).await?;
            let under_way = UnderWay::read(conn, plan.id, half).await?;
            let all = reads_all(user, appraisal.appraisers);
            let until = until.filter(|typed| !typed.is_empty());
            let until = until.unwrap_or(dates::short(earliest(conn, today).await?));
            (Some(shown(user, (plan.year, today), (&appraisal, &under_way), until)), all)
        }
        None => (None, true),
    };
    let link = |of: Period| {
        let code = of.to_string();
        (of.words(), urls::appraisal_of(plan.year, &code), half == Some(of))
    };
    let month = today.format("%Y-%m").to_string();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ListPage {
        frame: user.frame(state, Some(plan.year)),
        year: plan.year,
        all,
        keeps: user.may(Action::KeepAppraisal),
        periods: halves(plan).into_iter().map(link).collect(),
        settings_path: urls::appraisal_settings(plan.year),
        false_path: urls::false_reports(plan.year),
        burden_path: urls::burden(plan.year, &month),
        shown,
        never: NEVER_SCORED.join("、"),
        forbidden_by: FORBIDDEN_BY,
        errors,
    };
    Ok((status, page).into_response())
}

fn shown(
    user: &CurrentUser,
    (year, today): (i32, NaiveDate),
    (appraisal, under_way): (&Appraisal, &UnderWay),
    until: String,
) -> Shown {
    let all = reads_all(user, appraisal.appraisers);
    let keeps = user.may(Action::KeepAppraisal) && appraisal.frozen.is_none();
    let code = appraisal.half.to_string();
    let readable = appraisal.sheets.iter().filter(|sheet| all || user.belongs_to(sheet.department));
    let rows: Vec<Row> =
        readable.zip(1..).map(|(sheet, number)| row(year, appraisal, sheet, number)).collect();
    Shown {
        rows,
        rules: rules(appraisal),
        file: urls::appraisal_file(year, &code),
        freeze_path: keeps.then(|| urls::freeze_appraisal(year, &code)),
        hindrance: Hindrance::find(year, appraisal, under_way, today),
        objecting: objecting(appraisal, today),
        publishing: (keeps && today > appraisal.half.last_day()).then(|| Publishing {
            path: urls::publish_appraisal(year, &code),
            until,
            again: appraisal.publication.is_some(),
        }),
        frozen: appraisal.frozen.as_ref().map(|(on, by)| format!("{by} {}冻结", dates::plain(*on))),
        words: appraisal.half.words(),
    }
}

/// The weights with what they rest on.
pub(super) fn rules(appraisal: &Appraisal) -> Vec<Rule> {
    let rules = &appraisal.rules;
    let weighed = Component::WEIGHED.map(|component| {
        let weight = format!("{} 分", rules.weight(component));
        let of_tasks = format!("{weight}；每项牵头计 {}，配合计 {}", rules.lead, rules.support);
        Rule {
            name: component.word(),
            weight: if component == Component::Completion { of_tasks } else { weight },
            basis: rules.basis(component).to_owned(),
        }
    });
    let taken = Rule {
        name: Component::FalseReport.word(),
        weight: format!("每份扣 {} 分", rules.false_report.points),
        basis: rules.false_report.basis.clone(),
    };
    weighed.into_iter().chain([taken]).collect()
}

fn row(year: i32, appraisal: &Appraisal, sheet: &Sheet, number: usize) -> Row {
    let open = appraisal.objections_of(sheet.department).filter(|of| of.ruling.is_none()).count();
    let part = |part: &Part| {
        let words = part.score.map(|_| format!("{} / {}", plain(part.gained), plain(part.possible)));
        (part.component.word(), words)
    };
    Row {
        number,
        name: sheet.name.clone(),
        path: urls::appraisal_sheet(year, &appraisal.half.to_string(), sheet.department),
        parts: sheet.score.parts.iter().map(part).collect(),
        taken: (sheet.score.taken > 0).then(|| format!("-{}", plain(sheet.score.taken))),
        total: sheet.score.total.map(exact),
        open,
    }
}
