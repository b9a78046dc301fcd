//! `/plans/drafts/7/origins`: which task of the year before each task of a draft goes on with. Proposed where the titles are
//! the same, stored only when a person sends the page.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::content::{DraftContent, DraftTask};
use super::model::Step;
use super::store::{self, DraftRow, entry, hold, update_content};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::append;
use crate::error::{AppError, Result};
use crate::ids::PlanDraftId;
use crate::plan::Plan;
use crate::plan::carried_over::taking::find_earlier;
use crate::plan::carried_over::{Candidate, TaskOfYear, list_candidates};
use crate::plan::tasks::fields::Choice;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::get("/plans/drafts/{id}/origins", keeps, show),
        Route::post("/plans/drafts/{id}/origins", keeps, save),
    ]
}

/// What is chosen: `key` and `origin` are parallel, an empty origin is none.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct OriginsForm {
    /// The version of the draft that was seen.
    version: i32,
    key: Vec<u32>,
    origin: Vec<String>,
}

impl OriginsForm {
    /// What was chosen for a task; `None` where nothing was sent.
    fn of(&self, key: u32) -> Option<&String> {
        self.key.iter().zip(&self.origin).find(|(of, _)| **of == key).map(|(_, chosen)| chosen)
    }
}

/// The id of the field of a task.
fn field(key: u32) -> String {
    format!("origin-{key}")
}

