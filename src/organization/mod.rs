//! Departments (部门), the people who act for them, and the leaders with their stand-ins.
//!
//! - `model.rs`: the kinds 部门, 统称, 领导机构, and what a department is on a day.
//! - `store/`: all SQL, and the ledger entry of every write; `intake.rs`: the departments a plan names, on its import.
//! - `departments_page.rs` (`/departments`), `department_page.rs` (`/departments/7`): what everyone sees; the office's
//!   forms stand there too, their targets in `add_department.rs`, `edit_department.rs`, `group_members.rs` and
//!   `stand_ins.rs`. Naming people, and renaming, merging, splitting and closing departments touch duties of the plan: that is
//!   `plan/appointment` and `plan/succession`.
//!
//! Rules: departments outlive plans. One renamed, merged or closed gets its last day and keeps its name in
//! all that is past; memberships and members of groups are dated. A group (统称) stands for its members, a body
//! (领导机构) answers but never files: only a unit has people.

mod add_department;
mod department_page;
mod departments_page;
mod edit_department;
mod group_members;
pub mod intake;
mod model;
mod stand_ins;
mod store;

pub use department_page::{
    DepartmentForm, MEMBERSHIP_KINDS, last_day_field, last_day_refused, page_with_errors,
};
pub use model::{
    Department, DepartmentKind, GroupMember, Leader, NotWritten, Person, PersonOfCourt, StandIn,
    parse_aliases, parse_day,
};
pub use store::{
    NewDepartment, UnitOfSpan, add_membership, close_department, contacts_of, end_membership, find_by_name,
    get_department, insert_alias, insert_department, insert_group_member, insert_stand_in, leaders,
    list_departments, list_people, list_units_between, members_of_groups, merge_department,
    rename_department, split_department,
};

use crate::accounts::Routes;

/// The routes of this wing.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = departments_page::routes();
    routes.extend(add_department::routes());
    routes.extend(stand_ins::routes());
    routes.extend(department_page::routes());
    routes.extend(edit_department::routes());
    routes.extend(group_members::routes());
    routes
}
