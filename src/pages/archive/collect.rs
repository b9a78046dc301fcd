//! The documents and files of a year, each from the feature it belongs to. All of it speaks of one state of the ledger.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::item::{Item, ItemFile, Kind};
use super::store::{
    EvidenceRow, PolicyFile, Standing, get_source_text, list_evidence, list_policy_files,
    list_scans_of_papers,
};
use crate::accounts::CurrentUser;
use crate::clock::beijing_day;
use crate::deadlines::Period;
use crate::error::Result;
use crate::pages::appraisal::list_archived_appraisals;
use crate::pages::checks::list_archived_stocktakes;
use crate::pages::circulars::list_archived_circulars;
use crate::pages::export::of_store;
use crate::pages::ledger::archived_ledger;
use crate::pages::overview;
use crate::pages::summaries::{ArchivedSummary, list_archived};
use crate::pages::superior_court::{Kind as Paper, list_archived_papers};
use crate::plan::Plan;
use crate::reporting::monthly_reports::{archived_month, months_of};
use crate::supervision::findings::archived_findings;
use crate::supervision::supervision_notices::{ArchivedNotice, list_archived_notices};
use crate::web::AppState;

/// The 件 of a year.
pub(super) async fn items(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    plan: &Plan,
    standing: &Standing,
) -> Result<Vec<Item>> {
    let mut items = vec![of_plan(conn, plan).await?];
    items.extend(of_ledger(conn, plan, standing).await?);
    let summaries = list_archived(conn, plan).await?;
    items.extend(summaries.into_iter().map(|of| of_summary(plan, of)));
    let notices = list_archived_notices(conn, plan, standing.as_of, &standing.provenance).await?;
    items.extend(notices.into_iter().map(|of| of_notice(plan, of)));
    items.extend(of_checks(conn, who, plan, standing).await?);
    items.extend(of_papers(conn, plan, standing).await?);
    items.extend(of_policies(list_policy_files(conn, plan.id).await?));
    items.extend(list_evidence(conn, plan.id).await?.into_iter().map(of_evidence));
    Ok(items)
}

/// The whole plan as data, beside the documents.
pub(super) async fn data(conn: &mut PgConnection, plan: &Plan, standing: &Standing) -> Result<Vec<u8>> {
    let export = of_store(conn, plan.year, standing.as_of).await?;
    let mut bytes = serde_json::to_vec_pretty(&export).map_err(anyhow::Error::from)?;
    bytes.push(b'\n');
    Ok(bytes)
}

async fn of_plan(conn: &mut PgConnection, plan: &Plan) -> Result<Item> {
    let text = get_source_text(conn, plan.id).await?;
    Ok(Item {
        kind: Kind::Plan,
        responsible: plan.issuing_body.clone(),
        number: plan.document_number.clone(),
        title: plan.title.clone(),
        date: plan.issued_on,
        files: vec![ItemFile::made("导入原文.txt", text.into_bytes())],
        remark: "导入系统的原文；印发的正本另行归档".to_owned(),
    })
}

/// The ledger, the findings, and the reports of every month whose span is over.
async fn of_ledger(conn: &mut PgConnection, plan: &Plan, standing: &Standing) -> Result<Vec<Item>> {
    let (year, as_of, origin) = (plan.year, standing.as_of, &standing.provenance);
    let workbook = |kind: Kind, what: &str, date: NaiveDate, bytes: Vec<u8>| Item {
        kind,
        responsible: office_of(plan),
        number: String::new(),
        title: format!("{}{what}", plan.issuing_body),
        date,
        files: vec![ItemFile::made(format!("{what}.xlsx"), bytes)],
        remark: String::new(),
    };
    let overview = overview::read(conn, year, as_of).await?;
    let ledger = archived_ledger(conn, &overview, origin).await?;
    let findings = archived_findings(conn, plan, (as_of, origin)).await?;
    let mut items = vec![
        workbook(Kind::Ledger, &format!("{year}年司法改革任务台账"), as_of, ledger),
        workbook(Kind::Findings, &format!("{year}年司法改革问题清单"), as_of, findings),
    ];
    for month in months_of(plan) {
        let (_, ends_on) = month.reporting_span(overview.rules.report_day);
        if ends_on <= as_of {
            let reports = archived_month(conn, (year, month), (as_of, origin)).await?;
            items.push(workbook(
                Kind::MonthlyReports,
                &format!("{}司法改革任务月报", month.words()),
                ends_on,
                reports,
            ));
        }
    }
    Ok(items)
}

fn office_of(plan: &Plan) -> String {
    format!("{}司法改革领导小组办公室", plan.issuing_body)
}

/// A frozen version with its originals; the number is the newest original's.
fn of_summary(plan: &Plan, of: ArchivedSummary) -> Item {
    let kind = if of.is_of_year { Kind::YearSummary } else { Kind::HalfYearSummary };
    let title = if of.version > 1 { format!("{}（第{}版）", of.title, of.version) } else { of.title };
    let scans = of.scans.into_iter().map(ItemFile::kept);
    let mut files = vec![ItemFile::made("定稿.docx", of.word)];
    files.extend(scans);
    let missing = files.len() == 1;
    Item {
        kind,
        responsible: plan.issuing_body.clone(),
        number: of.number.unwrap_or_default(),
        title,
        date: of.frozen_on,
        files,
        remark: if missing { "没有登记正本的扫描件".to_owned() } else { String::new() },
    }
}

