//! What a set of changes would do to the ledger, task by task, as it is shown before it is confirmed: found by doing it and
//! taking it back, so that the preview cannot differ from the deed.

use sha2::{Digest, Sha256};

use crate::deadlines::DutyChange;

/// What would change in one task.
pub(in crate::pages) struct EffectLine {
    /// Its number.
    pub number: i32,
    /// Its title.
    pub title: String,
    /// What changes.
    pub words: String,
    /// The duties that change with it.
    pub duties: Vec<DutyChange>,
}

/// All of it in one digest: what is confirmed is what was seen.
pub(in crate::pages) fn fingerprint(lines: &[EffectLine]) -> String {
    let mut digest = Sha256::new();
    for line in lines {
        digest.update(format!("{} {}\n", line.number, line.words));
        for duty in &line.duties {
            digest.update(format!("{} {} {}\n", duty.title, duty.due_on, duty.what));
        }
    }
    hex::encode(digest.finalize())
}

/// Whether a date of a duty among them is an estimate.
pub(in crate::pages) fn any_estimate(lines: &[EffectLine]) -> bool {
    lines.iter().any(|line| line.duties.iter().any(DutyChange::is_estimate))
}
