//! 盲区排查 on the office's list: how many are open, and which acceptances lapse soon.

use sqlx::PgConnection;

use super::items::{Item, State};
use crate::error::Result;
use crate::pages::blind_spots::{ForOffice, for_office};
use crate::pages::overview::Overview;
use crate::status::Light;
use crate::web::{dates, urls};

/// So many acceptances are named; the rest is counted.
const NAMED: usize = 3;

/// A line for each plan with open blind spots, and one for what is accepted for a few days more only.
pub(super) async fn of_office(conn: &mut PgConnection, plans: &[Overview]) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    for plan in plans {
        let found = for_office(conn, plan).await?;
        let year = plan.plan.year;
        items.extend(open(year, &found).into_iter().chain(lapsing(year, &found)));
    }
    Ok(items)
}

fn open(year: i32, found: &ForOffice) -> Option<Item> {
    let there = found.open.iter().filter(|(_, count)| *count > 0);
    let counts: Vec<String> = there.map(|(check, count)| format!("{} {count} 项", check.word())).collect();
    (!counts.is_empty()).then(|| {
        Item::new(
            State::new(Light::Grey, "待完善"),
            format!("{year} 年度盲区排查：{}", counts.join("、")),
            urls::blind_spots(year),
        )
        .noted("逐项补齐；一时补不齐的，写明理由接受到某一天")
        .leading("去排查")
    })
}

fn lapsing(year: i32, found: &ForOffice) -> Option<Item> {
    let named = found.lapsing.iter().take(NAMED);
    let named: Vec<String> =
        named.map(|(what, until_on)| format!("{what}（至 {}）", dates::short(*until_on))).collect();
    let count = found.lapsing.len();
    let rest = if count > NAMED { "等" } else { "" };
    (count > 0).then(|| {
        Item::new(
            State::new(Light::Yellow, "将到期"),
            format!("已接受的盲区将到期：{count} 项"),
            format!("{}#accepted", urls::blind_spots(year)),
        )
        .noted(format!("{}{rest}", named.join("、")))
        .leading("去看")
    })
}
