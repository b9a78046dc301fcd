//! Whom a reminder told, and when each of them saw it, in words. Pure.

use chrono::{DateTime, Utc};

use super::model::Way;
use crate::web::instants;

/// One who was told.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::deadlines) struct Told {
    /// The name; of a call or a visit, with whom it was spoken.
    pub who: String,
    /// When it was seen; `None` past the ledger, and while it was not.
    pub seen_at: Option<String>,
    /// Told by a notice that was not seen yet.
    pub is_unseen: bool,
}

/// Whom a reminder told.
pub(in crate::deadlines) fn told(
    (way, spoken_with): (Way, Option<&str>),
    names: &[String],
    seen_at: &[Option<DateTime<Utc>>],
) -> Vec<Told> {
    if way != Way::InApp {
        let who = spoken_with.unwrap_or_default().to_owned();
        return vec![Told { who, seen_at: None, is_unseen: false }];
    }
    let people = names.iter().zip(seen_at);
    people
        .map(|(name, at)| Told {
            who: name.clone(),
            seen_at: at.map(instants::minute),
            is_unseen: at.is_none(),
        })
        .collect()
}
