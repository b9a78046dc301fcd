//! The stored calendar.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::arrangements::arrangements;
use super::notice::{Notice, Scope};
use super::workdays_csv::{SEED, SEED_SOURCE, read, years};
use super::working_days::{ArrangedDay, DayKind, WorkingCalendar};
use crate::audit_trail::{Act, Entry, append};
use crate::error::{AppError, Result};

/// The number of the advisory lock that keeps two revisions apart.
const CALENDAR_LOCK: i64 = 0xCA1E;

/// Waits for any other revision of the calendar to end; held until the end of the transaction.
pub async fn lock_calendar(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1)", CALENDAR_LOCK).fetch_one(conn).await?;
    Ok(())
}

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

/// Whether a notice of `year` is stored: else dates counted in it are estimates.
pub async fn is_announced(conn: &mut PgConnection, year: i32) -> Result<bool> {
    let query = sqlx::query_scalar!(
        r#"select exists (select from calendar_notice where year = $1) as "announced!""#,
        year
    );
    Ok(query.fetch_one(conn).await?)
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

/// Stores what a notice says: the days of its year anew or only those it names, each naming the notice from now on.
/// Returns the calendar after it. Records itself with the year's arrangement before and after.
///
/// A notice entered again corrects what it said. What it changes of deadlines is the caller's, in the same transaction,
/// behind [`lock_calendar`].
pub async fn enter_notice(
    conn: &mut PgConnection,
    act: &Act,
    before: &WorkingCalendar,
    notice: &Notice,
) -> Result<WorkingCalendar> {
    let is_whole = notice.scope == Scope::WholeYear;
    let id = sqlx::query_scalar!(
        "insert into calendar_notice as n (year, source, stored_at, whole_year) values ($1, $2, $3, $4)
         on conflict (year, source) do update set
             stored_at = case when excluded.whole_year then excluded.stored_at else n.stored_at end,
             whole_year = n.whole_year or excluded.whole_year
         returning id",
        notice.year,
        notice.number,
        act.at,
        is_whole
    )
    .fetch_one(&mut *conn)
    .await?;
    store_days(conn, id, notice, is_whole).await?;
    let after = get_calendar(conn).await?;
    let sentence = format!("录入放假通知 {}：{} 年工作日历", notice.number, notice.year);
    let said = |calendar: &WorkingCalendar| Some(json!({"days": arrangement_lines(calendar, notice.year)}));
    let entry =
        Entry::new("calendar_notice_entered", "calendar_notice", sentence).on(id).of_plan(notice.year);
    append(conn, act, entry.with_change(said(before), said(&after))).await?;
    Ok(after)
}

async fn store_days(conn: &mut PgConnection, id: i64, notice: &Notice, is_whole: bool) -> Result<()> {
    let stated: Vec<NaiveDate> = notice.days.iter().map(|day| day.date).collect();
    sqlx::query!(
        "delete from calendar_day
         where day = any($1) or ($2 and notice_id in (select id from calendar_notice where year = $3))",
        &stated,
        is_whole,
        notice.year
    )
    .execute(&mut *conn)
    .await?;
    let arranged = notice.days.iter().filter_map(|day| day.arranged.as_ref().map(|said| (day.date, said)));
    let (dates, said): (Vec<NaiveDate>, Vec<&(DayKind, String)>) = arranged.unzip();
    let kinds: Vec<DayKind> = said.iter().map(|(kind, _)| *kind).collect();
    let names: Vec<String> = said.iter().map(|(_, name)| name.clone()).collect();
    sqlx::query!(
        "insert into calendar_day (day, kind, name, notice_id)
         select d.day, d.kind, d.name, $4 from unnest($1::date[], $2::calendar_day_kind[], $3::text[]) as d (day, kind, name)",
        &dates,
        kinds as Vec<DayKind>,
        &names,
        id
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The arrangement of a year in lines, from the December before, in which a New Year's holiday may begin.
fn arrangement_lines(calendar: &WorkingCalendar, year: i32) -> Vec<String> {
    let first = NaiveDate::from_ymd_opt(year - 1, 12, 1).unwrap_or_default();
    let last = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or_default();
    let rows = arrangements(calendar.arranged_between(first, last));
    rows.iter().map(|row| format!("{} {}{}（{}）", row.days, row.name, row.kind.word(), row.notice)).collect()
}

/// A notice, or the data file, a stored year rests on.
#[derive(Debug)]
pub(super) struct StoredNotice {
    pub year: i32,
    pub source: String,
    /// Whether it arranged the year anew; notices of the year before it are history.
    pub whole_year: bool,
}

/// What the stored years rest or rested on, in the order stored.
pub(super) async fn list_notices(conn: &mut PgConnection) -> Result<Vec<StoredNotice>> {
    Ok(sqlx::query_as!(
        StoredNotice,
        "select year, source, whole_year from calendar_notice order by year, stored_at, id"
    )
    .fetch_all(conn)
    .await?)
}
