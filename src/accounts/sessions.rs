//! Sessions live in the store; the browser holds an id of which only the SHA-256 is stored, so that a copy of the
//! store opens nothing. A session ends after idle and absolute limits, at sign-out, when its account's password
//! changes, or by the security administrator.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use crate::accounts::{MembershipKind, MembershipOf, Role};
use crate::error::Result;
use crate::ids::AccountId;
use crate::web::csrf::{hash_of_secret, random_secret};

/// A session's last use is written down at most this often: a page is read far more often than that matters.
const NOTE_USE_EVERY: TimeDelta = TimeDelta::seconds(60);

/// What a request's session says of its user, read in one statement.
#[derive(Debug)]
pub(super) struct SessionUser {
    pub account_id: AccountId,
    pub sign_in_name: String,
    pub display_name: String,
    pub role: Role,
    pub heads_the_group: bool,
    pub sees_talks: bool,
    pub must_change_password: bool,
    pub memberships: Vec<MembershipOf>,
    pub unread: i64,
    pub years: Vec<i32>,
    pub frozen_years: Vec<i32>,
}

/// Opens a session and returns the id for the cookie.
pub(super) async fn open(
    conn: &mut PgConnection,
    account: AccountId,
    wall_now: DateTime<Utc>,
    address: Option<String>,
) -> Result<String> {
    let id = random_secret();
    sqlx::query!(
        "insert into session (id_hash, account_id, created_at, last_seen_at, address) values ($1, $2, $3, $3, $4)",
        hash_of_secret(&id),
        account.0,
        wall_now,
        address,
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// Who the session of this id belongs to on the ledger day `today`, with the memberships valid then; `None` when
/// there is no such session, its limits are over, or its account is disabled or without a role.
///
/// Beside the account it reads the count of unread notices and the years stored, which the frame of every page
/// shows: one statement a request instead of three.
pub(super) async fn find_user(
    conn: &mut PgConnection,
    id: &str,
    wall_now: DateTime<Utc>,
    today: chrono::NaiveDate,
) -> Result<Option<SessionUser>> {
    let row = sqlx::query!(
        r#"select a.id, a.sign_in_name, a.display_name, a.role as "role!: Role", a.heads_the_group, s.last_seen_at,
                  (a.role = 'leader' or (a.role = 'office' and exists (
                      select from talk_reader t where t.account_id = a.id and t.ended_on is null))) as "sees_talks!",
                  (a.must_change_password or (p.password_max_age_days > 0
                      and a.password_changed_at < $2::timestamptz - make_interval(days => p.password_max_age_days)))
                      as "must_change_password!",
                  array(select d.id from membership m join department d on d.id = m.department_id
                        where m.account_id = a.id and m.from_on <= $3 and (m.to_on is null or m.to_on >= $3)
                        order by d.position, m.id) as "department_ids!",
                  array(select d.name from membership m join department d on d.id = m.department_id
                        where m.account_id = a.id and m.from_on <= $3 and (m.to_on is null or m.to_on >= $3)
                        order by d.position, m.id) as "department_names!",
                  array(select m.kind from membership m join department d on d.id = m.department_id
                        where m.account_id = a.id and m.from_on <= $3 and (m.to_on is null or m.to_on >= $3)
                        order by d.position, m.id) as "kinds!: Vec<MembershipKind>",
                  (select count(*) from notice n where n.account_id = a.id and n.read_at is null and n.digest_on <= $3)
                      as "unread!",
                  array(select year from plan order by year desc) as "years!",
                  array(select year from plan where status = 'frozen') as "frozen_years!"
           from session s join account a on a.id = s.account_id cross join security_policy p
           where s.id_hash = $1 and a.disabled_at is null and a.role is not null
             and s.last_seen_at > $2::timestamptz - make_interval(mins => p.idle_minutes)
             and s.created_at > $2::timestamptz - make_interval(hours => p.absolute_hours)"#,
        hash_of_secret(id),
        wall_now,
        today,
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if row.last_seen_at + NOTE_USE_EVERY < wall_now {
        sqlx::query!("update session set last_seen_at = $2 where id_hash = $1", hash_of_secret(id), wall_now)
            .execute(conn)
            .await?;
    }
    let departments = row.department_ids.into_iter().zip(row.department_names).zip(row.kinds);
    Ok(Some(SessionUser {
        account_id: AccountId(row.id),
        sign_in_name: row.sign_in_name,
        display_name: row.display_name,
        role: row.role,
        heads_the_group: row.heads_the_group,
        sees_talks: row.sees_talks,
        must_change_password: row.must_change_password,
        memberships: departments
            .map(|((id, name), kind)| MembershipOf { department_id: id.into(), department_name: name, kind })
            .collect(),
        unread: row.unread,
        years: row.years,
        frozen_years: row.frozen_years,
    }))
}

/// Ends the session of this id.
pub(super) async fn close(conn: &mut PgConnection, id: &str) -> Result<()> {
    sqlx::query!("delete from session where id_hash = $1", hash_of_secret(id)).execute(conn).await?;
    Ok(())
}

/// Ends all sessions of an account; returns how many there were.
pub(super) async fn close_all(conn: &mut PgConnection, account: AccountId) -> Result<u64> {
    Ok(sqlx::query!("delete from session where account_id = $1", account.0)
        .execute(conn)
        .await?
        .rows_affected())
}

/// Deletes sessions whose limits are over. They open nothing any more; this only keeps the table small.
pub(super) async fn delete_expired(conn: &mut PgConnection, wall_now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "delete from session s using security_policy p
         where s.last_seen_at <= $1::timestamptz - make_interval(mins => p.idle_minutes)
            or s.created_at <= $1::timestamptz - make_interval(hours => p.absolute_hours)",
        wall_now
    )
    .execute(conn)
    .await?;
    Ok(())
}
