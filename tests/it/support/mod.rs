//! What the tests stand on: the program in memory, its personas, and pages asked by selector.

pub mod activity;
pub mod court;
pub mod edited_book;
pub mod page;
pub mod program_log;
pub mod statements;
pub mod test_app;

pub use page::Page;
pub use test_app::{Persona, TestApp};
