//! 日历订阅: what a person owes, as all-day events in their own calendar program.
//!
//! - `page.rs`: the person's page, where the address is made, shown once, and revoked
//! - `feed.rs`: what the address answers; the key in it is the permission
//! - `events.rs`: duties as events, pure; `ics.rs`: events as RFC 5545 writes them, pure
//! - `store.rs`: keys, of which only a hash is stored, and the duties
//!
//! A year's feeds answer only while its plan's rules allow it (`calendar_feeds`, off at first): what is in the ledger
//! leaves it here. A feed lists what its person answers for, no more, so that a restricted task is in it only for those
//! concerned. Keys live by the wall clock; who belongs where is the ledger clock's.

mod events;
mod feed;
mod ics;
mod page;
mod store;

use crate::accounts::{Access, Route, Routes};
use crate::web::urls;

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/calendar.ics", Access::Open, feed::show),
        Route::get(urls::CALENDAR_FEED, Access::SignedIn, page::show),
        Route::post(urls::CALENDAR_FEED, Access::SignedIn, page::make),
        Route::post(urls::REVOKE_CALENDAR_FEED, Access::SignedIn, page::revoke),
    ]
}
