//! Who reads talks, and the office persons 组长 names.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::store::TalkReader;
use super::writes::{end_reader, insert_reader};
use crate::accounts::{CurrentUser, Role};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::AccountId;

/// What everybody else is told.
const WHO_READS: &str = "约谈由组长、有关院领导和组长指定的办公室人员查看和办理。";

impl TalkReader {
    /// The signed-in person.
    ///
    /// # Errors
    /// Forbidden for those who read no talks: it says who does, and nothing of any talk.
    pub fn of(user: &CurrentUser, today: NaiveDate) -> Result<Self> {
        if !user.sees_talks {
            return Err(AppError::Forbidden(WHO_READS.into()));
        }
        let sees_all = user.heads_the_group || user.role == Role::Office;
        Ok(Self { account: user.account_id, sees_all, today })
    }

    /// One who reads all talks, as 组长 does.
    #[must_use]
    pub fn of_all(account: AccountId, today: NaiveDate) -> Self {
        Self { account, sees_all: true, today }
    }
}

/// 组长 names an office person to deal with talks.
///
/// # Errors
/// Refused for an account that is not the office's or not active; a conflict where it is named already.
pub async fn name_reader(conn: &mut PgConnection, act: &Act, account: AccountId) -> Result<()> {
    let name = insert_reader(conn, act, account).await?;
    append(conn, act, entry("talk_reader_named", account, format!("指定{name}办理约谈"))).await
}

/// 组长 ends that; the row stays.
pub(super) async fn end_naming(conn: &mut PgConnection, act: &Act, reader: i64) -> Result<String> {
    let (account, name) = end_reader(conn, act, reader).await?;
    append(conn, act, entry("talk_reader_ended", account, format!("不再指定{name}办理约谈"))).await?;
    Ok(name)
}

fn entry(event: &'static str, account: AccountId, sentence: String) -> Entry {
    Entry::new(event, "talk_reader", sentence).on(account.0).for_audience(Audience::Administrators)
}
