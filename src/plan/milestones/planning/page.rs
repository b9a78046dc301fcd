//! The form of planning one task, and what becomes of it.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::form::{TimelineForm, TypedTimeline};
use super::ground::Ground;
use super::preview::{PreviewPage, StandingLine};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::Act;
use crate::clock::beijing_day;
use crate::error::Result;
use crate::plan::milestones::lay_out::{NewTimeline, lay_out};
use crate::plan::milestones::patterns::Pattern;
use crate::plan::milestones::proposals::{self, Proposal, ProposalOutcome};
use crate::plan::milestones::rows::{RowLine, Step, TypedRow, lines, read_rows};
use crate::plan::tasks::conflict::{self, Both};
use crate::plan::tasks::fields::Choice;
use crate::plan::tasks::store;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    let access = Access::Needs(Action::ProposeTimeline);
    vec![
        Route::get("/{year}/tasks/{number}/timeline", access, show),
        Route::post("/{year}/tasks/{number}/timeline", access, save),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/milestones/timeline.html")]
struct TimelinePage {
    frame: PageFrame,
    back: String,
    path: String,
    task: String,
    completion: String,
    starts_on: String,
    is_office: bool,
    proposal: Option<ProposalLine>,
    patterns: Vec<Choice>,
    /// The share that is left for the rows.
    left: u32,
    stay: Vec<StandingLine>,
    replaced: Vec<StandingLine>,
    form: TimelineForm,
    rows: Vec<RowLine>,
    errors: FieldErrors,
    /// Whether the days steps are counted on are those of a year without a notice.
    estimates: bool,
    /// What the office types to return the open proposal.
    return_reason: String,
}

/// What became of the newest proposal.
struct ProposalLine {
    id: i64,
    is_open: bool,
    kind: &'static str,
    word: &'static str,
    sentence: String,
}

impl ProposalLine {
    fn of(proposal: &Proposal, is_office: bool) -> Self {
        let day = |at| dates::plain(beijing_day(at));
        let by = format!("{} 于 {}提出", proposal.proposed_by, day(proposal.proposed_at));
        let (kind, word, sentence) = match &proposal.decided {
            None if is_office => {
                ("yellow", "待确认", format!("{by}。下面已按其内容填好，可以修改后确认，也可以退回。"))
            }
            None => {
                ("yellow", "待确认", format!("{by}，领导小组办公室尚未确认。重新提出的，以最后一次为准。"))
            }
            Some((ProposalOutcome::Returned, at, who)) => {
                ("red", "退回", format!("{by}，{who} 于 {}退回：{}", day(*at), proposal.reason))
            }
            Some((_, at, who)) => ("green", "已确认", format!("{by}，{who} 于 {}确认。", day(*at))),
        };
        Self { id: proposal.id, is_open: proposal.is_open(), kind, word, sentence }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filling {
    /// Empty for rows without a pattern; absent for what stands or was proposed.
    pattern: Option<String>,
    end: String,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    Query(filling): Query<Filling>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = store::get_plan_to_change(&mut conn, year).await?;
    let task = store::get_task(&mut conn, &plan, number).await?;
    let ground = Ground::read(&mut conn, &user, plan, task, state.clocks.today()).await?;
    let (form, rows) = filled(&ground, filling);
    Ok(page(&state, &user, &ground, (form, &rows), FieldErrors::default()))
}

/// From the pattern chosen; else from the proposal that is open or was returned; else from what stands.
fn filled(ground: &Ground, filling: Filling) -> (TimelineForm, Vec<TypedRow>) {
    let end = dates::read(&filling.end);
    let of = |end: NaiveDate| TimelineForm { end: dates::short(end), ..TimelineForm::default() };
    let proposed = ground
        .proposal
        .as_ref()
        .filter(|proposal| matches!(proposal.decided, None | Some((ProposalOutcome::Returned, ..))));
    match (filling.pattern, proposed) {
        (Some(code), _) => {
            let chosen = ground.patterns.iter().find(|pattern| pattern.id.to_string() == code);
            let rows = chosen.map_or_else(Vec::new, |pattern| TypedRow::of_steps(&pattern.steps));
            let form = of(end.unwrap_or_else(|| ground.default_end()));
            (TimelineForm { pattern: code, ..form }, rows)
        }
        (None, Some(proposal)) => {
            let reason = proposal.steps.reason.clone();
            (TimelineForm { reason, ..of(proposal.ends_on) }, proposal.steps.rows.clone())
        }
        (None, None) => (of(end.unwrap_or_else(|| ground.standing_end())), ground.standing_rows()),
    }
}

/// The form as the newest proposal says it, with what is wrong with the reason to return it.
pub(super) fn page_of_return(
    state: &AppState,
    user: &CurrentUser,
    ground: &Ground,
    return_reason: String,
    errors: FieldErrors,
) -> Response {
    let (form, rows) = filled(ground, Filling::default());
    let page = TimelinePage { return_reason, ..timeline_page(state, user, ground, (form, &rows), errors) };
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn page(
    state: &AppState,
    user: &CurrentUser,
    ground: &Ground,
    typed: (TimelineForm, &[TypedRow]),
    errors: FieldErrors,
) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, timeline_page(state, user, ground, typed, errors)).into_response()
}

fn timeline_page(
    state: &AppState,
    user: &CurrentUser,
    ground: &Ground,
    (form, rows): (TimelineForm, &[TypedRow]),
    errors: FieldErrors,
) -> TimelinePage {
    let (year, number) = (ground.plan.year, ground.task.number);
    let (stay, replaced) = ground.sorted();
    let standing = |milestones: Vec<_>| {
        milestones.into_iter().map(|milestone| StandingLine::of(milestone, ground.today)).collect()
    };
    let choice = |pattern: &Pattern| Choice::of(pattern.id.to_string(), &pattern.name, &form.pattern);
    TimelinePage {
        frame: user.frame(state, Some(year)),
        back: urls::task(year, number),
        path: urls::timeline(year, number),
        task: format!("{number} {}", ground.task.title),
        completion: dates::short_with_weekday(ground.completion),
        starts_on: dates::short(ground.from()),
        is_office: ground.is_office,
        proposal: ground.proposal.as_ref().map(|proposal| ProposalLine::of(proposal, ground.is_office)),
        patterns: ground.patterns.iter().map(choice).collect(),
        left: 100_u32.saturating_sub(ground.share_reached()),
        stay: standing(stay),
        replaced: standing(replaced),
        rows: lines(rows, form.go == "more", true, &errors),
        form,
        errors,
        estimates: ground.calendar.is_estimate(ground.completion),
        return_reason: String::new(),
    }
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    ProtectedForm(form): ProtectedForm<TimelineForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = store::get_plan_to_change(&mut tx, year).await?;
    let task = store::get_task_to_change(&mut tx, &plan, number).await?;
    let ground = Ground::read(&mut tx, &user, plan, task, state.clocks.today()).await?;
    let rows = form.rows();
    if matches!(form.go.as_str(), "more" | "edit") {
        return Ok(page(&state, &user, &ground, (form, &rows), FieldErrors::default()));
    }
    let confirms = form.go == "confirm";
    if confirms && !form.is_as_seen(&ground) {
        return conflict_page(&mut tx, &state, &user, &ground, &form).await;
    }
    let timeline = match form.read(&ground) {
        Ok(timeline) => timeline,
        Err(errors) => return Ok(page(&state, &user, &ground, (form, &rows), errors)),
    };
    if !confirms {
        return Ok(PreviewPage::of(&state, &user, &ground, &form, &timeline).into_response());
    }
    let answer = keep(&mut tx, &user.act(&state), &ground, timeline).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Lays out what the office planned; of a department it becomes a proposal.
async fn keep(
    conn: &mut PgConnection,
    act: &Act,
    ground: &Ground,
    timeline: TypedTimeline,
) -> Result<Response> {
    let (plan, task) = (&ground.plan, &ground.task);
    let (year, number) = (plan.year, task.number);
    if !ground.is_office {
        let reason = timeline.reason.unwrap_or_default();
        proposals::propose(conn, act, plan, task, (&timeline.steps, &reason), timeline.end).await?;
        let sentence = format!("任务 {number} 的倒排工期已报领导小组办公室确认。");
        return Ok(flash::done(&urls::timeline(year, number), &sentence));
    }
    if let Some(open) = ground.open_proposal() {
        proposals::confirm(conn, act, plan, task, open.id).await?;
    }
    let count = timeline.planned.milestones.len();
    let timeline = NewTimeline { steps: timeline.planned.milestones, replaces: timeline.reason };
    lay_out(conn, act, plan, task, &timeline).await?;
    Ok(flash::done(&urls::task(year, number), &format!("任务 {number} 已倒排工期，列出节点 {count} 个。")))
}

async fn conflict_page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    ground: &Ground,
    form: &TimelineForm,
) -> Result<Response> {
    let words = |(place, step): (usize, &Step)| step.words(place);
    let steps = read_rows(&form.rows(), None, &mut FieldErrors::default());
    let mut ours: Vec<String> = steps.iter().enumerate().map(words).collect();
    ours.push(format!("{} 完成", form.end));
    let both = Both::choice("节点", "end", ground.standing_words(), &form.end, ours.join("\n"));
    let mut hidden = form.hidden();
    hidden.retain(|(name, _)| name != "end");
    let (year, task) = (ground.plan.year, &ground.task);
    let action = urls::timeline(year, task.number);
    conflict::page(conn, state, user, (year, task), action, vec![both], hidden).await
}
