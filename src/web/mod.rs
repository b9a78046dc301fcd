//! To be written.

pub mod dates;
