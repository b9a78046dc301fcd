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

/// `/2019/work-points`: which tasks carry which work points.
#[must_use]
pub fn work_point_matrix(year: i32) -> String {
    format!("/{year}/work-points")
}

/// `/2019/work-points/sections/1`: where the matrix of a section is saved.
#[must_use]
pub fn work_point_matrix_of(year: i32, section: i32) -> String {
    format!("{}/sections/{section}", work_point_matrix(year))
}

/// `/2019/plan#point-7`: a work point where it is settled.
#[must_use]
pub fn work_point(year: i32, point: WorkPointId) -> String {
    format!("{}#point-{point}", super::plan(year))
}

/// `/2019/superior-points`: 上级要点对照表.
#[must_use]
pub fn superior_points(year: i32) -> String {
    format!("/{year}/superior-points")
}

/// `/2019/superior-points#point-71`
#[must_use]
pub fn superior_point(year: i32, point: WorkPointId) -> String {
    format!("{}#point-{point}", superior_points(year))
}
