//! `/2019/tasks/6/chain`: a task's whole chain on one page: superior's point, own point, task, who, milestones, deliverables,
//! verified, closed. Each link says where it stands; where one is missing, that is said too.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::checks::{CheckLine, checks_of};
use super::page::{Head, RestrictedPage};
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes};
use crate::error::{AppError, Result};
use crate::pages::overview::{self, MilestoneOverview, Overview, TaskOverview};
use crate::plan::superior_points::list_points;
use crate::plan::work_points::{list_kept_back, list_work_points};
use crate::reporting::milestones::{DeliverableRow, list_deliverables};
use crate::web::document_title::in_marks;
use crate::web::{AppState, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/tasks/{number}/chain", Access::Needs(Action::ReadLedger), show)]
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/task_chain.html")]
struct ChainPage {
    frame: PageFrame,
    head: Head,
    task_path: String,
    matrix_path: String,
    links: Vec<Link>,
}

/// A link of the chain.
struct Link {
    heading: &'static str,
    /// Kind and shape of a light, and a word.
    state: (&'static str, &'static str, String),
    lines: Vec<Line>,
}

/// What stands in a link, and where it leads.
struct Line {
    text: String,
    path: Option<String>,
}

impl Line {
    fn to(text: impl Into<String>, path: String) -> Self {
        Self { text: text.into(), path: Some(path) }
    }

    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), path: None }
    }
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let overview = overview::read(&mut conn, year, state.clocks.today()).await?.for_reader(&user);
    let at = overview.tasks.iter().position(|task| task.number == number);
    let Some(at) = at else {
        return Err(AppError::NotFound(format!("{year} 年度的方案没有第 {number} 项任务。")));
    };
    let (frame, head) = (user.frame(&state, Some(year)), Head::of(&overview, at));
    if !overview.tasks[at].is_open_to(&user) {
        return Ok(RestrictedPage { frame, head }.into_response());
    }
    let links = links(&mut conn, &user, &overview, &overview.tasks[at]).await?;
    let (task_path, matrix_path) = (urls::task(year, number), urls::work_point_matrix(year));
    Ok(ChainPage { frame, head, task_path, matrix_path, links }.into_response())
}

async fn links(
    conn: &mut PgConnection,
    user: &CurrentUser,
    overview: &Overview,
    task: &TaskOverview,
) -> Result<Vec<Link>> {
    let (plan, year) = (&overview.plan, overview.plan.year);
    let hidden = list_kept_back(conn, plan.id, (user, overview.today)).await?;
    let superior = list_points(conn, plan.id).await?.into_iter().filter(|of| of.tasks.contains(&task.number));
    let superior = superior.map(|mut of| {
        of.keep_back(&hidden);
        Line::to(format!("{}（{}）", of.text, of.document_title), urls::superior_point(year, of.id))
    });
    let own = list_work_points(conn, plan.id).await?;
    let own = own.into_iter().filter(|of| of.tasks.iter().any(|(number, _)| *number == task.number));
    let own = own.map(|mut of| {
        of.keep_back(&hidden);
        Line::to(of.text, urls::work_point(year, of.id))
    });
    let departments: Vec<i64> = user.departments().iter().map(|department| department.0).collect();
    let sees_all = matches!(user.role, Role::Office | Role::Leader);
    let mut documents = list_deliverables(conn, plan.id, overview.today, (sees_all, &departments)).await?;
    documents.retain(|of| of.task_number == task.number);
    let concerned = user.is_concerned(&task.concerned);
    let checks = checks_of(conn, user, (year, task.number), (task.id, concerned)).await?;
    let mut links = vec![
        source("上级要点", superior.collect()),
        source("本院工作要点", own.collect()),
        Link {
            heading: "改革任务",
            state: light(task),
            lines: vec![Line::to(format!("{}　{}", task.number, task.title), urls::task(year, task.number))],
        },
        who(task),
        milestones(overview, task),
        deliverables(year, &documents),
    ];
    links.extend(checks.map(|checks| verified(&checks)));
    links.push(closed(task));
    Ok(links)
}

fn light(task: &TaskOverview) -> (&'static str, &'static str, String) {
    (task.light.light.code(), task.light.light.symbol(), task.light.words.clone())
}

/// Where the task comes from: none is no fault of its own.
fn source(heading: &'static str, lines: Vec<Line>) -> Link {
    let state = match lines.len() {
        0 => ("grey", "○", "没有对应".to_owned()),
        count => ("green", "●", format!("{count} 条")),
    };
    Link { heading, state, lines }
}

