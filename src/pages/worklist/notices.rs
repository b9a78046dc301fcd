//! In-app notices: those of one day are that day's digest.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::store::notices::{NoticeRow, find_path, list_notices, update_read};
use crate::accounts::CurrentUser;
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::AccountId;
use crate::web::form::NoFields;
use crate::web::{AppState, ProtectedForm, dates, flash, urls};

/// So many notices stand on the page; older ones are weeks old and their matters stand in the lists above.
const SHOWN: i64 = 100;

/// A day of more notices than this is closed until it is pressed.
const SHOWN_OPEN: usize = 12;

/// A person's newest notices.
pub(super) struct Notices {
    pub unread: usize,
    pub days: Vec<Day>,
}

/// The digest of a day.
pub(super) struct Day {
    pub date: String,
    pub unread: usize,
    /// Whether its notices are shown without a press: some are unread, and they do not fill the page.
    pub is_open: bool,
    pub notices: Vec<Notice>,
}

pub(super) struct Notice {
    pub message: String,
    /// Where it leads.
    pub path: String,
    pub is_read: bool,
    pub read_path: String,
}

pub(super) async fn read(conn: &mut PgConnection, account: AccountId, today: NaiveDate) -> Result<Notices> {
    let rows = list_notices(conn, account, today, SHOWN).await?;
    let notice = |row: &NoticeRow| Notice {
        message: row.message.clone(),
        path: row.path.clone(),
        is_read: row.is_read,
        read_path: urls::notice_read(row.id),
    };
    let count_unread = |rows: &[NoticeRow]| rows.iter().filter(|row| !row.is_read).count();
    let days = rows.chunk_by(|one, next| one.digest_on == next.digest_on).map(|rows| Day {
        date: dates::long(rows[0].digest_on),
        unread: count_unread(rows),
        is_open: count_unread(rows) > 0 && rows.len() <= SHOWN_OPEN,
        notices: rows.iter().map(notice).collect(),
    });
    Ok(Notices { unread: count_unread(&rows), days: days.collect() })
}

/// How a notice is read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReadForm {
    /// `yes`: what it leads to is shown then.
    open: String,
}

/// Marks one notice as read, and opens what it leads to where that is asked: who opened it has seen it.
pub(super) async fn read_one(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<i64>,
    ProtectedForm(form): ProtectedForm<ReadForm>,
) -> Result<Response> {
    if form.open != "yes" {
        return mark_read_and_return(&state, &user, Some(id)).await;
    }
    let mut tx = state.db.begin().await?;
    let path = find_path(&mut tx, user.account_id, id).await?;
    let path = path.ok_or_else(|| AppError::NotFound("没有这条通知。".into()))?;
    mark_read(&mut tx, &user.act(&state), user.account_id, Some(id)).await?;
    tx.commit().await?;
    Ok(Redirect::to(&path).into_response())
}

/// Marks all notices as read.
pub(super) async fn read_all(
    State(state): State<AppState>,
    user: CurrentUser,
    ProtectedForm(NoFields {}): ProtectedForm<NoFields>,
) -> Result<Response> {
    mark_read_and_return(&state, &user, None).await
}

async fn mark_read_and_return(state: &AppState, user: &CurrentUser, id: Option<i64>) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let count = mark_read(&mut tx, &user.act(state), user.account_id, id).await?;
    tx.commit().await?;
    let path = format!("{}#notices", urls::WORKLIST);
    Ok(match count {
        0 => flash::refused(&path, "没有未读的通知。"),
        count => flash::done(&path, &format!("已将 {count} 条通知标为已读。")),
    })
}

/// Marks one notice of `account`, or all delivered by the day of `act`, as read; returns how many were unread.
pub async fn mark_read(
    conn: &mut PgConnection,
    act: &Act,
    account: AccountId,
    id: Option<i64>,
) -> Result<u64> {
    let count = update_read(conn, account, act.today(), id, act.at).await?;
    if count > 0 {
        let entry = Entry::new("notices_read", "notice", format!("阅知通知 {count} 条"));
        let entry = match id {
            Some(id) => entry.on(id),
            None => entry,
        };
        append(conn, act, entry.for_audience(Audience::Administrators)).await?;
    }
    Ok(count)
}
