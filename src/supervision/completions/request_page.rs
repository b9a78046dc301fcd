//! `/2019/completions/3`: a completion that was asked for, what the office found, what the leader decided; and the forms
//! of those whose turn it is.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::brought_by;
use crate::accounts::{Action, CurrentUser, Role};
use crate::deadlines::{DeadlineKind, DutyChange};
use crate::error::{AppError, Result};
use crate::ids::RequestId;
use crate::plan::milestones::list_milestones;
use crate::plan::tasks::fields::Choice;
use crate::plan::tasks::store::get_task_to_change;
use crate::plan::tasks::{Task, TaskStatus, get_task};
use crate::plan::{Plan, get_plan};
use crate::reporting::evidence::{ACCEPTED, MAX_FILE_BYTES, list_files_of_request};
use crate::supervision::Reader;
use crate::supervision::change_requests::completion::{criteria_of, preview_completion};
use crate::supervision::change_requests::model::{Extendable, is_late};
use crate::supervision::change_requests::{
    Deciders, DecisionForm, Document, RequestKind, RequestRow, RequestState, Verdict, get_request,
    leader_choices, list_documents, list_extendable, list_possible_deciders, list_verdicts, recorded,
    who_decides,
};
use crate::web::{AppState, FieldErrors, PageFrame, dates, urls};

/// What was typed: `fits_1`, `remark_1`, … one pair a criterion; `opinion`; `decision`, `pass` or `return`.
#[derive(Debug, Default)]
pub(super) struct ExamineForm(pub(super) Vec<(String, String)>);

#[derive(Template, WebTemplate)]
#[template(path = "supervision/completions/request.html")]
struct RequestPage {
    frame: PageFrame,
    list: String,
    path: String,
    task: String,
    task_path: String,
    duty_path: String,
    request: RequestRow,
    state: (&'static str, &'static str, &'static str),
    asked_by: String,
    is_late: bool,
    shows_achieved: bool,
    documents: Vec<Document>,
    /// What milestones brought besides.
    brought: Vec<String>,
    /// Name, size and by whom, and address.
    files: Vec<(String, String, String)>,
    verdicts: Vec<Verdict>,
    decided_by: Option<String>,
    turn: Turn,
    criteria: Vec<CriterionRow>,
    examine: ExamineForm,
    form: DecisionForm,
    accepted: &'static str,
    largest_mb: u64,
    errors: FieldErrors,
}

/// Nobody examines what they asked for, while the office has somebody else.
pub(super) const NOT_OWN: &str = "不得审查本人提出或录入的办结申请，由领导小组办公室其他人员审查。";

/// A criterion to be ticked.
struct CriterionRow {
    place: usize,
    text: String,
    fits: String,
    remark: String,
    fits_error: Option<String>,
    remark_error: Option<String>,
}

/// Whose turn it is, and what the reader may do.
struct Turn {
    /// What stands in place of the decision while there is none.
    waits_for: Option<String>,
    may_examine: bool,
    /// Why the office account may not.
    not_examined_by: Option<&'static str>,
    may_return: bool,
    may_decide: bool,
    /// The office records from paper: whose decision it may be.
    leaders: Option<Vec<Choice>>,
    /// What granting does to the task's duties, for those who decide.
    changes: Option<Vec<DutyChange>>,
}

impl Turn {
    async fn of(
        conn: &mut PgConnection,
        user: &CurrentUser,
        Opened { plan, task, request, .. }: &Opened,
        (leader, today): (&str, NaiveDate),
    ) -> Result<Self> {
        let deciders = Deciders::of(conn, request, today).await?;
        let may_decide = request.state == RequestState::Waiting && deciders.may_decide(user, request).is_ok();
        let leaders = if may_decide && user.role == Role::Office {
            Some(leader_choices(list_possible_deciders(conn, task.id, today).await?, leader))
        } else {
            None
        };
        let changes = if may_decide && task.status == TaskStatus::CompletionRequested {
            Some(preview_completion(conn, (plan, task), request, today).await?)
        } else {
            None
        };
        let examines = user.may(Action::ExamineCompletion);
        let to_examine = request.state == RequestState::Examining && examines;
        let of_own = request.asked_by == user.account_id && deciders.another_office;
        Ok(Self {
            waits_for: match request.state {
                RequestState::Examining => Some("领导小组办公室审查后，由分管院领导决定。".to_owned()),
                RequestState::Waiting => Some(who_decides(request, &deciders.leaders)),
                _ => None,
            },
            may_examine: to_examine && !of_own,
            not_examined_by: (to_examine && of_own).then_some(NOT_OWN),
            may_return: examines && request.state.is_open(),
            may_decide,
            leaders,
            changes,
        })
    }
}

/// A request with its task.
pub(super) struct Opened {
    pub plan: Plan,
    pub task: Task,
    pub request: RequestRow,
    pub duty: Extendable,
}

impl Opened {
    /// A request the person may read; `to_change` holds its task, so that of two who take a step the second sees the
    /// first.
    pub(super) async fn of(
        conn: &mut PgConnection,
        (plan, user, today): (Plan, &CurrentUser, NaiveDate),
        id: RequestId,
        to_change: bool,
    ) -> Result<Self> {
        let reader = Reader::of(user, today);
        let kind = (plan.year, RequestKind::Completion);
        let mut request = get_request(conn, &reader, kind, id).await?;
        // A completion is always a task's.
        let number = request.task_number.unwrap_or_default();
        let task = if to_change {
            let task = get_task_to_change(conn, &plan, number).await?;
            request = get_request(conn, &reader, kind, id).await?;
            task
        } else {
            get_task(conn, &plan, number).await?
        };
        let duties = list_extendable(conn, task.id).await?;
        let duty = duties.into_iter().find(|duty| duty.kind == DeadlineKind::TaskCompletion);
        let duty = duty.ok_or_else(|| AppError::NotFound("这项任务没有完成时限。".into()))?;
        Ok(Self { plan, task, request, duty })
    }
}

/// What was typed in the page's forms.
#[derive(Default)]
pub(super) struct Typed {
    pub examine: ExamineForm,
    pub decision: DecisionForm,
}

pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, i64)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let today = state.clocks.today();
    let opened = Opened::of(&mut conn, (plan, &user, today), RequestId(id), false).await?;
    let decision = DecisionForm { decided_on: dates::short(today), ..DecisionForm::default() };
    let typed = Typed { decision, ..Typed::default() };
    page(&mut conn, &state, &user, opened, typed, FieldErrors::default()).await
}

