//! Waiting tasks that nobody looked at again in a finished quarter, or since the superior answered, for the office.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::items::{Item, State, spans};
use crate::accounts::CurrentUser;
use crate::error::Result;
use crate::pages::overview::Overview;
use crate::pages::superior_court::{Kind, PaperRow, Which, list_papers};
use crate::plan::tasks::TaskStatus;
use crate::status::Light;
use crate::supervision::Reader;
use crate::supervision::waits::{Wait, list_waits};
use crate::web::{AppState, urls};

/// One line for each plan in force and quarter, and one for each answer that came while a task of it waits.
pub(super) async fn to_look_at(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    plans: &[Overview],
) -> Result<Vec<Item>> {
    let today = state.clocks.today();
    let mut missing: BTreeMap<(i32, String), (String, Vec<i32>)> = BTreeMap::new();
    let reader = Reader::of(user, today);
    let mut waits = list_waits(conn, &reader, None).await?;
    waits.retain(|wait| plans.iter().any(|plan| plan.plan.year == wait.year));
    if waits.is_empty() {
        return Ok(Vec::new());
    }
    let which = Which { kind: Some(Kind::Feedback), ..Which::default() };
    let papers = list_papers(conn, &reader, which).await?;
    for wait in &waits {
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
    Ok(missing.into_iter().map(item).chain(answered(&papers, &waits)).collect())
}

/// What was answered while a task of it waits, until somebody looked at that again or it waits no more.
fn answered<'a>(papers: &'a [PaperRow], waits: &'a [Wait]) -> impl Iterator<Item = Item> + 'a {
    papers.iter().filter_map(|paper| {
        let on = paper.settled_on?;
        let open = waits.iter().filter(|wait| {
            wait.status == TaskStatus::WaitingForSuperior
                && paper.tasks.contains(&wait.task)
                && wait.since <= on
                && wait.reviews.iter().all(|review| review.looked_on < on)
        });
        let open: Vec<i32> = open.map(|wait| wait.number).collect();
        let title = format!("{}已有答复，复核待上级事项", paper.name());
        (!open.is_empty()).then(|| {
            Item::new(State::new(Light::Yellow, "已答复"), title, paper.path())
                .noted(format!("任务 {} 仍为待上级，答复后尚未复核", spans(&open)))
                .leading("去复核")
        })
    })
}
