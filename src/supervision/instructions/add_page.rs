//! `/2019/instructions/add`: a leader writes an instruction, or the office records one from paper (录入批示): whose, of which
//! day, with the scan of it where there is one. From a task's page (`?task=6`) with the task chosen.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::give::{Written, give};
use super::list_page::add_words;
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes};
use crate::error::{AppError, Result};
use crate::plan::tasks::Task;
use crate::plan::tasks::fields::{Choice, choice, day, most, needed};
use crate::plan::tasks::steps::{MergeTarget, list_merge_targets};
use crate::plan::tasks::store::{Person, get_plan_to_change, get_task_to_change, list_leaders};
use crate::plan::{Plan, get_plan};
use crate::reporting::evidence::{
    ACCEPTED, GivenWith, MAX_FILE_BYTES, MAX_FORM_BYTES, Place, StagedFile, UploadForm, keep,
};
use crate::web::{AppState, FieldErrors, PageFrame, dates, flash, urls};

pub(super) fn routes() -> Routes {
    let writes = Access::Needs(Action::WriteInstruction);
    vec![
        Route::get("/{year}/instructions/add", writes, show),
        Route::post("/{year}/instructions/add", writes, submit).with_body_limit(MAX_FORM_BYTES),
    ]
}

/// What the address says is known.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Known {
    task: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct AddForm {
    task: String,
    words: String,
    /// Whose it is: of what the office records.
    leader: String,
    given_on: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/instructions/add.html")]
struct AddPage {
    frame: PageFrame,
    heading: &'static str,
    back: String,
    path: String,
    tasks: Vec<Choice>,
    /// Whom the office may record for; `None` of a leader, who writes their own.
    leaders: Option<Vec<Choice>>,
    accepted: &'static str,
    largest_mb: u64,
    form: AddForm,
    errors: FieldErrors,
}

/// The tasks and the leaders to choose from.
struct Ground {
    tasks: Vec<MergeTarget>,
    leaders: Vec<Person>,
}

async fn ground(conn: &mut PgConnection, plan: &Plan) -> Result<Ground> {
    let tasks = list_merge_targets(conn, plan.id, None).await?;
    Ok(Ground { tasks, leaders: list_leaders(conn).await? })
}

/// The tasks to choose from, that of no task first.
pub(super) fn task_choices(tasks: &[MergeTarget], chosen: &str) -> Vec<Choice> {
    let none = Choice::of("", "不属于某一项任务", chosen);
    let of = |task: &MergeTarget| {
        Choice::of(task.number.to_string(), format!("{} {}", task.number, task.title), chosen)
    };
    std::iter::once(none).chain(tasks.iter().map(of)).collect()
}

/// The task a form names, held; `None` where it names none.
pub(super) async fn named_task(conn: &mut PgConnection, plan: &Plan, number: &str) -> Result<Option<Task>> {
    if number.trim().is_empty() {
        return Ok(None);
    }
    // What is no number names no task.
    Ok(Some(get_task_to_change(conn, plan, number.trim().parse().unwrap_or(0)).await?))
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(known): Query<Known>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let ground = ground(&mut conn, &plan).await?;
    let given_on = dates::short(state.clocks.today());
    let form = AddForm { task: known.task.trim().to_owned(), given_on, ..AddForm::default() };
    Ok(page(&state, &user, &plan, form, &ground, FieldErrors::default()))
}

fn page(
    state: &AppState,
    user: &CurrentUser,
    plan: &Plan,
    form: AddForm,
    ground: &Ground,
    errors: FieldErrors,
) -> Response {
    let leader_choices = || {
        let of = |leader: &Person| Choice::of(leader.id.to_string(), leader.name.clone(), &form.leader);
        std::iter::once(Choice::of("", "请选择", &form.leader)).chain(ground.leaders.iter().map(of)).collect()
    };
    let page = AddPage {
        frame: user.frame(state, Some(plan.year)),
        heading: add_words(user.role),
        back: urls::instructions(plan.year),
        path: urls::add_instruction(plan.year),
        tasks: task_choices(&ground.tasks, &form.task),
        leaders: (user.role != Role::Leader).then(leader_choices),
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
    let form: AddForm = upload.read()?;
    let scan = upload.scan().filter(|_| user.role != Role::Leader);
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let task = named_task(&mut tx, &plan, &form.task).await?;
    let ground = ground(&mut tx, &plan).await?;
    let (written, scan) = match (read(&user, act.today(), &form, &ground.leaders), scan.transpose()) {
        (Ok(written), Ok(scan)) => (written, scan),
        (written, scan) => {
            let errors = with_scan(written.err().unwrap_or_default(), scan);
            return Ok(page(&state, &user, &plan, form, &ground, errors));
        }
    };
    let given = give(&mut tx, &act, (&plan, task.as_ref()), &written).await;
    match given {
        Err(AppError::Refused(sentence)) => {
            let field = if user.role == Role::Leader { "task" } else { "given_on" };
            let errors = with_scan(FieldErrors::one(field, sentence), Ok(scan));
            Ok(page(&state, &user, &plan, form, &ground, errors))
        }
        given => {
            let instruction = given?;
            if let Some(scan) = scan {
                let with = GivenWith::Instruction(instruction.id);
                keep(&mut tx, &state, &act, Place { year, task: instruction.task, with }, scan).await?;
            }
            tx.commit().await?;
            let done = if user.role == Role::Leader { "送领导小组办公室" } else { "录入" };
            let words = format!("{}已{done}，由领导小组办公室分办。", instruction.name());
            Ok(flash::done(&urls::instruction(year, instruction.number), &words))
        }
    }
}

/// The sentences beside the fields, that of the scan among them: one that was chosen is not kept where a field is to be
/// mended, and is chosen again.
pub(super) fn with_scan(mut errors: FieldErrors, scan: Result<Option<StagedFile>, String>) -> FieldErrors {
    match scan {
        Err(sentence) => errors.add("scan", sentence),
        Ok(Some(_)) => errors.add("scan", "其他栏目需要改正，所选的扫描件没有保存，请重新选择。"),
        Ok(None) => {}
    }
    errors
}

/// A leader writes their own, of today; the office says whose it records, and of which day.
fn read(
    user: &CurrentUser,
    today: chrono::NaiveDate,
    form: &AddForm,
    leaders: &[Person],
) -> Result<Written, FieldErrors> {
    let mut errors = FieldErrors::default();
    let words = needed(&form.words, most::GROUNDS, ("words", "请写明批示的内容。"), &mut errors);
    let (leader, given_on) = if user.role == Role::Leader {
        (Some(Person { id: user.account_id, name: user.name.clone() }), Some(today))
    } else {
        let leader = choice(&form.leader, leaders, |leader| leader.id.0, "leader", &mut errors).cloned();
        if leader.is_none() && form.leader.is_empty() {
            errors.add("leader", "请选择是哪位院领导的批示。");
        }
        (leader, day(&form.given_on, "given_on", &mut errors))
    };
    match (leader, given_on) {
        (Some(leader), Some(given_on)) if errors.is_empty() => Ok(Written { leader, given_on, words }),
        _ => Err(errors),
    }
}
