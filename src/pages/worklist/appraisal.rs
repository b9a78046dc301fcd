//! Objections to the appraisal (考核异议) that wait: for the people of 考核办, for 组长 about 考核办's own, for the office that
//! records decisions.

use sqlx::PgConnection;

use super::items::{Group, Item, State};
use crate::accounts::{CurrentUser, Role};
use crate::error::Result;
use crate::pages::appraisal::{ObjectionRow, Which, decides, list_objections, waits_for};
use crate::status::Light;
use crate::supervision::change_requests::has_another_office;
use crate::web::{dates, urls};

/// The open objections the reader decides, or records the decision of. Two statements at most.
pub(super) async fn waiting(conn: &mut PgConnection, user: &CurrentUser) -> Result<Vec<Item>> {
    let mut open = list_objections(conn, Which { open: true, ..Which::default() }).await?;
    let another = user.role == Role::Office && has_another_office(conn, user.account_id).await?;
    open.retain(|objection| decides(user, another, objection));
    Ok(open.iter().map(item).collect())
}

/// The same as a group of its own; `None` where nothing waits.
pub(super) async fn to_decide(conn: &mut PgConnection, user: &CurrentUser) -> Result<Option<Group>> {
    Ok(group(waiting(conn, user).await?))
}

/// Those 组长 decides, about 考核办's own department, in these years; `None` where nothing waits. One statement.
pub(super) async fn of_head(conn: &mut PgConnection, these: impl Fn(i32) -> bool) -> Result<Option<Group>> {
    let mut open = list_objections(conn, Which { open: true, ..Which::default() }).await?;
    open.retain(|of| is_about_appraisers(of) && these(of.year));
    Ok(group(open.iter().map(item).collect()))
}

fn group(items: Vec<Item>) -> Option<Group> {
    (!items.is_empty()).then(|| Group {
        title: "请您决定：考核异议".to_owned(),
        beside: format!("{} 项", items.len()),
        items,
        empty: "",
        empty_how: "",
    })
}

fn is_about_appraisers(objection: &ObjectionRow) -> bool {
    objection.appraisers == Some(objection.department)
}

fn item(objection: &ObjectionRow) -> Item {
    let title = format!("考核异议：{} {}", objection.department_name, objection.words);
    Item::new(State::new(Light::Yellow, "待决定"), title, urls::objection(objection.year, objection.id))
        .noted(format!("{} 提出 · {}", dates::short(objection.objected_on), waits_for(objection)))
        .leading("去决定")
}
