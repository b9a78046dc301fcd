//! Departments (部门): kinds, aliases, and who leads and who files.

use std::collections::BTreeSet;

use super::division::{Black, PrintedTask};
use super::model::{AssignmentRead, AssignmentRole, DepartmentKind, DepartmentRead};

/// Endings of a court's departments: a name that lacks one is another name of the department that has it
/// (立案, 立案庭).
const ENDINGS: [&str; 5] = ["庭", "室", "科", "办", "局"];

/// All departments of a document.
pub(super) struct Directory {
    departments: Vec<DepartmentRead>,
}

impl Directory {
    /// The departments on the 责任部门 lines, in the order in which they first stand there.
    pub(super) fn of(tasks: &[PrintedTask]) -> Self {
        let printed: Vec<&str> =
            tasks.iter().flat_map(|task| &task.names).map(|name| name.wording.as_str()).collect();
        let known: BTreeSet<&str> = printed.iter().copied().collect();
        let mut departments: Vec<DepartmentRead> = Vec::new();
        for name in &printed {
            let canonical = canonical(name, &known);
            let before = departments.iter().position(|department| department.name == canonical);
            let at = before.unwrap_or_else(|| {
                departments.push(DepartmentRead {
                    kind: kind(&canonical),
                    name: canonical.clone(),
                    aliases: vec![],
                });
                departments.len() - 1
            });
            let aliases = &mut departments[at].aliases;
            if canonical != **name && !aliases.iter().any(|alias| alias == name) {
                aliases.push((*name).to_owned());
            }
        }
        Self { departments }
    }

    pub(super) fn departments(&self) -> Vec<DepartmentRead> {
        self.departments.clone()
    }

    /// A task's responsibilities in the order of the document. A department named twice stands once, as lead
    /// if it leads anywhere on the line.
    pub(super) fn assignments(&self, task: &PrintedTask) -> Vec<AssignmentRead> {
        let mut assignments: Vec<AssignmentRead> = Vec::new();
        for name in &task.names {
            let department = self.named(&name.wording).map_or(&name.wording, |found| &found.name);
            let role =
                if name.black == Black::Nothing { AssignmentRole::Support } else { AssignmentRole::Lead };
            match assignments.iter_mut().find(|assignment| assignment.department == *department) {
                Some(before) if role == AssignmentRole::Lead => before.role = role,
                Some(_) => {}
                None => assignments.push(AssignmentRead {
                    department: department.clone(),
                    wording: name.wording.clone(),
                    role,
                }),
            }
        }
        assignments
    }

    /// The first-named lead that is a unit.
    pub(super) fn files_report(&self, assignments: &[AssignmentRead]) -> Option<String> {
        let lead = assignments.iter().find(|assignment| {
            assignment.role == AssignmentRole::Lead && self.is_unit(&assignment.department)
        });
        lead.map(|assignment| assignment.department.clone())
    }

    /// The sole unit of a task without lead.
    pub(super) fn proposed_lead(&self, assignments: &[AssignmentRead]) -> Option<String> {
        match assignments {
            [sole] if sole.role == AssignmentRole::Support && self.is_unit(&sole.department) => {
                Some(sole.department.clone())
            }
            _ => None,
        }
    }

    fn is_unit(&self, name: &str) -> bool {
        self.named(name).is_some_and(|department| department.kind == DepartmentKind::Unit)
    }

    fn named(&self, name: &str) -> Option<&DepartmentRead> {
        self.departments
            .iter()
            .find(|department| department.name == name || department.aliases.iter().any(|a| a == name))
    }
}

/// The department a printed name means, among all names printed.
fn canonical(name: &str, known: &BTreeSet<&str>) -> String {
    let completed = ENDINGS.iter().map(|ending| format!("{name}{ending}"));
    let mut known = completed.filter(|full| known.contains(full.as_str()));
    match kind(name) {
        DepartmentKind::Unit => known.next().unwrap_or_else(|| name.to_owned()),
        DepartmentKind::Group | DepartmentKind::Body => name.to_owned(),
    }
}

/// 各… stands for several departments; the party group and the judicial committee are bodies.
fn kind(name: &str) -> DepartmentKind {
    let starts = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    if starts(&["各", "全院各", "有关", "相关"]) {
        DepartmentKind::Group
    } else if ends(&["党组", "审判委员会", "审委会"]) {
        DepartmentKind::Body
    } else {
        DepartmentKind::Unit
    }
}

/// Whether two names may mean departments that coincide: 民事庭 and 各民事庭; or 民事庭 and 民二庭, which
/// differ only inside, and not by number.
pub(super) fn may_coincide(one: &DepartmentRead, other: &DepartmentRead) -> bool {
    if one.name == other.name || [one.kind, other.kind].contains(&DepartmentKind::Body) {
        return false;
    }
    let stem = |name: &str| -> Vec<char> { name.strip_prefix('各').unwrap_or(name).chars().collect() };
    let (a, b) = (stem(&one.name), stem(&other.name));
    let frame = |name: &[char]| (name.first().copied(), name.last().copied());
    let numbered = |name: &[char]| name.iter().any(|c| "一二三四五六七八九".contains(*c));
    let same_frame = a.len() == b.len() && a.len() > 2 && frame(&a) == frame(&b);
    a == b || (same_frame && !(numbered(&a) && numbered(&b)))
}
