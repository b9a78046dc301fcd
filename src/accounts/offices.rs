//! Who works in the office (领导小组办公室): to whom what the office does can be given.

use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::AccountId;

/// 组长: account and name; `None` while nobody is.
///
/// # Errors
/// Only of the store.
pub async fn find_head_of_group(conn: &mut PgConnection) -> Result<Option<(AccountId, String)>> {
    let row = sqlx::query!(
        r#"select id as "id: AccountId", display_name from account
           where heads_the_group and role = 'leader' and disabled_at is null"#
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.id, row.display_name)))
}

/// The accounts of the office in use, with the persons' names.
///
/// # Errors
/// Only of the store.
pub async fn list_office(conn: &mut PgConnection) -> Result<Vec<(AccountId, String)>> {
    let rows = sqlx::query!(
        r#"select id as "id: AccountId", display_name from account
           where role = 'office' and disabled_at is null order by id"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.display_name)).collect())
}
