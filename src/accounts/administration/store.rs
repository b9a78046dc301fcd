//! The administrators' SQL.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::accounts::{Policy, Role};
use crate::error::{AppError, Result};
use crate::ids::AccountId;

/// An account as administrators see it. Instants are the wall clock's.
#[derive(Debug)]
pub(crate) struct Account {
    pub id: AccountId,
    pub sign_in_name: String,
    pub display_name: String,
    pub role: Option<Role>,
    pub heads_the_group: bool,
    pub must_change_password: bool,
    pub locked_until: Option<DateTime<Utc>>,
    pub last_signed_in_at: Option<DateTime<Utc>>,
    pub disabled_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub version: i32,
    /// Sessions not ended yet (their limits may be over).
    pub sessions: i64,
}

/// All accounts: those who wait for a role first, then by role and name.
pub(crate) async fn list_accounts(conn: &mut PgConnection) -> Result<Vec<Account>> {
    Ok(sqlx::query_as!(
        Account,
        r#"select id, sign_in_name, display_name, role as "role: Role", heads_the_group, must_change_password,
                  locked_until, last_signed_in_at, disabled_at, created_at, version,
                  (select count(*) from session s where s.account_id = a.id) as "sessions!"
           from account a order by role nulls first, sign_in_name"#
    )
    .fetch_all(conn)
    .await?)
}

/// One account, or the page that says there is none.
pub(super) async fn get_account(conn: &mut PgConnection, id: AccountId) -> Result<Account> {
    sqlx::query_as!(
        Account,
        r#"select id, sign_in_name, display_name, role as "role: Role", heads_the_group, must_change_password,
                  locked_until, last_signed_in_at, disabled_at, created_at, version,
                  (select count(*) from session s where s.account_id = a.id) as "sessions!"
           from account a where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| AppError::NotFound("没有这个账号。".into()))
}

/// Locks the account for this transaction if it still is at `version`, and moves it on; whether it was.
pub(super) async fn claim(conn: &mut PgConnection, id: AccountId, version: i32) -> Result<bool> {
    let claimed = sqlx::query!(
        "update account set version = version + 1 where id = $1 and version = $2",
        id.0,
        version
    )
    .execute(conn)
    .await?;
    Ok(claimed.rows_affected() == 1)
}

/// How many accounts of `role` are not disabled; none of them changes until the transaction's end.
pub(super) async fn lock_active(conn: &mut PgConnection, role: Role) -> Result<usize> {
    let active = sqlx::query_scalar!(
        "select id from account where role = $1 and disabled_at is null order by id for no key update",
        role as Role
    )
    .fetch_all(conn)
    .await?;
    Ok(active.len())
}

pub(super) async fn update_disabled(
    conn: &mut PgConnection,
    id: AccountId,
    disabled_at: Option<DateTime<Utc>>,
) -> Result<()> {
    sqlx::query!("update account set disabled_at = $2 where id = $1", id.0, disabled_at)
        .execute(conn)
        .await?;
    Ok(())
}

/// Fails with the named constraint when a second account would head the group, or one that is no leader.
pub(super) async fn update_role(
    conn: &mut PgConnection,
    id: AccountId,
    role: Option<Role>,
    heads_the_group: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update account set role = $2, heads_the_group = $3 where id = $1",
        id.0,
        role as Option<Role>,
        heads_the_group
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn update_unlocked(conn: &mut PgConnection, id: AccountId) -> Result<()> {
    sqlx::query!("update account set locked_until = null, failed_sign_ins = 0 where id = $1", id.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Sets the policy if it still is at `policy.version`; whether it was. Fails with the named constraint of the
/// number that is out of bounds.
pub(super) async fn update_policy(conn: &mut PgConnection, policy: &Policy) -> Result<bool, sqlx::Error> {
    let updated = sqlx::query!(
        "update security_policy set idle_minutes = $1, absolute_hours = $2, lock_after_failures = $3,
                lock_minutes = $4, password_min_length = $5, password_max_age_days = $6, stale_after_days = $7,
                version = version + 1
         where version = $8",
        policy.idle_minutes,
        policy.absolute_hours,
        policy.lock_after_failures,
        policy.lock_minutes,
        policy.password_min_length,
        policy.password_max_age_days,
        policy.stale_after_days,
        policy.version
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}
