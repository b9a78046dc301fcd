//! The store's mark (`store_mark`): whether a store is a real ledger or a demonstration, so that neither is ever taken
//! for the other, and how far its ledger clock runs ahead, so that every command on it sees the same day.

use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::clock::{Clock, Clocks, SystemClock};
use crate::error::{AppError, Result};

/// What a store is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "store_kind", rename_all = "snake_case")]
pub enum StoreKind {
    /// A court's ledger.
    Real,
    /// Made-up activity.
    Demonstration,
}

/// The mark of a store.
#[derive(Debug, Clone)]
pub struct StoreMark {
    /// What it is.
    pub kind: StoreKind,
    /// How far its ledger clock runs ahead of the wall clock (negative: behind).
    pub ledger_offset: Duration,
    /// The day a demonstration was built for; `None` in a real store, and while one is being built.
    pub demonstration_day: Option<NaiveDate>,
    /// The Argon2id hash of the password a demonstration was built with.
    pub demonstration_secret: Option<String>,
}

/// The mark; `None` in a store no command has used yet.
pub async fn find_mark(conn: &mut PgConnection) -> Result<Option<StoreMark>> {
    let row = sqlx::query!(
        r#"select kind as "kind: StoreKind", ledger_offset_seconds, demonstration_day, demonstration_secret from store_mark"#
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| StoreMark {
        kind: row.kind,
        ledger_offset: Duration::seconds(row.ledger_offset_seconds),
        demonstration_day: row.demonstration_day,
        demonstration_secret: row.demonstration_secret,
    }))
}

/// Marks a store as `kind` unless it bears that mark already. One with accounts or a plan in it is real, marked or not.
///
/// # Errors
/// [`AppError::Refused`] when it bears the other one.
pub async fn require_kind(conn: &mut PgConnection, kind: StoreKind, wall_now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "insert into store_mark (kind, created_at)
         select case when exists (select from account) or exists (select from plan) then 'real' else $1::store_kind end, $2
         on conflict do nothing",
        kind as StoreKind,
        wall_now
    )
    .execute(&mut *conn)
    .await?;
    let marked =
        sqlx::query_scalar!(r#"select kind as "kind: StoreKind" from store_mark"#).fetch_one(conn).await?;
    match (kind, marked) {
        (StoreKind::Real, StoreKind::Demonstration) => Err(AppError::Refused(
            "这是演示库，不能作正式台账使用：请用 --data-dir 或 --database-url 另选一个库，或改用 demo 命令。".into(),
        )),
        (StoreKind::Demonstration, StoreKind::Real) => Err(AppError::Refused(
            "这是正式台账，不能用来演示：请用 --data-dir 或 --database-url 另选一个空库。".into(),
        )),
        _ => Ok(()),
    }
}

/// Says that a demonstration stands complete, for this day and with this password, its ledger clock so far ahead.
pub async fn mark_built(
    conn: &mut PgConnection,
    day: NaiveDate,
    secret: &str,
    ledger_offset: Duration,
) -> Result<()> {
    sqlx::query!(
        "update store_mark set demonstration_day = $1, demonstration_secret = $2, ledger_offset_seconds = $3
         where kind = 'demonstration'",
        day,
        secret,
        ledger_offset.num_seconds()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps a new offset of the demonstration's ledger clock.
pub async fn update_ledger_offset(conn: &mut PgConnection, ledger_offset: Duration) -> Result<()> {
    sqlx::query!(
        "update store_mark set ledger_offset_seconds = $1 where kind = 'demonstration'",
        ledger_offset.num_seconds()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The clocks of a store: the machine's, with the ledger clock as far ahead as the store says.
pub async fn clocks_of(conn: &mut PgConnection) -> Result<Clocks> {
    let offset = find_mark(conn).await?.map_or(Duration::zero(), |mark| mark.ledger_offset);
    Ok(Clocks::new(Arc::new(SystemClock) as Arc<dyn Clock>, offset))
}
