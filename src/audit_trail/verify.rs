//! Verifying that the operation log is whole.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};

use crate::audit_trail::digest::{self, Fields};
use crate::audit_trail::model::{Audience, EntryResult};
use crate::error::Result;

/// Longer than any transaction of the program: an entry that turns up in the log later than this after a seal it
/// should have stood in was not written by the program.
const LONGEST_TRANSACTION: TimeDelta = TimeDelta::minutes(15);

/// What is wrong with the log, in the order of ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// This entry's fields or content are not what was written.
    Changed(i64),
    /// This entry was sealed and is gone.
    Missing(i64),
    /// This entry was put in after the time it claims.
    Added(i64),
    /// This seal does not follow from the one before and its entries.
    BrokenSeal(i64),
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Changed(id) => write!(f, "第 {id} 条记录被改动"),
            Self::Missing(id) => write!(f, "第 {id} 条记录缺失"),
            Self::Added(id) => write!(f, "第 {id} 条记录是事后添加的"),
            Self::BrokenSeal(id) => write!(f, "第 {id} 号封存与其前后不符"),
        }
    }
}

/// What a verification looked at and found.
#[derive(Debug, Default)]
pub struct Verification {
    /// How many entries there are.
    pub entries: usize,
    /// How many of them no seal covers yet.
    pub unsealed: usize,
    /// How many seals there are.
    pub seals: usize,
    /// What is wrong; empty when the log is whole.
    pub findings: Vec<Finding>,
}

impl Verification {
    /// Whether nothing was found wrong.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }

    /// What was looked at and found, in a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let found = if self.is_whole() {
            "没有改动、缺失或事后添加".to_owned()
        } else {
            format!("发现 {} 处不符", self.findings.len())
        };
        format!("共 {} 条、{} 次封存（{} 条待封存），{found}。", self.entries, self.seals, self.unsealed)
    }
}

/// Where a sealed entry belongs.
struct Sealed {
    seal: i64,
    digest: Vec<u8>,
}

/// Checks every entry against its digest, every digest against its seal, and every seal against the one before.
///
/// An entry with a present-day time and a right digest, put in between two seals by someone with full rights on
/// the database, cannot be told from a written one: the chain has no secret.
///
/// The log is read as it stands at one instant, so that what is written and sealed meanwhile is no finding.
pub async fn verify(pool: &PgPool) -> Result<Verification> {
    let mut snapshot = pool.begin_with("begin isolation level repeatable read read only").await?;
    let result = check(&mut snapshot).await?;
    snapshot.rollback().await?;
    Ok(result)
}

async fn check(conn: &mut PgConnection) -> Result<Verification> {
    let mut sealed = sealed_entries(conn).await?;
    let (seals, findings) = check_seals(conn, &sealed).await?;
    let mut result = Verification { seals: seals.0.len(), findings, ..Verification::default() };
    let rows = sqlx::query!(
        r#"select e.id, e.at, e.wall_at, e.account_id, e.actor, e.on_behalf_of, e.address, e.event,
                  e.result as "result: EntryResult", e.audience as "audience: Audience", e.plan_year, e.task_id,
                  e.department_id, e.subject, e.subject_id, e.content_digest, e.digest,
                  c.sentence as "sentence?", c.before, c.after
           from ledger_entry e left join ledger_content c on c.entry_id = e.id order by e.id"#
    )
    .fetch_all(conn)
    .await?;
    result.entries = rows.len();
    for row in rows {
        let fields = Fields {
            at: row.at,
            wall_at: row.wall_at,
            account_id: row.account_id,
            actor: &row.actor,
            on_behalf_of: row.on_behalf_of.as_deref(),
            address: row.address.as_deref(),
            event: &row.event,
            result: row.result,
            audience: row.audience,
            plan_year: row.plan_year,
            task_id: row.task_id,
            department_id: row.department_id,
            subject: &row.subject,
            subject_id: row.subject_id,
        };
        let content = row
            .sentence
            .as_deref()
            .map(|s| digest::of_content(s, row.before.as_deref(), row.after.as_deref()));
        let place = sealed.remove(&row.id);
        let whole = digest::of_entry(&fields, &row.content_digest) == row.digest
            && content.is_some_and(|content| content == row.content_digest)
            && place.as_ref().is_none_or(|place| place.digest == row.digest);
        if !whole {
            result.findings.push(Finding::Changed(row.id));
        } else if seals.too_late(place.as_ref().map(|place| place.seal), row.wall_at) {
            result.findings.push(Finding::Added(row.id));
        }
        result.unsealed += usize::from(place.is_none());
    }
    let mut missing: Vec<i64> = sealed.into_keys().collect();
    missing.sort_unstable();
    result.findings.extend(missing.into_iter().map(Finding::Missing));
    Ok(result)
}

async fn sealed_entries(conn: &mut PgConnection) -> Result<HashMap<i64, Sealed>> {
    let rows =
        sqlx::query!("select seal_id, entry_id, digest from ledger_seal_entry").fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.entry_id, Sealed { seal: row.seal_id, digest: row.digest })).collect())
}

/// When each seal was made, oldest first.
struct Seals(Vec<(i64, DateTime<Utc>)>);

impl Seals {
    /// Whether an entry of `wall_at`, standing in `seal` (or in none yet), should have stood in an earlier one.
    fn too_late(&self, seal: Option<i64>, wall_at: DateTime<Utc>) -> bool {
        let before = self.0.iter().rev().find(|(id, _)| seal.is_none_or(|seal| *id < seal));
        before.is_some_and(|(_, sealed_at)| wall_at + LONGEST_TRANSACTION < *sealed_at)
    }
}

async fn check_seals(
    conn: &mut PgConnection,
    sealed: &HashMap<i64, Sealed>,
) -> Result<(Seals, Vec<Finding>)> {
    let mut by_seal: HashMap<i64, Vec<(i64, &[u8])>> = HashMap::new();
    for (id, place) in sealed {
        by_seal.entry(place.seal).or_default().push((*id, &place.digest));
    }
    let rows =
        sqlx::query!("select id, sealed_at, entries, previous_digest, digest from ledger_seal order by id")
            .fetch_all(conn)
            .await?;
    let mut seals = Seals(Vec::new());
    let mut findings = Vec::new();
    let mut previous: Vec<u8> = Vec::new();
    for row in rows {
        let mut entries = by_seal.remove(&row.id).unwrap_or_default();
        entries.sort_unstable_by_key(|(id, _)| *id);
        let holds = row.previous_digest == previous
            && usize::try_from(row.entries) == Ok(entries.len())
            && digest::of_seal(&previous, entries.into_iter()) == row.digest;
        if !holds {
            findings.push(Finding::BrokenSeal(row.id));
        }
        previous = row.digest;
        seals.0.push((row.id, row.sealed_at));
    }
    Ok((seals, findings))
}
