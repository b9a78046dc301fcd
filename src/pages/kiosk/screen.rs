//! `/kiosk/…`: what the secret in the address opens, without session and without cookie.

use std::net::IpAddr;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sqlx::{Connection, PgConnection};

use super::model::{Admission, AskedLink, View};
use super::sheets::{Content, Sheet, first_day_of_week, sheets};
use super::store;
use crate::audit_trail::{self, Act, Audience, append};
use crate::clock::{BEIJING, beijing_instant};
use crate::error::Result;
use crate::pages::gantt::Entry;
use crate::pages::overview;
use crate::pages::wall::{events, sheets as wall};
use crate::web::client_address::ClientAddress;
use crate::web::{AppState, PageFrame, dates, urls};

/// The address of the page holds the secret: no request for a style sheet may carry it on.
const NO_REFERRER: [(header::HeaderName, &str); 1] = [(header::REFERRER_POLICY, "no-referrer")];

#[derive(Template, WebTemplate)]
#[template(path = "pages/kiosk/screen.html", whitespace = "minimize")]
struct Screen {
    frame: PageFrame,
    title: String,
    today: String,
    as_of: String,
    events_path: String,
    totals: Vec<wall::Total>,
    sheets: Vec<Sheet>,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/kiosk/refused.html")]
struct RefusedPage {
    frame: PageFrame,
}

/// Shows the views of a link to the screen it belongs to.
pub(super) async fn show(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Path(secret): Path<String>,
) -> Result<Response> {
    let address = address.map(|address| address.to_canonical());
    let mut conn = state.db.acquire().await?;
    let link = store::find_link(&mut conn, &secret).await?;
    let Some(link) = admitted(&state, &mut conn, link, &secret, address).await? else {
        return Ok(refused());
    };
    let seen_from = address.map(|address| address.to_string());
    store::note_seen(&mut conn, &link, seen_from.as_deref(), state.clocks.wall_now()).await?;
    let today = state.clocks.today();
    let overview = overview::read(&mut conn, link.year, today).await?.for_passers_by();
    let changes = if link.turns.iter().any(|turn| turn.view == View::ThisWeek) {
        let since = beijing_instant(first_day_of_week(today), 0, 0);
        store::list_changes(&mut conn, link.year, since).await?
    } else {
        Vec::new()
    };
    drop(conn);
    let screen = Screen {
        frame: PageFrame::signed_out(&state, String::new(), None),
        title: wall::title(&overview),
        today: dates::long(overview.today),
        as_of: state.clocks.ledger_now().with_timezone(&BEIJING).format("%-m月%-d日 %H:%M").to_string(),
        events_path: urls::kiosk_events(&secret),
        totals: wall::totals(&overview),
        sheets: sheets(&overview, &link.turns, &changes),
    };
    Ok((NO_REFERRER, screen).into_response())
}

/// News that the screen should look again. Opening them binds nothing: the page comes first.
pub(super) async fn events(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Path(secret): Path<String>,
) -> Result<Response> {
    let address = address.map(|address| address.to_canonical());
    let mut conn = state.db.acquire().await?;
    let link = store::find_link(&mut conn, &secret).await?;
    match link.filter(|link| link.admits(address) == Admission::Opens) {
        Some(link) => Ok(events::of_year(&state, link.year).into_response()),
        None => Ok(refused()),
    }
}

/// The link, when it opens from `address`; a first opening binds it, a refusal is logged.
async fn admitted(
    state: &AppState,
    conn: &mut PgConnection,
    link: Option<AskedLink>,
    secret: &str,
    address: Option<IpAddr>,
) -> Result<Option<AskedLink>> {
    let act = Act { address, ..Act::of_system(&state.clocks) };
    match link.as_ref().map_or(Admission::Refused, |link| link.admits(address)) {
        Admission::Opens => return Ok(link),
        Admission::Binds(to) => {
            if let Some(link) = link {
                bind(conn, &act, &link, to).await?;
            }
            // Whoever was first, the link is bound now.
            let link = store::find_link(conn, secret).await?;
            if link.as_ref().is_some_and(|link| link.admits(address) == Admission::Opens) {
                return Ok(link);
            }
            note_refusal(conn, &act, link.as_ref()).await?;
        }
        Admission::Refused => note_refusal(conn, &act, link.as_ref()).await?,
    }
    Ok(None)
}

/// Binds the link to `address`, unless it was bound or revoked meanwhile.
async fn bind(conn: &mut PgConnection, act: &Act, link: &AskedLink, address: IpAddr) -> Result<()> {
    let mut tx = conn.begin().await?;
    if !store::bind(&mut tx, link.id, &address.to_string()).await? {
        return Ok(());
    }
    let sentence = format!("大屏链接“{}”首次打开，绑定网络地址", link.name);
    let entry = audit_trail::Entry::new("kiosk_link_bound", "kiosk_link", sentence)
        .on(link.id.0)
        .of_plan(link.year)
        .with_change(None, Some(serde_json::json!({"address": address.to_string()})));
    append(&mut tx, act, entry).await?;
    tx.commit().await?;
    Ok(())
}

/// Enters a refusal in the operation log, unless this address was entered for this link within the hour.
async fn note_refusal(conn: &mut PgConnection, act: &Act, link: Option<&AskedLink>) -> Result<()> {
    let address = act.address.map_or_else(|| "未知".to_owned(), |address| address.to_string());
    let mut tx = conn.begin().await?;
    if !store::is_refusal_to_be_logged(&mut tx, link.map(|link| link.id), &address, act.wall_at).await? {
        return Ok(());
    }
    let sentence = match link {
        None => "打开不存在的大屏链接".to_owned(),
        Some(link) if link.revoked_at.is_some() => format!("打开已撤销的大屏链接“{}”", link.name),
        Some(link) => format!("从其他网络地址打开大屏链接“{}”", link.name),
    };
    let mut entry = audit_trail::Entry::new("kiosk_refused", "kiosk_link", sentence).refused();
    if let Some(link) = link {
        entry = entry.on(link.id.0);
    }
    append(&mut tx, act, entry.for_audience(Audience::Administrators)).await?;
    tx.commit().await?;
    Ok(())
}

/// The same answer whatever the reason: it says nothing about which links there are.
fn refused() -> Response {
    (StatusCode::NOT_FOUND, NO_REFERRER, RefusedPage { frame: PageFrame::bare() }).into_response()
}
