//! All SQL of departments, people and leaders: what is read, and every write with its ledger entry.

mod departments;
mod people;
mod reading;
mod succession;

pub use departments::{NewDepartment, insert_alias, insert_department, insert_group_member};
pub use people::{add_membership, end_membership, insert_stand_in};
pub use reading::{
    UnitOfSpan, contacts_of, find_by_name, get_department, leaders, list_departments, list_people,
    list_units_between, members_of_groups,
};
pub use succession::{close_department, merge_department, rename_department, split_department};

pub(super) use departments::{end_group_member, update_department};
pub(super) use people::update_stand_in;
pub(super) use reading::{list_former, list_members_ever, list_people_ever};
