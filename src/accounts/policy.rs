//! 密码与会话策略: settings kept by the security administrator.

use sqlx::PgConnection;

use crate::error::Result;

/// The numbers of signing in (GB/T 22239-2019 asks for them; the defaults are the customary ones).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// A session ends after so many minutes without a request.
    pub idle_minutes: i32,
    /// A session ends so many hours after sign-in.
    pub absolute_hours: i32,
    /// So many failures in a row lock an account.
    pub lock_after_failures: i32,
    /// For so many minutes.
    pub lock_minutes: i32,
    /// A new password's least length.
    pub password_min_length: i32,
    /// A password older than so many days must be changed; 0 is never.
    pub password_max_age_days: i32,
    /// An account unused for so many days is listed as stale.
    pub stale_after_days: i32,
    /// For the check that nobody else changed it first.
    pub version: i32,
}

/// The policy in force.
pub async fn get_policy(conn: &mut PgConnection) -> Result<Policy> {
    Ok(sqlx::query_as!(
        Policy,
        "select idle_minutes, absolute_hours, lock_after_failures, lock_minutes, password_min_length,
                password_max_age_days, stale_after_days, version from security_policy"
    )
    .fetch_one(conn)
    .await?)
}
