//! Addresses of 盲区排查, and of what it looks at.

use crate::ids::WorkPointId;

/// `/2019/blind-spots`
#[must_use]
pub fn blind_spots(year: i32) -> String {
    format!("/{year}/blind-spots")
}

/// `/2019/blind-spots/no_lead/25`: one of them, mended or accepted.
#[must_use]
pub fn blind_spot(year: i32, rule: &str, subject: i64) -> String {
    format!("{}/{rule}/{subject}", blind_spots(year))
}

/// `/2019/plan#point-7`: a work point where it is settled.
#[must_use]
pub fn work_point(year: i32, point: WorkPointId) -> String {
    format!("{}#point-{point}", super::plan(year))
}
