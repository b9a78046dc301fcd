//! Open rounds of look-backs, and what of them is given to an account of the office.

use sqlx::PgConnection;

use super::items::{Item, State};
use crate::accounts::CurrentUser;
use crate::error::Result;
use crate::pages::overview::Overview;
use crate::status::Light;
use crate::supervision::look_backs::{Round, Rounds, list_rounds};
use crate::web::{dates, urls};

/// What of the open rounds of the plans in force waits for the office: what is given to the reader first. One statement.
pub(super) async fn of_office(
    conn: &mut PgConnection,
    user: &CurrentUser,
    plans: &[Overview],
) -> Result<Vec<Item>> {
    let open = Rounds { open: true, ..Rounds::default() };
    let mut rounds = list_rounds(conn, open, user.account_id).await?;
    rounds.retain(|round| plans.iter().any(|plan| plan.plan.year == round.year));
    Ok(rounds.iter().filter(|round| round.mine > 0).map(given).chain(rounds.iter().map(open_round)).collect())
}

fn given(round: &Round) -> Item {
    let path = format!("{}?show=mine", urls::look_back(round.year, round.number));
    Item::new(State::new(Light::Yellow, "待核查"), format!("分给您的回头看事项：{} 项", round.mine), path)
        .noted(round.name())
        .leading("去核查")
}

fn open_round(round: &Round) -> Item {
    let (words, link) =
        if round.decided() == round.items { ("待结束", "去结束") } else { ("核查中", "去核查") };
    Item::new(State::new(Light::Yellow, words), round.name(), urls::look_back(round.year, round.number))
        .noted(format!(
            "{} 开始 · 已定 {} 项，共 {} 项",
            dates::short(round.opened_on),
            round.decided(),
            round.items
        ))
        .leading(link)
}
