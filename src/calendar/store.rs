//! The stored calendar.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Utc};
use sqlx::PgConnection;

use super::workdays_csv::{SEED, SEED_SOURCE, read, years};
use super::working_days::{ArrangedDay, DayKind, WorkingCalendar};
use crate::error::{AppError, Result};

/// The calendar as stored, read in one statement.
pub async fn get_calendar(conn: &mut PgConnection) -> Result<WorkingCalendar> {
    let rows = sqlx::query!(
        r#"select n.year as "year!", n.source as "source!", d.day as "day?", d.kind as "kind?: DayKind", d.name as "name?"
           from calendar_notice n left join calendar_day d on d.notice_id = n.id"#
    )
    .fetch_all(conn)
    .await?;
    let announced: BTreeSet<i32> = rows.iter().map(|row| row.year).collect();
    let days = rows.into_iter().filter_map(|row| {
        let (date, kind, name) = (row.day?, row.kind?, row.name?);
        Some(ArrangedDay { date, kind, name, notice: row.source })
    });
    Ok(WorkingCalendar::new(days.collect(), announced))
}

/// Stores the years known when the program was built, where no year is stored yet.
pub async fn store_seed(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<()> {
    let stored = sqlx::query_scalar!(r#"select exists (select from calendar_notice) as "stored!""#)
        .fetch_one(&mut *conn)
        .await?;
    if stored {
        return Ok(());
    }
    let days = read(SEED, SEED_SOURCE).map_err(|line| AppError::Internal(line.into()))?;
    let announced: Vec<i32> = years(&days).into_iter().collect();
    sqlx::query!(
        "insert into calendar_notice (year, source, stored_at) select year, $2, $3 from unnest($1::integer[]) year
         on conflict do nothing",
        &announced,
        SEED_SOURCE,
        now
    )
    .execute(&mut *conn)
    .await?;
    let dates: Vec<_> = days.iter().map(|day| day.date).collect();
    let years: Vec<i32> = days.iter().map(|day| day.date.year()).collect();
    let kinds: Vec<DayKind> = days.iter().map(|day| day.kind).collect();
    let names: Vec<String> = days.iter().map(|day| day.name.clone()).collect();
    sqlx::query!(
        "insert into calendar_day (day, kind, name, notice_id)
         select d.day, d.kind, d.name, n.id
         from unnest($1::date[], $2::calendar_day_kind[], $3::text[], $4::integer[]) as d (day, kind, name, year)
         join calendar_notice n on n.year = d.year and n.source = $5
         on conflict do nothing",
        &dates,
        kinds as Vec<DayKind>,
        &names,
        &years,
        SEED_SOURCE
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A notice, or the data file, a stored year rests on.
#[derive(Debug)]
pub(super) struct StoredNotice {
    pub year: i32,
    pub source: String,
}

/// What the stored years rest on, in the order stored.
pub(super) async fn list_notices(conn: &mut PgConnection) -> Result<Vec<StoredNotice>> {
    Ok(sqlx::query_as!(StoredNotice, "select year, source from calendar_notice order by year, stored_at, id")
        .fetch_all(conn)
        .await?)
}
