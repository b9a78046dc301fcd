//! `/2019/revisions/7`: every difference between a revision and the ledger, to be ticked or left; and, once it is over, what was
//! taken.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::compare::Comparison;
use super::matching::{Match, Matched, field_of};
use super::model::Difference;
use super::reviewed::Reviewed;
use super::store::{self, RevisionRow, TakenChange};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::ids::RevisionId;
use crate::pages::taking_over::{ReviewStatus, ThreeWay, status_of};
use crate::plan::get_plan;
use crate::plan::tasks::fields::Choice;
use crate::web::attachment::download;
use crate::web::{AppState, FieldErrors, PageFrame, dates, instants, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::get("/{year}/revisions/{id}", keeps, show),
        Route::get("/{year}/revisions/{id}/file", keeps, file),
    ]
}

/// The document and the day as they are typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct DocumentFields {
    pub title: String,
    pub document_number: String,
    pub issued_on: String,
    pub from_on: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/revisions/review.html")]
struct ReviewPage {
    frame: PageFrame,
    list: String,
    path: String,
    file: String,
    uploaded: String,
    tasks: usize,
    same: usize,
    covers_plan: bool,
    /// How many tasks of the plan it does not name.
    unnamed: usize,
    uncertain: Vec<MatchLine>,
    groups: Vec<Group>,
    document: DocumentFields,
    moved: Vec<String>,
    notes: Vec<String>,
    points: usize,
    unread: Vec<(String, String)>,
    /// What the reader was not certain of in the document as a whole.
    doubts: Vec<String>,
    errors: FieldErrors,
    /// Differences that changed after they were ticked.
    overtaken: usize,
}

/// A task whose match needs a look.
struct MatchLine {
    field: String,
    key: u32,
    place: String,
    words: String,
    because: String,
    choices: Vec<Choice>,
}

/// The differences of a task.
struct Group {
    head: String,
    path: Option<String>,
    place: String,
    doubts: Vec<String>,
    lines: Vec<Line>,
}

struct Line {
    key: String,
    /// What goes along unseen: the same, and what was beside it.
    seen: String,
    head: &'static str,
    mark: Option<&'static str>,
    base: Option<String>,
    ours: String,
    theirs: String,
    trouble: Option<String>,
    ticked: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/revisions/closed.html")]
struct ClosedPage {
    frame: PageFrame,
    list: String,
    file: String,
    file_path: String,
    uploaded: String,
    state: (&'static str, &'static str, &'static str),
    title: Option<String>,
    document_number: Option<String>,
    issued_on: Option<String>,
    closed: String,
    digest: String,
    taken: Vec<(String, TakenChange)>,
}

/// How the page stands after a form: what was ticked, typed and chosen, what is wrong.
#[derive(Default)]
pub(super) struct Answer {
    /// The keys ticked; `None` before anything was.
    pub ticked: Option<Vec<String>>,
    pub document: Option<DocumentFields>,
    pub matches: Option<Vec<(u32, String)>>,
    pub errors: FieldErrors,
    pub overtaken: usize,
}

impl Difference {
    /// The key with a digest of the texts, which is what was seen.
    pub(super) fn seen(&self) -> String {
        let digest = Sha256::digest(format!("{}\n{}", self.ours, self.theirs));
        format!("{}:{}", self.key(), &hex::encode(digest)[..16])
    }
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, RevisionId)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let row = store::get(&mut conn, plan.id, id).await?;
    if row.status != ReviewStatus::Open {
        return Ok(closed(&state, &user, year, row).into_response());
    }
    let reviewed = Reviewed::read(&mut conn, year, row, state.clocks.today()).await?;
    Ok(page(&state, &user, &reviewed, Answer::default()))
}

async fn file(
    State(state): State<AppState>,
    _: CurrentUser,
    Path((year, id)): Path<(i32, RevisionId)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let (name, bytes) = store::get_file(&mut conn, plan.id, id).await?;
    let extension = name.rsplit_once('.').map_or("txt", |(_, extension)| extension);
    Ok(download("application/octet-stream", (&format!("revision.{extension}"), &name), bytes))
}

/// The page with every difference: 422 with errors, 409 where something was overtaken.
pub(super) fn page(state: &AppState, user: &CurrentUser, reviewed: &Reviewed, answer: Answer) -> Response {
    let status = status_of(answer.overtaken, &answer.errors);
    let (year, row) = (reviewed.plan.year, &reviewed.row);
    let read = &row.content.0;
    let comparison = reviewed.comparison();
    let named = comparison.matches.iter().filter(|of| matches!(of.is, Matched::Task(_))).count();
    let document = answer.document.clone().unwrap_or_else(|| DocumentFields {
        title: read.title.clone(),
        document_number: read.number.clone().unwrap_or_default(),
        issued_on: read.issued_on.map(dates::short).unwrap_or_default(),
        from_on: dates::short(state.clocks.today()),
    });
    let page = ReviewPage {
        frame: user.frame(state, Some(year)),
        list: urls::revisions(year),
        path: urls::revision(year, row.id),
        file: row.file_name.clone(),
        uploaded: uploaded(row),
        tasks: read.tasks.len(),
        same: comparison.same,
        covers_plan: comparison.covers_plan,
        unnamed: reviewed.ours.tasks.len().saturating_sub(named),
        uncertain: uncertain(reviewed, &comparison, &answer),
        groups: groups(year, &comparison, &answer),
        document,
        moved: comparison.moved.clone(),
        notes: comparison.notes.clone(),
        points: read.points,
        unread: read.unread.clone(),
        doubts: read.doubts.clone(),
        errors: answer.errors,
        overtaken: answer.overtaken,
    };
    (status, page).into_response()
}

fn uploaded(row: &RevisionRow) -> String {
    format!("{} 由{}读入", instants::minute(row.uploaded_at), row.uploaded_by)
}

fn uncertain(reviewed: &Reviewed, comparison: &Comparison<'_>, answer: &Answer) -> Vec<MatchLine> {
    let line = |of: &Match<'_>| {
        let because = of.because.clone()?;
        let key = of.task.key;
        let posted = answer.matches.as_ref().and_then(|all| all.iter().find(|(posted, _)| *posted == key));
        let now = posted.map_or_else(|| of.is.code(), |(_, code)| code.clone());
        Some(MatchLine {
            field: field_of(key),
            key,
            place: of.task.place.clone(),
            words: format!("{} {}", of.task.number, of.task.title),
            because,
            choices: choices(reviewed, &now),
        })
    };
    comparison.matches.iter().filter_map(line).collect()
}

