//! `/2019/policies`: the policy documents of a year, searched and filtered in the address.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::model::PolicyKind;
use super::store::{PolicyRow, Which, list_policies};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::pages::worklist::spans;
use crate::plan::tasks::fields::Choice;
use crate::plan::{Plan, PlanStatus, get_plan};
use crate::supervision::Reader;
use crate::web::{AppState, PageFrame, urls};

/// Documents a page lists.
const PER_PAGE: usize = 60;

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/policies", Access::Needs(Action::ReadPolicies), show)]
}

/// What the address asks for; what is no number or kind asks for nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    task: String,
    kind: String,
    page: String,
}

impl Asked {
    fn path(&self, year: i32, page: usize) -> String {
        let page = page.to_string();
        let fields =
            [("q", self.q.trim()), ("task", self.task.trim()), ("kind", &self.kind), ("page", &page)];
        let said: Vec<_> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        format!("{}?{}", urls::policies(year), serde_html_form::to_string(said).unwrap_or_default())
    }
}

struct Line {
    path: String,
    number: i32,
    title: String,
    kind: &'static str,
    document_number: String,
    issuer: String,
    issued_on: String,
    tasks: String,
    files: i64,
    withdrawn: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/policies/list.html")]
struct ListPage {
    frame: PageFrame,
    year: i32,
    path: String,
    asked: Asked,
    /// Whether the address asks for less than all.
    narrowed: bool,
    kinds: Vec<Choice>,
    lines: Vec<Line>,
    count: usize,
    /// Where the office enters one.
    add: Option<String>,
    /// The plan's own notice, where it is not entered yet: what it is, and where the office enters it.
    notice: Option<(String, String)>,
    paging: String,
    earlier: Option<String>,
    later: Option<String>,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(asked): Query<Asked>,
) -> Result<ListPage> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let which = Which {
        number: None,
        task: asked.task.trim().parse().ok(),
        kind: PolicyKind::of_code(&asked.kind),
        words: &asked.q,
    };
    let found = list_policies(&mut conn, &Reader::of(&user, state.clocks.today()), year, which).await?;
    let keeps = user.may(Action::KeepPolicies) && plan.status != PlanStatus::Frozen;
    let narrowed = which.task.is_some() || which.kind.is_some() || !asked.q.trim().is_empty();
    let notice = (keeps && !narrowed).then(|| notice(&plan, &found)).flatten();
    drop(conn);
    let pages = found.len().div_ceil(PER_PAGE).max(1);
    let page = asked.page.parse().unwrap_or(1).clamp(1, pages);
    let kinds = PolicyKind::ALL.map(|kind| Choice::of(kind.code(), kind.word(), &asked.kind));
    Ok(ListPage {
        frame: user.frame(&state, Some(year)),
        year,
        path: urls::policies(year),
        narrowed,
        kinds: kinds.into(),
        lines: found.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE).map(line).collect(),
        count: found.iter().filter(|policy| policy.withdrawn_on.is_none()).count(),
        add: keeps.then(|| format!("{}/add", urls::policies(year))),
        notice,
        paging: format!("第 {page} 页，共 {pages} 页"),
        earlier: (page > 1).then(|| asked.path(year, page - 1)),
        later: (page < pages).then(|| asked.path(year, page + 1)),
        asked,
    })
}

/// The plan's own notice, unless a document of its number is entered.
fn notice(plan: &Plan, entered: &[PolicyRow]) -> Option<(String, String)> {
    let stands =
        |policy: &PolicyRow| policy.withdrawn_on.is_none() && policy.document_number == plan.document_number;
    (!entered.iter().any(stands)).then(|| {
        let words = format!("{}（{}）", plan.title, plan.document_number);
        (words, format!("{}/add?from=plan", urls::policies(plan.year)))
    })
}

fn line(policy: &PolicyRow) -> Line {
    Line {
        path: urls::policy(policy.year, policy.number),
        number: policy.number,
        title: policy.title.clone(),
        kind: policy.kind.word(),
        document_number: policy.document_number.clone(),
        issuer: policy.issuer.clone(),
        issued_on: policy.issued_on.map(crate::web::dates::short).unwrap_or_default(),
        tasks: spans(&policy.task_numbers),
        files: policy.files,
        withdrawn: policy.withdrawn_on.is_some(),
    }
}
