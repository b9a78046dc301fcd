//! Departments (部门, `department`): units, groups and bodies.

pub mod intake;

/// What a department is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "department_kind", rename_all = "snake_case")]
pub enum DepartmentKind {
    /// A department with people: files, owes, is chased.
    Unit,
    /// Stands for several departments: 各审判执行部门.
    Group,
    /// Answers for a task but never files, is never chased, never scored: 院党组.
    Body,
}
