//! The wall (挂图作战): all tasks of a plan at a glance, each a tile with its light, for a big screen, a phone and one
//! A3 sheet.
//!
//! - `page.rs`: the page and what it says
//! - `sheets.rs`: title, totals and tiles, which the kiosk shows, too
//! - `layout.rs`: how many columns, and when it turns through pages by section; pure
//! - `events.rs`: server-sent events that make an open wall renew itself
//!
//! Lights and marks come from [`overview`](super::overview); the sizes are in `static/wall.css`.

pub(super) mod events;
mod layout;
mod page;
pub(super) mod sheets;

use crate::accounts::{Access, Action, Route, Routes};

pub(super) fn routes() -> Routes {
    let access = Access::Needs(Action::ReadLedger);
    vec![
        Route::get("/{year}/wall", access, page::show),
        Route::get("/{year}/wall/events", access, events::stream),
    ]
}
