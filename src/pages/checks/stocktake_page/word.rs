//! `/2019/checks/2019-Q2/stocktake/docx`: the stocktake of a closed round as an official document in Word.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::{Line, Row, StocktakePage, page, read};
use crate::accounts::CurrentUser;
use crate::audit_trail::{Entry, append_export};
use crate::error::{AppError, Result};
use crate::official_document::{Block, Column, Level, OfficialDocument, Provenance, Signature, Table, write};
use crate::pages::checks::RoundOf;
use crate::pages::checks::store::list_quarters;
use crate::plan::Plan;
use crate::web::{AppState, attachment};

pub(super) async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, quarter)): Path<(i32, String)>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let round = read(&mut tx, (&state, &user), (year, &quarter)).await?;
    let of = round.round()?;
    let Some((closed_on, _)) = of.closed else {
        return Err(AppError::Refused("检查结束、数据冻结后，才能导出盘点。".into()));
    };
    let page = page(&state, &user, &round)?;
    let said = format!("导出{}（docx）", page.title);
    let entry = Entry::new("document_exported", "quarterly_check", said).on(of.id.0).of_plan(year);
    let provenance = append_export(&mut tx, &user.act(&state), entry).await?;
    let file = write(&document((&round.overview.plan.issuing_body, closed_on), &page, provenance))?;
    tx.commit().await?;
    Ok(attachment::word(&format!("{}.docx", page.title), file))
}

/// The stocktakes of a plan's closed rounds, each as a Word document, for the year's archive.
pub(in crate::pages) async fn list_archived_stocktakes(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    plan: &Plan,
    (as_of, origin): (NaiveDate, &Provenance),
) -> Result<Vec<(String, NaiveDate, Vec<u8>)>> {
    let mut archived = Vec::new();
    for quarter in list_quarters(conn, plan.id).await? {
        let Some((closed_on, _)) = quarter.round.and_then(|round| round.closed) else { continue };
        let of = (plan.year, quarter.period.to_string());
        let round = RoundOf::read(conn, (of.0, &of.1), as_of).await?.for_reader(user);
        let page = page(state, user, &round)?;
        let word = write(&document((&plan.issuing_body, closed_on), &page, origin.clone()))?;
        archived.push((page.title, closed_on, word));
    }
    Ok(archived)
}

fn document(
    (court, closed_on): (&str, NaiveDate),
    page: &StocktakePage,
    provenance: Provenance,
) -> OfficialDocument {
    OfficialDocument {
        title: vec![page.title.clone()],
        subtitle: Some(format!("（{}）", page.as_of)),
        number: None,
        addressee: None,
        blocks: blocks(page),
        signature: Some(Signature {
            body: format!("{court}司法改革领导小组办公室"),
            date: closed_on,
            is_issued: true,
        }),
        note: page.sample_reason.as_ref().map(|reason| format!("本次为抽查：{reason}")),
        annexes: Vec::new(),
        copies_to: Vec::new(),
        provenance,
    }
}

fn blocks(page: &StocktakePage) -> Vec<Block> {
    let heading =
        |text: &str, lines: &[Line]| Block::Heading(Level::One, format!("{text}（{} 项）", lines.len()));
    let mut blocks = vec![Block::Heading(Level::One, "一、总体情况".to_owned()), Block::Table(figures(page))];
    blocks.push(heading("二、不符合序时进度", &page.not_conforming));
    blocks.extend(items(&page.not_conforming, |line| line.remark.clone()));
    blocks.push(heading("三、年底完成风险高", &page.high_risk));
    blocks.extend(items(&page.high_risk, |line| line.remedy.clone()));
    blocks.push(heading("四、核定与自评不一致", &page.differing));
    let ratings = |line: &Line| {
        let word = |rating: Option<&'static str>| rating.unwrap_or("未评");
        format!("自评{}，核定{}", word(line.own), word(line.verified))
    };
    blocks.extend(items(&page.differing, ratings));
    blocks
}

fn figures(page: &StocktakePage) -> Table {
    let mut columns = vec![Column::text("板块", 4), Column::centred("任务", 2)];
    columns.extend(["符合", "基本符合", "不符合"].map(|title| Column::centred(title, 2)));
    columns.extend(["风险低", "风险中", "风险高"].map(|title| Column::centred(title, 2)));
    columns.push(Column::centred("核定与自评不一致", 3));
    Table { columns, rows: page.rows.iter().chain([&page.total]).map(row).collect() }
}

fn row(row: &Row) -> Vec<String> {
    let judged = row.verdicts.iter().chain(&row.risks).map(|(_, count)| *count);
    let counts = [row.tasks].into_iter().chain(judged).chain([row.differ]);
    std::iter::once(row.name.clone()).chain(counts.map(|count| count.to_string())).collect()
}

fn items(lines: &[Line], said: impl Fn(&Line) -> String) -> Vec<Block> {
    if lines.is_empty() {
        return vec![Block::Paragraph("没有。".to_owned())];
    }
    let item = |(at, line): (usize, &Line)| {
        let lead = line.lead.as_deref().unwrap_or("牵头部门待明确");
        let said = said(line);
        let said = said.trim_end_matches('。');
        Block::Paragraph(format!("{}.任务 {} {}（{lead}）：{said}。", at + 1, line.number, line.title))
    };
    lines.iter().enumerate().map(item).collect()
}
