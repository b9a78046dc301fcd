//! Findings: those that wait for a leader's approval, those that were answered and wait to be closed, and those whose task
//! ended under them.

use sqlx::PgConnection;

use super::items::{Group, Item, State};
use crate::accounts::{CurrentUser, Role};
use crate::error::Result;
use crate::ids::AccountId;
use crate::pages::overview::Overview;
use crate::status::Light;
use crate::supervision::Reader;
use crate::supervision::findings::{FindingRow, ToApprove, ToSettle, list_to_approve, list_to_settle};
use crate::web::{AppState, dates, urls};

/// What the office has to settle in the plans in force. Two statements.
pub(super) async fn of_office(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    plans: &[Overview],
) -> Result<Vec<Item>> {
    let reader = Reader::of(user, state.clocks.today());
    let waiting = list_to_settle(conn, &reader, (user.account_id, user.role)).await?;
    let in_force = |of: &&ToSettle| plans.iter().any(|plan| plan.plan.year == of.finding.year);
    let mut items: Vec<Item> = to_approve(conn, state, user, plans).await?.iter().map(for_office).collect();
    items.extend(waiting.iter().filter(in_force).map(item));
    Ok(items)
}

/// What waits for a leader in the plans in force. Two statements.
async fn to_approve(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    plans: &[Overview],
) -> Result<Vec<ToApprove>> {
    let mut waiting = list_to_approve(conn, user, state.clocks.today()).await?;
    waiting.retain(|of| plans.iter().any(|plan| plan.plan.year == of.finding.year));
    Ok(waiting)
}

/// The findings whose decision the office records where it comes on paper.
fn for_office(of: &ToApprove) -> Item {
    let waits = match &of.leader {
        Some((_, leader)) => format!("等待{leader}批准，可代录其书面决定"),
        None => "分管院领导待明确，等待组长批准".to_owned(),
    };
    waits_for_leader(&of.finding).noted(format!("{} · {waits}", about(&of.finding))).leading("去代录")
}

/// What waits for the leaders' approval, read by a person who reads all; `heads_the_group`: also what
/// nobody is in charge of. `None` where nothing does.
pub(super) async fn to_decide(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    plans: &[Overview],
    (leaders, heads_the_group): (&[i64], bool),
) -> Result<Option<Group>> {
    let mut waiting = to_approve(conn, state, user, plans).await?;
    waiting
        .retain(|of| of.leader.as_ref().map_or(heads_the_group, |(leader, _)| leaders.contains(&leader.0)));
    let item = |of: &ToApprove| waits_for_leader(&of.finding).noted(about(&of.finding)).leading("去批准");
    let items: Vec<Item> = waiting.iter().map(item).collect();
    Ok((!items.is_empty()).then(|| Group {
        title: "请您批准列入问题".to_owned(),
        beside: format!("{} 项", items.len()),
        items,
        empty: "",
        empty_how: "",
    }))
}

fn waits_for_leader(finding: &FindingRow) -> Item {
    Item::new(
        State::new(Light::Yellow, "待批准"),
        format!("第 {} 号问题：{} {}", finding.number, finding.task_number, finding.task_title),
        urls::finding(finding.year, finding.number),
    )
}

/// 季度检查 · 审管办 · 2019-07-10 拟列
fn about(finding: &FindingRow) -> String {
    let opened_on = dates::short(finding.opened_on);
    format!("{} · {} · {opened_on} 拟列", finding.source.word(), finding.department_name)
}

/// What only this leader may close in these years, read by a person who reads all; `None` when there is nothing.
pub(super) async fn of_leader(
    conn: &mut PgConnection,
    reader: &Reader,
    leader: AccountId,
    these: impl Fn(i32) -> bool,
) -> Result<Option<Group>> {
    let mut waiting = list_to_settle(conn, reader, (leader, Role::Leader)).await?;
    waiting.retain(|of| of.is_answered() && of.refusal.is_none() && these(of.finding.year));
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
