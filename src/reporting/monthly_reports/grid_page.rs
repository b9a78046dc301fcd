//! `/2019/reports`: the office's grid of tasks and months; for everyone else the way to their own page.

use std::collections::HashMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::contributions::month_path;
use super::grid_store::{GridCell, GridTask, list_cells, list_tasks};
use super::model::ReportStatus;
use super::month::{current_month, months_of, short_month};
use super::no_department;
use super::page_store::{find_earliest_open_month, get_department};
use super::review_store::find_first_pending_month;
use crate::accounts::{Action, CurrentUser, Role};
use crate::calendar::is_announced;
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::plan::{Plan, get_plan_with_rules};
use crate::web::{AppState, PageFrame, urls};

#[derive(Template, WebTemplate)]
#[template(path = "reporting/monthly_reports/grid.html")]
struct GridPage {
    frame: PageFrame,
    year: i32,
    sub: String,
    /// Whether the days reports are due are estimates.
    estimates: bool,
    review: Option<(String, i64)>,
    months: Vec<MonthHead>,
    columns: usize,
    sections: Vec<GridSection>,
}

struct MonthHead {
    label: String,
    current: bool,
    /// Its reports as an Excel workbook, once it has begun.
    file: Option<String>,
}

struct GridSection {
    title: String,
    rows: Vec<GridRow>,
}

struct GridRow {
    number: i32,
    title: String,
    path: String,
    filer: Option<String>,
    cells: Vec<CellView>,
}

/// One month of one task: a shape and a word, and where it is mended.
#[derive(Debug, PartialEq, Eq)]
struct CellView {
    kind: &'static str,
    words: String,
    path: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct GridQuery {
    department: Option<String>,
}

pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(query): Query<GridQuery>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let (plan, rules) = get_plan_with_rules(&mut conn, year).await?;
    let today = state.clocks.today();
    let departments = match query.department.as_deref().filter(|asked| !asked.is_empty()) {
        Some(asked) => {
            let department = get_department(&mut conn, plan.id, asked, today).await?;
            user.require_for(Action::FileReport, department.id)?;
            vec![department.id]
        }
        None if user.role == Role::Office => {
            return grid(&mut conn, &state, &user, (&plan, rules.report_day)).await;
        }
        None if user.departments().is_empty() => {
            return no_department::page(&mut conn, (&state, &user), year).await;
        }
        None => user.departments(),
    };
    let path = first_open(&mut conn, &state, (&plan, rules.report_day), &departments).await?;
    Ok(Redirect::to(&path).into_response())
}

/// The earliest month with an open duty already due, of whichever of the departments; else the current month of the first.
async fn first_open(
    conn: &mut PgConnection,
    state: &AppState,
    (plan, report_day): (&Plan, u32),
    departments: &[DepartmentId],
) -> Result<String> {
    let ids: Vec<i64> = departments.iter().map(|department| department.0).collect();
    let today = state.clocks.today();
    if let Some((month, department)) = find_earliest_open_month(conn, plan.id, &ids, today).await? {
        return Ok(month_path(plan.year, &month, department));
    }
    let month = current_month(plan, report_day, today)
        .ok_or_else(|| AppError::NotFound(format!("{} 年度方案没有要报的月份。", plan.year)))?;
    Ok(match departments.first() {
        Some(department) => month_path(plan.year, &month.to_string(), *department),
        None => urls::reports_of_month(plan.year, &month.to_string()),
    })
}

async fn grid(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    (plan, report_day): (&Plan, u32),
) -> Result<Response> {
    let today = state.clocks.today();
    let tasks = list_tasks(conn, plan.id, today).await?;
    let cells = list_cells(conn, plan.id).await?;
    let (pending_month, pending) = find_first_pending_month(conn, plan.id).await?;
    let (months, current) = (months_of(plan), current_month(plan, report_day, today));
    let page = GridPage {
        frame: user.frame(state, Some(plan.year)),
        year: plan.year,
        sub: sub_line(&tasks, &months, &cells, today),
        estimates: !is_announced(conn, plan.year).await?,
        review: pending_month.map(|month| (urls::review(plan.year, &month), pending)),
        columns: months.len() + 2,
        sections: sections(tasks, &months, &cells, (plan.year, today)),
        months: months
            .iter()
            .map(|month| MonthHead {
                label: short_month(*month),
                current: Some(*month) == current,
                file: (month.reporting_span(report_day).0 <= today)
                    .then(|| urls::reports_file(plan.year, &month.to_string())),
            })
            .collect(),
    };
    Ok(page.into_response())
}

/// `39 项任务 · 9 个月 · 已审核 34 份，待审核 2 份，退回 1 份，逾期未报 4 份`
fn sub_line(
    tasks: &[GridTask],
    months: &[Period],
    cells: &HashMap<(i64, String), GridCell>,
    today: NaiveDate,
) -> String {
    let count = |status| cells.values().filter(|cell| cell.status == Some(status)).count();
    let overdue =
        cells.values().filter(|cell| !cell.is_met && !cell.is_waived && cell.due_on < today).count();
    format!(
        "{} 项任务 · {} 个月 · 已审核 {} 份，待审核 {} 份，退回修改 {} 份，逾期未报 {overdue} 份",
        tasks.len(),
        months.len(),
        count(ReportStatus::Accepted),
        count(ReportStatus::Submitted),
        count(ReportStatus::Returned),
    )
}

