//! The ledger as a file: the view of the page's address, for Excel or as CSV.

use axum::extract::{Path, State};
use axum::response::Response;
use axum_extra::extract::Query;
use sqlx::PgConnection;

use super::page::{choices, said};
use super::read_back::{mark, note_of};
use super::selection::{self, Selection};
use super::sheet::sheet;
use super::sheet_store::list_reported;
use crate::accounts::CurrentUser;
use crate::audit_trail::{Act, Entry, append_export};
use crate::clock::BEIJING;
use crate::error::Result;
use crate::official_document::Provenance;
use crate::pages::overview::{self, Overview, TaskOverview};
use crate::web::{AppState, attachment, dates};
use crate::workbook::{self, CSV, Sheet, XLSX};

/// Sends the ledger as an Excel workbook.
pub(super) async fn xlsx(
    state: State<AppState>,
    user: CurrentUser,
    year: Path<i32>,
    query: Query<selection::Query>,
) -> Result<Response> {
    let of = year.0;
    let write = |sheet: &Sheet| workbook::xlsx_to_read_back(sheet, &mark(of, sheet.as_of), note_of);
    download(state, user, year, query, ("xlsx", XLSX), write).await
}

/// Sends the ledger as CSV.
pub(super) async fn csv(
    state: State<AppState>,
    user: CurrentUser,
    year: Path<i32>,
    query: Query<selection::Query>,
) -> Result<Response> {
    download(state, user, year, query, ("csv", CSV), |sheet| Ok(workbook::csv(sheet))).await
}

/// The whole ledger as an Excel workbook, with all there is to say of every task: for the one who runs the program. That it
/// leaves is recorded as `entry`.
pub async fn ledger_xlsx(
    conn: &mut PgConnection,
    overview: &Overview,
    (act, entry): (&Act, Entry),
) -> Result<Vec<u8>> {
    let reported = list_reported(conn, overview.plan.id).await?;
    let tasks: Vec<_> = overview.tasks.iter().collect();
    let origin = append_export(conn, act, entry).await?;
    let mut sheet = sheet(overview, (&tasks, ""), &reported, origin.data_at, |_| true);
    sheet.origin = Some(origin);
    workbook::xlsx_to_read_back(&sheet, &mark(overview.plan.year, sheet.as_of), note_of)
}

/// The whole ledger as an Excel workbook, for the year's archive.
pub(in crate::pages) async fn archived_ledger(
    conn: &mut PgConnection,
    overview: &Overview,
    origin: &Provenance,
) -> Result<Vec<u8>> {
    let reported = list_reported(conn, overview.plan.id).await?;
    let tasks: Vec<_> = overview.tasks.iter().collect();
    let mut sheet = sheet(overview, (&tasks, ""), &reported, origin.data_at, |_| true);
    sheet.origin = Some(origin.clone());
    workbook::xlsx(&sheet)
}

/// Sends what the view shows; exports stand in the operation log.
async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(query): Query<selection::Query>,
    (extension, media_type): (&str, &str),
    write: impl Fn(&Sheet) -> Result<Vec<u8>>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let overview = overview::read(&mut tx, year, state.clocks.today()).await?.for_reader(&user);
    let reported = list_reported(&mut tx, overview.plan.id).await?;
    let entry = Entry::new("plan_exported", "plan", format!("导出 {year} 年台账（{extension}）"));
    let entry = entry.on(overview.plan.id.0).of_plan(year);
    let origin = append_export(&mut tx, &user.act(&state), entry).await?;
    tx.commit().await?;
    let selection = Selection::from(query);
    let fits = |task: &&TaskOverview| selection.shows(task, task.is_open_to(&user));
    let mut shown: Vec<_> = overview.tasks.iter().filter(fits).collect();
    selection.sort(&mut shown);
    let said = said(&selection, &choices(&overview, &selection));
    let concerns = |task: &TaskOverview| user.is_concerned(&task.concerned);
    let mut sheet = sheet(&overview, (&shown, &said), &reported, origin.data_at, concerns);
    sheet.origin = Some(origin.clone());
    let bytes = write(&sheet)?;
    let names = names(&origin, extension);
    Ok(attachment::download(media_type, (&names.0, &names.1), bytes))
}

/// What the file is called, plainly and in Chinese. A workbook says in its end matter of which state it speaks; a CSV has rows
/// only, so its name says it: the time of its data and the first signs of the ledger's fingerprint.
fn names(origin: &Provenance, extension: &str) -> (String, String) {
    let at = origin.data_at.with_timezone(&BEIJING);
    let mut stands = dates::short(at.date_naive());
    if extension == "csv" {
        let fingerprint: String = origin.fingerprint.chars().take(12).collect();
        stands = format!("{stands}-{}-{fingerprint}", at.format("%H%M"));
    }
    (format!("ledger-{stands}.{extension}"), format!("司法改革任务台账-{stands}.{extension}"))
}
