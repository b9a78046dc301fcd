//! `/account/calendar-feed`: where a person makes the address of their feed, which is shown once, and revokes it.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::store;
use crate::accounts::{Action, CurrentUser};
use crate::audit_trail::{Audience, Entry, append};
use crate::error::Result;
use crate::web::csrf::random_secret;
use crate::web::form::NoFields;
use crate::web::own_address::whole_address;
use crate::web::{AppState, PageFrame, ProtectedForm, flash, instants, urls};

#[derive(Template, WebTemplate)]
#[template(path = "pages/calendar_feed/own.html")]
struct OwnFeedPage {
    frame: PageFrame,
    password_path: &'static str,
    path: &'static str,
    revoke_path: &'static str,
    /// When the live address was made.
    made: Option<String>,
    /// 2019 年、2020 年; `None` where no year's rules allow feeds.
    open_years: Option<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/calendar_feed/made.html")]
struct MadePage {
    frame: PageFrame,
    path: &'static str,
    /// Each year that is open, with its address.
    addresses: Vec<(i32, String)>,
}

pub(super) async fn show(State(state): State<AppState>, user: CurrentUser) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let years = open_years(&mut conn, &user).await?;
    let made = store::find_made_at(&mut conn, user.account_id).await?;
    let words = years.iter().map(|year| format!("{year} 年")).collect::<Vec<_>>().join("、");
    let page = OwnFeedPage {
        frame: user.frame(&state, None),
        password_path: urls::OWN_PASSWORD,
        path: urls::CALENDAR_FEED,
        revoke_path: urls::REVOKE_CALENDAR_FEED,
        made: made.map(instants::minute),
        open_years: (!years.is_empty()).then_some(words),
    };
    Ok(page.into_response())
}

/// The years the person may have a feed of.
async fn open_years(conn: &mut PgConnection, user: &CurrentUser) -> Result<Vec<i32>> {
    if user.may(Action::ReadLedger) { store::list_open_years(conn).await } else { Ok(Vec::new()) }
}

pub(super) async fn make(
    State(state): State<AppState>,
    user: CurrentUser,
    headers: HeaderMap,
    ProtectedForm(NoFields {}): ProtectedForm<NoFields>,
) -> Result<Response> {
    let act = user.act(&state);
    let secret = random_secret();
    let mut tx = state.db.begin().await?;
    let years = open_years(&mut tx, &user).await?;
    if years.is_empty() {
        return Ok(flash::refused(urls::CALENDAR_FEED, "没有年度方案对您开放日历订阅，未生成地址。"));
    }
    let had_one = store::replace(&mut tx, user.account_id, &secret, act.wall_at).await?;
    let sentence =
        if had_one { "重新生成日历订阅地址，原地址失效" } else { "生成日历订阅地址" };
    let entry = Entry::new("calendar_feed_made", "account", sentence).on(user.account_id.0);
    append(&mut tx, &act, entry.for_audience(Audience::Administrators)).await?;
    tx.commit().await?;
    let address = |year| whole_address(&state, &headers, &urls::calendar_feed(year, &secret));
    let made = MadePage {
        frame: user.frame(&state, None),
        path: urls::CALENDAR_FEED,
        addresses: years.into_iter().map(|year| (year, address(year))).collect(),
    };
    Ok(made.into_response())
}

pub(super) async fn revoke(
    State(state): State<AppState>,
    user: CurrentUser,
    ProtectedForm(NoFields {}): ProtectedForm<NoFields>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    if !store::revoke(&mut tx, user.account_id, act.wall_at).await? {
        return Ok(flash::refused(urls::CALENDAR_FEED, "没有在用的日历订阅地址，或它此前已经撤销。"));
    }
    let entry = Entry::new("calendar_feed_revoked", "account", "撤销日历订阅地址").on(user.account_id.0);
    append(&mut tx, &act, entry.for_audience(Audience::Administrators)).await?;
    tx.commit().await?;
    Ok(flash::done(urls::CALENDAR_FEED, "日历订阅地址已撤销，随即失效。"))
}
