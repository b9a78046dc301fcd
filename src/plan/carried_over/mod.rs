//! What goes on from one year's plan to the next (结转): a task says with which task of an earlier plan it goes on, and what was
//! settled there is taken along when the new plan comes into force.
//!
//! - [`TaskOfYear`]: how a task of another year is named; [`find_links`]: where a task comes from, and where it went
//! - [`candidates`]: which tasks of a plan are offered to be carried over; pure but for its one statement
//! - [`taking`]: 分管院领导 and the contact named go along with their task, the rules with the plan
//!
//! Rules: only what is unfinished goes on by itself; 转入常态 is offered, for a person to decide. Nobody is taken along whose
//! account is closed, or, as contact, who belongs to none of the task's departments any more. Patterns of milestones,
//! departments, their people, the calendar and accounts belong to no plan and go on as they are.

pub mod candidates;
mod store;
pub mod taking;

pub use candidates::{Candidate, list_candidates};
pub use store::{LinkReader, Links, find_links, list_pairs};

use serde::{Deserialize, Serialize};

/// A task of some year's plan, as people name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TaskOfYear {
    /// The plan's year.
    pub year: i32,
    /// Its number there.
    pub number: i32,
}

impl TaskOfYear {
    /// 2019 年任务 6
    #[must_use]
    pub fn words(self) -> String {
        format!("{} 年任务 {}", self.year, self.number)
    }
}
