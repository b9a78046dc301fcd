//! Pages that read across the wings. Nobody reads them.
//!
//! - [`export`]: the whole plan as one JSON object, for other programs
//! - [`overview`]: every task of a plan with its light, computed once for wall, ledger, worklist and export

pub mod export;
pub mod overview;
