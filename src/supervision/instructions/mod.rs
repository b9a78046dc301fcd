//! 批示、议定事项 (`instruction`): what a leader writes on a task, the office records from paper (代录), or a leading-group
//! meeting resolves. The office hands it to a department by a day, or files it as read; the leader sees what became of it.
//! Given to several departments (分办) it becomes an item for each, with a number, a date and answers of its own; each names
//! the one it came from (`split_from`).
//!
//! - [`model`]: states and the one table of steps; pure. Nobody confirms what their own department answered, nor what they
//!   recorded for it: `may_confirm.rs` of this wing; pure. Rules are changed in these two.
//! - `give.rs`, `dispatch.rs`, `answer.rs`, `settle.rs`: what is done; each answer is a version (`instruction_answer`)
//! - `duties.rs`: its deadline (kind instruction)
//! - pages: `list_page.rs` (`/2019/instructions`), `add_page.rs`, `meeting_page.rs`, `instruction_page.rs`
//!   (`/2019/instructions/3`, with `road.rs`), whose forms are handled in `office_forms.rs` and `step_forms.rs`
//! - `store.rs`: what is read; `writes.rs`: what is written
//!
//! They are no reading for all: office, leaders, the task's own departments, and the one it is handed to. Every entry of
//! the operation log says so, too. They are counted against nobody.

mod add_page;
mod answer;
mod answerings;
mod dispatch;
mod duties;
mod give;
mod instruction_page;
mod list_page;
mod meeting_page;
pub mod model;
mod office_forms;
mod road;
mod settle;
mod step_forms;
mod store;
mod writes;

pub use answer::{Given, answer, take_note};
pub use dispatch::{Duty, assign, file_as_read};
pub use give::{Meeting, Resolved, Written, give, record_meeting};
pub use model::InstructionStatus;
pub use settle::{Settler, ToSettle, confirm, list_to_settle, return_answer, withdraw};
pub use store::{InstructionRow, Which, get_instruction, list_instructions};

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = list_page::routes();
    routes.extend(add_page::routes());
    routes.extend(meeting_page::routes());
    routes.extend(instruction_page::routes());
    routes.extend(office_forms::routes());
    routes.extend(step_forms::routes());
    routes
}
