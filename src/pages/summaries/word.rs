//! `/2019/summaries/2019-H1/docx`: a version as an official Word document, with the table of all tasks on landscape pages. A
//! frozen one always gives the same bytes.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::draft::{AnnexRow, Draft, Figures};
use super::facts_store::read_facts;
use super::model::SummaryStatus;
use super::store::{SummaryRow, get_owed, list_summaries};
use super::summary_page::{HalfPath, Which, choose};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Audience, Entry, append, find_digest};
use crate::clock::beijing_day;
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::official_document::{
    Annex, Column, OfficialDocument, Provenance, Signature, Table, blocks_of, title_lines, write,
};
use crate::plan::{Plan, get_plan};
use crate::web::{AppState, attachment};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/summaries/{half}/docx", Access::Needs(Action::ReadSummaries), download)]
}

async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half)): HalfPath,
    Query(which): Query<Which>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let period = get_owed(&mut tx, plan.id, &half).await?.period;
    let all = list_summaries(&mut tx, plan.id, Some(period)).await?;
    let row = choose(&user, &all, which.version())?;
    let bytes = word_of(&mut tx, (&plan, row), act.today()).await?;
    let entry = Entry::new("summary_exported", "summary", format!("导出《{}》（docx）", row.title));
    append(&mut tx, &act, entry.on(row.id.0).for_audience(Audience::Administrators)).await?;
    tx.commit().await?;
    let name = match row.status {
        SummaryStatus::Frozen => format!("{}.docx", row.title),
        status => format!("{}（{}）.docx", row.title, status.word()),
    };
    Ok(attachment::word(&name, bytes))
}

/// The latest summary of a plan as a Word document: the last one frozen, else the last draft.
///
/// # Errors
/// [`AppError::NotFound`] where none is begun.
pub async fn newest_word(conn: &mut PgConnection, plan: &Plan, today: NaiveDate) -> Result<Vec<u8>> {
    let all = list_summaries(conn, plan.id, None).await?;
    let newest = |of: &&SummaryRow| (of.status == SummaryStatus::Frozen, of.period.clone(), of.version);
    let row = all.iter().max_by_key(newest);
    let row = row.ok_or_else(|| AppError::NotFound(format!("{} 年度还没有起草半年总结。", plan.year)))?;
    word_of(conn, (plan, row), today).await
}

/// A version as a Word document; of one that is not frozen, its table is computed for `today`.
pub(super) async fn word_of(
    conn: &mut PgConnection,
    (plan, row): (&Plan, &SummaryRow),
    today: NaiveDate,
) -> Result<Vec<u8>> {
    let event = (row.status == SummaryStatus::Frozen).then_some("summary_frozen");
    let digest = find_digest(conn, ("summary", row.id.0), event).await?.unwrap_or_default();
    let figures = if let Some(frozen) = &row.figures {
        frozen.0.clone()
    } else {
        let period: Period = row.period.parse().map_err(anyhow::Error::from)?;
        Draft::of(&read_facts(conn, (plan.year, period), today).await?).figures
    };
    write(&document(plan, row, &figures, hex::encode(digest)))
}

fn document(plan: &Plan, row: &SummaryRow, figures: &Figures, fingerprint: String) -> OfficialDocument {
    let frozen = row.status == SummaryStatus::Frozen;
    let date = row.frozen_on.unwrap_or_else(|| beijing_day(row.saved_at));
    OfficialDocument {
        title: title_lines(&row.title, &plan.issuing_body),
        subtitle: (!frozen).then(|| format!("（{}）", row.status.word())),
        number: None,
        addressee: None,
        blocks: blocks_of(&row.text),
        signature: Some(Signature { body: plan.issuing_body.clone(), date, is_issued: true }),
        note: None,
        annexes: vec![Annex { title: "改革任务完成情况一览表".to_owned(), table: annex(figures) }],
        copies_to: Vec::new(),
        provenance: Provenance { fingerprint, data_at: row.frozen_at.unwrap_or(row.saved_at) },
    }
}

fn annex(figures: &Figures) -> Table {
    let columns = vec![
        Column::centred("序号", 7),
        Column::text("改革任务", 24),
        Column::text("牵头部门", 13),
        Column::text("责任部门", 14),
        Column::centred("完成时限", 14),
        Column::centred("进度", 7),
        Column::centred("情况", 12),
        Column::text("成果", 18),
    ];
    let row = |of: &AnnexRow| {
        vec![
            of.number.to_string(),
            of.title.clone(),
            of.leads.clone(),
            of.supports.clone(),
            of.due_on.clone(),
            of.share.clone(),
            of.standing.clone(),
            of.documents.clone(),
        ]
    };
    Table { columns, rows: figures.annex.iter().map(row).collect() }
}
