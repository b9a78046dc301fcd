//! `/2019/tasks/6/milestones/17`: one milestone, how its date came about, what shows that it is done, and what its reader
//! may do with it.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use crate::accounts::{Action, CurrentUser, Role};
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::ids::{FileId, MilestoneId};
use crate::plan::milestones::{Milestone, list_milestones};
use crate::plan::tasks::store::{get_plan_to_change, get_task_to_change};
use crate::plan::tasks::{Task, get_task, list_concerned};
use crate::plan::{Plan, get_plan};
use crate::reporting::evidence::{ACCEPTED, MAX_FILE_BYTES, list_files_of_task};
use crate::web::document_title::in_marks;
use crate::web::{AppState, FieldErrors, PageFrame, dates, urls};

#[derive(Template, WebTemplate)]
#[template(path = "reporting/milestones/milestone.html")]
#[expect(clippy::struct_excessive_bools, reason = "each shows or hides one form")]
struct MilestonePage {
    frame: PageFrame,
    back: String,
    task: String,
    path: String,
    shown: MilestoneShown,
    version: i32,
    may_mark: bool,
    on_behalf: bool,
    may_change: bool,
    may_withdraw: bool,
    may_take_back: bool,
    /// Where a later date is asked for.
    extension: Option<String>,
    /// The task's files, for who reads them.
    files_path: Option<String>,
    accepted: &'static str,
    largest_mb: u64,
    typed: Typed,
    errors: FieldErrors,
}

/// A milestone in words.
struct MilestoneShown {
    title: String,
    light: (&'static str, &'static str, String),
    due_on: String,
    /// Whether the date is an estimate.
    estimate: bool,
    moved_from: Option<String>,
    working: String,
    working_days: u32,
    planned_share: u32,
    after: Vec<(String, String)>,
    owner: Option<String>,
    met_on: Option<String>,
    shown_by: String,
    document: String,
    file: Option<(String, String)>,
    withdrawn: Option<String>,
}

/// What was typed in one of the page's forms.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    pub version: i32,
    pub on: String,
    pub shown_by: String,
    pub document_title: String,
    pub document_number: String,
    pub on_behalf_of: String,
    pub due_on: String,
    pub reason: String,
    pub withdraw_reason: String,
    pub take_back_reason: String,
    /// `yes` once the preview was seen.
    pub confirmed: String,
}

pub(super) type MilestonePath = Path<(i32, i32, i64)>;

/// A milestone of a task its reader may see, with the other milestones of the task.
pub(super) struct Opened {
    pub plan: Plan,
    pub task: Task,
    pub milestones: Vec<Milestone>,
    pub id: MilestoneId,
    concerned: bool,
    /// The restricted task has passed to others, and the reader's department still owes this milestone.
    handed_on: bool,
}

impl Opened {
    /// Opens it to be read.
    ///
    /// # Errors
    /// Not found, or forbidden where the task is restricted to others.
    pub(super) async fn read(
        conn: &mut PgConnection,
        state: &AppState,
        user: &CurrentUser,
        (year, number, id): (i32, i32, i64),
    ) -> Result<Self> {
        let plan = get_plan(conn, year).await?;
        let task = get_task(conn, &plan, number).await?;
        Self::of(conn, state, user, (plan, task), id).await
    }

    /// Opens it to be changed: the task is held until the transaction ends.
    ///
    /// # Errors
    /// As [`Self::read`]; refused when the plan is frozen.
    pub(super) async fn change(
        conn: &mut PgConnection,
        state: &AppState,
        user: &CurrentUser,
        (year, number, id): (i32, i32, i64),
    ) -> Result<Self> {
        let plan = get_plan_to_change(conn, year).await?;
        let task = get_task_to_change(conn, &plan, number).await?;
        Self::of(conn, state, user, (plan, task), id).await
    }

    async fn of(
        conn: &mut PgConnection,
        state: &AppState,
        user: &CurrentUser,
        (plan, task): (Plan, Task),
        id: i64,
    ) -> Result<Self> {
        let concerned = user.is_concerned(&list_concerned(conn, task.id, state.clocks.today()).await?);
        let mut milestones = list_milestones(conn, task.id).await?;
        let handed_on = task.restricted && !concerned;
        if handed_on {
            // Who still owes one step reads that step, to do it, and nothing else of the task.
            milestones.retain(|of| {
                let owes = of.department.is_some_and(|department| user.belongs_to(department));
                of.id.0 == id && of.is_open() && owes
            });
            if milestones.is_empty() {
                return Err(AppError::Forbidden(
                    "本任务限定范围，仅承担部门、领导小组办公室和院领导可见。".into(),
                ));
            }
        }
        let opened = Self { plan, task, milestones, id: MilestoneId(id), concerned, handed_on };
        opened.find().map(|_| ()).ok_or_else(|| AppError::NotFound("这项任务没有这个节点。".into()))?;
        Ok(opened)
    }

    fn find(&self) -> Option<&Milestone> {
        self.milestones.iter().find(|milestone| milestone.id == self.id)
    }

    /// The milestone itself.
    ///
    /// # Errors
    /// Never: it was found when this was opened.
    pub(super) fn milestone(&self) -> Result<&Milestone> {
        self.find().ok_or_else(|| anyhow::anyhow!("milestone {} was opened", self.id).into())
    }

    /// Its address.
    pub(super) fn path(&self) -> String {
        urls::milestone(self.plan.year, self.task.number, self.id)
    }

