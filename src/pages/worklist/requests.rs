//! Requests that are not settled: the office examines completions and records decisions from paper, leaders decide,
//! departments see what came back.

use sqlx::PgConnection;

use super::items::{Group, Item, State};
use crate::accounts::CurrentUser;
use crate::error::Result;
use crate::pages::overview::Overview;
use crate::status::Light;
use crate::supervision::Reader;
use crate::supervision::change_requests::{
    Filter, RequestKind, RequestRow, RequestState, SentBack, list_requests,
};
use crate::web::{AppState, dates, urls};

/// All that are open in the plans in force, the oldest first. One statement.
pub(super) async fn list_open(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    plans: &[Overview],
) -> Result<Vec<RequestRow>> {
    let reader = Reader::of(user, state.clocks.today());
    let mut requests = list_requests(conn, &reader, Filter { is_open: true, ..Filter::default() }).await?;
    // What was done meanwhile, or is not owed any more, needs no later date.
    let needless = |request: &RequestRow| request.kind == RequestKind::Extension && request.duty_ended;
    requests.retain(|request| plans.iter().any(|plan| plan.plan.year == request.year) && !needless(request));
    Ok(requests)
}

/// What of a kind waits for a leader's decision; `None` where nothing does.
pub(super) fn to_decide(kind: RequestKind, requests: &[RequestRow]) -> Option<Group> {
    let waits = |request: &&RequestRow| request.kind == kind && request.state == RequestState::Waiting;
    let items: Vec<Item> =
        requests.iter().filter(waits).map(|request| item(request, note(request)).leading("去决定")).collect();
    (!items.is_empty()).then(|| Group {
        title: format!("请您决定{}", kind.short()),
        beside: format!("{} 份", items.len()),
        items,
        empty: "",
        empty_how: "",
    })
}

/// What the office does with a request: examines it, or records its decision.
pub(super) fn for_office(request: &RequestRow) -> Item {
    if request.state == RequestState::Examining {
        return item(request, note(request)).leading("去审查");
    }
    if let Some(leader) = &request.leader_in_charge_name {
        let note = format!("{} · 等待{leader}决定，可代录其书面决定", note(request));
        item(request, note).leading("去代录")
    } else {
        let who = if request.task_number.is_some() { "分管院领导" } else { "组长" };
        let note = format!("{} · {who}待明确，明确后才能决定", note(request));
        item(request, note).leading("去查看")
    }
}

fn item(request: &RequestRow, note: String) -> Item {
    let title = match (request.kind, request.task_name()) {
        (RequestKind::Extension, Some(task)) => format!("延期申请：{task}，{}", request.title()),
        (RequestKind::Extension, None) => format!("延期申请：{}", request.title()),
        (RequestKind::Completion, task) => format!("办结申请：{}", task.unwrap_or_default()),
    };
    Item::new(State::new(Light::Yellow, request.state.word()), title, request.path()).noted(note)
}

fn note(request: &RequestRow) -> String {
    let department = request.department_name.as_deref().unwrap_or("责任部门待明确");
    let asked_on = dates::short(request.asked_on);
    match request.asked_due_on {
        Some(to) => format!(
            "{department}于 {asked_on} 申请由 {} 延至 {}：{}",
            dates::short(request.due_on),
            dates::short(to),
            request.reason
        ),
        None => format!("{department}于 {asked_on} 申请办结：{}", request.reason),
    }
}

/// A completion that came back to the department.
pub(super) fn sent_back(back: &SentBack) -> Item {
    let title = format!("办结申请：{} {}", back.task_number, back.task_title);
    let word = if back.state == RequestState::Returned { "退回原因" } else { "院领导意见" };
    Item::new(
        State { symbol: "↩", ..State::new(Light::Red, back.state.word()) },
        title,
        urls::completion(back.year, back.id),
    )
    .noted(format!("{word}：{} · 继续办理，办结后另行申请", back.reason))
    .leading("去查看")
}
