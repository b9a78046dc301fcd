//! Requests for an extension that wait: leaders decide them, the office records decisions from paper.

use sqlx::PgConnection;

use super::items::{Group, Item, State};
use crate::accounts::CurrentUser;
use crate::error::Result;
use crate::pages::overview::Overview;
use crate::status::Light;
use crate::supervision::Reader;
use crate::supervision::change_requests::{Filter, RequestRow, RequestState, list_requests};
use crate::web::{AppState, dates, urls};

/// All that wait in the plans in force, the oldest first. One statement.
pub(super) async fn list_waiting(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    plans: &[Overview],
) -> Result<Vec<RequestRow>> {
    let reader = Reader::of(user, state.clocks.today());
    let filter = Filter { state: Some(RequestState::Waiting), ..Filter::default() };
    let mut requests = list_requests(conn, &reader, filter).await?;
    requests.retain(|request| plans.iter().any(|plan| plan.plan.year == request.year));
    Ok(requests)
}

pub(super) fn to_decide(request: &RequestRow) -> Item {
    item(request, note(request)).leading("去决定")
}

pub(super) fn to_record(request: &RequestRow) -> Item {
    if let Some(leader) = &request.leader_in_charge_name {
        let note = format!("{} · 等待{leader}决定，可代录其书面决定", note(request));
        item(request, note).leading("去代录")
    } else {
        let note = format!("{} · 分管院领导待明确，明确后才能决定", note(request));
        item(request, note).leading("去查看")
    }
}

fn item(request: &RequestRow, note: String) -> Item {
    let title = format!("延期申请：{} {}，{}", request.task_number, request.task_title, request.title());
    let path = urls::extension(request.year, request.id);
    Item::new(State::new(Light::Yellow, "待决定"), title, path).noted(note)
}

fn note(request: &RequestRow) -> String {
    format!(
        "{}于 {} 申请由 {} 延至 {}：{}",
        request.department_name.as_deref().unwrap_or("责任部门待明确"),
        dates::short(request.asked_on),
        dates::short(request.due_on),
        dates::short(request.asked_due_on),
        request.reason
    )
}

pub(super) fn group(items: Vec<Item>) -> Group {
    Group {
        title: "请您决定延期".to_owned(),
        beside: format!("{} 份", items.len()),
        items,
        empty: "",
        empty_how: "",
    }
}
