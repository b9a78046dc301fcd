//! What an entry is marked with: its result, and who may read it.

/// Whether the event came about or was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "entry_result", rename_all = "snake_case")]
pub enum EntryResult {
    /// It was done.
    Done,
    /// It was refused.
    Refused,
}

impl EntryResult {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }
}

/// Who may read an entry besides the audit administrator, who reads all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "entry_audience", rename_all = "snake_case")]
pub enum Audience {
    /// Everyone signed in (of a restricted task: those concerned).
    Everyone,
    /// The task's own departments, the office and leaders.
    Concerned,
    /// The audit administrator only: accounts, sign-ins, refusals, exports.
    Administrators,
}

impl Audience {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Concerned => "concerned",
            Self::Administrators => "administrators",
        }
    }
}
