//! `/2019/circulars/2019-06/docx`: a circular as an official document in Word, with number, signer and 抄送, and the table of
//! departments, what is said of each and what it explains.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::circular_page::{PeriodPath, Version, read};
use super::model::CircularStatus;
use super::shown::{OF_EARLIER_WORDS, split, why_silent};
use super::store::{CircularRow, PassageRow, Which, list_circulars, list_passages};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Entry, append_export};
use crate::clock::beijing_day;
use crate::error::{AppError, Result};
use crate::ids::CircularId;
use crate::official_document::{
    Block, Column, OfficialDocument, Provenance, Signature, Table, blocks_of, write,
};
use crate::plan::{Plan, get_plan};
use crate::reporting::evidence::KeptBytes;
use crate::web::{AppState, attachment};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/circulars/{period}/docx", Access::Needs(Action::ReadCirculars), download)]
}

async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, period)): PeriodPath,
    Query(version): Query<Version>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let none = || AppError::NotFound("没有您可以查看的通报：院领导签发后全院可以查看。".into());
    let of = period.parse().map_err(|_| none())?;
    let (_, reading) = read(&mut tx, &user, (&plan, of), &version).await?;
    let reading = reading.filter(|of| !of.own_only).ok_or_else(none)?;
    let row = &reading.row;
    let said = format!("导出《{}》（{}，docx）", row.title, row.status.word());
    let entry = Entry::new("document_exported", "circular", said).on(row.id.0).of_plan(year);
    let provenance = append_export(&mut tx, &user.act(&state), entry).await?;
    let file = write(&document(&plan.issuing_body, (&reading.row, &reading.passages), provenance))?;
    tx.commit().await?;
    let name = match row.status {
        CircularStatus::Released => format!("{}.docx", row.title),
        status => format!("{}（{}）.docx", row.title, status.word()),
    };
    Ok(attachment::word(&name, file))
}

/// The circulars of a plan that were released, withdrawn ones among them, each as a Word document with its signed scan, for the
/// year's archive.
pub(in crate::pages) async fn list_archived_circulars(
    conn: &mut PgConnection,
    plan: &Plan,
    origin: &Provenance,
) -> Result<Vec<(CircularRow, Vec<u8>, Option<KeptBytes>)>> {
    let mut rows = list_circulars(conn, Which { plan: Some(plan.id), ..Which::default() }).await?;
    rows.retain(CircularRow::was_released);
    let ids: Vec<CircularId> = rows.iter().map(|row| row.id).collect();
    let passages = list_passages(conn, &ids).await?;
    let archived = rows.into_iter().map(|row| {
        let own: Vec<PassageRow> = passages.iter().filter(|of| of.circular == row.id).cloned().collect();
        let word = write(&document(&plan.issuing_body, (&row, &own), origin.clone()))?;
        let scan = row.scan();
        Ok((row, word, scan))
    });
    archived.collect()
}

fn document(
    court: &str,
    (row, passages): (&CircularRow, &[PassageRow]),
    provenance: Provenance,
) -> OfficialDocument {
    let signer = row.signed_in_words();
    let signer = signer.map_or_else(String::new, |signer| format!("　　签发人：{signer}"));
    let subtitle = match row.status {
        CircularStatus::Released => None,
        CircularStatus::Withdrawn if row.was_released() => Some("（本通报已撤销）".to_owned()),
        status => Some(format!("（{}，未经院领导签发）", status.word())),
    };
    OfficialDocument {
        title: title_lines(&row.title),
        subtitle,
        number: row.number_in_words().map(|number| format!("{number}{signer}")),
        addressee: Some("各部门".to_owned()),
        blocks: blocks((row, passages), beijing_day(provenance.data_at)),
        signature: Some(Signature {
            body: format!("{court}司法改革领导小组办公室"),
            date: row.released_on.unwrap_or_else(|| beijing_day(row.saved_at)),
            is_issued: row.was_released(),
        }),
        note: None,
        annexes: Vec::new(),
        copies_to: row
            .copies_to
            .split(['、', '，', ',', '\n'])
            .map(|body| body.trim().to_owned())
            .filter(|body| !body.is_empty())
            .collect(),
        provenance,
    }
}

/// What the period is called, and what it is about, on a line each.
fn title_lines(title: &str) -> Vec<String> {
    match title.split_once("司法改革") {
        Some((period, rest)) => vec![period.to_owned(), format!("司法改革{rest}")],
        None => vec![title.to_owned()],
    }
}

fn blocks((row, passages): (&CircularRow, &[PassageRow]), today: NaiveDate) -> Vec<Block> {
    let (before, after) = split(&row.text);
    let mut blocks = blocks_of(&before);
    if !passages.is_empty() {
        blocks.push(Block::Table(table(passages, (row.status, today))));
    }
    blocks.extend(blocks_of(&after));
    blocks
}

fn table(passages: &[PassageRow], at: (CircularStatus, NaiveDate)) -> Table {
    let columns = vec![Column::centred("部门", 4), Column::text("情况", 11), Column::text("部门说明", 9)];
    let row = |of: &PassageRow| vec![of.name.clone(), of.situation.clone(), explanation(of, at)];
    Table { columns, rows: passages.iter().map(row).collect() }
}

fn explanation(of: &PassageRow, at: (CircularStatus, NaiveDate)) -> String {
    match &of.explanation {
        Some(said) if of.has_earlier_explanation() => format!("{said}{OF_EARLIER_WORDS}"),
        Some(said) => said.clone(),
        None => why_silent(of, at),
    }
}
