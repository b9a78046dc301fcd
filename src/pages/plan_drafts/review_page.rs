//! `/plans/drafts/7`: the document on one side, what was read on the other, every uncertain reading at its place.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::consult_store::{Comment, Consulted, WhichConsulted, list_comments, list_consulted};
use super::consulted_page;
use super::content::DraftContent;
use super::directory::{Directory, Meaning, is_same_as_another};
use super::hindrances::{Hindrance, hindering, hindrances};
use super::model::Step;
use super::reads_all;
use super::shown::{ParagraphShown, SectionShown, doubts_of_document, paragraphs, sections};
use super::shown_comments::{self, CommentShown, ConsultedShown, task_choices};
use super::shown_doubts::{DoubtShown, UnknownShown, is_answered_by_issuing, unknown};
use super::span;
use super::store::{self, DraftRow, LOST};
use super::typed::{CommentForm, Typed};
use super::walk::next_open;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::calendar::get_calendar;
use crate::error::Result;
use crate::ids::PlanDraftId;
use crate::organization::DepartmentKind;
use crate::organization::intake::{KnownDepartment, list_known};
use crate::pages::taken_along;
use crate::plan::find_plan;
use crate::plan::tasks::fields::Choice;
use crate::reporting::evidence::ACCEPTED;
use crate::web::attachment::download;
use crate::web::{AppState, FieldErrors, PageFrame, dates, instants, urls};

/// A department has so many working days to say something, until the office says otherwise.
const DAYS_TO_COMMENT: u32 = 5;

pub(super) fn routes() -> Routes {
    let reads = Access::Needs(Action::ReadPlanDrafts);
    vec![
        Route::get("/plans/drafts/{id}", reads, show),
        Route::get("/plans/drafts/{id}/source", reads, source),
    ]
}

