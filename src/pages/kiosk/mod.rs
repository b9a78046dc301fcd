//! 大屏链接: addresses that show a year's wall on a screen nobody signs in to (`docs/decisions/0010-kiosk-links.md`).
//!
//! - `model.rs`: the views a link turns through, whether it opens from an address; pure
//! - `links_page.rs`: the office's page of links; `make.rs`, `revoke.rs`: what it does there
//! - `screen.rs`: what the address shows, its events, and the refusal; `sheets.rs`: each view's content
//! - `changes.rs`: the ledger's entries of the week in neutral words; pure
//! - `store.rs`: links, of whose secrets only a hash is stored, and how often a refusal is logged
//!
//! A screen shows titles, departments, lights and dates open to all, no more: it hangs where anybody passes. Tasks come
//! from [`overview`](super::overview), read as by someone whom none concerns. Instants are the wall clock's.
//!
//! A further view is a variant of [`model::View`], its content in `sheets.rs` and a template beside
//! `templates/pages/kiosk/wall.html`.

mod changes;
mod links_page;
mod make;
mod model;
mod revoke;
mod screen;
mod sheets;
mod store;

use crate::accounts::{Access, Action, Route, Routes};

pub(super) fn routes() -> Routes {
    let office = Access::Needs(Action::KeepKiosks);
    vec![
        Route::get("/{year}/kiosk-links", office, links_page::show),
        Route::post("/{year}/kiosk-links", office, make::make),
        Route::post("/{year}/kiosk-links/{id}/revoke", office, revoke::revoke),
        // The secret in the address is the permission.
        Route::get("/kiosk/{secret}", Access::Open, screen::show),
        Route::get("/kiosk/{secret}/events", Access::Open, screen::events),
    ]
}
