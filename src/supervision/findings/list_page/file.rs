//! `/2019/findings.xlsx`: the list as an Excel workbook, with the filter of its address.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::in_order;
use crate::accounts::CurrentUser;
use crate::audit_trail::{Entry, append_export};
use crate::error::Result;
use crate::official_document::Provenance;
use crate::plan::{Plan, get_plan};
use crate::supervision::Reader;
use crate::supervision::findings::filter::Asked;
use crate::supervision::findings::store::{FindingRow, Which, list_findings};
use crate::web::{AppState, attachment, dates};
use crate::workbook::{self, Cell, Column, Sheet, XLSX};

/// The columns, in order.
const COLUMNS: [(&str, u16); 14] = [
    ("序号", 6),
    ("问题", 40),
    ("任务", 28),
    ("责任部门", 14),
    ("来源", 12),
    ("依据", 20),
    ("严重程度", 10),
    ("整改要求", 34),
    ("列入日期", 12),
    ("整改期限", 12),
    ("反馈日期", 12),
    ("状态", 10),
    ("销号日期", 12),
    ("备注", 24),
];

pub(super) async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let today = state.clocks.today();
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let which = Which { year: Some(year), ..Which::default() };
    let all = list_findings(&mut tx, &Reader::of(&user, today), which).await?;
    let entry = Entry::new("plan_exported", "plan", format!("导出 {year} 年问题清单（xlsx）"));
    let origin = append_export(&mut tx, &user.act(&state), entry.on(plan.id.0).of_plan(year)).await?;
    tx.commit().await?;
    let mut found: Vec<&FindingRow> =
        all.iter().filter(|row| asked.of_the_rest(row, today) && asked.of_state(row)).collect();
    in_order(&mut found);
    let day = dates::short(today);
    let names = (format!("findings-{day}.xlsx"), format!("问题清单-{day}.xlsx"));
    let bytes = workbook::xlsx(&sheet(&plan, &found, (today, origin)))?;
    Ok(attachment::download(XLSX, (&names.0, &names.1), bytes))
}

/// All findings of a plan as an Excel workbook, for the year's archive.
pub(crate) async fn archived_findings(
    conn: &mut PgConnection,
    plan: &Plan,
    (as_of, origin): (NaiveDate, &Provenance),
) -> Result<Vec<u8>> {
    let which = Which { year: Some(plan.year), ..Which::default() };
    let all = list_findings(conn, &Reader::of_all(as_of), which).await?;
    let mut found: Vec<&FindingRow> = all.iter().collect();
    in_order(&mut found);
    workbook::xlsx(&sheet(plan, &found, (as_of, origin.clone())))
}

fn sheet(plan: &Plan, found: &[&FindingRow], (today, origin): (NaiveDate, Provenance)) -> Sheet {
    Sheet {
        name: "问题清单".to_owned(),
        title: format!("{}{}年司法改革问题清单", plan.issuing_body, plan.year),
        unit: format!("填报单位：领导小组办公室　　{} 项", found.len()),
        as_of: origin.data_at,
        origin: Some(origin),
        columns: COLUMNS.map(|(head, width)| Column { head, width }).to_vec(),
        rows: found.iter().map(|row| cells(row, today)).collect(),
    }
}

fn cells(row: &FindingRow, today: NaiveDate) -> Vec<Cell> {
    let late = row.days_overdue(today).map(|days| format!("逾期 {days} 天"));
    let moved =
        (row.due_on != row.original_due_on).then(|| format!("原期限 {}", dates::short(row.original_due_on)));
    let remarks: Vec<String> = late.into_iter().chain(moved).chain(row.marks(today)).collect();
    let day = |on: Option<NaiveDate>| on.map_or(Cell::Empty, Cell::Day);
    vec![
        Cell::Whole(row.number),
        Cell::Text(row.problem.clone()),
        Cell::Text(format!("{} {}", row.task_number, row.task_title)),
        Cell::Text(row.department_name.clone()),
        Cell::Text(row.source.word().to_owned()),
        Cell::text(Some(row.reference.clone())),
        Cell::Text(row.severity.word().to_owned()),
        Cell::text(Some(row.required.clone())),
        Cell::Day(row.opened_on),
        Cell::Day(row.due_on),
        day(row.met_on),
        Cell::Text(row.status.word().to_owned()),
        day(row.ended_on),
        Cell::text(Some(remarks.join("；"))),
    ]
}
