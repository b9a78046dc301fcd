//! The appraisal as an Excel workbook: each point a row, each department closed by its 建议分. A department's people have
//! their own.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::list_page::Which;
use super::model::{Component, Item, Sheet, exact, plain};
use super::read::{Appraisal, reads_all};
use super::sheet_page::task_words;
use super::store::{TaskName, list_frozen, list_task_names};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Entry, append_export};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::official_document::Provenance;
use crate::plan::{Plan, get_plan};
use crate::web::{AppState, attachment, dates};
use crate::workbook::{self, Cell, Column, XLSX};

/// The columns, in order.
const COLUMNS: [(&str, u16); 8] = [
    ("序号", 6),
    ("部门", 16),
    ("计分项", 16),
    ("任务", 30),
    ("事项", 48),
    ("满分", 8),
    ("得分", 10),
    ("备注", 24),
];

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/appraisal/xlsx", Access::Needs(Action::ReadAppraisal), download)]
}

async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(which): Query<Which>,
) -> Result<Response> {
    let today = state.clocks.today();
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let half = which.half(&plan, today)?;
    let half = half.ok_or_else(|| AppError::NotFound("本年度没有可以导出的考核。".into()))?;
    let appraisal = Appraisal::read(&mut tx, &plan, half, today).await?;
    let names = list_task_names(&mut tx, plan.id, (&user.departments(), today)).await?;
    let sentence = format!("导出{}绩效考核（xlsx）", half.words());
    let entry = Entry::new("appraisal_exported", "plan", sentence).on(plan.id.0).of_plan(year);
    let provenance = append_export(&mut tx, &user.act(&state), entry).await?;
    tx.commit().await?;
    let table = table(&user, (&plan, &appraisal), &names, provenance);
    let name = format!("{}绩效考核建议分-{}.xlsx", half.words(), dates::short(today));
    let plain_name = format!("appraisal-{half}.xlsx");
    Ok(attachment::download(XLSX, (&plain_name, &name), workbook::xlsx(&table)?))
}

/// The frozen half-years' scores of a plan, each as an Excel workbook, for the year's archive.
pub(in crate::pages) async fn list_archived_appraisals(
    conn: &mut PgConnection,
    user: &CurrentUser,
    plan: &Plan,
    (as_of, origin): (NaiveDate, &Provenance),
) -> Result<Vec<(Period, NaiveDate, Vec<u8>)>> {
    let names = list_task_names(conn, plan.id, (&user.departments(), as_of)).await?;
    let mut archived = Vec::new();
    for row in list_frozen(conn, plan.id).await? {
        let half: Period = row.period.parse().map_err(anyhow::Error::from)?;
        let appraisal = Appraisal::read(conn, plan, half, as_of).await?;
        let bytes = workbook::xlsx(&table(user, (plan, &appraisal), &names, origin.clone()))?;
        archived.push((half, row.frozen_on, bytes));
    }
    Ok(archived)
}

fn table(
    user: &CurrentUser,
    (plan, appraisal): (&Plan, &Appraisal),
    names: &[TaskName],
    origin: Provenance,
) -> workbook::Sheet {
    let all = reads_all(user, &appraisal.rules);
    let own = appraisal.sheets.iter().filter(|sheet| all || user.belongs_to(sheet.department));
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (number, sheet) in (1..).zip(own) {
        rows.extend(sheet.items.iter().map(|item| of_item(user, (number, sheet, item), names)));
        rows.push(of_score(number, sheet));
    }
    let stands = match &appraisal.frozen {
        Some((on, _)) => format!("{}冻结", dates::plain(*on)),
        None => "未冻结，随台账变动".to_owned(),
    };
    workbook::Sheet {
        name: "绩效考核".to_owned(),
        title: format!("{}{}司法改革任务绩效考核建议分", plan.issuing_body, appraisal.half.words()),
        unit: format!("建议分供考核办参考，不作排名　　{stands}"),
        as_of: origin.data_at,
        origin: Some(origin),
        columns: COLUMNS.map(|(head, width)| Column { head, width }).to_vec(),
        rows,
    }
}

fn of_item(user: &CurrentUser, (number, sheet, item): (i32, &Sheet, &Item), names: &[TaskName]) -> Vec<Cell> {
    let counted = item.component != Component::Returned;
    vec![
        Cell::Whole(number),
        Cell::Text(sheet.name.clone()),
        Cell::Text(item.component.word().to_owned()),
        Cell::Text(task_words(names, item.task, user)),
        Cell::Text(item.words.clone()),
        if item.possible > 0 { Cell::Hundredths(item.possible) } else { Cell::Empty },
        if counted { Cell::Hundredths(item.points) } else { Cell::Empty },
        Cell::text(item.ruling.map(|ruling| format!("异议{}", ruling.word()))),
    ]
}

/// The row that closes a department: 建议分 and how it came about.
fn of_score(number: i32, sheet: &Sheet) -> Vec<Cell> {
    let score = &sheet.score;
    let part = |part: &super::model::Part| {
        let of = format!("{}/{}", plain(part.gained), plain(part.possible));
        part.score.map(|score| {
            format!("{} {of}，按 {} 分计得 {}", part.component.word(), part.weight, exact(score))
        })
    };
    let mut working: Vec<String> = score.parts.iter().filter_map(part).collect();
    if let Some(base) = score.base.filter(|_| score.out_of < 100) {
        working.push(format!("按适用的 {} 分折算为 {}", score.out_of, exact(base)));
    }
    if score.taken > 0 {
        working.push(format!("核实不实扣 {} 分", plain(score.taken)));
    }
    if score.total.is_none() {
        working.push("没有可计分的事项".to_owned());
    }
    vec![
        Cell::Whole(number),
        Cell::Text(sheet.name.clone()),
        Cell::Text("建议分".to_owned()),
        Cell::Empty,
        Cell::Text(working.join("；")),
        score.total.map_or(Cell::Empty, |_| Cell::Hundredths(10_000)),
        score.total.map_or(Cell::Empty, Cell::Hundredths),
        Cell::Empty,
    ]
}
