//! Links for screens nobody signs in to.

/// `/2019/kiosk-links`: the links for screens, for the office.
#[must_use]
pub fn kiosk_links(year: i32) -> String {
    format!("/{year}/kiosk-links")
}

/// `/2019/kiosk-links/7/revoke`
#[must_use]
pub fn revoke_kiosk_link(year: i32, id: crate::ids::KioskLinkId) -> String {
    format!("{}/{id}/revoke", kiosk_links(year))
}

/// `/kiosk/…`: the wall of a screen nobody signs in to, by the link's secret.
#[must_use]
pub fn kiosk(secret: &str) -> String {
    format!("/kiosk/{secret}")
}

/// `/kiosk/…/events`: news that the screen should look again.
#[must_use]
pub fn kiosk_events(secret: &str) -> String {
    format!("{}/events", kiosk(secret))
}
