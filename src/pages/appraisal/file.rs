//! The appraisal as an Excel workbook: a 汇总表 of one line a department, to be printed and passed on; then each point a row,
//! each department closed by its 建议分. A department's people have their own.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::list_page::Which;
use super::model::{Item, Sheet, exact, plain};
use super::names::Names;
use super::read::{Appraisal, reads_all};
use super::rules::Component;
use super::store::{list_frozen, list_scans};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Entry, append_export};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::official_document::Provenance;
use crate::plan::{Plan, get_plan};
use crate::reporting::evidence::KeptBytes;
use crate::web::{AppState, attachment, dates};
use crate::workbook::{self, Cell, Column, XLSX};

/// The columns of 汇总表, in order: of each weighed component what was gained of what was possible.
const SUMMED: [(&str, u16); 9] = [
    ("序号", 6),
    ("部门", 18),
    ("按时报送", 13),
    ("核定评级", 13),
    ("问题按期销号", 14),
    ("任务办结", 13),
    ("核实不实扣分", 14),
    ("建议分", 10),
    ("备注", 22),
];

/// The columns of the points, in order.
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
    let names = Names::read(&mut tx, &user, &plan, today).await?;
    let sentence = format!("导出{}绩效考核（xlsx）", half.words());
    let entry = Entry::new("appraisal_exported", "plan", sentence).on(plan.id.0).of_plan(year);
    let provenance = append_export(&mut tx, &user.act(&state), entry).await?;
    tx.commit().await?;
    let bytes = workbook(&user, (&plan, &appraisal), &names, &provenance)?;
    let name = format!("{}绩效考核建议分-{}.xlsx", half.words(), dates::short(today));
    let plain_name = format!("appraisal-{half}.xlsx");
    Ok(attachment::download(XLSX, (&plain_name, &name), bytes))
}

/// A half-year's frozen scores, for the year's archive.
pub(in crate::pages) struct ArchivedAppraisal {
    /// Which half-year.
    pub half: Period,
    /// When it was frozen.
    pub frozen_on: NaiveDate,
    /// As an Excel workbook.
    pub workbook: Vec<u8>,
    /// Of decisions on objections that were recorded.
    pub scans: Vec<KeptBytes>,
}

/// The frozen half-years of a plan, for the year's archive.
pub(in crate::pages) async fn list_archived_appraisals(
    conn: &mut PgConnection,
    user: &CurrentUser,
    plan: &Plan,
    (as_of, origin): (NaiveDate, &Provenance),
) -> Result<Vec<ArchivedAppraisal>> {
    let names = Names::read(conn, user, plan, as_of).await?;
    let mut archived = Vec::new();
    for row in list_frozen(conn, plan.id).await? {
        let half: Period = row.period.parse().map_err(anyhow::Error::from)?;
        let appraisal = Appraisal::read(conn, plan, half, as_of).await?;
        let workbook = workbook(user, (plan, &appraisal), &names, origin)?;
        let scans = list_scans(conn, plan.id, half).await?;
        archived.push(ArchivedAppraisal { half, frozen_on: row.frozen_on, workbook, scans });
    }
    Ok(archived)
}

/// 汇总表 and the points, of the sheets that are for the reader.
fn workbook(
    user: &CurrentUser,
    (plan, appraisal): (&Plan, &Appraisal),
    names: &Names,
    origin: &Provenance,
) -> Result<Vec<u8>> {
    let all = reads_all(user, appraisal.appraisers);
    let own: Vec<&Sheet> =
        appraisal.sheets.iter().filter(|sheet| all || user.belongs_to(sheet.department)).collect();
    let summed = (1..).zip(&own).map(|(number, sheet)| of_department(number, sheet)).collect();
    let mut points: Vec<Vec<Cell>> = Vec::new();
    for (number, sheet) in (1..).zip(own) {
        points.extend(sheet.items.iter().map(|item| of_item((number, sheet, item), names)));
        points.push(of_score(number, sheet));
    }
    let table = |what: (&str, &str), columns: &[(&'static str, u16)], rows| {
        table((plan, appraisal), what, (columns, rows), origin)
    };
    let summed = table(("汇总表", "汇总表"), &SUMMED, summed);
    let points = table(("绩效考核", ""), &COLUMNS, points);
    workbook::xlsx_of(&[&summed, &points])
}

fn table(
    (plan, appraisal): (&Plan, &Appraisal),
    (name, what): (&str, &str),
    (columns, rows): (&[(&'static str, u16)], Vec<Vec<Cell>>),
    origin: &Provenance,
) -> workbook::Sheet {
    let stands = match &appraisal.frozen {
        Some((on, _)) => format!("{}冻结", dates::plain(*on)),
        None => "未冻结，随台账变动".to_owned(),
    };
    workbook::Sheet {
        name: name.to_owned(),
        title: format!("{}{}司法改革任务绩效考核建议分{what}", plan.issuing_body, appraisal.half.words()),
        unit: format!("建议分供考核办参考，不作排名　　{stands}"),
        as_of: origin.data_at,
        origin: Some(origin.clone()),
        columns: columns.iter().map(|(head, width)| Column { head, width: *width }).collect(),
        rows,
    }
}

/// A department's line of 汇总表: 11.5 / 12 of each component that applies, what was taken, 建议分; room for a remark.
fn of_department(number: i32, sheet: &Sheet) -> Vec<Cell> {
    let score = &sheet.score;
    let part = |part: &super::model::Part| {
        Cell::text(part.score.map(|_| format!("{} / {}", plain(part.gained), plain(part.possible))))
    };
    let mut cells = vec![Cell::Whole(number), Cell::Text(sheet.name.clone())];
    cells.extend(score.parts.iter().map(part));
    cells.push(if score.taken > 0 { Cell::Hundredths(score.taken) } else { Cell::Empty });
    cells.push(score.total.map_or(Cell::Empty, Cell::Hundredths));
    cells.push(Cell::text(score.total.is_none().then_some("没有可计分的事项，不评分")));
    cells
}

/// A point's row; of what is not for the reader the number and the light's word only.
fn of_item((number, sheet, item): (i32, &Sheet, &Item), names: &Names) -> Vec<Cell> {
    let instead = names.instead(sheet.department, item.task);
    let shown = instead.is_none();
    let counted = shown && item.component != Component::Returned;
    vec![
        Cell::Whole(number),
        Cell::Text(sheet.name.clone()),
        Cell::Text(item.component.word().to_owned()),
        Cell::Text(names.task_words(item.task)),
        Cell::Text(instead.unwrap_or_else(|| item.words.clone())),
        if shown && item.possible > 0 { Cell::Hundredths(item.possible) } else { Cell::Empty },
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