fn choices(reviewed: &Reviewed, now: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::of("", "请选择", now)];
    let task = |number: i32, title: &str| {
        Choice::of(Matched::Task(number).code(), format!("任务 {number} {title}"), now)
    };
    choices.extend(reviewed.ours.tasks.iter().map(|of| task(of.number, &of.title)));
    let new = |number: i32, title: &str| {
        Choice::of(Matched::New(number).code(), format!("新增任务，列入“{title}”板块"), now)
    };
    choices.extend(reviewed.ours.sections.iter().map(|of| new(of.number, &of.short_title)));
    choices.push(Choice::of(Matched::Left.code(), "不采用", now));
    choices
}

fn groups(year: i32, comparison: &Comparison<'_>, answer: &Answer) -> Vec<Group> {
    let mut groups: Vec<(&str, Group)> = Vec::new();
    for difference in &comparison.differences {
        if groups.last().is_none_or(|(of, _)| *of != difference.of) {
            groups.push((&difference.of, group(year, comparison, difference)));
        }
        if let Some((_, group)) = groups.last_mut() {
            group.lines.push(line(difference, answer));
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The task of a difference, without its lines.
fn group(year: i32, comparison: &Comparison<'_>, difference: &Difference) -> Group {
    let of = comparison.matches.iter().find(|of| match of.is {
        Matched::Task(number) => Some(number) == difference.number,
        Matched::New(_) => difference.of == format!("new-{}", of.task.key),
        Matched::Left | Matched::Open => false,
    });
    let number = difference.number.map_or_else(|| "新增".to_owned(), |number| number.to_string());
    Group {
        head: format!("{number}　{}", difference.title),
        path: difference.number.map(|number| urls::task(year, number)),
        place: of.map(|of| of.task.place.clone()).unwrap_or_default(),
        doubts: of.map(|of| of.task.doubts.clone()).unwrap_or_default(),
        lines: Vec::new(),
    }
}

fn line(difference: &Difference, answer: &Answer) -> Line {
    let key = difference.key();
    let proposed = difference.standing == ThreeWay::Change;
    let ticked = answer.ticked.as_ref().map_or(proposed, |ticked| ticked.contains(&key));
    Line {
        seen: difference.seen(),
        head: difference.wanted.head().0,
        mark: difference.standing.mark(),
        base: difference.base.clone(),
        ours: difference.ours.clone(),
        theirs: difference.theirs.clone(),
        ticked: ticked && difference.trouble.is_none(),
        trouble: difference.trouble.clone(),
        key,
    }
}

fn closed(state: &AppState, user: &CurrentUser, year: i32, row: RevisionRow) -> ClosedPage {
    let at = row.closed_at.map(instants::minute).unwrap_or_default();
    let taken = row.taken.as_ref().map(|taken| taken.0.clone()).unwrap_or_default();
    ClosedPage {
        frame: user.frame(state, Some(year)),
        list: urls::revisions(year),
        file_path: format!("{}/file", urls::revision(year, row.id)),
        uploaded: uploaded(&row),
        state: row.status.light(),
        title: row.title.clone(),
        document_number: row.document_number.clone(),
        issued_on: row.issued_on.map(dates::long),
        closed: format!("{at}　{}", row.closed_by.clone().unwrap_or_default()),
        digest: hex::encode(&row.digest),
        taken: taken.into_iter().map(|of| (urls::task(year, of.number), of)).collect(),
        file: row.file_name,
    }
}