/// The page as it stands, with what was typed and what is wrong with it.
pub(super) async fn page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    opened: Opened,
    typed: Typed,
    errors: FieldErrors,
) -> Result<Response> {
    let turn = Turn::of(conn, user, &opened, (&typed.decision.leader, state.clocks.today())).await?;
    let Opened { plan, task, request, .. } = opened;
    let files = list_files_of_request(conn, request.id, request.is_concerned).await?;
    let files = files.into_iter().filter(|file| file.withdrawn.is_none()).map(|file| {
        (file.name, format!("{} · {}", file.size, file.uploaded), urls::file(plan.year, file.id))
    });
    let page = RequestPage {
        frame: user.frame(state, Some(plan.year)),
        list: urls::completions(plan.year),
        path: request.path(),
        task: format!("{} {}", task.number, task.title),
        task_path: urls::task(plan.year, task.number),
        duty_path: urls::deadline(plan.year, request.deadline),
        state: request.state.light(),
        asked_by: recorded(&request.asked_by_name, request.asked_on_behalf_of.as_deref()),
        is_late: is_late(request.kind, request.due_on, request.asked_on),
        shows_achieved: request.is_concerned || request.state == RequestState::Granted,
        documents: list_documents(conn, request.id).await?,
        brought: brought_by(&list_milestones(conn, task.id).await?),
        files: files.collect(),
        verdicts: list_verdicts(conn, request.id).await?,
        decided_by: decided_by(&request),
        criteria: if turn.may_examine { typed.examine.rows(&task, &errors) } else { Vec::new() },
        turn,
        examine: typed.examine,
        form: typed.decision,
        accepted: ACCEPTED,
        largest_mb: MAX_FILE_BYTES / 1024 / 1024,
        request,
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page).into_response())
}

/// Who settled it; of a decision from paper, whose it is.
fn decided_by(request: &RequestRow) -> Option<String> {
    let by = request.settled_by.as_ref()?;
    let leader = request.leader.as_deref().filter(|leader| *leader != by.as_str());
    Some(recorded(by, leader))
}

impl ExamineForm {
    /// The criteria of a task as rows of the form.
    fn rows(&self, task: &Task, errors: &FieldErrors) -> Vec<CriterionRow> {
        let row = |(place, text): (usize, String)| {
            let error = |field: String| errors.of(&field).map(str::to_owned);
            CriterionRow {
                place,
                text,
                fits: self.fits(place).to_owned(),
                remark: self.remark(place).to_owned(),
                fits_error: error(format!("fits_{place}")),
                remark_error: error(format!("remark_{place}")),
            }
        };
        (1..).zip(criteria_of(task)).map(row).collect()
    }
}
