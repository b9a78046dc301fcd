//! `/plans/drafts/7` for a department that was asked: its own tasks first, what it said, and the form for more.

use askama::Template;
use askama_web::WebTemplate;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::consult_store::{Consulted, WhichConsulted, list_comments, list_consulted};
use super::content::DraftTask;
use super::directory::Directory;
use super::shown_comments::{CommentShown, ConsultedShown, comment, consulted, task_choices};
use super::store::{DraftRow, LOST, none};
use super::typed::CommentForm;
use crate::accounts::{Action, CurrentUser};
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::organization::intake::list_known;
use crate::organization::members_of_groups;
use crate::plan::sections::numeral;
use crate::plan::tasks::AssignmentRole;
use crate::plan::tasks::fields::Choice;
use crate::web::{AppState, FieldErrors, PageFrame, dates, urls};

/// A task of the draft.
struct TaskLine {
    key: u32,
    number: i32,
    title: String,
    section: String,
    paragraphs: Vec<String>,
    lead: String,
    support: String,
    files: Option<String>,
    due: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/plan_drafts/consulted.html")]
struct ConsultedPage {
    frame: PageFrame,
    path: String,
    title: String,
    year: i32,
    state: (&'static str, &'static str, &'static str),
    /// The reader's departments that were asked.
    asked: Vec<ConsultedShown>,
    /// Those that may still say something.
    open: Vec<Choice>,
    /// Those that may say that they have nothing to say.
    silent: bool,
    comments: Vec<CommentShown>,
    own: Vec<TaskLine>,
    others: Vec<TaskLine>,
    tasks: Vec<Choice>,
    /// What was written after the day, or once the draft went on.
    lost: Vec<String>,
    form: CommentForm,
    errors: FieldErrors,
}

/// The departments of the reader that a draft was put to.
pub(super) async fn asked_of(
    conn: &mut PgConnection,
    user: &CurrentUser,
    row: &DraftRow,
) -> Result<Vec<Consulted>> {
    let mut consulted = list_consulted(conn, WhichConsulted { draft: Some(row.id), open: false }).await?;
    consulted.retain(|of| user.belongs_to(of.department));
    Ok(consulted)
}

/// The page of a department that was asked.
///
/// # Errors
/// Not found for everybody else.
pub(super) async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    row: &DraftRow,
    (form, errors, status): (CommentForm, FieldErrors, StatusCode),
) -> Result<Response> {
    let asked = asked_of(conn, user, row).await?;
    if asked.is_empty() {
        return Err(none());
    }
    let (content, today) = (&row.content.0, state.clocks.today());
    let directory = Directory::of(content, &list_known(conn).await?);
    let mut comments = list_comments(conn, row.id).await?;
    comments.retain(|of| asked.iter().any(|asked| asked.department == of.department));
    let departments = with_groups(conn, asked.iter().map(|of| of.department).collect(), today).await?;
    let is_own = |task: &DraftTask| concerns(task, &directory, &departments);
    let (own, others): (Vec<_>, Vec<_>) = content
        .numbered()
        // Once it is decided, the ledger says who reads a task; of what was given up nobody else need know.
        .filter(|(_, task)| {
            may_read(task, &directory, &departments) && (row.status.is_on_its_way() || is_own(task))
        })
        .partition(|(_, task)| is_own(task));
    let open: Vec<&Consulted> = asked
        .iter()
        .filter(|of| of.may_comment(today) && user.may_for(Action::CommentOnPlanDraft, of.department))
        .collect();
    let line = |(number, task): (i32, &DraftTask)| line(number, task, row, &directory);
    let page = ConsultedPage {
        frame: user.frame(state, None),
        path: urls::plan_draft(row.id),
        title: content.plan.title.clone(),
        year: content.plan.year,
        state: row.status.light(),
        tasks: task_choices(content, &form.task, |key| {
            own.iter().chain(&others).any(|(_, task)| task.key == key)
        }),
        silent: open.iter().any(|of| !of.has_answered()),
        open: open
            .iter()
            .map(|of| Choice::of(of.department.to_string(), &of.name, &form.department))
            .collect(),
        asked: asked.iter().map(|of| consulted(of, today)).collect(),
        comments: comments.iter().map(|of| comment(of, content)).collect(),
        own: own.into_iter().map(line).collect(),
        others: others.into_iter().map(line).collect(),
        lost: if errors.of(LOST).is_some() { vec![form.text.clone()] } else { Vec::new() },
        form,
        errors,
    };
    Ok((status, page).into_response())
}

/// These departments and the groups that one of them belongs to: what names 各民事庭 concerns 民事庭.
pub(super) async fn with_groups(
    conn: &mut PgConnection,
    mut departments: Vec<DepartmentId>,
    today: NaiveDate,
) -> Result<Vec<DepartmentId>> {
    let groups = members_of_groups(conn, today).await?;
    let own = groups.into_iter().filter(|(_, members)| members.iter().any(|id| departments.contains(id)));
    let own: Vec<DepartmentId> = own.map(|(group, _)| group).collect();
    departments.extend(own);
    Ok(departments)
}

/// Whether a department reads a task: a restricted one only where it names it, or a group of it ([`with_groups`]).
pub(super) fn may_read(task: &DraftTask, directory: &Directory, departments: &[DepartmentId]) -> bool {
    !task.restricted || concerns(task, directory, departments)
}

/// Whether a task names one of these departments.
fn concerns(task: &DraftTask, directory: &Directory, departments: &[DepartmentId]) -> bool {
    let ids = task.parts.iter().filter_map(|part| directory.meaning(&part.department).id());
    ids.into_iter().any(|id| departments.contains(&id))
}

fn line(number: i32, task: &DraftTask, row: &DraftRow, directory: &Directory) -> TaskLine {
    let names = |role| task.names(role).collect::<Vec<_>>().join("、");
    let section = row.content.sections.iter().find(|of| of.number == task.section);
    TaskLine {
        key: task.key,
        number,
        title: task.title.clone(),
        section: section.map(|of| format!("{}、{}", numeral(of.number), of.short_title)).unwrap_or_default(),
        paragraphs: task.text.lines().map(str::to_owned).collect(),
        lead: names(AssignmentRole::Lead),
        support: names(AssignmentRole::Support),
        files: directory.unit(task.files_report.as_deref()).map(str::to_owned),
        due: task.due_on.map_or_else(|| dates::short(row.content.plan.ends_on), dates::short),
    }
}