    /// Where one goes who has done it: the page may be closed to them then.
    pub(super) fn done_path(&self) -> String {
        if self.handed_on { urls::WORKLIST.to_owned() } else { self.path() }
    }

    /// Whether the person may mark it done: a member of the department that owes it, or the office.
    pub(super) fn may_mark(&self, user: &CurrentUser) -> bool {
        let owes = self.find().and_then(|milestone| milestone.department);
        user.may(Action::MeetMilestone)
            && (user.role == Role::Office || owes.is_some_and(|department| user.belongs_to(department)))
    }

    /// Whether the person would record it for another department (代录).
    pub(super) fn on_behalf(&self, user: &CurrentUser) -> bool {
        let owes = self.find().and_then(|milestone| milestone.department);
        user.role == Role::Office && !owes.is_some_and(|department| user.belongs_to(department))
    }

    /// What the person does now; for a department not their own, on behalf of who told them (代录).
    pub(super) fn act(&self, state: &AppState, user: &CurrentUser, whose: &str) -> Act {
        let act = user.act(state);
        if self.on_behalf(user) { act.on_behalf_of(whose) } else { act }
    }
}

pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(path): MilestonePath,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let opened = Opened::read(&mut conn, &state, &user, path).await?;
    let today = dates::short(state.clocks.today());
    let typed = Typed { on: today, ..Typed::default() };
    page(&mut conn, &state, &user, &opened, typed, FieldErrors::default(), StatusCode::OK).await
}

/// The page with what was typed and what is wrong with it.
pub(super) async fn refused(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    opened: &Opened,
    typed: Typed,
    errors: FieldErrors,
) -> Result<Response> {
    page(conn, state, user, opened, typed, errors, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// The page as it stands now for somebody whose page was older, with what they typed.
pub(super) async fn overtaken(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    opened: &Opened,
    typed: Typed,
) -> Result<Response> {
    let sentence = "这个节点刚被他人修改，现在的情况见本页；您所填的还在，请核对后再提交。";
    let errors = FieldErrors::one("milestone", sentence);
    page(conn, state, user, opened, typed, errors, StatusCode::CONFLICT).await
}

async fn page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    opened: &Opened,
    typed: Typed,
    errors: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let milestone = opened.milestone()?;
    let file = match milestone.file {
        Some(id) => file_link(conn, opened, id).await?,
        None => None,
    };
    let (year, number) = (opened.plan.year, opened.task.number);
    let (open, keeps) = (milestone.is_open(), user.may(Action::KeepPlan));
    let page = MilestonePage {
        frame: user.frame(state, Some(year)),
        back: urls::task(year, number),
        task: if opened.handed_on {
            format!("{number}（限定范围）")
        } else {
            format!("{number} {}", opened.task.title)
        },
        path: opened.path(),
        shown: shown(opened, milestone, file, state.clocks.today()),
        version: milestone.version,
        may_mark: open && opened.may_mark(user),
        on_behalf: opened.on_behalf(user),
        may_change: open && keeps,
        may_withdraw: open && keeps && !milestone.is_overdue(state.clocks.today()),
        may_take_back: milestone.met_on.is_some() && keeps,
        extension: (open && user.may(Action::AskExtension) && opened.may_mark(user))
            .then(|| urls::task_form(year, number, "extension"))
            .filter(|_| !opened.handed_on),
        files_path: (!opened.handed_on).then(|| urls::task_files(year, number)),
        accepted: ACCEPTED,
        largest_mb: MAX_FILE_BYTES / 1024 / 1024,
        typed,
        errors,
    };
    Ok((status, page).into_response())
}

/// A file's address and name, unless it was withdrawn.
async fn file_link(conn: &mut PgConnection, opened: &Opened, id: FileId) -> Result<Option<(String, String)>> {
    let files = list_files_of_task(conn, opened.task.id, opened.concerned).await?;
    let file = files.into_iter().find(|file| file.id == id && file.withdrawn.is_none());
    Ok(file.map(|file| (urls::file(opened.plan.year, id), file.name)))
}

fn shown(
    opened: &Opened,
    milestone: &Milestone,
    file: Option<(String, String)>,
    today: chrono::NaiveDate,
) -> MilestoneShown {
    let link = |id: &MilestoneId| {
        let other = opened.milestones.iter().find(|other| other.id == *id)?;
        Some((urls::milestone(opened.plan.year, opened.task.number, *id), other.title.clone()))
    };
    let document = match (milestone.document_title.as_str(), milestone.document_number.as_str()) {
        ("", number) => number.to_owned(),
        (title, "") => in_marks(title),
        (title, number) => format!("{}（{number}）", in_marks(title)),
    };
    MilestoneShown {
        title: milestone.title.clone(),
        light: milestone.state(today),
        due_on: dates::short_with_weekday(milestone.due_on),
        estimate: milestone.is_estimate(),
        moved_from: (milestone.due_on != milestone.original_due_on)
            .then(|| dates::short(milestone.original_due_on)),
        working: milestone.working.clone(),
        working_days: milestone.working_days,
        planned_share: milestone.planned_share,
        after: milestone.after.iter().filter_map(link).collect(),
        owner: milestone.department_name.clone(),
        met_on: milestone.met_on.map(dates::short),
        shown_by: milestone.shown_by.clone(),
        document,
        file,
        withdrawn: milestone.withdrawn_on.map(|day| {
            let reason = milestone.withdrawn_reason.as_ref().filter(|_| opened.concerned);
            let reason = reason.map_or_else(String::new, |reason| format!("：{reason}"));
            format!("{} 撤销{reason}", dates::short(day))
        }),
    }
}
