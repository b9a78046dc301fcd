//! Working days (工作日): which days count, and the State Council notices they come from.
//!
//! A day is a working day, a day off, or a make-up working day (调休上班: a Saturday or Sunday worked).
//! The State Council publishes the year and may change it after the fact; each stored day names its notice.
//! A year with no notice yet is an estimate, and is called one.
//!
//! - [`working_days`] the counting, pure
//! - [`working`] how a date came about, as a value and as a sentence
//! - `page.rs` (`/calendar`): a year month by month
//! - [`notice`] a notice as the office enters it, line by line, pure; `store.rs` stores it. What it does to deadlines stands
//!   above, in `deadlines/calendar_revision`, and so does the form
//! - [`workdays_csv`] the seed of the years known when the program was built

mod arrangements;
pub mod notice;
mod page;
mod store;
pub mod workdays_csv;
pub mod working;
pub mod working_days;

pub use page::routes;
pub use store::{enter_notice, get_calendar, is_announced, lock_calendar, store_seed};
pub use working::Working;
pub use working_days::{ArrangedDay, DayKind, DayType, WorkingCalendar, estimate_words};
