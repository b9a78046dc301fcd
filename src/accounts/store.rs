//! All SQL of accounts but sessions and the policy.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::accounts::Role;
use crate::error::{AppError, Result, violated_constraint};
use crate::ids::AccountId;

/// What signing in needs to know of an account.
#[derive(Debug)]
pub(super) struct Credentials {
    pub id: AccountId,
    pub display_name: String,
    pub role: Option<Role>,
    pub password_hash: String,
    pub locked_until: Option<DateTime<Utc>>,
    pub disabled_at: Option<DateTime<Utc>>,
}

pub(super) async fn find_credentials(
    conn: &mut PgConnection,
    sign_in_name: &str,
) -> Result<Option<Credentials>> {
    Ok(sqlx::query_as!(
        Credentials,
        r#"select id, display_name, role as "role: Role", password_hash, locked_until, disabled_at
           from account where sign_in_name = $1"#,
        sign_in_name
    )
    .fetch_optional(conn)
    .await?)
}

/// Counts one more failure; the one that reaches `lock_after` locks the account until `locked_until`.
pub(super) async fn note_failure(
    conn: &mut PgConnection,
    id: AccountId,
    lock_after: i32,
    locked_until: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update account set
             failed_sign_ins = case when failed_sign_ins + 1 >= $2 then 0 else failed_sign_ins + 1 end,
             locked_until = case when failed_sign_ins + 1 >= $2 then $3 else locked_until end
         where id = $1",
        id.0,
        lock_after,
        locked_until
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn note_success(
    conn: &mut PgConnection,
    id: AccountId,
    wall_now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update account set failed_sign_ins = 0, locked_until = null, last_signed_in_at = $2 where id = $1",
        id.0,
        wall_now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Sets a password; `must_change` when someone else has made it up.
pub(super) async fn update_password(
    conn: &mut PgConnection,
    id: AccountId,
    hash: &str,
    must_change: bool,
    wall_now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update account set password_hash = $2, must_change_password = $3, password_changed_at = $4,
                failed_sign_ins = 0, locked_until = null, version = version + 1 where id = $1",
        id.0,
        hash,
        must_change,
        wall_now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A new account's values.
#[derive(Debug)]
pub struct NewAccount<'a> {
    /// The name signed in with.
    pub sign_in_name: &'a str,
    /// The person's name on pages.
    pub display_name: &'a str,
    /// Inactive without one.
    pub role: Option<Role>,
    /// 组长.
    pub heads_the_group: bool,
    /// Argon2id.
    pub password_hash: &'a str,
    /// Whether the password was made up by someone else.
    pub must_change_password: bool,
}

/// Stores a new account; a taken name is refused with a sentence.
pub(super) async fn insert_account(
    conn: &mut PgConnection,
    account: &NewAccount<'_>,
    wall_now: DateTime<Utc>,
) -> Result<AccountId> {
    sqlx::query_scalar!(
        "insert into account (sign_in_name, display_name, role, heads_the_group, password_hash, must_change_password,
                              password_changed_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7) returning id",
        account.sign_in_name,
        account.display_name,
        account.role as Option<Role>,
        account.heads_the_group,
        account.password_hash,
        account.must_change_password,
        wall_now
    )
    .fetch_one(conn)
    .await
    .map(AccountId)
    .map_err(|error| match violated_constraint(&error) {
        Some("account_sign_in_name_taken") => {
            AppError::Refused(format!("登录名“{}”已有人使用，请换一个。", account.sign_in_name))
        }
        Some("account_sign_in_name_length" | "account_display_name_length") => {
            AppError::Refused("登录名和姓名须为 1 至 40 个字。".into())
        }
        Some("account_one_head_of_the_group") => AppError::Refused("已有一位组长，请先取消原组长。".into()),
        _ => error.into(),
    })
}

/// Whether there is no account at all yet.
pub(super) async fn is_empty(conn: &mut PgConnection) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select not exists (select from account) as "empty!""#).fetch_one(conn).await?)
}
