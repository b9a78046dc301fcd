//! The year's plan (年度方案).

pub mod document_reader;
pub mod tasks;