/// A task of the draft with what it may go on with.
struct Line {
    key: u32,
    /// The id of its field.
    field: String,
    number: i32,
    title: String,
    /// What stands, or is proposed, and whether it is only proposed.
    state: Option<(&'static str, bool)>,
    choices: Vec<Choice>,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/plan_drafts/origins.html")]
struct OriginsPage {
    frame: PageFrame,
    back: String,
    draft: String,
    path: String,
    version: i32,
    /// The year the tasks are matched with.
    year: i32,
    proposed: usize,
    /// Tasks offered that no task of the draft goes on with.
    left: Vec<(String, String)>,
    lines: Vec<Line>,
    errors: FieldErrors,
}

/// The plan before that of a draft, and what it offers.
async fn context(conn: &mut PgConnection, row: &DraftRow) -> Result<(Plan, Vec<Candidate>)> {
    let earlier = find_earlier(conn, row.content.plan.year).await?;
    let plan =
        earlier.ok_or_else(|| AppError::Refused("台账里没有更早年度的方案，没有可以对应的任务。".into()))?;
    let candidates = list_candidates(conn, plan.id).await?;
    Ok((plan, candidates))
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let row = store::get(&mut conn, id).await?;
    row.status.after(Step::Edit).map_err(AppError::Refused)?;
    let before = context(&mut conn, &row).await?;
    let blank = (OriginsForm::default(), FieldErrors::default(), StatusCode::OK);
    Ok(page((&state, &user), &row, &before, blank))
}

/// The page, with what was chosen and sentences beside it.
fn page(
    (state, user): (&AppState, &CurrentUser),
    row: &DraftRow,
    (plan, candidates): &(Plan, Vec<Candidate>),
    (form, errors, status): (OriginsForm, FieldErrors, StatusCode),
) -> Response {
    let content = &row.content.0;
    let lines = lines(content, (plan.year, candidates), &form);
    let chosen = |of: &Candidate| {
        lines
            .iter()
            .flat_map(|line| &line.choices)
            .any(|one| one.chosen && one.value == of.number.to_string())
    };
    let page = OriginsPage {
        frame: user.frame(state, None),
        back: urls::plan_draft(row.id),
        draft: content.plan.title.clone(),
        path: urls::plan_draft_form(row.id, "origins"),
        version: row.version,
        year: plan.year,
        proposed: lines.iter().filter(|line| line.state.is_some_and(|(_, proposed)| proposed)).count(),
        left: candidates
            .iter()
            .filter(|of| !chosen(of))
            .map(|of| {
                (
                    format!("{} {}（{}）", of.number, of.title, of.status.word()),
                    urls::task(plan.year, of.number),
                )
            })
            .collect(),
        lines,
        errors,
    };
    (status, page).into_response()
}

/// The task offered of the same title, where no task of the draft goes on with it yet; titles that differ in anything are
/// left to a person.
fn proposed<'a>(
    content: &DraftContent,
    task: &DraftTask,
    (year, all): (i32, &'a [Candidate]),
) -> Option<&'a Candidate> {
    let same = all.iter().find(|of| of.title == task.title)?;
    let origin = TaskOfYear { year, number: same.number };
    let taken = content.numbered().any(|(_, of)| of.origin == Some(origin));
    (!taken).then_some(same)
}

fn lines(content: &DraftContent, (year, candidates): (i32, &[Candidate]), form: &OriginsForm) -> Vec<Line> {
    let line = |(number, task): (i32, &DraftTask)| {
        let stands = task.origin.filter(|of| of.year == year).map(|of| of.number);
        let proposal = if task.origin.is_some() { None } else { proposed(content, task, (year, candidates)) };
        let now = stands.or(proposal.map(|of| of.number));
        let now = now.map(|number| number.to_string()).unwrap_or_default();
        let now = form.of(task.key).cloned().unwrap_or(now);
        let choice = |of: &Candidate| {
            let label = format!("{} {}（{}）", of.number, of.title, of.status.word());
            Choice::of(of.number.to_string(), label, &now)
        };
        let mut choices: Vec<Choice> = candidates.iter().map(choice).collect();
        // One that has ended since stays what it is until a person changes it.
        if let Some(number) = stands.filter(|number| candidates.iter().all(|of| of.number != *number)) {
            choices.push(Choice::of(number.to_string(), TaskOfYear { year, number }.words(), &now));
        }
        Line {
            key: task.key,
            field: field(task.key),
            number,
            title: task.title.clone(),
            state: match (stands, proposal) {
                (Some(_), _) => Some(("已对应", false)),
                (None, Some(_)) => Some(("建议：标题相同", true)),
                (None, None) => None,
            },
            choices,
        }
    };
    content.numbered().map(line).collect()
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
    ProtectedForm(form): ProtectedForm<OriginsForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    let before = context(&mut tx, &row).await?;
    if let Err((_, sentence)) = row.require((Step::Edit, form.version), "origins") {
        let errors = overtaken(&row.content, &form, (before.0.year, sentence));
        return Ok(page((&state, &user), &row, &before, (form, errors, StatusCode::CONFLICT)));
    }
    let (plan, candidates) = &before;
    let mut content = row.content.0.clone();
    let mut errors = FieldErrors::default();
    let changed = set(&mut content, &form, (plan.year, candidates), &mut errors);
    if !errors.is_empty() {
        return Ok(page((&state, &user), &row, &before, (form, errors, StatusCode::UNPROCESSABLE_ENTITY)));
    }
    if changed.is_empty() {
        return Ok(flash::done(&urls::plan_draft(id), "对应关系没有变化。"));
    }
    update_content(&mut tx, &act, &row, &content).await?;
    let sentence = format!("方案草稿的 {} 项任务与 {} 年度任务对应", changed.len(), plan.year);
    let list = |at: fn(&(String, String, String)) -> &String| -> Vec<String> {
        changed.iter().map(|of| format!("{}：{}", of.0, at(of))).collect()
    };
    let (before, after) = (list(|of| &of.1), list(|of| &of.2));
    let entry = entry("plan_draft_origins_saved", sentence, &row)
        .with_change(Some(json!({"carried_from": before})), Some(json!({"carried_from": after})));
    append(&mut tx, &act, entry).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::plan_draft(id), &format!("已保存 {} 项任务的对应关系。", changed.len())))
}

