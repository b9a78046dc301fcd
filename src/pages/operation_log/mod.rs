//! The operation log (操作日志, `/history`): every entry, for the audit administrator, who reads and verifies it and
//! does nothing else (domain, section 2).
//!
//! - `page.rs`: the log, filtered and paged by id; one entry with the values before and after; 核验操作日志.
//! - `store.rs`: the SQL. Words and values are shown as in [`history`](crate::pages::history).

mod page;
mod store;

pub use page::routes;