fn of_notice(plan: &Plan, of: ArchivedNotice) -> Item {
    Item {
        kind: Kind::SupervisionNotice,
        responsible: office_of(plan),
        number: of.number,
        title: of.title,
        date: of.issued_on,
        files: vec![ItemFile::made("督办通知单.docx", of.word)],
        remark: String::new(),
    }
}

/// Stocktakes of closed rounds, circulars that were released, frozen scores.
async fn of_checks(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    plan: &Plan,
    standing: &Standing,
) -> Result<Vec<Item>> {
    let (as_of, origin) = (standing.as_of, &standing.provenance);
    let of_office = |kind: Kind, number: String, title: String, date: NaiveDate, file: ItemFile| Item {
        kind,
        responsible: office_of(plan),
        number,
        title,
        date,
        files: vec![file],
        remark: String::new(),
    };
    let mut items = Vec::new();
    for (title, closed_on, word) in
        list_archived_stocktakes(conn, (state, user), plan, (as_of, origin)).await?
    {
        let file = ItemFile::made("盘点.docx", word);
        items.push(of_office(Kind::Stocktake, String::new(), title, closed_on, file));
    }
    for (row, word, scan) in list_archived_circulars(conn, plan, origin).await? {
        let (number, date) = (row.number_in_words().unwrap_or_default(), row.released_on.unwrap_or(as_of));
        let mut item = of_office(Kind::Circular, number, row.title, date, ItemFile::made("通报.docx", word));
        item.files.extend(scan.map(ItemFile::kept));
        items.push(item);
    }
    for of in list_archived_appraisals(conn, user, plan, (as_of, origin)).await? {
        let title = format!("{}{}司法改革任务绩效考核建议分", plan.issuing_body, of.half.words());
        let file = ItemFile::made("建议分.xlsx", of.workbook);
        let mut item = of_office(Kind::Appraisal, String::new(), title, of.frozen_on, file);
        item.files.extend(of.scans.into_iter().map(ItemFile::kept));
        items.push(item);
    }
    Ok(items)
}

/// What was passed up, with the scans of what came back.
async fn of_papers(conn: &mut PgConnection, plan: &Plan, standing: &Standing) -> Result<Vec<Item>> {
    let papers = list_archived_papers(conn, plan, (standing.as_of, &standing.provenance)).await?;
    let mut scans = list_scans_of_papers(conn, plan.id).await?;
    let mut items = Vec::new();
    for (paper, sent_on, word) in papers {
        let (own, rest): (Vec<_>, Vec<_>) = scans.into_iter().partition(|(of, _)| *of == paper.id);
        scans = rest;
        let mut files = vec![ItemFile::made("正文.docx", word)];
        files.extend(own.into_iter().map(|(_, scan)| ItemFile::kept(scan)));
        items.push(Item {
            kind: if paper.kind == Paper::Feedback { Kind::Feedback } else { Kind::Bulletin },
            responsible: plan.issuing_body.clone(),
            number: paper.sent_number.clone().unwrap_or_default(),
            title: format!("{}：{}", paper.name(), paper.title),
            date: sent_on,
            files,
            remark: String::new(),
        });
    }
    Ok(items)
}

/// A 件 for each policy document that has files.
fn of_policies(files: Vec<PolicyFile>) -> Vec<Item> {
    let (mut items, mut last): (Vec<Item>, _) = (Vec::new(), None);
    for of in files {
        if last != Some(of.policy) {
            items.push(Item {
                kind: Kind::Policy,
                responsible: of.issuer,
                number: of.document_number,
                title: of.title,
                date: of.date,
                files: Vec::new(),
                remark: String::new(),
            });
        }
        last = Some(of.policy);
        if let Some(item) = items.last_mut() {
            item.files.push(ItemFile::kept(of.file));
        }
    }
    items
}

/// What a file was given with stands in its title.
fn of_evidence(row: EvidenceRow) -> Item {
    let month = row.month.as_deref().and_then(|month| month.parse::<Period>().ok()).map(Period::words);
    let of = match (row.finding, row.instruction, row.meeting, month) {
        (Some(finding), ..) => format!("第{finding}号问题整改材料"),
        (_, Some(instruction), ..) => format!("第{instruction}号批示、议定事项材料"),
        (_, _, Some(meeting), _) => format!("{meeting}会议材料"),
        (.., Some(month)) => format!("{month}月报完成证明"),
        _ if row.of_request => "申请和决定材料".to_owned(),
        _ => "完成证明".to_owned(),
    };
    let task = row.task.map_or_else(String::new, |task| format!("任务{task} "));
    let stem = row.file.name.rsplit_once('.').map_or(row.file.name.as_str(), |(stem, _)| stem);
    Item {
        kind: Kind::Evidence,
        responsible: row.uploader,
        number: String::new(),
        title: format!("{task}{of}：{stem}"),
        date: beijing_day(row.uploaded_at),
        files: vec![ItemFile::kept(row.file)],
        remark: String::new(),
    }
}
