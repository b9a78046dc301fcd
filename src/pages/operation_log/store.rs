//! Reading the whole log.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::audit_trail::EntryResult;
use crate::error::{AppError, Result};

/// Which entries; `None` is any.
#[derive(Debug, Default)]
pub(super) struct Filter {
    /// Part of the name of who acted, or for whom.
    pub person: Option<String>,
    pub event: Option<String>,
    pub result: Option<EntryResult>,
    /// From this instant of the ledger on.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant of the ledger.
    pub until: Option<DateTime<Utc>>,
    /// Older than the entry of this id.
    pub before: Option<i64>,
}

/// An entry of the log.
pub(super) struct LogEntry {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub wall_at: DateTime<Utc>,
    pub actor: String,
    pub on_behalf_of: Option<String>,
    pub address: Option<String>,
    pub event: String,
    pub result: EntryResult,
    pub sentence: String,
    pub plan_year: Option<i32>,
    pub task_number: Option<i32>,
}

/// Entries of the filter, newest first.
pub(super) async fn list_entries(
    conn: &mut PgConnection,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<LogEntry>> {
    Ok(sqlx::query_as!(
        LogEntry,
        r#"select e.id, e.at, e.wall_at, e.actor, e.on_behalf_of, e.address, e.event,
                  e.result as "result: EntryResult", coalesce(c.sentence, '（内容缺失）') as "sentence!",
                  e.plan_year, t.number as "task_number?"
           from ledger_entry e
           left join ledger_content c on c.entry_id = e.id
           left join task t on t.id = e.task_id
           where ($1::text is null or strpos(e.actor, $1) > 0 or strpos(e.on_behalf_of, $1) > 0)
             and ($2::text is null or e.event = $2)
             and ($3::entry_result is null or e.result = $3)
             and ($4::timestamptz is null or e.at >= $4)
             and ($5::timestamptz is null or e.at < $5)
             and ($6::bigint is null or e.id < $6)
           order by e.id desc limit $7"#,
        filter.person,
        filter.event,
        filter.result as Option<EntryResult>,
        filter.from,
        filter.until,
        filter.before,
        limit
    )
    .fetch_all(conn)
    .await?)
}

/// How many entries the log has.
pub(super) async fn count_entries(conn: &mut PgConnection) -> Result<i64> {
    Ok(sqlx::query_scalar!(r#"select count(*) as "count!" from ledger_entry"#).fetch_one(conn).await?)
}

/// What an entry's own page says besides: values before and after, digest and seal.
pub(super) struct Detail {
    pub before: Option<String>,
    pub after: Option<String>,
    pub digest: Vec<u8>,
    pub seal_id: Option<i64>,
}

/// The details of an entry, or the page that says there is none.
pub(super) async fn get_detail(conn: &mut PgConnection, id: i64) -> Result<Detail> {
    sqlx::query_as!(
        Detail,
        r#"select c.before as "before?", c.after as "after?", e.digest, s.seal_id as "seal_id?"
           from ledger_entry e
           left join ledger_content c on c.entry_id = e.id
           left join ledger_seal_entry s on s.entry_id = e.id
           where e.id = $1"#,
        id
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| AppError::NotFound("操作日志中没有这一条。".into()))
}
