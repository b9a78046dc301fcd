//! The statements of the worklist: each reads what waits for one kind of reader, over all plans in force.

pub(super) mod contact;
pub(super) mod leader;
pub(super) mod notices;
pub(super) mod office;
