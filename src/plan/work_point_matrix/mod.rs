//! 要点任务对应 (`/2019/work-points`): the work points against the tasks of their section, ticked where a task carries one. The
//! office ticks many at once; single ones are settled on the plan's page. Both go through [`work_points`](super::work_points).
//!
//! - `similarity.rs`: which tasks a statement is like, for a person to confirm; pure
//! - `marks.rs`: what a posted matrix changes; pure
//! - `page.rs`: the page and its form
//!
//! Only what a form changes is changed: a tick somebody else set or took away meanwhile stays as they left it.

mod marks;
mod page;
pub(crate) mod similarity;

pub(in crate::plan) use page::routes;