fn who(task: &TaskOverview) -> Link {
    let named = [
        ("牵头部门", task.leads(), true),
        ("责任部门", task.supports(), false),
        ("分管院领导", task.leader.as_ref().map(|(_, name)| name.clone()), true),
        ("填报部门", task.files_report().map(|department| department.name.clone()), true),
        ("工作联系人", task.contact.clone(), true),
    ];
    let open = named.iter().filter(|(_, name, needed)| *needed && name.is_none()).count();
    let state = match open {
        _ if task.status.is_closed() => ("blue", "✔", task.status.word().to_owned()),
        0 => ("green", "●", "已明确".to_owned()),
        count => ("red", "▲", format!("{count} 处待明确")),
    };
    let line = |(what, name, needed): (&str, Option<String>, bool)| match name {
        Some(name) => Some(Line::plain(format!("{what}：{name}"))),
        None => needed.then(|| Line::plain(format!("{what}：待明确"))),
    };
    Link { heading: "责任", state, lines: named.into_iter().filter_map(line).collect() }
}

fn milestones(overview: &Overview, task: &TaskOverview) -> Link {
    let today = overview.today;
    let met = task.milestones.iter().filter(|step| step.met_on.is_some()).count();
    let late = |step: &&MilestoneOverview| step.met_on.is_none() && !step.waived && step.due_on < today;
    let late = task.milestones.iter().filter(late).count();
    let state = match (task.milestones.len(), late) {
        (0, _) if task.status.is_closed() => ("grey", "○", "没有节点".to_owned()),
        (0, _) => ("red", "▲", "没有倒排工期".to_owned()),
        (_, late) if late > 0 => ("red", "▲", format!("逾期 {late} 个")),
        (all, _) if met == all => ("blue", "✔", "都已完成".to_owned()),
        (all, _) => ("green", "●", format!("{all} 个，完成 {met} 个")),
    };
    let line = |step: &MilestoneOverview| {
        let how = match step.met_on {
            Some(met_on) => format!("{} 完成", dates::short(met_on)),
            None if step.waived => "不再要求".to_owned(),
            None => "未完成".to_owned(),
        };
        let path = urls::milestone(overview.plan.year, task.number, step.id);
        Line::to(
            format!("{} {}（{}%），{how}", dates::short(step.due_on), step.title, step.planned_share),
            path,
        )
    };
    Link { heading: "节点", state, lines: task.milestones.iter().map(line).collect() }
}

fn deliverables(year: i32, documents: &[DeliverableRow]) -> Link {
    let line = |of: &DeliverableRow| {
        let title = if of.document_title.is_empty() { String::new() } else { in_marks(&of.document_title) };
        let text = format!("{title}{}　{}", of.document_number, dates::short(of.dated_on));
        match of.completion {
            Some(completion) => Line::to(text, urls::completion(year, completion)),
            None => Line::plain(text),
        }
    };
    let state = match documents.len() {
        0 => ("grey", "○", "还没有".to_owned()),
        count => ("green", "●", format!("{count} 份")),
    };
    Link { heading: "成果", state, lines: documents.iter().map(line).collect() }
}

/// What the closed quarterly checks found, for those concerned.
fn verified(checks: &[CheckLine]) -> Link {
    let state = match checks.first() {
        None => ("grey", "○", "还没有检查".to_owned()),
        Some(last) if last.is_bad => ("red", "▲", last.verdict.to_owned()),
        Some(last) => ("green", "●", last.verdict.to_owned()),
    };
    let line = |of: &CheckLine| {
        Line::to(format!("{}：{}，核定 {}", of.quarter, of.verdict, of.ratings.1), of.path.clone())
    };
    Link { heading: "季度检查核定", state, lines: checks.iter().map(line).collect() }
}

fn closed(task: &TaskOverview) -> Link {
    let word = task.status.word();
    let state = if task.status.is_closed() {
        ("blue", "✔", word.to_owned())
    } else {
        ("grey", "○", word.to_owned())
    };
    let line = if task.status.is_closed() {
        format!("{} {word}", dates::short(task.status_since))
    } else {
        format!("应于 {} 完成，已报进度 {}%", dates::short(task.due_on), task.share)
    };
    Link { heading: "办结", state, lines: vec![Line::plain(line)] }
}
