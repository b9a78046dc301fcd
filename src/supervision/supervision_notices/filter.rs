//! Which notices a list shows: asked in its address, chosen from what the reader may see. Pure.

use serde::Deserialize;

use super::model::{Degree, NoticeState};
use super::store::NoticeRow;
use crate::web::urls;

/// What the address asks for; words it does not know ask for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// A state's code, `unended` for all that have not ended; empty for all.
    pub state: String,
    pub degree: String,
    pub department: String,
    pub page: String,
}

/// All that have not ended.
pub(super) const UNENDED: &str = "unended";

impl Asked {
    /// Whether a notice is asked for by its state.
    pub(super) fn of_state(&self, notice: &NoticeRow) -> bool {
        match self.state.as_str() {
            UNENDED => !notice.state().has_ended(),
            code => NoticeState::of_code(code).is_none_or(|state| notice.state() == state),
        }
    }

    /// Whether a notice is asked for by all but its state.
    pub(super) fn of_the_rest(&self, notice: &NoticeRow) -> bool {
        let department = self.department.parse::<i64>().ok();
        Degree::of_code(&self.degree).is_none_or(|degree| notice.degree == degree)
            && department.is_none_or(|department| notice.department.0 == department)
    }

    /// Which page, from 1.
    pub(super) fn page(&self) -> usize {
        self.page.parse().unwrap_or(1).max(1)
    }

    /// The address of another state or page, all else as it is.
    pub(super) fn path(&self, year: i32, state: &str, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let fields =
            [("state", state), ("degree", &self.degree), ("department", &self.department), ("page", &page)];
        let said: Vec<_> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let query = serde_html_form::to_string(said).unwrap_or_default();
        let question = if query.is_empty() { "" } else { "?" };
        format!("{}{question}{query}", urls::supervision_notices(year))
    }
}
