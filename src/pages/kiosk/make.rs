//! The office makes a link. Its address is shown once, on the page that answers the form.

use std::net::IpAddr;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::links_page::{LinkForm, order_field, page, seconds_field};
use super::model::{Binding, Turn, View};
use super::store::{NewLink, insert_link};
use crate::accounts::CurrentUser;
use crate::audit_trail::{Entry, append};
use crate::error::Result;
use crate::plan::get_plan;
use crate::web::client_address::ClientAddress;
use crate::web::csrf::random_secret;
use crate::web::own_address::whole_address;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, urls};

/// The most characters of a name and of a place; the store's constraints say the same.
const LONGEST_NAME: usize = 40;
const LONGEST_PLACE: usize = 60;

#[derive(Template, WebTemplate)]
#[template(path = "pages/kiosk/made.html")]
struct MadePage {
    frame: PageFrame,
    name: String,
    place: String,
    address: String,
    binding: Binding,
    links_path: String,
}

pub(super) async fn make(
    State(state): State<AppState>,
    user: CurrentUser,
    ClientAddress(address): ClientAddress,
    Path(year): Path<i32>,
    headers: HeaderMap,
    ProtectedForm(form): ProtectedForm<LinkForm>,
) -> Result<Response> {
    let (binding, turns) = match parse(&form) {
        Ok(parsed) => parsed,
        Err(errors) => return page(&state, &user, year, address, form, errors).await,
    };
    let link = NewLink { name: form.name.trim(), place: form.place.trim(), binding, turns: &turns };
    let secret = store_link(&state, &user, year, &link).await?;
    let made = MadePage {
        frame: user.frame(&state, Some(year)),
        name: link.name.to_owned(),
        place: link.place.to_owned(),
        address: whole_address(&state, &headers, &urls::kiosk(&secret)),
        binding,
        links_path: urls::kiosk_links(year),
    };
    Ok(made.into_response())
}

/// Stores the link with its entry, which never holds the secret; returns the secret.
async fn store_link(state: &AppState, user: &CurrentUser, year: i32, link: &NewLink<'_>) -> Result<String> {
    let act = user.act(state);
    let secret = random_secret();
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let id = insert_link(&mut tx, plan.id, &secret, link, act.account(), act.wall_at).await?;
    let views: Vec<String> = link.turns.iter().map(|turn| turn.words()).collect();
    let after = json!({
        "name": link.name, "place": link.place, "address": link.binding.words(), "views": views,
    });
    let entry = Entry::new("kiosk_link_made", "kiosk_link", format!("生成大屏链接“{}”", link.name));
    append(&mut tx, &act, entry.on(id.0).of_plan(year).with_change(None, Some(after))).await?;
    tx.commit().await?;
    Ok(secret)
}

fn parse(form: &LinkForm) -> Result<(Binding, Vec<Turn>), FieldErrors> {
    let mut errors = FieldErrors::default();
    for (field, what, text, most) in
        [("name", "名称", &form.name, LONGEST_NAME), ("place", "使用地点", &form.place, LONGEST_PLACE)]
    {
        match text.trim().chars().count() {
            0 => errors.add(field, format!("请填写{what}。")),
            count if count > most => errors.add(field, format!("最多 {most} 个字，现有 {count} 个字。")),
            _ => {}
        }
    }
    let turns = turns(form, &mut errors);
    let binding = binding(form, &mut errors);
    match binding {
        Some(binding) if errors.is_empty() => Ok((binding, turns)),
        _ => Err(errors),
    }
}

fn binding(form: &LinkForm, errors: &mut FieldErrors) -> Option<Binding> {
    match form.binding.as_str() {
        "first" => Some(Binding::FirstOpened),
        "none" => Some(Binding::Unbound),
        "given" => {
            let address = form.address.trim().parse::<IpAddr>().ok();
            if address.is_none() {
                errors.add("address", "请填写大屏电脑的网络地址，如 192.168.1.20。");
            }
            address.map(|address| Binding::To(address.to_canonical()))
        }
        _ => {
            errors.add("binding-first", "请选择在哪里可以打开。");
            None
        }
    }
}

/// The views chosen, in their order.
fn turns(form: &LinkForm, errors: &mut FieldErrors) -> Vec<Turn> {
    let mut chosen: Vec<(usize, Turn)> = Vec::new();
    for view in View::ALL {
        let (order, seconds) = (order_field(view), seconds_field(view));
        let place = match form.of_view(&order) {
            "" => continue,
            typed => typed.parse().ok().filter(|place| (1..=View::ALL.len()).contains(place)),
        };
        let seconds_typed = form.of_view(&seconds).parse().ok().filter(|s| Turn::SECONDS.contains(s));
        match (place, seconds_typed) {
            (None, _) => errors.add(&order, "请选择次序。"),
            (Some(place), _) if chosen.iter().any(|(other, _)| *other == place) => {
                errors.add(&order, "两个画面不能是同一次序。");
            }
            (_, None) => errors.add(&seconds, "请填写 10 至 600 的整数。"),
            (Some(place), Some(seconds)) => chosen.push((place, Turn { view, seconds })),
        }
    }
    if chosen.is_empty() && errors.is_empty() {
        errors.add(&order_field(View::ALL[0]), "请至少选择一个画面。");
    }
    chosen.sort_by_key(|(place, _)| *place);
    chosen.into_iter().map(|(_, turn)| turn).collect()
}
