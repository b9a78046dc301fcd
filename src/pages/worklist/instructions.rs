//! 批示、议定事项: what waits to be dispatched, confirmed or withdrawn; a leader's own that are still open.

use sqlx::PgConnection;

use super::items::{Group, Item, State};
use crate::accounts::{CurrentUser, Role};
use crate::error::Result;
use crate::ids::AccountId;
use crate::pages::overview::Overview;
use crate::status::Light;
use crate::supervision::Reader;
use crate::supervision::instructions::{InstructionRow, InstructionStatus, ToSettle, list_to_settle};
use crate::web::{AppState, dates, urls};

/// What the office has to do in the plans in force. Two statements.
pub(super) async fn of_office(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    plans: &[Overview],
) -> Result<Vec<Item>> {
    let reader = Reader::of(user, state.clocks.today());
    let waiting = list_to_settle(conn, &reader, (user.account_id, user.role)).await?;
    let in_force = |of: &&ToSettle| plans.iter().any(|plan| plan.plan.year == of.instruction.year);
    Ok(waiting.iter().filter(|of| of.waits_for_office()).filter(in_force).map(to_do).collect())
}

/// What only this leader may confirm in these years, and what is still open of their own, read by a person who reads all;
/// `None` where there is nothing. Two statements.
pub(super) async fn of_leader(
    conn: &mut PgConnection,
    reader: &Reader,
    leader: AccountId,
    these: impl Fn(i32) -> bool,
) -> Result<(Option<Group>, Option<Group>)> {
    let open = list_to_settle(conn, reader, (leader, Role::Leader)).await?;
    let to_confirm = open.iter().filter(|of| of.is_answered() && of.refusal.is_none());
    let to_confirm = to_confirm.filter(|of| these(of.instruction.year)).map(to_do).collect();
    let own = open.iter().map(|of| &of.instruction).filter(|of| of.leader == Some(leader));
    let own: Vec<Item> = own.map(|instruction| still_open(instruction, reader.today)).collect();
    Ok((group("请您确认办结", to_confirm), group("我的批示", own)))
}

fn group(title: &str, items: Vec<Item>) -> Option<Group> {
    (!items.is_empty()).then(|| Group {
        title: title.to_owned(),
        beside: format!("{} 项", items.len()),
        items,
        empty: "",
        empty_how: "",
    })
}

/// 第 3 号批示：6 完善审判流程管理; without task its first line.
fn title(instruction: &InstructionRow) -> String {
    let about = instruction.task_name().unwrap_or_else(|| instruction.in_a_line());
    format!("{}：{about}", instruction.name())
}

fn to_do(of: &ToSettle) -> Item {
    let instruction = &of.instruction;
    let department = instruction.department_name.as_deref().unwrap_or_default();
    let (words, link, mut note) = match instruction.status {
        InstructionStatus::ToAssign => {
            let given_on = dates::short(instruction.given_on);
            ("待分办", "去分办", format!("{}，{given_on}", instruction.source()))
        }
        InstructionStatus::Answered => {
            let on = instruction.met_on.map(dates::short);
            let on = on.map_or_else(String::new, |on| format!("于 {on} "));
            ("待确认", "去确认", format!("{department}{on}反馈"))
        }
        _ => {
            let status = instruction.task_status.map_or("结束", |status| status.word());
            ("待处理", "去处理", format!("任务已{status}，尚未办结"))
        }
    };
    if let Some(refusal) = of.refusal.filter(|_| of.is_answered()) {
        note = format!("{note} · {refusal}");
    }
    Item::new(State::new(Light::Yellow, words), title(instruction), path(instruction))
        .noted(note)
        .leading(link)
}

fn still_open(instruction: &InstructionRow, today: chrono::NaiveDate) -> Item {
    let (kind, symbol, words) = instruction.status.light();
    let late = instruction.days_overdue(today);
    let state = match late {
        Some(days) => State::new(Light::Red, format!("逾期 {days} 天")),
        None => State { kind, symbol, words: words.to_owned() },
    };
    let note = match &instruction.department_name {
        Some(name) => format!("{name}办理，应于 {} 前反馈", instruction.due_in_words()),
        None => "等领导小组办公室分办".to_owned(),
    };
    Item::new(state, title(instruction), path(instruction)).noted(note)
}

fn path(instruction: &InstructionRow) -> String {
    urls::instruction(instruction.year, instruction.number)
}
