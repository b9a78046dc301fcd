//! Findings that were answered and wait to be closed, and those whose task ended under them.

use sqlx::PgConnection;

use super::items::{Group, Item, State};
use crate::accounts::CurrentUser;
use crate::error::Result;
use crate::pages::overview::Overview;
use crate::status::Light;
use crate::supervision::findings::{ToSettle, list_to_settle};
use crate::web::{AppState, dates, urls};

/// What the office has to settle in the plans in force. Two statements.
pub(super) async fn of_office(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    plans: &[Overview],
) -> Result<Vec<Item>> {
    let waiting = list_to_settle(conn, user, state.clocks.today()).await?;
    let in_force = |of: &&ToSettle| plans.iter().any(|plan| plan.plan.year == of.finding.year);
    Ok(waiting.iter().filter(in_force).map(item).collect())
}

/// What only the leader in charge may close; `None` when there is nothing.
pub(super) async fn of_leader(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
) -> Result<Option<Group>> {
    let mut waiting = list_to_settle(conn, user, state.clocks.today()).await?;
    waiting.retain(|of| of.is_answered() && of.refusal.is_none());
    let items: Vec<Item> = waiting.iter().map(item).collect();
    Ok((!items.is_empty()).then(|| Group {
        title: "请您销号".to_owned(),
        beside: format!("{} 项", items.len()),
        items,
        empty: "",
        empty_how: "",
    }))
}

fn item(of: &ToSettle) -> Item {
    let finding = &of.finding;
    let (words, link) =
        if of.is_answered() { ("待销号", "去核验") } else { ("待处理", "去处理") };
    let title = format!("第 {} 号问题：{} {}", finding.number, finding.task_number, finding.task_title);
    let mut note = match finding.met_on.filter(|_| of.is_answered()) {
        Some(on) => format!("{}于 {} 反馈", finding.department_name, dates::short(on)),
        None => format!("任务已{}，问题尚未销号", finding.task_status.word()),
    };
    if let Some(refusal) = of.refusal.filter(|_| of.is_answered()) {
        note = format!("{note} · {refusal}");
    }
    Item::new(State::new(Light::Yellow, words), title, urls::finding(finding.year, finding.number))
        .noted(note)
        .leading(link)
}
