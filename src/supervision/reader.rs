//! Who reads the lists of this wing, and of pages above it that keep to the same rule.

use chrono::NaiveDate;

use crate::accounts::{CurrentUser, Role};

/// Who reads on which day: what belongs to a restricted task is for those concerned.
#[derive(Debug)]
pub struct Reader {
    /// Offices and leaders are concerned by everything.
    pub(crate) sees_all: bool,
    /// The departments belonged to.
    pub(crate) departments: Vec<i64>,
    pub(crate) today: NaiveDate,
}

impl Reader {
    /// One who is concerned by everything, as the office is.
    #[must_use]
    pub fn of_all(today: NaiveDate) -> Self {
        Self { sees_all: true, departments: Vec::new(), today }
    }

    /// The signed-in person.
    #[must_use]
    pub fn of(user: &CurrentUser, today: NaiveDate) -> Self {
        Self {
            sees_all: matches!(user.role, Role::Office | Role::Leader),
            departments: user.memberships.iter().map(|membership| membership.department_id.0).collect(),
            today,
        }
    }
}
