//! `/2019/instructions/meeting`: the office records a meeting of the leading group with all it resolved at once.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::add_page::{named_task, task_choices, with_scan};
use super::give::{Meeting, Resolved, record_meeting};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::plan::tasks::fields::{Choice, at_most, day, most, needed, tidy};
use crate::plan::tasks::steps::{MergeTarget, list_merge_targets};
use crate::plan::tasks::store::get_plan_to_change;
use crate::plan::{Plan, get_plan};
use crate::reporting::evidence::{
    ACCEPTED, GivenWith, MAX_FILE_BYTES, MAX_FORM_BYTES, Place, UploadForm, keep,
};
use crate::web::{AppState, FieldErrors, PageFrame, dates, flash, urls};

/// Items a meeting is recorded with at once; what is over stands in a second record of it.
const ITEMS: usize = 8;

/// So many stand on the page at first; the script keeps the other empty ones back until they are asked for.
const SHOWN: usize = 3;

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepInstructions);
    vec![
        Route::get("/{year}/instructions/meeting", keeps, show),
        Route::post("/{year}/instructions/meeting", keeps, submit).with_body_limit(MAX_FORM_BYTES),
    ]
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct MeetingForm {
    title: String,
    held_on: String,
    present: String,
    /// The tasks and words of the items, in their order; an item without words is none.
    item_task: Vec<String>,
    item_words: Vec<String>,
}

impl MeetingForm {
    fn item(&self, at: usize) -> (&str, &str) {
        let (task, words) = (self.item_task.get(at), self.item_words.get(at));
        (task.map_or("", String::as_str), words.map_or("", String::as_str))
    }
}

/// The fields of one item.
struct ItemFields {
    /// From 1.
    number: usize,
    /// Whether it may be kept back: it is over the first ones, and nothing stands in it.
    is_spare: bool,
    /// Their ids.
    words_id: String,
    task_id: String,
    words: String,
    tasks: Vec<Choice>,
    words_error: Option<String>,
    task_error: Option<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/instructions/meeting.html")]
struct MeetingPage {
    frame: PageFrame,
    back: String,
    path: String,
    items: Vec<ItemFields>,
    accepted: &'static str,
    largest_mb: u64,
    form: MeetingForm,
    errors: FieldErrors,
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let tasks = list_merge_targets(&mut conn, plan.id, None).await?;
    let form = MeetingForm { held_on: dates::short(state.clocks.today()), ..MeetingForm::default() };
    Ok(page(&state, &user, &plan, form, &tasks, FieldErrors::default()))
}

fn words_id(at: usize) -> String {
    format!("item_words_{}", at + 1)
}

fn task_id(at: usize) -> String {
    format!("item_task_{}", at + 1)
}

fn page(
    state: &AppState,
    user: &CurrentUser,
    plan: &Plan,
    form: MeetingForm,
    tasks: &[MergeTarget],
    errors: FieldErrors,
) -> Response {
    let item = |at: usize| {
        let (task, words) = form.item(at);
        let (words_id, task_id) = (words_id(at), task_id(at));
        let untouched = task.is_empty() && words.is_empty() && errors.of(&words_id).is_none();
        ItemFields {
            number: at + 1,
            is_spare: at >= SHOWN && untouched,
            words: words.to_owned(),
            tasks: task_choices(tasks, task),
            words_error: errors.of(&words_id).map(str::to_owned),
            task_error: errors.of(&task_id).map(str::to_owned),
            words_id,
            task_id,
        }
    };
    let page = MeetingPage {
        frame: user.frame(state, Some(plan.year)),
        back: urls::instructions(plan.year),
        path: urls::add_meeting(plan.year),
        items: (0..ITEMS).map(item).collect(),
        accepted: ACCEPTED,
        largest_mb: MAX_FILE_BYTES / 1024 / 1024,
        form,
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, page).into_response()
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    upload: UploadForm,
) -> Result<Response> {
    let form: MeetingForm = upload.read()?;
    let scan = upload.scan().transpose();
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let tasks = list_merge_targets(&mut tx, plan.id, None).await?;
    let mut errors = FieldErrors::default();
    let meeting = read_meeting(&form, &mut errors);
    let items = read_items(&mut tx, &plan, (&form, &tasks), &mut errors).await?;
    let (meeting, scan) = match (meeting.filter(|_| errors.is_empty()), scan) {
        (Some(meeting), Ok(scan)) => (meeting, scan),
        (_, scan) => return Ok(page(&state, &user, &plan, form, &tasks, with_scan(errors, scan))),
    };
    match record_meeting(&mut tx, &act, &plan, &meeting, &items).await {
        Err(AppError::Refused(sentence)) => {
            let errors = with_scan(FieldErrors::one("held_on", sentence), Ok(scan));
            Ok(page(&state, &user, &plan, form, &tasks, errors))
        }
        recorded => {
            let recorded = recorded?;
            let minutes = recorded.first().and_then(|item| item.meeting_id).map(GivenWith::Meeting);
            if let Some((with, scan)) = minutes.zip(scan) {
                keep(&mut tx, &state, &act, Place { year, task: None, with }, scan).await?;
            }
            tx.commit().await?;
            let words = format!("{}已录入，议定事项 {} 项，请逐项分办。", meeting.title, recorded.len());
            Ok(flash::done(&urls::instructions(year), &words))
        }
    }
}

fn read_meeting(form: &MeetingForm, errors: &mut FieldErrors) -> Option<Meeting> {
    let missing = ("title", "请写明是哪次会议，如：领导小组第二次会议。");
    let title = needed(&form.title, most::NAME, missing, errors);
    let missing = ("present", "请写明参加人员。");
    let present = needed(&form.present, most::GROUNDS, missing, errors);
    let held_on = day(&form.held_on, "held_on", errors)?;
    Some(Meeting { title, held_on, present })
}

/// The items that have words; at least one.
async fn read_items(
    conn: &mut PgConnection,
    plan: &Plan,
    (form, tasks): (&MeetingForm, &[MergeTarget]),
    errors: &mut FieldErrors,
) -> Result<Vec<Resolved>> {
    let mut items = Vec::new();
    for at in 0..ITEMS {
        let (task, words) = form.item(at);
        let number = task.trim();
        if tidy(words).is_empty() {
            if !number.is_empty() {
                errors.add(&words_id(at), "选了任务，还没有写议定的内容。");
            }
            continue;
        }
        let words = at_most(words, most::GROUNDS, &words_id(at), errors);
        if !number.is_empty() && !tasks.iter().any(|task| task.number.to_string() == number) {
            errors.add(&task_id(at), "所选的已不在可选之列，请重新选择。");
            continue;
        }
        items.push(Resolved { task: named_task(conn, plan, number).await?, words });
    }
    if items.is_empty() && errors.of(&words_id(0)).is_none() {
        errors.add(&words_id(0), "请至少写一项议定事项。");
    }
    Ok(items)
}
