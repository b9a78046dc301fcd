//! The page of all sections' matrices, and the form of one.

use std::collections::BTreeSet;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::marks::{Mark, Posted, Wrong};
use super::similarity::{TaskWords, propose};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::ids::{PlanId, WorkPointId};
use crate::plan::sections::{Section, list_sections, numeral};
use crate::plan::tasks::store::get_plan_to_change;
use crate::plan::work_points::{self, WorkPoint, list_kept_back, list_work_points};
use crate::plan::{Plan, PlanStatus, get_plan};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

pub(in crate::plan) fn routes() -> Routes {
    vec![
        Route::get("/{year}/work-points", Access::Needs(Action::ReadLedger), show),
        Route::post("/{year}/work-points/sections/{number}", Access::Needs(Action::KeepPlan), save),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/work_point_matrix.html")]
struct MatrixPage {
    frame: PageFrame,
    year: i32,
    plan_path: String,
    blind_spots: String,
    open: usize,
    blocks: Vec<Block>,
    /// Whether the reader ticks.
    keeps: bool,
    errors: FieldErrors,
}

/// A section's matrix.
struct Block {
    section: Section,
    numeral: String,
    path: String,
    tasks: Vec<Column>,
    rows: Vec<Row>,
}

struct Column {
    number: i32,
    title: String,
    /// Its chain.
    path: String,
    /// Whether a point of the page names it.
    named: bool,
}

struct Row {
    point: WorkPoint,
    path: String,
    /// The field of tasks of other sections, where what is wrong with the row stands.
    field: String,
    cells: Vec<Cell>,
    /// Tasks of other sections that carry it, or what was typed.
    others: String,
    /// What was there when the page was opened.
    seen: Vec<String>,
    /// For a point that nothing carries: task, likeness in hundredths, and where that is confirmed.
    proposed: Vec<(i32, usize, String)>,
}

struct Cell {
    number: i32,
    value: String,
    ticked: bool,
    /// Confirmed by a person, not by the wording.
    by_person: bool,
}

/// A task of the plan.
struct TaskRow {
    number: i32,
    section: i32,
    title: String,
    text: String,
}

async fn list_tasks(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<TaskRow>> {
    Ok(sqlx::query_as!(
        TaskRow,
        r#"select t.number, s.number as section, t.title, t.body as text from task t join section s on s.id = t.section_id
           where t.plan_id = $1 order by t.number"#,
        plan.0
    )
    .fetch_all(conn)
    .await?)
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<MatrixPage> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    page(&mut conn, (&state, &user), &plan, (None, FieldErrors::default())).await
}

/// The page; with what was refused of a posted matrix in its fields, and why beside its rows.
async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    plan: &Plan,
    (posted, errors): (Option<&Posted>, FieldErrors),
) -> Result<MatrixPage> {
    let sections = list_sections(conn, plan.id).await?;
    let mut points = list_work_points(conn, plan.id).await?;
    let hidden = list_kept_back(conn, plan.id, (user, state.clocks.today())).await?;
    for point in &mut points {
        point.keep_back(&hidden);
    }
    let mut tasks = list_tasks(conn, plan.id).await?;
    tasks.retain(|task| !hidden.contains(&task.number));
    let open = points.iter().filter(|point| point.is_open()).count();
    let drawn = Drawn { year: plan.year, points: &points, tasks: &tasks, posted };
    Ok(MatrixPage {
        frame: user.frame(state, Some(plan.year)),
        year: plan.year,
        plan_path: urls::plan(plan.year),
        blind_spots: urls::blind_spots(plan.year),
        open,
        blocks: sections.into_iter().map(|section| drawn.block(section)).collect(),
        keeps: user.may(Action::KeepPlan) && plan.status != PlanStatus::Frozen,
        errors,
    })
}

/// What the matrices are drawn from: tasks kept back from the reader are not among it.
struct Drawn<'a> {
    year: i32,
    points: &'a [WorkPoint],
    tasks: &'a [TaskRow],
    posted: Option<&'a Posted>,
}

impl Drawn<'_> {
    fn block(&self, section: Section) -> Block {
        let number = section.number;
        let of_section: Vec<&TaskRow> = self.tasks.iter().filter(|task| task.section == number).collect();
        let named: BTreeSet<i32> =
            self.points.iter().flat_map(|point| point.tasks.iter().map(|(number, _)| *number)).collect();
        let column = |task: &&TaskRow| Column {
            number: task.number,
            title: task.title.clone(),
            path: urls::task_form(self.year, task.number, "chain"),
            named: named.contains(&task.number),
        };
        let points = self.points.iter().filter(|point| point.section == number);
        Block {
            numeral: numeral(number),
            path: urls::work_point_matrix_of(self.year, number),
            tasks: of_section.iter().map(column).collect(),
            rows: points.map(|point| self.row(point, &of_section)).collect(),
            section,
        }
    }

    fn row(&self, point: &WorkPoint, of_section: &[&TaskRow]) -> Row {
        let id = point.id.0;
        let mark = |number: i32| format!("{id}-{number}");
        // Of a matrix that was refused, the rows that were posted stand as they were posted.
        let posted = self.posted.filter(|posted| posted.others.contains_key(&id));
        let is_carried_by = |number: i32| point.tasks.iter().any(|(carrier, _)| *carrier == number);
        let cell = |task: &&TaskRow| Cell {
            number: task.number,
            value: mark(task.number),
            ticked: posted.map_or_else(
                || is_carried_by(task.number),
                |posted| posted.ticked.contains(&(id, task.number)),
            ),
            by_person: point.tasks.contains(&(task.number, false)),
        };
        let others = point.tasks.iter().map(|(number, _)| *number);
        let elsewhere = others.clone().filter(|number| of_section.iter().all(|task| task.number != *number));
        let elsewhere: Vec<String> = elsewhere.map(|number| number.to_string()).collect();
        let seen = |posted: &Posted| {
            posted
                .seen
                .iter()
                .filter(|mark| mark.0 == id)
                .map(|mark| format!("{}-{}", mark.0, mark.1))
                .collect()
        };
        Row {
            path: urls::work_point(self.year, point.id),
            field: field_of(id),
            cells: of_section.iter().map(cell).collect(),
            others: posted.map_or_else(|| elsewhere.join("、"), |posted| posted.others[&id].clone()),
            seen: posted.map_or_else(|| others.map(mark).collect(), seen),
            proposed: if point.is_open() { self.proposed(point) } else { Vec::new() },
            point: point.clone(),
        }
    }

    fn proposed(&self, point: &WorkPoint) -> Vec<(i32, usize, String)> {
        let words: Vec<TaskWords<'_>> = self
            .tasks
            .iter()
            .map(|task| TaskWords { number: task.number, title: &task.title, text: &task.text })
            .collect();
        let confirm = urls::plan_form(self.year, &format!("work-points/{}/link", point.id));
        let found = propose(&point.text, &words).into_iter();
        found.map(|(number, like)| (number, like, confirm.clone())).collect()
    }
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    ProtectedForm(fields): ProtectedForm<Vec<(String, String)>>,
) -> Result<Response> {
    let posted = Posted::read(&fields);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let changes = match posted.changes() {
        Ok((added, removed)) => carry_out(&mut tx, &user, &state, &plan, (&added, &removed)).await,
        Err(wrong) => Err(NotSaved::Rows(wrong)),
    };
    match changes {
        Err(NotSaved::Other(error)) => Err(error),
        Err(NotSaved::Rows(wrong)) => {
            drop(tx);
            let mut errors = FieldErrors::default();
            for (point, sentence) in wrong {
                errors.add(&field_of(point), sentence);
            }
            let mut conn = state.db.acquire().await?;
            let page = page(&mut conn, (&state, &user), &plan, (Some(&posted), errors)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Ok((added, removed)) => {
            tx.commit().await?;
            let back = format!("{}#section-{number}", urls::work_point_matrix(year));
            let said = match (added, removed) {
                (0, 0) => "没有改动。".to_owned(),
                (added, 0) => format!("已确认 {added} 处对应。"),
                (0, removed) => format!("已取消 {removed} 处对应。"),
                (added, removed) => format!("已确认 {added} 处对应，取消 {removed} 处。"),
            };
            Ok(flash::done(&back, &said))
        }
    }
}

/// The field of a point's tasks of other sections.
fn field_of(point: i64) -> String {
    format!("others-{point}")
}

/// Why a matrix was not saved.
enum NotSaved {
    /// What is wrong with which point.
    Rows(Vec<Wrong>),
    Other(AppError),
}

impl NotSaved {
    /// What is refused of a mark stands beside its point.
    fn of((point, _): Mark, error: AppError) -> Self {
        match error {
            AppError::Refused(sentence) => Self::Rows(vec![(point, sentence)]),
            error => Self::Other(error),
        }
    }
}

/// Links and unlinks what changes; what somebody else did meanwhile is done already. Returns how many of each.
async fn carry_out(
    conn: &mut PgConnection,
    user: &CurrentUser,
    state: &AppState,
    plan: &Plan,
    (added, removed): (&[Mark], &[Mark]),
) -> Result<(usize, usize), NotSaved> {
    let act = user.act(state);
    let points = list_work_points(conn, plan.id).await.map_err(NotSaved::Other)?;
    let carried = |(id, number): Mark| {
        points
            .iter()
            .any(|point| point.id.0 == id && point.tasks.iter().any(|(carrier, _)| *carrier == number))
    };
    let mut done = (0, 0);
    for mark in removed.iter().filter(|mark| carried(**mark)) {
        let written = work_points::unlink(conn, &act, plan, WorkPointId(mark.0), mark.1).await;
        written.map_err(|error| NotSaved::of(*mark, error))?;
        done.1 += 1;
    }
    for mark in added.iter().filter(|mark| !carried(**mark)) {
        let written = work_points::link(conn, &act, plan, WorkPointId(mark.0), mark.1).await;
        written.map_err(|error| NotSaved::of(*mark, error))?;
        done.0 += 1;
    }
    Ok(done)
}
