//! What look-backs found of a task and of its findings, as its page lists them.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::accounts::{Action, CurrentUser};
use crate::error::Result;
use crate::ids::TaskId;
use crate::supervision::Reader;
use crate::supervision::look_backs::{Item, list_items_of_task};
use crate::web::{dates, urls};

/// One item of a round.
pub(super) struct LookBackLine {
    pub path: String,
    /// 2019年第1轮：任务 6
    pub what: String,
    pub state: (&'static str, &'static str, &'static str),
    /// When, and the finding it was reopened with.
    pub note: String,
}

/// What the reader may see of it; nothing for roles that read none.
pub(super) async fn look_backs_of(
    conn: &mut PgConnection,
    user: &CurrentUser,
    today: NaiveDate,
    task: TaskId,
) -> Result<Vec<LookBackLine>> {
    if !user.may(Action::ReadLookBacks) {
        return Ok(Vec::new());
    }
    let items = list_items_of_task(conn, &Reader::of(user, today), task).await?;
    Ok(items.iter().map(line).collect())
}

fn line(item: &Item) -> LookBackLine {
    let finding = item.new_number.map(|number| format!("第 {number} 号问题"));
    LookBackLine {
        path: urls::look_back_item(item.round_year, item.round_number, item.number),
        what: format!("{}年第{}轮：{}", item.round_year, item.round_number, item.kind()),
        state: item.state().light(),
        note: [item.decided_on.map(dates::short), finding]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · "),
    }
}
