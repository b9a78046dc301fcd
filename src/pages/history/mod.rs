//! The year's records (办理记录, `/2019/history`): the entries of the operation log its reader may see.
//!
//! Who sees which (domain, section 2) is decided in `store.rs`: what is open to all by everyone, unless its task is
//! restricted; the rest by the task's departments of the day, the office and leaders; administrators' entries by
//! nobody here. What an entry changed is shown to those concerned only: a change may hold more than its sentence.
//!
//! `words.rs` names events in Chinese, for these pages and the operation log, `field_words.rs` fields; `change.rs` sets the values
//! before and after side by side.

pub(super) mod change;
mod field_words;
mod page;
mod store;
pub(super) mod words;

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::accounts::{CurrentUser, Routes};
use crate::error::Result;
use crate::ids::TaskId;
use crate::web::instants;

/// The routes of the year's records.
#[must_use]
pub fn routes() -> Routes {
    page::routes()
}

/// One line of a task's records, as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordLine {
    /// `2019-07-10 08:41`, Beijing.
    pub time: String,
    /// Who did it, and for whom (代录).
    pub who: String,
    /// What was done.
    pub sentence: String,
    /// Whether a person did it, not the program.
    pub by_person: bool,
}

/// The newest records of a task that `user` may see on `today`, newest first, at most `limit`.
pub async fn entries_of_task(
    conn: &mut PgConnection,
    user: &CurrentUser,
    today: NaiveDate,
    task: TaskId,
    limit: i64,
) -> Result<Vec<RecordLine>> {
    let reader = store::Reader::of(user, today);
    let records = store::list_of_task(conn, &reader, task, None, limit).await?;
    Ok(records
        .into_iter()
        .map(|record| RecordLine {
            time: instants::minute(record.at),
            who: words::who(&record.actor, record.on_behalf_of.as_deref()),
            sentence: record.sentence,
            by_person: record.by_person,
        })
        .collect())
}
