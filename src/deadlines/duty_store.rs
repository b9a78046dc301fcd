//! What a duty's page reads besides the duty: what was raised on it, the 督办通知单 about it, the extension that waits.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::DeadlineId;

/// A 督办通知单 about a duty.
#[derive(Debug)]
pub(super) struct NoticeOfDuty {
    pub year: i32,
    pub number: i32,
    pub drafted_on: NaiveDate,
    pub issued_on: Option<NaiveDate>,
    pub refused: bool,
    pub taken_back: bool,
}

/// The extension of a duty that waits for its decision, and the day asked for; `None` where none does.
pub(super) async fn find_waiting_extension(
    conn: &mut PgConnection,
    id: DeadlineId,
) -> Result<Option<(i64, NaiveDate)>> {
    let row = sqlx::query!(
        r#"select id, asked_due_on as "asked_due_on!" from change_request
           where deadline_id = $1 and kind = 'extension' and state = 'waiting' order by id desc limit 1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.id, row.asked_due_on)))
}

/// The 督办通知单 about a duty, by number; `all`: those not issued, too.
pub(super) async fn list_notices_of(
    conn: &mut PgConnection,
    id: DeadlineId,
    all: bool,
) -> Result<Vec<NoticeOfDuty>> {
    Ok(sqlx::query_as!(
        NoticeOfDuty,
        r#"select p.year, n.number, n.drafted_on, n.issued_on, n.state = 'refused' as "refused!",
                  n.state = 'taken_back' as "taken_back!"
           from supervision_notice n join plan p on p.id = n.plan_id
           where n.deadline_id = $1 and ($2 or n.issued_on is not null) order by n.number"#,
        id.0,
        all
    )
    .fetch_all(conn)
    .await?)
}

/// What the sweep raised on a duty.
#[derive(Debug)]
pub(super) struct FlagRow {
    pub id: i64,
    pub due_on: NaiveDate,
    pub level: i16,
    pub raised_on: NaiveDate,
    pub told: String,
    pub cleared_on: Option<NaiveDate>,
    pub decided_on: Option<NaiveDate>,
    pub sent: bool,
}

/// The events of a duty, newest first.
pub(super) async fn list_flags(conn: &mut PgConnection, id: DeadlineId) -> Result<Vec<FlagRow>> {
    Ok(sqlx::query_as!(
        FlagRow,
        r#"select id, due_on, level, raised_on, told, cleared_on, decided_on,
                  coalesce(decision = 'sent', false) as "sent!"
           from overdue_flag where deadline_id = $1 order by raised_on desc, level desc, id desc"#,
        id.0
    )
    .fetch_all(conn)
    .await?)
}
