//! Pages that read across the wings. Nobody reads them.
//!
//! - [`overview`]: every task of a plan with its light, computed once for wall, ledger, worklist and export

pub mod overview;
