//! Links of circulars (通报) and other papers for the leading group.

/// `/2019/circulars`
#[must_use]
pub fn circulars(year: i32) -> String {
    format!("/{year}/circulars")
}

/// `/2019/circulars/2019-06`, `/2019/circulars/2019-Q2`
#[must_use]
pub fn circular(year: i32, period: &str) -> String {
    format!("{}/{period}", circulars(year))
}

/// `/2019/circulars/2019-06/edit`
#[must_use]
pub fn circular_form(year: i32, period: &str, form: &str) -> String {
    format!("{}/{form}", circular(year, period))
}