fn sections(
    tasks: Vec<GridTask>,
    months: &[Period],
    cells: &HashMap<(i64, String), GridCell>,
    (year, today): (i32, NaiveDate),
) -> Vec<GridSection> {
    let numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let mut sections: Vec<(i32, GridSection)> = Vec::new();
    for task in tasks {
        let row = GridRow {
            number: task.number,
            path: urls::task(year, task.number),
            filer: task.filer,
            cells: months
                .iter()
                .map(|month| {
                    let month = month.to_string();
                    cell(cells.get(&(task.id, month.clone())), (year, &month, task.number), today)
                })
                .collect(),
            title: task.title,
        };
        match sections.last_mut() {
            Some((number, section)) if *number == task.section_number => section.rows.push(row),
            _ => {
                let at = usize::try_from(task.section_number - 1).unwrap_or(usize::MAX);
                let numeral = numerals.get(at).copied().unwrap_or_default();
                let title = format!("{numeral}、{}", task.section);
                sections.push((task.section_number, GridSection { title, rows: vec![row] }));
            }
        }
    }
    sections.into_iter().map(|(_, section)| section).collect()
}

/// Days overdue are calendar days, as the legend says.
fn cell(cell: Option<&GridCell>, (year, month, task): (i32, &str, i32), today: NaiveDate) -> CellView {
    let Some(cell) = cell else {
        return CellView { kind: "", words: "— 不需报".into(), path: None };
    };
    let page = cell
        .department
        .map(|department| format!("{}#task-{task}", month_path(year, month, DepartmentId(department))));
    let late = if cell.was_late { "（迟报）" } else { "" };
    let overdue = (today - cell.due_on).num_days();
    let owed = |word: &str| match overdue {
        1.. => ("red", format!("▲ {word} {overdue} 天")),
        _ => ("", format!("○ {}", cell.due_on.format("%-m/%-d"))),
    };
    let (kind, words) = match cell.status {
        Some(ReportStatus::Accepted) if cell.self_reviewed => ("green", format!("✔ 自审{late}")),
        Some(ReportStatus::Accepted) => ("green", format!("✔ 已审核{late}")),
        Some(ReportStatus::Submitted) => ("blue", format!("● 待审核{late}")),
        _ if cell.is_waived => ("", "— 不需报".into()),
        Some(ReportStatus::Returned) if overdue > 0 => ("red", format!("↩ 退回，逾期 {overdue} 天")),
        Some(ReportStatus::Returned) => ("yellow", "↩ 退回".into()),
        Some(ReportStatus::AwaitingSignOff) if overdue <= 0 => ("", "✎ 待审签".into()),
        Some(ReportStatus::Draft) if overdue <= 0 => ("", "✎ 草稿".into()),
        _ => owed("未报"),
    };
    let waits = cell.status == Some(ReportStatus::Submitted);
    let path = if waits { Some(format!("{}?task={task}", urls::review(year, month))) } else { page };
    CellView { kind, words, path }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn june(status: Option<ReportStatus>) -> GridCell {
        GridCell {
            due_on: "2019-06-25".parse().unwrap(),
            is_met: status.is_some_and(|s| matches!(s, ReportStatus::Submitted | ReportStatus::Accepted)),
            is_waived: false,
            department: Some(7),
            status,
            self_reviewed: false,
            was_late: false,
        }
    }

    fn words(grid_cell: &GridCell, today: &str) -> String {
        cell(Some(grid_cell), (2019, "2019-06", 6), today.parse().unwrap()).words
    }

    #[test]
    fn every_state_has_its_shape_and_word() {
        assert_eq!(words(&june(None), "2019-06-25"), "○ 6/25");
        assert_eq!(words(&june(None), "2019-06-28"), "▲ 未报 3 天");
        assert_eq!(words(&june(Some(ReportStatus::Draft)), "2019-06-24"), "✎ 草稿");
        assert_eq!(words(&june(Some(ReportStatus::Draft)), "2019-06-26"), "▲ 未报 1 天");
        assert_eq!(words(&june(Some(ReportStatus::Submitted)), "2019-06-26"), "● 待审核");
        assert_eq!(words(&june(Some(ReportStatus::Returned)), "2019-06-24"), "↩ 退回");
        assert_eq!(words(&GridCell { is_waived: true, ..june(None) }, "2019-06-28"), "— 不需报");
        assert_eq!(cell(None, (2019, "2019-06", 6), "2019-06-28".parse().unwrap()).words, "— 不需报");
    }

    #[test]
    fn a_late_report_stays_late_when_it_is_accepted() {
        let accepted = GridCell { was_late: true, ..june(Some(ReportStatus::Accepted)) };
        assert_eq!(words(&accepted, "2019-07-10"), "✔ 已审核（迟报）");
    }
}
