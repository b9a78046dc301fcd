//! Links of circulars (通报) and of papers for leaders.

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

/// `/2019/leader-briefs`
#[must_use]
pub fn leader_briefs(year: i32) -> String {
    format!("/{year}/leader-briefs")
}

/// `/2019/leader-briefs/7`, `/2019/leader-briefs/all`
#[must_use]
pub fn leader_brief(year: i32, leader: &str) -> String {
    format!("{}/{leader}", leader_briefs(year))
}

/// `/2019/leader-briefs/7/docx`
#[must_use]
pub fn leader_brief_word(year: i32, leader: &str) -> String {
    format!("{}/docx", leader_brief(year, leader))
}

/// `/2019/meeting-papers`
#[must_use]
pub fn meeting_papers(year: i32) -> String {
    format!("/{year}/meeting-papers")
}
