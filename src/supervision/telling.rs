//! Notices (提醒) of this wing: whom what is done is told, and where it leads.

use sqlx::PgConnection;

use crate::audit_trail::Act;
use crate::error::Result;
use crate::ids::{AccountId, DepartmentId};

/// How a notice begins that asks a leader to approve something.
pub(super) const ASKING: &str = "请批准";

/// Marks the notices read that lead to `path` and begin so: nobody is called to what is decided.
pub(crate) async fn settle(conn: &mut PgConnection, act: &Act, path: &str, beginning: &str) -> Result<()> {
    sqlx::query!(
        "update notice set read_at = $1 where path = $2 and starts_with(message, $3) and read_at is null",
        act.at,
        path,
        beginning
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Tells a department's people of the day, its contacts, their stand-ins and its heads, in their notices: `message`, leading
/// to `path` in the plan of `year`. Whoever does it knows.
pub(crate) async fn tell_department(
    conn: &mut PgConnection,
    act: &Act,
    department: DepartmentId,
    (year, path): (i32, &str),
    message: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into notice (account_id, digest_on, plan_year, message, path, created_at)
         select a.id, $1, $2, $3, $4, $5 from account a
         where a.disabled_at is null and a.id is distinct from $6 and exists (
             select from membership m where m.account_id = a.id and m.department_id = $7
             and m.from_on <= $1 and (m.to_on is null or m.to_on >= $1))
         order by a.id",
        act.today(),
        year,
        message,
        path,
        act.at,
        act.account().map(|account| account.0),
        department.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Tells persons in their notices, as [`tell_department`] does a department.
pub(crate) async fn tell_persons(
    conn: &mut PgConnection,
    act: &Act,
    persons: &[AccountId],
    (year, path): (i32, &str),
    message: &str,
) -> Result<()> {
    let persons: Vec<i64> = persons.iter().map(|person| person.0).collect();
    sqlx::query!(
        "insert into notice (account_id, digest_on, plan_year, message, path, created_at)
         select a.id, $1, $2, $3, $4, $5 from account a
         where a.disabled_at is null and a.id is distinct from $6 and a.id = any($7) order by a.id",
        act.today(),
        year,
        message,
        path,
        act.at,
        act.account().map(|account| account.0),
        &persons
    )
    .execute(conn)
    .await?;
    Ok(())
}
