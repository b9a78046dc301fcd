//! `/2019/checks/2019-Q2/circular/docx`: the draft as an official document in Word, for those who read it.

use axum::extract::{Path, State};
use axum::response::Response;

use super::{CircularPage, DEMANDS, Item, OFFICE_IN_TIME, PARTS, REPORTS_IN_TIME, read};
use crate::accounts::CurrentUser;
use crate::audit_trail::{Entry, append_export};
use crate::error::Result;
use crate::official_document::{Block, Level, OfficialDocument, Provenance, Signature, write};
use crate::plan::get_plan;
use crate::web::{AppState, attachment};

pub(super) async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, quarter)): Path<(i32, String)>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let page = read(&mut tx, (&state, &user), (year, &quarter)).await?;
    let said = format!("导出{}（草稿，docx）", page.title);
    let entry = Entry::new("document_exported", "quarterly_check", said).of_plan(year);
    let provenance = append_export(&mut tx, &user.act(&state), entry).await?;
    let name = format!("{}（草稿）.docx", page.title);
    let file = write(&document(&plan.issuing_body, &page, provenance))?;
    tx.commit().await?;
    Ok(attachment::word(&name, file))
}

fn document(court: &str, page: &CircularPage, provenance: Provenance) -> OfficialDocument {
    OfficialDocument {
        title: title_lines(&page.title),
        subtitle: Some("（草稿，未经院领导签发）".to_owned()),
        number: None,
        addressee: Some("各部门".to_owned()),
        blocks: blocks(page),
        signature: Some(Signature {
            body: format!("{court}司法改革领导小组办公室"), date: page.closed_on
        }),
        note: Some(as_of(page)),
        annexes: Vec::new(),
        copies_to: Vec::new(),
        provenance,
    }
}

/// What the quarter is called, and what it is about, on a line each.
fn title_lines(title: &str) -> Vec<String> {
    match title.split_once("司法改革") {
        Some((quarter, rest)) => vec![quarter.to_owned(), format!("司法改革{rest}")],
        None => vec![title.to_owned()],
    }
}

fn as_of(page: &CircularPage) -> String {
    let now = page.now.as_ref().map_or_else(String::new, |day| format!("；标“现”的是{day}的情况"));
    format!("检查数据和问题整改情况截至{}（检查结束之日）{now}", page.as_of)
}

fn blocks(page: &CircularPage) -> Vec<Block> {
    let [general, not_conforming, high_risk, reports, demands] = PARTS;
    let mut blocks = Vec::new();
    let mut part = |heading: &str, paragraphs: Vec<String>| {
        blocks.push(Block::Heading(Level::One, heading.to_owned()));
        blocks.extend(paragraphs.into_iter().map(Block::Paragraph));
    };
    part(general, vec![page.general.clone()]);
    part(not_conforming, items(&page.not_conforming));
    part(high_risk, items(&page.high_risk));
    part(reports, lines_of_reports(page));
    part(demands, vec![DEMANDS.to_owned()]);
    blocks
}

/// 1. per task, （1） per problem.
fn items(items: &[Item]) -> Vec<String> {
    if items.is_empty() {
        return vec!["没有。".to_owned()];
    }
    let task = |(at, item): (usize, &Item)| {
        let said = if item.said.is_empty() { String::new() } else { format!("：{}", item.said) };
        let problems = item.problems.iter().enumerate();
        let problems = problems.map(|(at, problem)| sentence(&format!("（{}）{problem}", at + 1)));
        std::iter::once(sentence(&format!("{}.{}{said}", at + 1, item.task)))
            .chain(problems)
            .collect::<Vec<_>>()
    };
    items.iter().enumerate().flat_map(task).collect()
}

fn lines_of_reports(page: &CircularPage) -> Vec<String> {
    let mut lines: Vec<String> = page.reports.iter().map(|line| sentence(line)).collect();
    if lines.is_empty() {
        lines.push(REPORTS_IN_TIME.to_owned());
    }
    lines.push(sentence(page.office.as_deref().unwrap_or(OFFICE_IN_TIME)));
    lines
}

/// With its 。.
fn sentence(text: &str) -> String {
    if text.ends_with('。') { text.to_owned() } else { format!("{text}。") }
}
