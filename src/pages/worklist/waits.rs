//! Waiting tasks that nobody looked at again in a finished quarter, for the office.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::items::{Item, State, spans};
use crate::accounts::CurrentUser;
use crate::error::Result;
use crate::pages::overview::Overview;
use crate::status::Light;
use crate::supervision::Reader;
use crate::supervision::waits::list_waits;
use crate::web::{AppState, urls};

/// One line for each plan in force and quarter.
pub(super) async fn to_look_at(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    plans: &[Overview],
) -> Result<Vec<Item>> {
    let today = state.clocks.today();
    let mut missing: BTreeMap<(i32, String), (String, Vec<i32>)> = BTreeMap::new();
    for wait in list_waits(conn, &Reader::of(user, today), None).await? {
        if plans.iter().all(|plan| plan.plan.year != wait.year) {
            continue;
        }
        for quarter in wait.not_looked_at(today) {
            let of_quarter = missing.entry((wait.year, quarter.to_string()));
            of_quarter.or_insert_with(|| (quarter.words(), Vec::new())).1.push(wait.number);
        }
    }
    let item = |((year, _), (words, numbers)): ((i32, String), (String, Vec<i32>))| {
        let title = format!("复核待上级、暂缓事项：{words}，{} 项", numbers.len());
        Item::new(State::new(Light::Yellow, "未复核"), title, urls::waits(year))
            .noted(format!("任务 {}", spans(&numbers)))
            .leading("去复核")
    };
    Ok(missing.into_iter().map(item).collect())
}
