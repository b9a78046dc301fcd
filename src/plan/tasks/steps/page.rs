//! `/2019/tasks/6/status/standing`: the form of a step; then what it would do to the task's duties; then it is done.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::form::{DaysOfStep, StepFields, merge_targets, rhythm_choices, target_choices};
use super::store::MergeTarget;
use super::{Move, take_step};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::deadlines::{DutyChange, compare, get_rules, list_duties_of_task};
use crate::error::{AppError, Result};
use crate::plan::get_plan;
use crate::plan::tasks::conflict::{self, Both};
use crate::plan::tasks::fields::Choice;
use crate::plan::tasks::in_charge::get_people_in_charge;
use crate::plan::tasks::model::Grounds;
use crate::plan::tasks::store::{self, Task};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/tasks/{number}/status/{step}", Access::Needs(Action::KeepPlan), show),
        Route::post("/{year}/tasks/{number}/status/{step}", Access::Needs(Action::KeepPlan), save),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/task_step.html")]
struct StepPage {
    frame: PageFrame,
    back: String,
    task: String,
    heading: &'static str,
    version: i32,
    words: Words,
    fields: StepFields,
    /// Only for 并入.
    targets: Option<Vec<Choice>>,
    /// Only for 转入常态.
    rhythms: Option<Vec<Choice>>,
    errors: FieldErrors,
}

/// What the fields of a step are called.
struct Words {
    on: &'static str,
    grounds: &'static str,
    decided: bool,
    hint: &'static str,
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/task_step_preview.html")]
struct PreviewPage {
    frame: PageFrame,
    back: String,
    task: String,
    heading: &'static str,
    sentence: String,
    version: i32,
    hidden: Vec<(String, String)>,
    changes: Vec<DutyChange>,
}

#[derive(Debug, Clone, Deserialize)]
struct StepForm {
    version: i32,
    #[serde(flatten)]
    fields: StepFields,
    /// `yes` once the preview was seen.
    #[serde(default)]
    confirmed: String,
}

/// Of the office's moves; the others have no such page.
fn words(step: Move) -> Words {
    let (on, hint) = match step {
        Move::Pause | Move::Wait => {
            ("自哪一天起", "期间内整月的月报不再要求；恢复办理时，节点和完成时限按停办的工作日顺延。")
        }
        Move::Resume => {
            ("恢复办理的第一天", "未到的月报恢复要求；节点和完成时限按停办的工作日顺延，至多到方案最后一日。")
        }
        Move::MakeStanding => ("自哪一天起", "完成时限不再要求；月报改为每季度或每半年的最后一个月。"),
        Move::Merge => ("自哪一天起", "这一天及以后到期的时限和完成时限不再要求。"),
        Move::Terminate => ("自哪一天起", "这一天及以后到期的时限和完成时限不再要求；编号保留，不删除。"),
        Move::AskCompletion | Move::Complete | Move::GiveBack | Move::Reopen => ("办理日期", ""),
    };
    let grounds = match step.grounds() {
        Grounds::Source => "依据的文件",
        _ => "理由",
    };
    Words { on, grounds, decided: step.grounds() == Grounds::Decision, hint }
}

fn step_of(code: &str) -> Result<Move> {
    Move::of_code(code).ok_or_else(|| AppError::NotFound("没有这种办理事项。".into()))
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number, code)): Path<(i32, i32, String)>,
) -> Result<Response> {
    if code == Move::Complete.code() {
        // Where the office once completed tasks; now it is asked for.
        return Ok(Redirect::to(&urls::task_form(year, number, "completion")).into_response());
    }
    let step = step_of(&code)?;
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let task = store::get_task(&mut conn, &plan, number).await?;
    if !step.is_open_from(task.status) {
        return Err(AppError::Refused(task.status.refusal(step.target(true))));
    }
    let targets = merge_targets(&mut conn, &plan, &task).await?;
    let today = dates::short(state.clocks.today());
    let in_charge = get_people_in_charge(&mut conn, task.id).await?.leader;
    let leader =
        in_charge.person_on(state.clocks.today()).map_or_else(String::new, |leader| leader.name.clone());
    let fields =
        StepFields { on: today.clone(), decided_on: today, decided_by: leader, ..StepFields::default() };
    Ok(page(&state, &user, (year, &task), step, &targets, fields, FieldErrors::default()))
}

fn page(
    state: &AppState,
    user: &CurrentUser,
    (year, task): (i32, &Task),
    step: Move,
    targets: &[MergeTarget],
    fields: StepFields,
    errors: FieldErrors,
) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = StepPage {
        frame: user.frame(state, Some(year)),
        back: urls::task(year, task.number),
        task: format!("{} {}", task.number, task.title),
        heading: step.word(),
        version: task.version,
        words: words(step),
        targets: (step == Move::Merge).then(|| target_choices(targets, &fields.into)),
        rhythms: (step == Move::MakeStanding).then(|| rhythm_choices(&fields.report_every)),
        fields,
        errors,
    };
    (status, page).into_response()
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number, code)): Path<(i32, i32, String)>,
    ProtectedForm(form): ProtectedForm<StepForm>,
) -> Result<Response> {
    let step = step_of(&code)?;
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = store::get_plan_to_change(&mut tx, year).await?;
    let task = store::get_task_to_change(&mut tx, &plan, number).await?;
    let targets = merge_targets(&mut tx, &plan, &task).await?;
    let fields = form.fields;
    if form.version != task.version {
        let action = urls::task_step(year, number, step.code());
        let both = both(&task, step, &fields);
        return conflict::page(&mut tx, &state, &user, (year, &task), action, vec![both], fields.pairs())
            .await;
    }
    let days = DaysOfStep::of(&plan, act.today());
    let request = match fields.read(step, &targets, days) {
        Ok(request) => request,
        Err(errors) => return Ok(page(&state, &user, (year, &task), step, &targets, fields, errors)),
    };
    let before = list_duties_of_task(&mut tx, task.id).await?;
    let rules = get_rules(&mut tx, plan.id).await?;
    take_step(&mut tx, &act, (&plan, &rules), &task, &request).await?;
    if form.confirmed.is_empty() {
        // Shown by doing it and taking it back: the preview cannot differ from the deed.
        let changes = compare(&before, &list_duties_of_task(&mut tx, task.id).await?);
        tx.rollback().await?;
        return Ok(preview(&state, &user, (year, &task), &request, &fields, changes).into_response());
    }
    tx.commit().await?;
    Ok(flash::done(&urls::task(year, number), &step.done(number)))
}

fn both(task: &Task, step: Move, fields: &StepFields) -> Both {
    let theirs = format!("{}，自 {} 起", task.status.word(), dates::short(task.status_since));
    Both::choice(
        "办理",
        "step",
        theirs,
        step.code(),
        format!("{}，{}\n{}", step.word(), fields.on, fields.grounds),
    )
}

fn preview(
    state: &AppState,
    user: &CurrentUser,
    (year, task): (i32, &Task),
    request: &super::StepRequest,
    fields: &StepFields,
    changes: Vec<DutyChange>,
) -> PreviewPage {
    PreviewPage {
        frame: user.frame(state, Some(year)),
        back: urls::task(year, task.number),
        task: format!("{} {}", task.number, task.title),
        heading: request.step.word(),
        sentence: format!("{}，{}", dates::long(request.on), request.source),
        version: task.version,
        hidden: fields.pairs(),
        changes,
    }
}
