//! What the quarterly checks found of a task, as its page lists it for those concerned.

use sqlx::PgConnection;

use crate::accounts::{Action, CurrentUser};
use crate::error::Result;
use crate::ids::TaskId;
use crate::pages::checks::{Found, Verdict, list_found};
use crate::reporting::monthly_reports::OwnRating;
use crate::web::{dates, urls};

/// What one closed round found.
pub(super) struct CheckLine {
    pub quarter: String,
    pub path: String,
    pub verdict: &'static str,
    pub is_bad: bool,
    /// 自评, then 核定.
    pub ratings: (&'static str, &'static str),
    pub differs: bool,
    pub risk: &'static str,
    pub closed_on: String,
}

/// What the closed rounds found, the latest first; `None` for those it does not concern.
pub(super) async fn checks_of(
    conn: &mut PgConnection,
    user: &CurrentUser,
    (year, number): (i32, i32),
    (task, concerned): (TaskId, bool),
) -> Result<Option<Vec<CheckLine>>> {
    if !concerned || !user.may(Action::ReadChecks) {
        return Ok(None);
    }
    let line = |found: Found| CheckLine {
        quarter: found.period.words(),
        path: urls::check_of_task(year, &found.period.to_string(), number),
        verdict: found.verdict.word(),
        is_bad: found.verdict == Verdict::DoesNotConform,
        ratings: (found.ratings.0.map_or("—", OwnRating::word), found.ratings.1.word()),
        differs: found.ratings.0.is_some_and(|own| own != found.ratings.1),
        risk: found.risk.word(),
        closed_on: dates::short(found.closed_on),
    };
    Ok(Some(list_found(conn, task).await?.into_iter().map(line).collect()))
}
