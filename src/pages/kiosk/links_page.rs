//! `/2019/kiosk-links`: the links of a year, for the office, and the form that makes one.

use std::collections::BTreeMap;
use std::net::IpAddr;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::model::{Turn, View};
use super::store::{ListedLink, list_links};
use crate::accounts::CurrentUser;
use crate::error::Result;
use crate::plan::get_plan;
use crate::web::client_address::ClientAddress;
use crate::web::{AppState, FieldErrors, PageFrame, instants, urls};

/// The form as typed; of each view `order_…` (empty: not shown) and `seconds_…`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct LinkForm {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub place: String,
    #[serde(default)]
    pub binding: String,
    #[serde(default)]
    pub address: String,
    #[serde(flatten)]
    pub views: BTreeMap<String, String>,
}

impl LinkForm {
    /// The form as it is offered: every view in turn, bound at the first opening.
    fn offered() -> Self {
        let fields = View::ALL.into_iter().zip(1..).flat_map(|(view, place)| {
            [(order_field(view), place.to_string()), (seconds_field(view), view.usual_seconds().to_string())]
        });
        Self { binding: "first".to_owned(), views: fields.collect(), ..Self::default() }
    }

    /// What was typed in a field of a view.
    pub fn of_view(&self, field: &str) -> &str {
        self.views.get(field).map_or("", |value| value.trim())
    }
}

/// The field of a view's place among the views.
pub(super) fn order_field(view: View) -> String {
    format!("order_{}", view.code())
}

/// The field of how long a view stands.
pub(super) fn seconds_field(view: View) -> String {
    format!("seconds_{}", view.code())
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/kiosk/links.html")]
struct LinksPage {
    frame: PageFrame,
    plan_path: String,
    path: String,
    summary: String,
    in_use: Vec<Row>,
    revoked: Vec<Row>,
    form: LinkForm,
    views: Vec<ViewFields>,
    /// The fewest and the most seconds a view may stand.
    seconds: (i32, i32),
    /// The reader's own address, to compare.
    own_address: Option<String>,
    errors: FieldErrors,
}

/// A link in its row.
struct Row {
    name: String,
    place: String,
    views: String,
    address: Option<String>,
    is_bound: bool,
    made: String,
    seen: Option<String>,
    revoked: Option<String>,
    revoke_path: String,
}

/// The fields of one view.
struct ViewFields {
    word: &'static str,
    order: String,
    seconds: String,
    seconds_now: String,
    places: Vec<Place>,
}

/// A place among the views.
struct Place {
    value: String,
    label: String,
    is_chosen: bool,
}

pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    ClientAddress(address): ClientAddress,
    Path(year): Path<i32>,
) -> Result<Response> {
    page(&state, &user, year, address, LinkForm::offered(), FieldErrors::default()).await
}

/// The page with what was typed and what is wrong with it.
pub(super) async fn page(
    state: &AppState,
    user: &CurrentUser,
    year: i32,
    address: Option<IpAddr>,
    form: LinkForm,
    errors: FieldErrors,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let links = list_links(&mut conn, plan.id).await?;
    drop(conn);
    let rows = links.into_iter().map(|link| Row::of(year, link));
    let (in_use, revoked): (Vec<Row>, Vec<Row>) = rows.partition(|row| row.revoked.is_none());
    let page = LinksPage {
        frame: user.frame(state, Some(year)),
        plan_path: urls::plan(year),
        path: urls::kiosk_links(year),
        summary: format!("在用 {} 个 · 已撤销 {} 个", in_use.len(), revoked.len()),
        in_use,
        revoked,
        views: View::ALL.into_iter().map(|view| ViewFields::of(view, &form)).collect(),
        seconds: (*Turn::SECONDS.start(), *Turn::SECONDS.end()),
        form,
        own_address: address.map(|address| address.to_canonical().to_string()),
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page).into_response())
}

impl Row {
    fn of(year: i32, link: ListedLink) -> Self {
        let seen = link.last_seen_at.map(|at| {
            let from = link.last_seen_from.as_deref().unwrap_or("地址不明");
            format!("{}（{from}）", instants::minute(at))
        });
        Self {
            views: link.turns.iter().map(|turn| turn.words()).collect::<Vec<_>>().join("、"),
            made: format!("{} {}", instants::minute(link.made_at), link.made_by),
            seen,
            revoked: link.revoked_at.map(instants::minute),
            revoke_path: urls::revoke_kiosk_link(year, link.id),
            name: link.name,
            place: link.place,
            address: link.address,
            is_bound: link.is_bound,
        }
    }
}

impl ViewFields {
    fn of(view: View, form: &LinkForm) -> Self {
        let (order, seconds) = (order_field(view), seconds_field(view));
        let now = form.of_view(&order);
        let place = |value: String, label: String| Place { is_chosen: value == now, value, label };
        let shown = (1..=View::ALL.len()).map(|n| place(n.to_string(), format!("第 {n} 个")));
        Self {
            word: view.word(),
            places: std::iter::once(place(String::new(), "不显示".to_owned())).chain(shown).collect(),
            seconds_now: form.of_view(&seconds).to_owned(),
            order,
            seconds,
        }
    }
}
