//! Three texts of one thing compared: as it was before somebody wrote elsewhere, as the ledger has it now, as it was written.
//! Pure.

/// What a text that differs from the ledger's comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum ThreeWay {
    /// Changed there only: proposed.
    Change,
    /// Changed there and since then in the ledger, to something else.
    Conflict,
    /// It differs, and who changed it cannot be told.
    ToCheck,
}

impl ThreeWay {
    /// The mark beside it; a plain change has none.
    pub fn mark(self) -> Option<&'static str> {
        match self {
            Self::Change => None,
            Self::Conflict => Some("冲突"),
            Self::ToCheck => Some("需核对"),
        }
    }
}

/// What the three texts come to; `None` where there is nothing to do. `base` is `None` where it is not known.
pub(in crate::pages) fn three_way(base: Option<&str>, ours: &str, theirs: &str) -> Option<ThreeWay> {
    if theirs == ours || base == Some(theirs) {
        return None;
    }
    Some(match base {
        None => ThreeWay::ToCheck,
        Some(base) if base == ours => ThreeWay::Change,
        Some(_) => ThreeWay::Conflict,
    })
}