/// What the reader may do now.
#[expect(clippy::struct_excessive_bools, reason = "each form has its own condition")]
struct May {
    edit: bool,
    consult: bool,
    record: bool,
    answer: bool,
    deliberate: bool,
    issue: bool,
    keep_original: bool,
    withdraw: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/plan_drafts/review.html")]
struct ReviewPage {
    frame: PageFrame,
    plans: &'static str,
    path: String,
    title: String,
    year: i32,
    version: i32,
    state: (&'static str, &'static str, &'static str),
    facts: Vec<(&'static str, String)>,
    source: Option<(String, String)>,
    /// The plan it became.
    plan: Option<String>,
    /// Address and name of its signed original.
    original: Option<(String, String)>,
    /// Where the doubts of that plan stand, for who settles them.
    doubts_of_plan: Option<String>,
    withdrawn: Option<String>,
    /// What was written into a form that is no more.
    lost: Vec<String>,
    on_its_way: bool,
    tasks: usize,
    /// Whether the count the document gives is that of the tasks: a light.
    count: Option<(&'static str, &'static str, String)>,
    open_doubts: usize,
    undecided: usize,
    unread: usize,
    /// The number of the first paragraph that no rule took.
    first_unread: Option<i32>,
    /// The anchor of the first thing to be decided.
    first_open: Option<String>,
    hindrances: Vec<Hindrance>,
    /// The open doubts that go into the plan as its own.
    doubts_left: usize,
    /// When a plan of the year is issued, in words.
    span: String,
    /// Whether it would be issued without departments and meeting.
    skips: bool,
    /// What is taken along of the plan before, in sentences; none where there is none.
    taken_along: Vec<String>,
    paragraphs: Vec<ParagraphShown>,
    unknown: Vec<UnknownShown>,
    /// The departments asked, and what is said of the whole.
    consulted: Vec<ConsultedShown>,
    comments: Vec<CommentShown>,
    unanswered: usize,
    /// What stands in the way of the meeting.
    before_meeting: Vec<String>,
    /// The units that can be asked, those of its tasks ticked.
    units: Vec<Choice>,
    /// Of whom the office can record a comment, and on what.
    speakers: Vec<Choice>,
    subjects: Vec<Choice>,
    /// What an unknown department may be the same as.
    targets: Vec<String>,
    known: usize,
    doubts: Vec<DoubtShown>,
    sections: Vec<SectionShown>,
    may: May,
    typed: Typed,
    accepted: &'static str,
    errors: FieldErrors,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let row = store::get(&mut conn, id).await?;
    if !reads_all(&user) {
        let blank = (CommentForm::default(), FieldErrors::default(), StatusCode::OK);
        return consulted_page::page(&mut conn, (&state, &user), &row, blank).await;
    }
    page(&mut conn, (&state, &user), &row, (Typed::of(&row), FieldErrors::default())).await
}

/// The page as it is now for who came too late, with what was typed and the sentence where it belongs.
pub(super) async fn overtaken(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    row: &DraftRow,
    (typed, (field, sentence)): (Typed, (&str, String)),
) -> Result<Response> {
    let mut response = page(conn, who, row, (typed, FieldErrors::one(field, sentence))).await?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}

/// The page, with what was typed and sentences beside it.
pub(super) async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    row: &DraftRow,
    (mut typed, errors): (Typed, FieldErrors),
) -> Result<Response> {
    let today = state.clocks.today();
    let consulted = list_consulted(conn, WhichConsulted { draft: Some(row.id), open: false }).await?;
    let comments = list_comments(conn, row.id).await?;
    let lost = if errors.of(LOST).is_some() { typed.written(row) } else { Vec::new() };
    if typed.comment_by.is_empty() {
        let calendar = get_calendar(conn).await?;
        typed.comment_by = dates::short(calendar.add_working_days(today, DAYS_TO_COMMENT));
    }
    let content = &row.content.0;
    let known = list_known(conn).await?;
    let taken = find_plan(conn, content.plan.year).await?;
    let directory = Directory::of(content, &known);
    let on_its_way = row.status.is_on_its_way();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let may = |step: Step| user.may(Action::KeepPlan) && row.status.after(step).is_ok();
    let unknown = if on_its_way { unknown(content, &directory) } else { Vec::new() };
    let is_known = |name: &str| matches!(directory.meaning(name), Meaning::Known(_));
    let origins: Vec<_> = content.numbered().filter_map(|(_, task)| task.origin).collect();
    let taken_along = if on_its_way {
        taken_along::said(conn, (content.plan.year, &origins), state.clocks.today()).await?
    } else {
        Vec::new()
    };
    let page = ReviewPage {
        frame: user.frame(state, None),
        plans: urls::PLANS,
        path: urls::plan_draft(row.id),
        title: content.plan.title.clone(),
        year: content.plan.year,
        version: row.version,
        state: row.status.light(),
        facts: facts(row),
        source: row.source_name.clone().map(|name| (urls::plan_draft_form(row.id, "source"), name)),
        plan: row.status.is_issued().then(|| urls::ledger(content.plan.year)),
        original: row.original().map(|of| (urls::plan_draft_form(row.id, "original"), of.name)),
        doubts_of_plan: (row.status.is_issued() && user.may(Action::KeepPlan))
            .then(|| urls::plan(content.plan.year)),
        withdrawn: row.withdrawn_because.clone(),
        lost,
        on_its_way,
        tasks: content.numbered().count(),
        count: count(content),
        open_doubts: content.open_doubts().count(),
        undecided: directory.undecided(content).count(),
        first_unread: content.paragraphs.iter().find(|of| of.unread).map(|of| of.number),
        unread: content.paragraphs.iter().filter(|of| of.unread).count(),
        first_open: next_open(content, &directory, None),
        doubts_left: content.open_doubts().filter(|of| !is_answered_by_issuing(of)).count(),
        span: span::of_issue(content.plan.year),
        skips: row.skips_steps(),
        hindrances: if on_its_way { hindrances(content, &directory, taken.as_ref()) } else { Vec::new() },
        taken_along,
        paragraphs: paragraphs(content),
        known: content
            .departments
            .iter()
            .filter(|of| content.is_named(&of.name) && is_known(&of.name))
            .count(),
        targets: targets(content, &known),
        unknown,
        units: units(content, &directory, (&known, &consulted), &typed.ask),
        speakers: speakers(&consulted, &typed.comment.department),
        subjects: task_choices(content, &typed.comment.task, |_| true),
        before_meeting: hindering(&consulted, today),
        unanswered: comments.iter().filter(|of| of.adopted.is_none()).count(),
        consulted: consulted.iter().map(|of| shown_comments::consulted(of, today)).collect(),
        comments: of_the_whole(&comments, content),
        doubts: doubts_of_document(content),
        sections: sections(row.id, content, (&directory, &comments)),
        may: May {
            edit: may(Step::Edit),
            consult: may(Step::Consult),
            record: may(Step::Comment),
            answer: may(Step::Answer),
            deliberate: may(Step::Deliberate),
            issue: may(Step::Issue),
            keep_original: user.may(Action::KeepPlan) && row.status.is_issued(),
            withdraw: may(Step::Withdraw),
        },
        typed,
        accepted: ACCEPTED,
        errors,
    };
    Ok((status, page).into_response())
}

fn facts(row: &DraftRow) -> Vec<(&'static str, String)> {
    let plan = &row.content.plan;
    let starts = plan.starts_on.map_or_else(|| "印发之日".to_owned(), dates::short);
    let mut facts = vec![
        ("年度", plan.year.to_string()),
        ("起止", format!("{starts} 至 {}", dates::short(plan.ends_on))),
        ("发文机关", if plan.issuing_body.is_empty() { "—".to_owned() } else { plan.issuing_body.clone() }),
        ("起草", format!("{} {}", instants::minute(row.begun_at), row.begun_by)),
        ("最近修改", format!("{} {}", instants::minute(row.saved_at), row.saved_by)),
    ];
    let skipped = if row.meeting.is_some() { "未征求意见" } else { "未征求意见、未审议" };
    facts.extend(row.not_consulted.clone().map(|because| (skipped, because)));
    let met = row.meeting.clone().zip(row.met_on);
    facts.extend(met.map(|(meeting, on)| ("审议", format!("{} {meeting}", dates::plain(on)))));
    let issued = row.document_number.clone().zip(row.issued_on);
    facts.extend(issued.map(|(number, on)| ("印发", format!("{number} {}", dates::plain(on)))));
    facts
}

/// Whether the document's own count is that of the tasks read.
fn count(content: &DraftContent) -> Option<(&'static str, &'static str, String)> {
    let read = content.tasks.iter().filter(|task| task.source.is_some()).count();
    let Some(said) = content.stated_count else {
        let words = format!("文件没有写明任务总数，读出 {read} 项");
        return (read > 0).then_some(("grey", "○", words));
    };
    let agrees = usize::try_from(said).ok() == Some(read);
    let words = if agrees {
        format!("文件自称 {said} 项，读出 {read} 项，一致")
    } else {
        format!("文件自称 {said} 项，读出 {read} 项，不一致，请核对有无遗漏")
    };
    Some(if agrees { ("green", "●", words) } else { ("red", "▲", words) })
}

/// The units of the ledger; those that the tasks name and nobody has asked are ticked, or those that were.
fn units(
    content: &DraftContent,
    directory: &Directory,
    (known, consulted): (&[KnownDepartment], &[Consulted]),
    ticked: &[String],
) -> Vec<Choice> {
    let parts = content.numbered().flat_map(|(_, task)| &task.parts);
    let named: Vec<_> = parts.filter_map(|part| directory.meaning(&part.department).id()).collect();
    let is_asked = |of: &KnownDepartment| consulted.iter().any(|asked| asked.department == of.id);
    let choice = |of: &KnownDepartment| {
        let id = of.id.to_string();
        let by_itself = || named.contains(&of.id) && !is_asked(of);
        let chosen = if ticked.is_empty() { by_itself() } else { ticked.contains(&id) };
        Choice { value: id, label: of.name.clone(), chosen }
    };
    known.iter().filter(|of| of.kind == DepartmentKind::Unit).map(choice).collect()
}

fn speakers(consulted: &[Consulted], now: &str) -> Vec<Choice> {
    consulted.iter().map(|of| Choice::of(of.department.to_string(), &of.name, now)).collect()
}

fn of_the_whole(comments: &[Comment], content: &DraftContent) -> Vec<CommentShown> {
    let whole = comments.iter().filter(|of| of.task_key.is_none());
    whole.map(|of| shown_comments::comment(of, content)).collect()
}

/// What an unknown department may be the same as: those of the ledger, then those of the document that stand for themselves.
fn targets(content: &DraftContent, known: &[KnownDepartment]) -> Vec<String> {
    let of_document = content
        .departments
        .iter()
        .filter(|of| content.is_named(&of.name) && !is_same_as_another(of))
        .filter(|of| known.iter().all(|known| !known.is_called(&of.name)))
        .map(|of| of.name.clone());
    known.iter().map(|of| of.name.clone()).chain(of_document).collect()
}

/// The document, as it was given.
async fn source(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
) -> Result<Response> {
    // A department reads the tasks, not the document.
    if !reads_all(&user) {
        return Err(store::none());
    }
    let (name, bytes) = store::get_source(&mut *state.db.acquire().await?, id).await?;
    let extension = name.rsplit_once('.').map_or("txt", |(_, extension)| extension);
    Ok(download("application/octet-stream", (&format!("plan.{extension}"), &name), bytes))
}
