//! Links to the ledger, as a page and as a file, to what came back of it, and to revisions of its plan.

use crate::ids::{ReadBackId, RevisionId};

/// `/2019/ledger`
#[must_use]
pub fn ledger(year: i32) -> String {
    format!("/{year}/ledger")
}

/// `/2019/ledger.xlsx`, `/2019/ledger.csv`: the same as a file.
#[must_use]
pub fn ledger_file(year: i32, extension: &str) -> String {
    format!("/{year}/ledger.{extension}")
}

/// `/2019/ledger/read-back`: an edited file is uploaded, and what was read waits.
#[must_use]
pub fn read_backs(year: i32) -> String {
    format!("/{year}/ledger/read-back")
}

/// `/2019/ledger/read-back/7`: what one file would change.
#[must_use]
pub fn read_back(year: i32, id: ReadBackId) -> String {
    format!("{}/{id}", read_backs(year))
}

/// `/2019/revisions`: revisions of the plan in force are read in, and what was read waits.
#[must_use]
pub fn revisions(year: i32) -> String {
    format!("/{year}/revisions")
}

/// `/2019/revisions/7`: what one of them would change.
#[must_use]
pub fn revision(year: i32, id: RevisionId) -> String {
    format!("{}/{id}", revisions(year))
}
