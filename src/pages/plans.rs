//! The plans stored (年度方案), newest first, and the drafts beside them; an empty store says how to load one.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::pages::plan_drafts::{self, DraftLine};
use crate::plan::{Plan, list_plans};
use crate::web::{AppState, PageFrame, dates, instants, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get(urls::PLANS, Access::Needs(Action::ReadLedger), show)]
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/plans.html", whitespace = "minimize")]
struct PlansPage {
    frame: PageFrame,
    plans: Vec<Row>,
    drafts: Vec<Draft>,
    /// Where a document is read, for who may.
    new: Option<&'static str>,
}

struct Draft {
    year: i32,
    title: String,
    path: String,
    source: Option<String>,
    saved: String,
    state: (&'static str, &'static str, &'static str),
}

struct Row {
    year: i32,
    title: String,
    document_number: String,
    issued_on: String,
    period: String,
    status: &'static str,
    ledger_path: String,
    wall_path: String,
    plan_path: Option<String>,
}

async fn show(State(state): State<AppState>, user: CurrentUser) -> Result<PlansPage> {
    let mut conn = state.db.acquire().await?;
    let plans = list_plans(&mut conn).await?;
    let drafts = if plan_drafts::reads_all(&user) { plan_drafts::list(&mut conn).await? } else { Vec::new() };
    drop(conn);
    let may_keep = user.may(Action::KeepPlan);
    Ok(PlansPage {
        frame: user.frame(&state, None),
        plans: plans.into_iter().map(|plan| row(plan, may_keep)).collect(),
        drafts: drafts.into_iter().map(draft).collect(),
        new: may_keep.then_some(urls::NEW_PLAN),
    })
}

fn draft(of: DraftLine) -> Draft {
    Draft {
        path: urls::plan_draft(of.id),
        source: of.source_name,
        saved: format!("{} {}", instants::minute(of.saved_at), of.saved_by),
        state: of.status.light(),
        year: of.year,
        title: of.title,
    }
}

fn row(plan: Plan, may_keep: bool) -> Row {
    Row {
        period: format!("{} 至 {}", dates::short(plan.starts_on), dates::short(plan.ends_on)),
        issued_on: dates::short(plan.issued_on),
        status: plan.status.word(),
        ledger_path: urls::ledger(plan.year),
        wall_path: urls::wall(plan.year),
        plan_path: may_keep.then(|| urls::plan(plan.year)),
        year: plan.year,
        title: plan.title,
        document_number: plan.document_number,
    }
}