/// What is told who came second: what stands now in the tasks that others matched otherwise.
fn overtaken(content: &DraftContent, form: &OriginsForm, (year, sentence): (i32, String)) -> FieldErrors {
    let mut errors = FieldErrors::one("origins", sentence);
    for (_, task) in content.numbered() {
        let Some(origin) = task.origin.filter(|of| of.year == year) else { continue };
        if form.of(task.key).is_some_and(|chosen| *chosen != origin.number.to_string()) {
            let now = format!("“{}”现为{}；再保存时以您选的为准。", task.title, origin.words());
            errors.add(&field(task.key), now);
        }
    }
    errors
}

/// Sets what was chosen; returns of each task that changed its title, what it went on with, and what it goes on with. What
/// cannot be chosen any more stands beside its field.
fn set(
    content: &mut DraftContent,
    form: &OriginsForm,
    (year, candidates): (i32, &[Candidate]),
    errors: &mut FieldErrors,
) -> Vec<(String, String, String)> {
    let words = |origin: Option<TaskOfYear>| origin.map_or_else(|| "无".to_owned(), TaskOfYear::words);
    let mut changed = Vec::new();
    for (key, chosen) in form.key.iter().zip(&form.origin) {
        let Some(task) = content.task_mut(*key).filter(|task| task.removed.is_none()) else { continue };
        let origin = match chosen.parse() {
            Ok(number) => Some(TaskOfYear { year, number }),
            // What goes on with a task of a year before is no choice of this page, and stays.
            Err(_) => task.origin.filter(|of| of.year != year),
        };
        if origin == task.origin {
            continue;
        }
        let offered =
            |of: TaskOfYear| of.year != year || candidates.iter().any(|one| one.number == of.number);
        if origin.is_some_and(|of| !offered(of)) {
            errors.add(&field(*key), format!("“{}”所选的任务已不能结转，请重新选择。", task.title));
            continue;
        }
        changed.push((task.title.clone(), words(task.origin), words(origin)));
        task.origin = origin;
        // A restriction goes on with the task, until a person lifts it.
        let of_origin = |one: &Candidate| origin == Some(TaskOfYear { year, number: one.number });
        task.restricted |= candidates.iter().any(|one| of_origin(one) && one.restricted);
        task.version += 1;
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::super::task_edits::tests::{draft, task};
    use super::*;
    use crate::plan::tasks::TaskStatus;

    fn candidate(number: i32, title: &str) -> Candidate {
        Candidate {
            number,
            section: 1,
            title: title.into(),
            status: TaskStatus::InProgress,
            restricted: false,
        }
    }

    #[test]
    fn only_equal_titles_are_proposed_and_each_task_once() {
        let mut content = draft();
        content.tasks.push(DraftTask { title: "任务1".into(), ..task(9, 3) });
        let candidates = [candidate(6, "任务1"), candidate(7, "任务2（试行）"), candidate(8, "任务3")];
        content.tasks[2].origin = Some(TaskOfYear { year: 2019, number: 8 });
        let states: Vec<_> = lines(&content, (2019, &candidates), &OriginsForm::default())
            .into_iter()
            .map(|line| line.state)
            .collect();
        let same = Some(("建议：标题相同", true));
        assert_eq!(states, [same, None, Some(("已对应", false)), None, same]);
        assert!(content.tasks[0].origin.is_none(), "a proposal is stored nowhere");
    }

    #[test]
    fn what_a_person_chose_is_set_and_counts_as_a_change_of_the_task() {
        let mut content = draft();
        let candidates = [candidate(6, "任务1")];
        let form = OriginsForm { version: 1, key: vec![1, 2], origin: vec!["6".into(), String::new()] };
        let mut errors = FieldErrors::default();
        let changed = set(&mut content, &form, (2019, &candidates), &mut errors);
        assert_eq!(changed, [("任务1".to_owned(), "无".to_owned(), "2019 年任务 6".to_owned())]);
        assert_eq!((content.tasks[0].version, content.tasks[1].version), (1, 0));
        let other = OriginsForm { version: 1, key: vec![2], origin: vec!["7".into()] };
        assert!(set(&mut content, &other, (2019, &candidates), &mut errors).is_empty());
        assert!(errors.of("origin-2").is_some());
    }
}
