//! `/2019/reports/2019-06/xlsx`: a month's reports of all tasks as an Excel workbook, those not filed among them.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::{OwnRating, ReportStatus};
use super::month::MonthOf;
use crate::accounts::CurrentUser;
use crate::audit_trail::{Entry, append_export};
use crate::deadlines::Period;
use crate::error::Result;
use crate::official_document::Provenance;
use crate::web::{AppState, attachment, dates};
use crate::workbook::{self, Cell, Column, Sheet, XLSX};

/// The columns, in order.
const COLUMNS: [(&str, u16); 13] = [
    ("序号", 6),
    ("改革任务", 28),
    ("填报部门", 14),
    ("本月工作进展", 40),
    ("完成证明", 20),
    ("存在问题及需上级协调事项", 30),
    ("下步打算", 28),
    ("进度", 8),
    ("自评", 8),
    ("应报日期", 12),
    ("首次报送", 12),
    ("状态", 12),
    ("备注", 18),
];

/// A task's report of the month, with what was submitted last; what is only drafted is the department's own.
struct Filed {
    number: i32,
    title: String,
    department: Option<String>,
    due_on: NaiveDate,
    waived: bool,
    status: Option<ReportStatus>,
    progress_text: Option<String>,
    proof: Option<String>,
    problems: Option<String>,
    next_steps: Option<String>,
    share: Option<i32>,
    rating: Option<OwnRating>,
    unchanged_reason: Option<String>,
    on_behalf_of: Option<String>,
    self_reviewed: Option<bool>,
    first_submitted_on: Option<NaiveDate>,
    first_due_on: Option<NaiveDate>,
}

pub(super) async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, month)): Path<(i32, String)>,
) -> Result<Response> {
    let today = state.clocks.today();
    let mut tx = state.db.begin().await?;
    let month = MonthOf::get(&mut tx, year, &month).await?;
    let filed = list_filed(&mut tx, &month).await?;
    let words = month.month.words();
    let entry = Entry::new("plan_exported", "plan", format!("导出{words}月报（xlsx）"));
    let entry = entry.on(month.plan.id.0).of_plan(year);
    let origin = append_export(&mut tx, &user.act(&state), entry).await?;
    tx.commit().await?;
    let names = (format!("reports-{}.xlsx", month.code()), format!("{words}月报.xlsx"));
    let sheet = sheet(&month, &filed, (today, origin));
    Ok(attachment::download(XLSX, (&names.0, &names.1), workbook::xlsx(&sheet)?))
}

/// A month's reports of all tasks as an Excel workbook, for the year's archive.
pub(crate) async fn archived_month(
    conn: &mut PgConnection,
    (year, month): (i32, Period),
    (as_of, origin): (NaiveDate, &Provenance),
) -> Result<Vec<u8>> {
    let month = MonthOf::get(conn, year, &month.to_string()).await?;
    let filed = list_filed(conn, &month).await?;
    workbook::xlsx(&sheet(&month, &filed, (as_of, origin.clone())))
}

fn sheet(month: &MonthOf, filed: &[Filed], (today, origin): (NaiveDate, Provenance)) -> Sheet {
    let (words, (from, to)) = (month.month.words(), month.span());
    Sheet {
        name: format!("{words}月报"),
        title: format!("{}{words}司法改革任务月报", month.plan.issuing_body),
        unit: format!("填报单位：领导小组办公室　　统计期间 {}—{}", dates::plain(from), dates::plain(to)),
        as_of: origin.data_at,
        origin: Some(origin),
        columns: COLUMNS.map(|(head, width)| Column { head, width }).to_vec(),
        rows: filed.iter().map(|row| cells(row, today)).collect(),
    }
}

fn cells(row: &Filed, today: NaiveDate) -> Vec<Cell> {
    let unchanged = row.unchanged_reason.as_ref().filter(|reason| !reason.is_empty());
    let progress = unchanged.map(|reason| format!("本月无变化：{reason}")).or(row.progress_text.clone());
    let share = row.share.and_then(|share| u32::try_from(share).ok());
    vec![
        Cell::Whole(row.number),
        Cell::Text(row.title.clone()),
        Cell::Text(row.department.clone().unwrap_or_else(|| "待明确".to_owned())),
        Cell::text(progress),
        Cell::text(row.proof.clone()),
        Cell::text(row.problems.clone()),
        Cell::text(row.next_steps.clone()),
        share.map_or(Cell::Empty, Cell::Share),
        Cell::text(row.rating.map(OwnRating::word)),
        Cell::Day(row.due_on),
        row.first_submitted_on.map_or(Cell::Empty, Cell::Day),
        Cell::Text(standing(row, today)),
        Cell::text(Some(remarks(row))),
    ]
}

/// Where it stands; days overdue are calendar days.
fn standing(row: &Filed, today: NaiveDate) -> String {
    let late = (today - row.due_on).num_days();
    match row.status {
        Some(status @ (ReportStatus::Submitted | ReportStatus::Accepted | ReportStatus::Returned)) => {
            status.word().to_owned()
        }
        _ if row.waived => "不需报".to_owned(),
        _ if late > 0 => format!("未报 {late} 天"),
        _ => "未到期".to_owned(),
    }
}

fn remarks(row: &Filed) -> String {
    let late = row.first_submitted_on.zip(row.first_due_on).is_some_and(|(on, due)| on > due);
    let parts = [
        late.then(|| "迟报".to_owned()),
        row.on_behalf_of.as_ref().map(|whose| format!("代录（{whose}）")),
        row.self_reviewed.unwrap_or_default().then(|| "自审".to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("；")
}

/// Every report owed for the month, by task, with the last submission of each.
async fn list_filed(conn: &mut PgConnection, month: &MonthOf) -> Result<Vec<Filed>> {
    Ok(sqlx::query_as!(
        Filed,
        r#"select t.number, t.title, coalesce(by.name, owing.name) as department, d.due_on,
                  d.waived_on is not null as "waived!", r.status as "status?: ReportStatus",
                  s.progress_text as "progress_text?", s.proof as "proof?", s.problems as "problems?",
                  s.next_steps as "next_steps?", s.share as "share?", s.rating as "rating?: OwnRating",
                  s.unchanged_reason as "unchanged_reason?", s.on_behalf_of, s.self_reviewed as "self_reviewed?",
                  f.submitted_on as "first_submitted_on?", f.due_on as "first_due_on?"
           from deadline d
           join task t on t.id = d.task_id
           left join department owing on owing.id = d.department_id
           left join monthly_report r on r.task_id = t.id and r.month = d.period
           left join department by on by.id = r.department_id
           left join report_submission f on f.report_id = r.id and f.number = 1
           left join lateral (select x.progress_text, x.proof, x.problems, x.next_steps, x.share, x.rating, x.unchanged_reason, x.on_behalf_of,
                  x.self_reviewed from report_submission x where x.report_id = r.id order by x.number desc limit 1) s on true
           where d.plan_id = $1 and d.kind = 'monthly_report' and d.period = $2 order by t.number"#,
        month.plan.id.0,
        month.code()
    )
    .fetch_all(conn)
    .await?)
}
