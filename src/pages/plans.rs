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
    /// Where next year's draft is begun from the newest plan, for who may: both years and the address.
    next: Option<(i32, i32, String)>,
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
    /// The year beside the one before it, where there is one.
    compare: Option<(i32, String)>,
}

async fn show(State(state): State<AppState>, user: CurrentUser) -> Result<PlansPage> {
    let mut conn = state.db.acquire().await?;
    let plans = list_plans(&mut conn).await?;
    let drafts = if plan_drafts::reads_all(&user) { plan_drafts::list(&mut conn).await? } else { Vec::new() };
    drop(conn);
    let may_keep = user.may(Action::KeepPlan);
    Ok(PlansPage {
        frame: user.frame(&state, None),
        next: plans
            .first()
            .filter(|_| may_keep)
            .map(|plan| (plan.year, plan.year + 1, urls::next_plan(plan.year))),
        plans: rows(plans, may_keep),
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

/// Newest first, each beside the next in the list, which is the one before it.
fn rows(plans: Vec<Plan>, may_keep: bool) -> Vec<Row> {
    let earlier: Vec<i32> = plans.iter().skip(1).map(|plan| plan.year).collect();
    let earlier = earlier.into_iter().map(Some).chain(std::iter::once(None));
    plans.into_iter().zip(earlier).map(|(plan, earlier)| row(plan, earlier, may_keep)).collect()
}

fn row(plan: Plan, earlier: Option<i32>, may_keep: bool) -> Row {
    Row {
        compare: earlier.map(|year| (year, urls::compare(plan.year))),
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
