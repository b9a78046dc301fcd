//! `/2019/superior-points`: what superiors ask for beside the tasks that carry it; on paper for the meeting that approves the
//! plan.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::store::{DocumentRow, SuperiorPoint, TaskRow, list_documents, list_points, list_tasks};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::plan::plan_page::RefusedInput;
use crate::plan::work_point_matrix::similarity::{TaskWords, propose};
use crate::plan::work_points::list_kept_back;
use crate::plan::{Plan, PlanStatus, get_plan};
use crate::web::{AppState, PageFrame, dates, instants, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/superior-points", Access::Needs(Action::ReadLedger), show)]
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/superior_points/table.html")]
struct TablePage {
    frame: PageFrame,
    year: i32,
    blind_spots: String,
    /// Where the office enters a document.
    add: Option<String>,
    points: usize,
    open: usize,
    documents: Vec<DocumentBlock>,
    withdrawn: Vec<String>,
    keeps: bool,
    refused: Option<RefusedInput>,
}

impl TablePage {
    /// Why the form that posts to `path` was refused.
    fn refusal(&self, path: &str) -> Option<&str> {
        self.refused.as_ref().filter(|input| input.path == path).map(|input| input.sentence.as_str())
    }

    /// What was typed into the form that posts to `path`.
    fn typed(&self, path: &str) -> &str {
        self.refused.as_ref().filter(|input| input.path == path).map_or("", |input| &input.typed)
    }
}

struct DocumentBlock {
    number: i32,
    title: String,
    /// Level, issuer, 文号, day.
    origin: String,
    entered: String,
    withdraw_path: String,
    points: Vec<PointLine>,
}

struct PointLine {
    id: i64,
    text: String,
    reason: Option<String>,
    is_open: bool,
    /// Whether tasks carry it that are left out for the reader.
    kept_back: bool,
    tasks: Vec<TaskLine>,
    link_path: String,
    unlink_path: String,
    decline_path: String,
    restore_path: String,
    /// Task and likeness in hundredths, of a point that nothing carries.
    proposed: Vec<(i32, usize)>,
}

struct TaskLine {
    number: i32,
    name: String,
    path: String,
    leads: String,
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    page(&mut conn, (&state, &user), &plan, None).await
}

/// The page; with what one of its forms was refused (422).
pub(super) async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    plan: &Plan,
    refused: Option<RefusedInput>,
) -> Result<Response> {
    let today = state.clocks.today();
    let (withdrawn, documents): (Vec<DocumentRow>, Vec<DocumentRow>) =
        list_documents(conn, plan.id).await?.into_iter().partition(|of| of.withdrawn_on.is_some());
    let mut points = list_points(conn, plan.id).await?;
    let hidden = list_kept_back(conn, plan.id, (user, today)).await?;
    for point in &mut points {
        point.keep_back(&hidden);
    }
    let tasks = list_tasks(conn, plan.id, today).await?;
    let keeps = user.may(Action::KeepPlan) && plan.status != PlanStatus::Frozen;
    let drawn = Drawn { year: plan.year, points: &points, tasks: &tasks, keeps };
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = TablePage {
        frame: user.frame(state, Some(plan.year)),
        year: plan.year,
        blind_spots: urls::blind_spots(plan.year),
        add: keeps.then(|| format!("{}/add", urls::superior_points(plan.year))),
        points: points.len(),
        open: points.iter().filter(|point| point.is_open()).count(),
        documents: documents.iter().map(|document| drawn.block(document)).collect(),
        withdrawn: withdrawn.iter().map(withdrawn_line).collect(),
        keeps,
        refused,
    };
    Ok((status, page).into_response())
}

fn withdrawn_line(document: &DocumentRow) -> String {
    let on = document.withdrawn_on.map(dates::short).unwrap_or_default();
    let (by, because) = (document.withdrawn_by.as_deref(), document.withdrawn_because.as_deref());
    format!("{}：{on} {}撤回，{}", document.title, by.unwrap_or_default(), because.unwrap_or_default())
}

/// What the table is drawn from.
struct Drawn<'a> {
    year: i32,
    points: &'a [SuperiorPoint],
    tasks: &'a [TaskRow],
    keeps: bool,
}

impl Drawn<'_> {
    fn block(&self, document: &DocumentRow) -> DocumentBlock {
        let of_document = self.points.iter().filter(|point| point.document == document.id);
        let parts = [
            document.level.word().to_owned(),
            document.issuer.clone(),
            document.document_number.clone(),
            document.issued_on.map(dates::plain).unwrap_or_default(),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        DocumentBlock {
            number: document.number,
            title: document.title.clone(),
            origin: parts.join("　"),
            entered: format!("{} {}登记", instants::minute(document.entered_at), document.entered_by),
            withdraw_path: format!("{}/{}/withdraw", urls::superior_points(self.year), document.number),
            points: of_document.map(|point| self.point(point)).collect(),
        }
    }

    fn point(&self, point: &SuperiorPoint) -> PointLine {
        let path = |act: &str| format!("{}/points/{}/{act}", urls::superior_points(self.year), point.id);
        let words: Vec<TaskWords<'_>> = self
            .tasks
            .iter()
            .map(|task| TaskWords { number: task.number, title: &task.title, text: &task.text })
            .collect();
        let proposes = self.keeps && point.is_open();
        PointLine {
            id: point.id.0,
            is_open: point.is_open(),
            tasks: self.carriers(point),
            kept_back: point.kept_back,
            link_path: path("link"),
            unlink_path: path("unlink"),
            decline_path: path("not-applicable"),
            restore_path: path("applicable"),
            proposed: if proposes { propose(&point.text, &words) } else { Vec::new() },
            text: point.text.clone(),
            reason: point.not_applicable_reason.clone(),
        }
    }

    fn carriers(&self, point: &SuperiorPoint) -> Vec<TaskLine> {
        let carriers = self.tasks.iter().filter(|task| point.tasks.contains(&task.number));
        let line = |task: &TaskRow| TaskLine {
            number: task.number,
            name: task.title.clone(),
            path: urls::task(self.year, task.number),
            leads: task.leads.clone(),
        };
        carriers.map(line).collect()
    }
}
