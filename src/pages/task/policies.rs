//! The policy documents a task rests on, as its page lists them: one line each.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::accounts::CurrentUser;
use crate::error::Result;
use crate::pages::policies::{PolicyRow, Which, list_policies};
use crate::supervision::Reader;
use crate::web::urls;

/// A document.
pub(super) struct PolicyLine {
    pub path: String,
    pub title: String,
    /// Number, issuer and date.
    pub origin: String,
}

/// The documents that concern the task, but for withdrawn ones.
pub(super) async fn policies_of(
    conn: &mut PgConnection,
    user: &CurrentUser,
    today: NaiveDate,
    (year, number): (i32, i32),
) -> Result<Vec<PolicyLine>> {
    let which = Which { task: Some(number), ..Which::default() };
    let mut found = list_policies(conn, &Reader::of(user, today), year, which).await?;
    found.retain(|policy| policy.withdrawn_on.is_none());
    let line = |policy: PolicyRow| PolicyLine {
        path: urls::policy(policy.year, policy.number),
        origin: policy.origin(),
        title: policy.title,
    };
    Ok(found.into_iter().map(line).collect())
}
